"""What finished weeks brought beside a usual week, what is still coming, on how few posts it all hangs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from leitstand.estimates import growth, pace, tails
from leitstand.learn.worths.queries import FINISHED, Weighed, evidence, seen, week_of
from leitstand.vocabulary.estimate import Estimate

WEEK, OLD = timedelta(days=7), timedelta(days=42)
"""After five weeks nothing is read any more: what is missing then stays missing."""


@dataclass(frozen=True, slots=True)
class OfWeek:
    """One week in all: `value` has come in, `final` is expected in the end; `n` as in `Value`.

    Of a `running` week days are missing, and neither says anything of them.
    """

    week: str
    monday: date
    value: float
    final: Estimate
    seen: float
    n: int
    finished: bool
    running: bool


@dataclass(frozen=True, slots=True)
class Beside:
    """A network's last finished week beside its usual one before. `weeks` were finished before it.

    `usual` is the mean of a week with its 80 % interval, `low` to `high` where 98 of 100 single weeks lie;
    None: too few weeks. `beyond`: "more", "less" or "" for within the usual.
    """

    network: str
    value: float
    n: int
    weeks: int
    usual: Estimate | None
    low: float | None
    high: float | None
    beyond: str


@dataclass(frozen=True, slots=True)
class Post:
    """A publication and what it is expected to bring in the end."""

    id: int
    value: float
    finished: bool


def weeks(rows: Sequence[Weighed], since: date, today: date) -> list[OfWeek]:
    """Every week from the first to this one; a week is finished when it is over and its posts are."""
    by: dict[str, list[Weighed]] = defaultdict(list)
    for row in rows:
        by[row.week].append(row)
    told, monday = [], since - timedelta(days=since.weekday())
    while monday <= today:
        told.append(of_week(by.get(week_of(monday), []), monday, today))
        monday += WEEK
    return told


def of_week(rows: Sequence[Weighed], monday: date, today: date) -> OfWeek:
    """One week from everything weighed in it."""
    value, share = sum(row.value for row in rows), seen(rows)
    more = growth.together(
        growth.Rest(row.worth * row.more.mean, row.worth**2 * row.more.variance) for row in rows
    )
    n = evidence(rows)
    over = monday + WEEK <= today
    finished = over and (share >= FINISHED or monday + OLD <= today)
    final = growth.final(value, more, n)
    return OfWeek(week_of(monday), monday, value, final, share, n, finished, not over)


def last_finished(told: Sequence[OfWeek]) -> OfWeek | None:
    """The latest week that is finished, as are all before it."""
    done = None
    for one in told:
        if not one.finished:
            break
        done = one
    return done


def beside(rows: Sequence[Weighed], told: Sequence[OfWeek]) -> list[Beside]:
    """Each network, most first, and last of all everything together (network "*")."""
    last = last_finished(told)
    if last is None:
        return []
    mondays = [one.week for one in told if one.monday <= last.monday]
    by: dict[str, list[Weighed]] = defaultdict(list)
    for row in rows:
        by[row.item.network].append(row)
    lines = [_line(network, found, mondays) for network, found in by.items()]
    lines.sort(key=lambda one: (-(one.usual.mean if one.usual else one.value), one.network))
    return [*lines, _line("*", rows, mondays)]


def _line(network: str, rows: Iterable[Weighed], mondays: Sequence[str]) -> Beside:
    """From the first week in which the network had anything: weeks before it are unknown, not empty."""
    sums, here = dict.fromkeys(mondays, 0.0), defaultdict[str, list[Weighed]](list)
    for row in rows:
        if row.week in sums:
            sums[row.week] += row.value
            here[row.week].append(row)
    first = min(here, default=mondays[-1])
    values = [sums[week] for week in mondays if week >= first]
    *before, value = values
    found = pace.read(before)
    n = evidence(here.get(mondays[-1], []))
    if found is None:
        return Beside(network, value, n, len(before), None, None, None, "")
    beyond = "more" if value > found.high else "less" if value < found.low else ""
    return Beside(network, value, n, len(before), found.usual, found.low, found.high, beyond)


def posts(rows: Iterable[Weighed]) -> list[Post]:
    """Each publication with everything it brought, most first."""
    final: dict[int, float] = defaultdict(float)
    done: dict[int, bool] = defaultdict(lambda: True)
    for row in rows:
        if row.item.post is not None:
            final[row.item.post] += row.final
            done[row.item.post] &= row.item.seen >= FINISHED
    return sorted((Post(id, value, done[id]) for id, value in final.items()), key=lambda one: -one.value)


def tail(found: Sequence[Post]) -> tails.Tail | None:
    """On how few finished posts what they brought hangs."""
    return tails.read([one.value for one in found if one.finished])


@dataclass(frozen=True, slots=True)
class Doubled:
    """What changes if one kind were worth twice as much: its share now, and who would stand first then."""

    kind: str
    value: float
    share: float
    n: float
    share_then: float
    order_stays: bool
    first: str


def doubled(rows: Sequence[Weighed]) -> list[Doubled]:
    """Each kind that brought something, most first: does the order of the networks hang on its worth?"""
    by: dict[tuple[str, str], float] = defaultdict(float)
    counts: dict[str, float] = defaultdict(float)
    for row in rows:
        by[row.item.network, row.item.kind] += row.value
        counts[row.item.kind] += row.item.count
    total = sum(by.values())
    if total <= 0:
        return []
    now, told = _order(by), []
    for kind in {kind for _network, kind in by}:
        twice = {key: value * (2 if key[1] == kind else 1) for key, value in by.items()}
        value, order = sum(v for (_n, k), v in by.items() if k == kind), _order(twice)
        then = 2 * value / (total + value)
        told.append(Doubled(kind, value, value / total, counts[kind], then, order == now, order[0]))
    return sorted(told, key=lambda one: (-one.value, one.kind))


def _order(by: dict[tuple[str, str], float]) -> list[str]:
    """Networks, the one that brought most first."""
    sums: dict[str, float] = defaultdict(float)
    for (network, _kind), value in by.items():
        sums[network] += value
    return sorted(sums, key=lambda network: (-sums[network], network))
