"""Every write of weekly reports: counting and keeping weeks, remarks, the plan, its readers and letters."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db import transaction

from leitstand.learn.hours import untelling
from leitstand.learn.models import Remark, ReportLetter, ReportPlan, ReportReader, WeekReport
from leitstand.learn.reports import facts, queries, weeks
from leitstand.learn.reports.facts import LABELS, Facts
from leitstand.learn.reports.measuring import measure, rehoured
from leitstand.learn.reports.weeks import Week
from leitstand.people.queries import EDITOR, require
from leitstand.vocabulary.errors import Invalid, Refused
from leitstand.vocabulary.lives import LETTER
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.people.models import Membership, Organization

LONGEST = 2000
HOURS_CLOSE = timedelta(days=queries.HOURS_CLOSED)


def count(organization: Organization, week: Week, now: datetime) -> Facts:
    """A week as it is now, whatever was kept of it."""
    zone = ZoneInfo(organization.time_zone)
    past = queries.before(organization, week)
    return measure(organization, week, now, past=past, began=queries.began(organization, zone))


@transaction.atomic
def keep(organization: Organization, week: Week, now: datetime) -> WeekReport:
    """Count a week and keep it; one that is frozen stays as it was."""
    row = queries.kept(organization, week)
    if row is not None and row.frozen is not None:
        return row
    figures = count(organization, week, now).kept()
    row, _made = WeekReport.objects.update_or_create(
        organization=organization, week=week.name, defaults={"figures": figures, "measured": now}
    )
    return row


@transaction.atomic
def freeze(organization: Organization, week: Week, now: datetime, *, sent: bool = False) -> WeekReport | None:
    """Somebody reads the week or is `sent` it: from now on it stays as it is.

    None, and nothing is kept, while it is not over; who reads it before its hours are closed reads what may
    still change.
    """
    zone = ZoneInfo(organization.time_zone)
    last = week.span(zone)[1] if sent else weeks.midnight(week.after().monday + HOURS_CLOSE, zone)
    if now < last:
        return None
    row = keep(organization, week, now)
    if row.frozen is None:
        row.frozen = now
        row.save(update_fields=["frozen"])
    return row


@transaction.atomic
def forget_hours(organization: Organization, mondays: Collection[date]) -> None:
    """Sums of hours that may not be told any more go from the weeks that were kept, from frozen ones too.

    Somebody was promised that: it is the one thing that changes in a week that was read.
    """
    names = [Week(day).name for day in mondays]
    for row in WeekReport.objects.select_for_update().filter(organization=organization, week__in=names):
        row.figures = rehoured(facts.read(row.figures), organization).kept()
        row.save(update_fields=["figures"])


untelling.hand_in(forget_hours)


def remark(member: Membership, week: Week, figure: str, content: str, *, now: datetime) -> Remark:
    """Say something about a week or one of its figures. Raises Invalid, and Refused for readers."""
    require(member, EDITOR)
    if figure and figure not in LABELS:
        raise Invalid(_("There is no such figure. Nothing was kept; choose one from the list."))
    return Remark.objects.create(
        organization=member.organization,
        week=week.name,
        figure=figure,
        author=member.person,
        content=_words(content),
        created=now,
    )


def reword(member: Membership, row: Remark, content: str, *, now: datetime) -> None:
    """Put it in other words: who said it may, until the report was sent. Raises Invalid, Refused."""
    require(member, EDITOR)
    if row.author_id != member.person_id:
        raise Refused(_("Only who wrote a remark changes it. Nothing was changed; add one of your own."))
    if queries.was_sent(member.organization, weeks.named(row.week)):
        raise Refused(
            _("This report was sent with these words, so they stay. Nothing was changed; add another remark.")
        )
    row.content, row.changed = _words(content), now
    row.save(update_fields=["content", "changed"])


def change_plan(member: Membership, *, active: bool, weekday: int, hour: time, now: datetime) -> ReportPlan:
    """When the report goes out. Switched on, it begins with the week that is next to end.

    Raises Invalid, and Refused for readers.
    """
    require(member, EDITOR)
    if not 0 <= weekday <= 6:
        raise Invalid(_("A week has seven days. Nothing was changed; choose one from the list."))
    row = queries.plan(member.organization)
    if active and not row.active:
        row.since = weeks.of(now, ZoneInfo(member.organization.time_zone)).name
    row.active, row.weekday, row.hour = active, weekday, hour
    row.save()
    return row


def subscribe(member: Membership, *, wanted: bool) -> None:
    """A member wants the report by mail, or no more."""
    if wanted:
        ReportReader.objects.get_or_create(membership=member)
    else:
        ReportReader.objects.filter(membership=member).delete()


def move(letter: ReportLetter, there: str, **changed: object) -> bool:
    """Take a lawful step, unless another process was quicker."""
    LETTER.step(letter.state, there)
    rows = ReportLetter.objects.filter(pk=letter.pk, state=letter.state)
    moved = rows.update(state=there, **changed)
    if moved:
        letter.refresh_from_db()
    return bool(moved)


def send_again(member: Membership, id: int, *, now: datetime) -> None:
    """Somebody decided on a letter that failed, or that perhaps arrived. Raises Refused."""
    require(member, EDITOR)
    row = ReportLetter.objects.filter(organization=member.organization, pk=id).first()
    if row is None:
        raise Refused(_("This letter is not here any more. Nothing was sent; reload the page."))
    move(row, "due", due=now, attempts=0, problem=None)


def plan_letters(row: ReportPlan, week: Week, due: datetime) -> int:
    """A letter for everybody who wants one and has none of this week yet; how many are new."""
    there = set(
        ReportLetter.objects.filter(organization=row.organization, week=week.name).values_list(
            "person", flat=True
        )
    )
    new = [one for one in queries.readers(row.organization) if one.pk not in there]
    ReportLetter.objects.bulk_create(
        [ReportLetter(organization=row.organization, week=week.name, person=one, due=due) for one in new],
        ignore_conflicts=True,
    )
    return len(new)


def _words(content: str) -> str:
    said = content.strip()
    if not said:
        raise Invalid(_("There are no words yet. Nothing was kept; write a sentence."))
    if len(said) > LONGEST:
        raise Invalid(
            _("These are %(n)s characters; a remark has room for %(most)s. Nothing was kept; shorten it."),
            n=len(said),
            most=LONGEST,
        )
    return said


@transaction.atomic
def remember(member: Membership, told: Sequence[Facts], *, now: datetime) -> None:
    """Weeks of a demo as if they had been counted and read then. Raises Refused elsewhere."""
    if not member.organization.is_demo:
        raise Refused(_("Only a demo has weeks that nobody lived. Nothing was kept."))
    zone = ZoneInfo(member.organization.time_zone)
    rows = []
    for one in told:
        read = weeks.midnight(weeks.named(one.week).after().monday + timedelta(days=2), zone)
        read = min(read + timedelta(hours=9), now)
        rows.append(
            WeekReport(
                organization=member.organization,
                week=one.week,
                figures=one.kept(),
                measured=read,
                frozen=read,
            )
        )
    WeekReport.objects.bulk_create(rows, ignore_conflicts=True)
