"""What waits in the room of speaking, for the navigation of every page: one query."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery

from leitstand.speak.models import Pause, Release, Takedown

if TYPE_CHECKING:
    from leitstand.people.models import Organization


@dataclass(frozen=True, slots=True)
class Waiting:
    """Posts that wait for a second person, take-downs that are not settled, and: is everything held?"""

    releases: int
    takedowns: int
    held: bool


def waiting(organization: Organization) -> Waiting:
    """All three at once."""
    asked = Release.objects.filter(organization=OuterRef("pk"), state="asked")
    open_ = Takedown.objects.filter(delivery__organization=OuterRef("pk")).exclude(
        state__in=["gone", "impossible"]
    )
    row = (
        type(organization)
        .objects.filter(pk=organization.pk)
        .annotate(
            asked=_count(asked, "organization"),
            open=_count(open_, "delivery__organization"),
            held=Exists(Pause.objects.filter(organization=OuterRef("pk"), ended=None)),
        )
        .values_list("asked", "open", "held")
        .get()
    )
    return Waiting(row[0] or 0, row[1] or 0, row[2])


def _count(rows: QuerySet[Release] | QuerySet[Takedown], by: str) -> Subquery:
    """How many rows, as a part of a larger query."""
    return Subquery(rows.order_by().values(by).annotate(n=Count("pk")).values("n"))
