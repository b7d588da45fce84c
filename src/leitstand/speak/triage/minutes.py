"""Time in the inbox: minutes worked without pauses, a person's week, and what letting stand has saved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from leitstand.speak.models import Budget, Stretch, Treatment
from leitstand.speak.triage import looks

if TYPE_CHECKING:
    from leitstand.people.models import Membership, Organization

PAUSE = timedelta(minutes=3)
"""Who does nothing in the inbox for so long pauses; a pause is not counted."""
KEPT = timedelta(days=14)
"""Only the current week is ever asked for; what is older than this is erased."""


@dataclass(frozen=True, slots=True)
class Week:
    """Minutes worked in the inbox this week, and how many somebody has; None: nobody said."""

    used: int
    budget: int | None

    @property
    def over(self) -> bool:
        """Is the budget used?"""
        return self.budget is not None and self.used >= self.budget


@dataclass(frozen=True, slots=True)
class Saved:
    """What letting stand saved this week: posts, and hours at `minutes` an answer (an assumption)."""

    count: int
    minutes: int

    @property
    def hours(self) -> float:
        """Hours, by the assumption."""
        return self.count * self.minutes / 60


def touch(member: Membership, *, now: datetime) -> None:
    """Somebody does something in the inbox: the stretch goes on, or a new one begins after a pause."""
    last = Stretch.objects.filter(membership=member, end__gt=now - PAUSE, start__lte=now).order_by("-end")
    row = last.first()
    if row is None:
        Stretch.objects.create(membership=member, start=now, end=now)
    elif row.end < now:
        Stretch.objects.filter(pk=row.pk).update(end=now)


def week(member: Membership, *, now: datetime) -> Week:
    """This week's minutes of a member; the week begins on Monday where the organisation is."""
    begin = monday(member.organization, now)
    rows = Stretch.objects.filter(membership=member, end__gt=begin).values_list("start", "end")
    used = sum((end - max(start, begin) for start, end in rows), timedelta())
    budget = Budget.objects.filter(membership=member).values_list("minutes", flat=True).first()
    return Week(int(used.total_seconds() // 60), budget)


def forget(now: datetime) -> int:
    """Erase stretches that nobody needs any more."""
    return Stretch.objects.filter(end__lt=now - KEPT).delete()[0]


def saved(organization: Organization, *, now: datetime) -> Saved:
    """What was let stand since Monday for one of the reasons not to answer; spam is none of them."""
    count = (
        Treatment.objects.filter(
            mention__organization=organization, state="let_stand", at__gte=monday(organization, now)
        )
        .exclude(reason__in=["spam", "removed"])
        .count()
    )
    return Saved(count, looks.plan(organization).minutes)


def monday(organization: Organization, now: datetime) -> datetime:
    """When this week began."""
    zone = ZoneInfo(organization.time_zone)
    today = now.astimezone(zone).date()
    return datetime.combine(today - timedelta(days=today.weekday()), time(), tzinfo=zone)


def allot(member: Membership, minutes: int | None) -> None:
    """Say how many minutes a week somebody has for the inbox; None: no budget."""
    if minutes is None:
        Budget.objects.filter(membership=member).delete()
    else:
        Budget.objects.update_or_create(membership=member, defaults={"minutes": minutes})
