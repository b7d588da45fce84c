"""Every write of what came of what we said."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from leitstand.learn import queries
from leitstand.learn.models import Course, Outcome
from leitstand.vocabulary.errors import LeitstandError, TryLater

if TYPE_CHECKING:
    from leitstand.speak.models import Delivery

KINDS = ("reply", "like", "announce", "quote", "view")


def begin(now: datetime) -> int:
    """Plan a first reading for every publication that has none."""
    made = [Course(delivery=delivery, next_reading=now, created=now) for delivery in queries.unread()[:200]]
    Course.objects.bulk_create(made, ignore_conflicts=True)
    return len(made)


@transaction.atomic
def note(course: Course, counts: Mapping[str, int], now: datetime) -> None:
    """Keep what the network counted now, and plan the next reading. The same moment is kept once."""
    Outcome.objects.bulk_create(
        [
            Outcome(delivery_id=course.delivery_id, seen=now, kind=kind, count=counts[kind])
            for kind in KINDS
            if kind in counts
        ],
        ignore_conflicts=True,
    )
    course.readings += 1
    course.problem = None
    course.next_reading = next_reading(course.delivery.receipt_published or course.created, now)
    course.save(update_fields=["readings", "problem", "next_reading"])


@transaction.atomic
def remember(delivery: Delivery, counts: Mapping[str, int], seen: datetime) -> None:
    """Keep what was counted at an earlier moment for a publication that is no longer read back."""
    course, _made = Course.objects.get_or_create(delivery=delivery, defaults={"created": seen})
    note(course, counts, seen)
    Course.objects.filter(pk=course.pk).update(next_reading=None)


@transaction.atomic
def put_off(course: Course, why: LeitstandError, now: datetime, *, for_good: bool = False) -> None:
    """The reading failed: nothing is counted, least of all zero. For good: the network will never tell.

    What the network does not show yet is asked for again soon, while somebody still looks at the page.
    """
    young = now - course.created < timedelta(hours=1)
    least = timedelta(seconds=30) if young else timedelta(minutes=10)
    wait = max(why.wait, least) if isinstance(why, TryLater) else timedelta(hours=1)
    course.problem = {"sentence": why.sentence, "facts": {k: str(v) for k, v in why.facts.items()}}
    course.next_reading = None if for_good else now + wait
    course.save(update_fields=["problem", "next_reading"])


def next_reading(published: datetime, now: datetime) -> datetime | None:
    """Often while a post is young, then hourly, then daily, and no more after four weeks."""
    age = now - published
    if age > timedelta(days=queries.DAYS_READ):
        return None
    if age < timedelta(hours=1):
        return now + timedelta(minutes=5)
    if age < timedelta(days=1):
        return now + timedelta(hours=1)
    return now + timedelta(days=1)
