"""Closes weeks that are over, and folds hours to coarser sums as they grow old."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Min

from leitstand.learn.hours import own, queries, untelling
from leitstand.learn.hours.counting import LONG, MINUTE, Cell, Minutes, count, monday
from leitstand.learn.hours.parting import FEWEST, Own, Part, parts
from leitstand.learn.models import Agreed, Choice, Closing, Correction, Mark, Sum, Told

if TYPE_CHECKING:
    from leitstand.people.models import Organization

DAYS_RAW, DAYS_DAILY, DAYS_WEEKLY = 14, 90, 731
"""Days for which minutes, sums of days and sums of weeks of a person are kept."""
FIRST = timedelta(days=7)
"""After the first entry of all nothing is closed for so long: a team may write down what was before."""
WEEK = timedelta(weeks=1)
MOST = 60


def close_due(organization: Organization, now: datetime) -> int:
    """Close every week that is due, the oldest first; says how many."""
    closed = 0
    for day in _due(organization, now):
        closed += close(organization, day, now)
    return closed


def _due(organization: Organization, now: datetime) -> Iterator[date]:
    last = queries.last_closed(organization)
    begin = last + WEEK if last else _first(organization, now)
    today = organization.day(now)
    for _ in range(MOST):
        if begin is None or begin + queries.SETTLES > today:
            return
        yield begin
        begin += WEEK


def _first(organization: Organization, now: datetime) -> date | None:
    """The Monday of the first week with hours; None while the first entry is too young, or there is none."""
    ours = {"membership__organization": organization}
    acts = Mark.objects.filter(**ours).aggregate(at=Min("minute"))["at"]
    said = Correction.objects.filter(**ours).aggregate(made=Min("made"), day=Min("day"))
    sums = Sum.objects.filter(**ours).aggregate(day=Min("begins"))["day"]
    entered = [one for one in (acts, said["made"]) if one is not None]
    if sums is None and (not entered or min(entered) > now - FIRST):
        return None
    days = [sums, said["day"], acts.astimezone(queries.zone(organization)).date() if acts else None]
    return monday(min(day for day in days if day is not None))


@transaction.atomic
def close(organization: Organization, day: date, now: datetime) -> bool:
    """Work out once what may be told of the week of this Monday, and keep only that."""
    closing, made = Closing.objects.get_or_create(organization=organization, monday=day, defaults={"at": now})
    if not made:
        return False
    spent: dict[Own, tuple[Minutes, bool]] = {}
    for owner, line in own.all_lines(organization, day, day + WEEK):
        key = (owner, line.network, line.kind)
        minutes, corrected = spent.get(key, (Minutes(), False))
        spent[key] = (minutes + line.total, corrected or bool(line.added))
    rows = Choice.objects.filter(membership__organization=organization, agreed__isnull=False)
    told, hidden = parts(spent, frozenset(rows.values_list("membership_id", flat=True)))
    Closing.objects.filter(pk=closing.pk).update(hidden=hidden)
    tell([(closing, part) for part in told])
    return True


def tell(them: Sequence[tuple[Closing, Part]]) -> None:
    """Keep parts of closed weeks; who agreed is only kept of those that would else be too small."""
    rows = Told.objects.bulk_create(
        Told(
            closing=closing,
            network=part.network,
            kind=part.kind,
            low=part.minutes.low,
            minutes=part.minutes.minutes,
            high=part.minutes.high,
            people=len(part.people),
            corrected=part.corrected,
        )
        for closing, part in them
    )
    pairs = zip(rows, them, strict=True)
    small = [(row, part) for row, (_closing, part) in pairs if len(part.people) < FEWEST]
    Agreed.objects.bulk_create(
        Agreed(told=row, membership_id=one) for row, part in small for one in sorted(part.people)
    )


@transaction.atomic
def fold_days(organization: Organization, now: datetime) -> int:
    """Minutes older than two weeks become sums of days. Says how many minutes went."""
    cut = organization.day(now) - timedelta(days=DAYS_RAW)
    edge = queries.midnight(organization, cut)
    ours = Mark.objects.filter(membership__organization=organization)
    if not ours.filter(minute__lt=edge).exists():
        return 0
    found: dict[tuple[int, Cell], Minutes] = {}
    for owner, acts in own.by_person(ours.filter(minute__lt=edge + LONG * MINUTE)).items():
        for cell, minutes in count(acts, queries.zone(organization)).items():
            if cell[0] < cut:
                found[owner, cell] = minutes
    _add(found, days=1)
    return ours.filter(minute__lt=edge).delete()[0]


@transaction.atomic
def fold_weeks(organization: Organization, now: datetime) -> int:
    """What is older than 90 days becomes sums of weeks; reasons go. Says how many rows went."""
    cut = monday(organization.day(now) - timedelta(days=DAYS_DAILY))
    ours = {"membership__organization": organization}
    days = Sum.objects.filter(**ours, days=1, begins__lt=cut)
    said = Correction.objects.filter(**ours, day__lt=cut)
    found: dict[tuple[int, Cell], Minutes] = {}
    added: dict[tuple[int, Cell], int] = {}
    for row in days:
        key = (row.membership_id, (monday(row.begins), row.network, row.kind))
        found[key] = found.get(key, Minutes()) + Minutes(row.low, row.minutes, row.high)
    for one in said:
        key = (one.membership_id, (monday(one.day), one.network, one.kind))
        found.setdefault(key, Minutes())
        added[key] = added.get(key, 0) + one.minutes
    _add(found, days=7, added=added)
    return days.delete()[0] + said.delete()[0]


def _add(
    found: dict[tuple[int, Cell], Minutes], *, days: int, added: dict[tuple[int, Cell], int] | None = None
) -> None:
    """Put minutes onto the sums that are there, or make them."""
    for (owner, (day, network, kind)), minutes in found.items():
        row, _made = Sum.objects.get_or_create(
            membership_id=owner, begins=day, days=days, network=network, kind=kind
        )
        Sum.objects.filter(pk=row.pk).update(
            low=F("low") + minutes.low,
            minutes=F("minutes") + minutes.minutes,
            high=F("high") + minutes.high,
            added=F("added") + (added or {}).get((owner, (day, network, kind)), 0),
        )


def forget(organization: Organization, now: datetime) -> int:
    """A person's sums of weeks go after two years; small sums go once somebody in them is no longer here."""
    cut = organization.day(now) - timedelta(days=DAYS_WEEKLY)
    old = Sum.objects.filter(membership__organization=organization, begins__lt=cut).delete()[0]
    orphaned = queries.orphaned(organization)
    mondays = set(orphaned.values_list("closing__monday", flat=True))
    gone = orphaned.delete()[0]
    untelling.say(organization, mondays)
    return old + gone
