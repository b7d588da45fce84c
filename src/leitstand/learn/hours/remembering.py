"""Writes a year of hours that a demo tells, in the tables where a real year would have left it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction

from leitstand.learn.hours import tidying
from leitstand.learn.hours.counting import Cell, Minutes
from leitstand.learn.hours.parting import Part
from leitstand.learn.models import Closing, Plan, Sum
from leitstand.people import actions as people
from leitstand.vocabulary.errors import Refused
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.people.models import Membership


def _only_a_demo(member: Membership) -> None:
    if not member.organization.is_demo:
        raise Refused(_("Only a demo has hours that nobody worked."))


@transaction.atomic
def weeks(member: Membership, told: Mapping[date, Sequence[Part]], *, since: datetime, now: datetime) -> None:
    """Closed weeks by their Mondays, measured since a moment."""
    _only_a_demo(member)
    people.change_organization(member, measuring=since)
    rows = [Closing(organization=member.organization, monday=day, at=now) for day in told]
    closings = Closing.objects.bulk_create(rows)
    tidying.tell([(closing, part) for closing in closings for part in told[closing.monday]])


@transaction.atomic
def own(member: Membership, spent: Mapping[Cell, Minutes], days: int) -> None:
    """Somebody's own sums of days (1) or weeks (7)."""
    _only_a_demo(member)
    Sum.objects.bulk_create(
        Sum(
            membership=member,
            begins=day,
            days=days,
            network=network,
            kind=kind,
            low=one.low,
            minutes=one.minutes,
            high=one.high,
        )
        for (day, network, kind), one in spent.items()
    )


@transaction.atomic
def plans(
    member: Membership, meant: Iterable[tuple[Membership | None, str, float, date, date | None]]
) -> None:
    """Who was to spend how many hours a week where, since when and until when."""
    _only_a_demo(member)
    Plan.objects.bulk_create(
        Plan(
            organization=member.organization,
            voice=voice,
            network=network,
            hours=hours,
            since=since,
            ended=ended,
            by=member.person,
        )
        for voice, network, hours, since, ended in meant
    )
