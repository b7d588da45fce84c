"""Pages of what came of what we said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from leitstand.learn import queries
from leitstand.learn.worths import pages as worths
from leitstand.people.queries import here
from leitstand.speak import queries as speak
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from leitstand.learn.models import Course
    from leitstand.speak.models import Delivery

FEW, MANY = 20, 100
"""So many publications are listed at first, and on request."""

LABELS = {
    "reply": _("replies"),
    "like": _("likes"),
    "announce": _("reposts"),
    "quote": _("quotes"),
    "view": _("views"),
}


@dataclass(frozen=True, slots=True)
class Count:
    """One kind as the network counted it: now, and at the reading before."""

    kind: str
    label: str
    count: int | None
    told: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A publication with what it has brought so far."""

    reading: queries.Reading
    counts: Sequence[Count]


@dataclass(frozen=True, slots=True)
class History:
    """One publication's outcomes over time."""

    delivery: Delivery
    kinds: Sequence[tuple[str, str]]
    rows: Sequence[tuple[datetime, Sequence[int | None]]]
    course: Course | None


def outcomes(request: HttpRequest) -> HttpResponse:
    """What finished weeks brought in the team's unit, and what was counted for each publication."""
    few = "all" not in request.GET
    readings = queries.readings(here(request).organization, FEW if few else MANY)
    kinds = [kind for kind in LABELS if any(kind in one.counts for one in readings)]
    context = {
        "lines": [Line(one, _counts(one.counts, kinds)) for one in readings],
        "kinds": [(kind, LABELS[kind]) for kind in kinds],
        "page": worths.brought_page(here(request).organization, worths.asked(request.GET), timezone.now()),
        "spans": worths.SPANS,
        "more": few and len(readings) == FEW,
    }
    return render(request, "learn/outcomes.html", context)


def outcome(request: HttpRequest, delivery_id: int) -> HttpResponse:
    """What one publication has brought, reading by reading."""
    delivery = speak.delivery(here(request).organization, delivery_id)
    rows = list(queries.outcomes(delivery))
    kinds = [kind for kind in LABELS if any(row.kind == kind for row in rows)]
    moments: dict[datetime, dict[str, int]] = {}
    for row in rows:
        moments.setdefault(row.seen, {})[row.kind] = row.count
    page = History(
        delivery=delivery,
        kinds=[(kind, LABELS[kind]) for kind in kinds],
        rows=[(seen, [counts.get(kind) for kind in kinds]) for seen, counts in reversed(moments.items())],
        course=queries.course(delivery),
    )
    return render(request, "learn/outcome.html", {"page": page})


def _counts(counts: dict[str, int], kinds: Sequence[str]) -> list[Count]:
    return [Count(kind, LABELS[kind], counts.get(kind), kind in counts) for kind in kinds]
