"""What units of an experiment brought, read from what was learned: values of outcomes, or reactions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from leitstand.decide.models import Experiment
from leitstand.learn import queries as learn
from leitstand.learn.worths import queries as worths
from leitstand.speak import queries as speak
from leitstand.vocabulary.moments import zone_of
from leitstand.vocabulary.trial import Unit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from leitstand.decide.models import ExperimentUnit
    from leitstand.learn.queries import Reading
    from leitstand.speak.models import Delivery

REACTIONS = ("reply", "announce", "like", "quote")
PAST_DAYS = 364
MOST_POSTS = 1000
ANSWERS = "answers"


def past(row: Experiment, now: datetime) -> list[float]:
    """Values of units like these in the last year, the oldest first; () where values are entered by hand."""
    today = row.organization.day(now)
    since = today - timedelta(days=PAST_DAYS)
    if row.measure == Experiment.HAND:
        return []
    if row.unit == Unit.POST:
        return list(_by_post(row, since, today, now).values())
    by_day = _by_day(row, since, today - timedelta(days=row.settle + 1), now)
    if not by_day:
        return []
    first = max(min(by_day), since)
    last = today - timedelta(days=row.settle + 1)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    if row.unit == Unit.DAY:
        return [by_day.get(day, 0.0) for day in days if str(day.weekday()) in row.weekdays]
    return _whole_weeks(days, by_day)


def _whole_weeks(days: Sequence[date], by_day: Mapping[date, float]) -> list[float]:
    weeks: dict[str, list[float]] = defaultdict(list)
    for day in days:
        weeks[worths.week_of(day)].append(by_day.get(day, 0.0))
    return [sum(some) for some in weeks.values() if len(some) == 7]


def now_known(row: Experiment, units: Sequence[ExperimentUnit], now: datetime) -> dict[int, float]:
    """By index, of units that are over and settled: what they brought. Units of posts need their delivery."""
    today = row.organization.day(now)
    if row.measure == Experiment.HAND or row.started is None:
        return {}
    if row.unit == Unit.POST:
        found = _by_post(row, row.organization.day(row.started), today, now)
        return {one.index: found[one.delivery_id] for one in units if one.delivery_id in found}
    over = [one for one in units if one.first and one.last and one.last + timedelta(days=row.settle) < today]
    if not over:
        return {}
    first = min(one.first for one in over if one.first)
    by_day = _by_day(row, first, max(one.last for one in over if one.last), now)
    unread = _unread(row) if row.measure == Experiment.REACTIONS else set()
    known = [one for one in over if not unread.intersection(_days(one))]
    return {one.index: sum(by_day.get(day, 0.0) for day in _days(one)) for one in known}


def _unread(row: Experiment) -> set[date]:
    """Days with posts whose reactions nobody has read yet, on networks that tell them: no zeros."""
    found = _readings(row)
    telling = {one.delivery.account.network for _at, one in found if one.seen}
    return {
        row.organization.day(at)
        for at, one in found
        if not one.seen and one.delivery.account.network in telling
    }


def _days(unit: ExperimentUnit) -> Iterable[date]:
    first, last = unit.first or date.max, unit.last or date.min
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def by_hour(row: Experiment, now: datetime) -> list[tuple[str, float]]:
    """Hour of the day and reactions of what was published in the last year and has settled for a week."""
    old, zone = now - timedelta(days=7), zone_of(row.organization.time_zone)
    found = [
        (at, one) for at, one in _readings(row) if one.seen and now - timedelta(days=PAST_DAYS) <= at <= old
    ]
    return [(f"{at.astimezone(zone).hour:02}", _reactions(one)) for at, one in found]


def posts(row: Experiment) -> list[Delivery]:
    """What was published since the experiment began and can be a unit of it, in the order it went out."""
    rows = speak.deliveries(row.organization).filter(
        state="sent", part=0, receipt_published__gte=row.started, reply__isnull=row.varies != ANSWERS
    )
    if row.network:
        rows = rows.filter(account__network=row.network)
    return list(rows.order_by("receipt_published", "pk"))


def _by_post(row: Experiment, since: date, until: date, now: datetime) -> dict[int, float]:
    """By delivery, the oldest first, of posts that are old enough to be counted."""
    old = now - timedelta(days=row.settle)
    told = sorted((at, one.delivery.pk, one) for at, one in _readings(row) if at <= old and one.seen)
    found = {pk: one for at, pk, one in told if since <= row.organization.day(at) <= until}
    if row.measure == Experiment.REACTIONS:
        return {pk: _reactions(one) for pk, one in found.items()}
    sums: dict[int, float] = defaultdict(float)
    for one in worths.weighed(row.organization, since, until, row.goal, now=now):
        if one.item.post is not None:
            sums[one.item.post] += one.value
    return {pk: sums[pk] for pk in found}


def _by_day(row: Experiment, since: date, until: date, now: datetime) -> dict[date, float]:
    """By day of publication or of counting. Hours on one network may shift what others are credited with:
    then the whole value counts, whoever is credited."""
    network = "" if row.varies == "hours" else row.network
    sums: dict[date, float] = defaultdict(float)
    if row.measure == Experiment.REACTIONS:
        for at, one in _readings(row):
            day = row.organization.day(at)
            if since <= day <= until and network in ("", one.delivery.account.network):
                sums[day] += _reactions(one)
        return sums
    for item in worths.weighed(row.organization, since, until, row.goal, now=now):
        if network in ("", item.item.network):
            sums[item.item.day] += item.value
    return sums


def _readings(row: Experiment) -> list[tuple[datetime, Reading]]:
    """Publications that can be a unit, with when they went out."""
    found = learn.readings(row.organization, MOST_POSTS)
    answers = row.varies == ANSWERS
    return [
        (one.delivery.receipt_published, one)
        for one in found
        if one.delivery.receipt_published
        and one.delivery.part == 0
        and (one.delivery.reply_id is not None) == answers
        and row.network in ("", one.delivery.account.network)
    ]


def _reactions(one: Reading) -> float:
    return float(sum(one.counts.get(kind, 0) for kind in REACTIONS))
