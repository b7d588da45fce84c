"""The public page of decisions and results, where an organisation wants one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from leitstand.decide.deciding import pages, queries
from leitstand.people import strangers
from leitstand.vocabulary.errors import Gone

if TYPE_CHECKING:
    from leitstand.listen.models import FrontPage


@require_safe
@strangers.strictly
def decisions(request: HttpRequest, slug: str) -> HttpResponse:
    """What was decided and what became of it, for everybody; people are named only where they agreed."""
    front, charter = queries.public(slug)
    lines = [pages.line(one) for one in queries.shown(front.organization)]
    context = {"front": front, "charter": charter, "lines": lines, "name": front.organization.name}
    return _answered(request, front, lambda: render(request, "decide/deciding/public.html", context))


@require_safe
def decisions_json(request: HttpRequest, slug: str) -> HttpResponse:
    """The same as JSON."""
    try:
        front, _charter = queries.public(slug)
    except Gone as gone:
        return JsonResponse({"error": gettext(gone.sentence)}, status=410)
    told = [_told(pages.line(one)) for one in queries.shown(front.organization)]
    response = _answered(request, front, lambda: JsonResponse({"decisions": told}))
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _told(line: pages.Line) -> dict[str, Any]:
    row = line.decision
    return {
        "id": row.pk,
        "words": row.words,
        "reason": row.reason,
        "alternatives": row.alternatives or None,
        "state": row.state,
        "decided": row.at.isoformat() if row.at else None,
        "owner": str(row.owner) if row.named and row.owner else None,
        "review": row.review.isoformat() if row.review else None,
        "results": [
            {"at": one.at.isoformat(), "outcome": one.outcome, "words": one.words}
            for one in sorted(row.looks.all(), key=lambda one: one.at)
        ],
    }


def _answered(request: HttpRequest, front: FrontPage, make: Callable[[], HttpResponse]) -> HttpResponse:
    """In the organisation's language and on its clocks; 304 where nothing is new."""
    organization = front.organization
    with translation.override(organization.language), timezone.override(ZoneInfo(organization.time_zone)):
        response = make()
    return strangers.shown(request, response, language=organization.language, indexed=front.indexed)
