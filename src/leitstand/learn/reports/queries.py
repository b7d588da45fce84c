"""Every read of weekly reports as they were kept, remarks, the plan, its readers, and letters."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db.models import Min, QuerySet

from leitstand.learn.models import Remark, ReportLetter, ReportPlan, ReportReader, WeekReport
from leitstand.learn.reports import facts, weeks
from leitstand.learn.reports.facts import Facts
from leitstand.learn.reports.weeks import Week
from leitstand.listen import queries as listen

if TYPE_CHECKING:
    from leitstand.people.models import Membership, Organization, Person

HOURS_CLOSED = 1
"""On Tuesday the hours of the week before are closed (learn.hours), so that a report can tell them."""

BACK = 26
"""So many weeks before are what a week is compared with; what lies further back was another time."""


def kept(organization: Organization, week: Week) -> WeekReport | None:
    """A week's row, if it was counted."""
    return WeekReport.objects.filter(organization=organization, week=week.name).first()


def before(organization: Organization, week: Week, most: int = BACK) -> list[Facts]:
    """The weeks before this one that were counted, oldest first."""
    names = [week.before(n).name for n in range(most, 0, -1)]
    rows = {
        one.week: one.figures for one in WeekReport.objects.filter(organization=organization, week__in=names)
    }
    return [facts.read(rows[name]) for name in names if name in rows]


def missing(organization: Organization, now: datetime) -> list[Week]:
    """Weeks that are over, of those we compare with, and were not counted yet; oldest first."""
    zone = ZoneInfo(organization.time_zone)
    first = began(organization, zone)
    if first is None:
        return []
    this = weeks.of(now, zone)
    wanted = [week for n in range(BACK, 0, -1) if (week := this.before(n)) >= first]
    there = WeekReport.objects.filter(organization=organization, week__in=[one.name for one in wanted])
    counted = set(there.values_list("week", flat=True))
    return [week for week in wanted if week.name not in counted]


def began(organization: Organization, zone: ZoneInfo) -> Week | None:
    """The week of the first thing that was heard; what is kept longer than posts are is asked as well."""
    first = listen.heard(organization).aggregate(first=Min("heard"))["first"]
    row = WeekReport.objects.filter(organization=organization).order_by("week").first()
    found = [weeks.of(first, zone)] if first else []
    return min([*found, weeks.named(row.week)] if row else found, default=None)


def remarks(organization: Organization, week: Week) -> list[Remark]:
    """What people said about a week, in the order in which they said it."""
    rows = Remark.objects.filter(organization=organization, week=week.name).select_related("author")
    return list(rows.order_by("created", "pk"))


def remark(organization: Organization, id: int) -> Remark | None:
    """One of them."""
    return Remark.objects.filter(organization=organization, pk=id).select_related("author").first()


def was_sent(organization: Organization, week: Week) -> bool:
    """Did somebody get this week's letter?"""
    rows = ReportLetter.objects.filter(organization=organization, week=week.name)
    return rows.filter(state__in=["sending", "sent", "unknown"]).exists()


def plan(organization: Organization) -> ReportPlan:
    """When it is sent; one that was never changed is not stored."""
    found = ReportPlan.objects.filter(organization=organization).first()
    return found or ReportPlan(organization=organization, weekday=HOURS_CLOSED)


def plans() -> list[ReportPlan]:
    """Everybody's plan that is switched on; a demo sends nothing."""
    rows = ReportPlan.objects.filter(active=True, organization__is_demo=False)
    return list(rows.select_related("organization"))


def reads(member: Membership) -> bool:
    """Does this member want it by mail?"""
    return ReportReader.objects.filter(membership=member).exists()


def wants(letter: ReportLetter) -> bool:
    """Is who it goes to still a member who wants it? Between the plan and the post somebody may have left."""
    member = {"membership__organization": letter.organization_id, "membership__person": letter.person_id}
    return ReportReader.objects.filter(**member).exists()


def readers(organization: Organization) -> list[Person]:
    """Who wants it by mail."""
    rows = ReportReader.objects.filter(membership__organization=organization)
    return [one.membership.person for one in rows.select_related("membership__person").order_by("membership")]


def letters(organization: Organization, most: int = 20) -> Sequence[ReportLetter]:
    """The latest letters, newest first."""
    rows = ReportLetter.objects.filter(organization=organization).select_related("person")
    return list(rows.order_by("-due", "-pk")[:most])


def letters_due(now: datetime) -> QuerySet[ReportLetter]:
    """Letters to be sent now."""
    return ReportLetter.objects.filter(state="due", due__lte=now).order_by("due", "pk")


def letters_held(before: datetime) -> QuerySet[ReportLetter]:
    """Letters that some process began to send before this moment, and did not end."""
    return ReportLetter.objects.filter(state="sending", due__lt=before)


def letters_ahead(now: datetime) -> QuerySet[ReportLetter]:
    """Letters on their way at a moment that has not come: the clock was ahead when they were put off."""
    ahead = now + timedelta(hours=1)
    return ReportLetter.objects.filter(state__in=["due", "sending"], due__gt=ahead)
