"""Every read of what came of what we said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Max, QuerySet

from leitstand.learn.models import Course, Outcome
from leitstand.speak import queries as speak

if TYPE_CHECKING:
    from leitstand.people.models import Organization
    from leitstand.speak.models import Delivery

DAYS_READ = 28
"""Publications are read back for four weeks; what comes later is rare and is not claimed to be known."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a publication had brought when we last asked, by kind, and how often we asked."""

    delivery: Delivery
    counts: dict[str, int]
    seen: datetime | None
    course: Course | None


def readings(organization: Organization, limit: int = 100) -> list[Reading]:
    """The latest outcomes of every publication, newest first, in three queries."""
    deliveries = list(speak.deliveries(organization).filter(state="sent").select_related("course")[:limit])
    latest = dict(
        Outcome.objects.filter(delivery__in=deliveries)
        .values("delivery_id")
        .annotate(last=Max("seen"))
        .values_list("delivery_id", "last")
    )
    counts: dict[int, dict[str, int]] = {}
    for row in Outcome.objects.filter(delivery__in=deliveries, seen__in=set(latest.values())):
        if row.seen == latest[row.delivery_id]:
            counts.setdefault(row.delivery_id, {})[row.kind] = row.count
    return [
        Reading(one, counts.get(one.pk, {}), latest.get(one.pk), getattr(one, "course", None))
        for one in deliveries
    ]


def outcomes(delivery: Delivery) -> QuerySet[Outcome]:
    """Everything the network ever counted for one publication, oldest first."""
    return Outcome.objects.filter(delivery=delivery).order_by("seen", "kind")


def course(delivery: Delivery) -> Course | None:
    """When we read it next, and whether that works."""
    return Course.objects.filter(delivery=delivery).first()


def due(now: datetime) -> Sequence[int]:
    """Courses whose next reading is due: ids."""
    found = Course.objects.filter(
        next_reading__lte=now, delivery__state="sent", delivery__account__state="working"
    ).exclude(delivery__takedown__state="gone")
    return list(found.order_by("next_reading").values_list("pk", flat=True)[:50])


def unread() -> QuerySet[Delivery]:
    """Publications that no reading is planned for yet."""
    return speak.published().filter(course=None)


def replies(deliveries: Iterable[int]) -> dict[int, int]:
    """How many replies the network last counted, by publication; those never read are left out."""
    rows = Outcome.objects.filter(delivery__in=list(deliveries), kind="reply").order_by("seen")
    return dict(rows.values_list("delivery_id", "count"))
