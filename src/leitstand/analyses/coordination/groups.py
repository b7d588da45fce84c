"""Groups of accounts that act together, with what shows it and what might explain it innocently."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from leitstand.analyses.coordination.edges import Edges, edges
from leitstand.analyses.coordination.innocent import Reason, Seen, reasons
from leitstand.analyses.coordination.sharing import Columns, Numbers, Sharing
from leitstand.analyses.coordination.together import Meetings

WINDOWS = (10.0, 60.0, 600.0)
"""Seconds within which handing on the same thing is a meeting; each pair is told by its surest one."""
LEAST = 3
"""Who met less often met by accident, whatever the arithmetic says."""
ERROR_RATE = 0.05
SHOWN = 10
"""So many things of a group are told, those with the most accounts first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One thing that several of a group handed on: who, since when, and within how many seconds."""

    thing: str
    accounts: tuple[str, ...]
    first: datetime
    seconds: float

    @property
    def kind(self) -> str:
        """link, tag, text, image or post."""
        return self.thing.partition(":")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Accounts tied by meetings. `p` and `q` are those of the weakest tie that holds a member.

    `things` were handed on together, `pairs` ties hold the group, `seconds` is the median time between two
    of them, `windows` the windows in which ties were surest. `innocent` may explain all of it.
    """

    accounts: tuple[str, ...]
    p: float
    q: float
    pairs: int
    things: int
    seconds: float
    first: datetime
    last: datetime
    evidence: tuple[Evidence, ...]
    innocent: tuple[Reason, ...]


def groups(
    sharing: Sharing,
    *,
    windows: Sequence[float] = WINDOWS,
    least: int = LEAST,
    error_rate: float = ERROR_RATE,
    owner: Callable[[str], str] = str,
    seed: int = 0,
) -> list[Group]:
    """Groups of at least two accounts, the largest first; not more than `error_rate` of the ties are chance.

    `owner` says whose account it is; accounts of one owner are grouped all the same, and the group says so.
    """
    every = sharing.columns()
    columns, kind = _shared(every)
    if not len(columns):
        return []
    found, met = edges(columns, kind, windows=windows, least=least, seed=seed)
    ties = found.of(found.q <= error_rate)
    root = _roots(ties, len(columns.accounts))
    met, met_in = _holding(ties, met, root, len(columns.accounts))
    made = [
        _group(columns, ties.of(root[ties.one] == number), met.of(met_in == number), owner)
        for number in np.unique(root[ties.one]).tolist()
    ]
    return sorted(made, key=lambda one: (-len(one.accounts), one.q, one.accounts))


def _shared(every: Columns) -> tuple[Columns, Numbers]:
    """Only what at least two accounts handed on; and the kind of each thing as a number."""
    popularity = np.bincount(every.thing, minlength=len(every.things))
    keep = popularity >= 2
    number = np.cumsum(keep) - 1
    rows = keep[every.thing]
    names = [every.things[at] for at in np.flatnonzero(keep).tolist()]
    kinds: dict[str, int] = {}
    kind = np.array([kinds.setdefault(name.partition(":")[0], len(kinds)) for name in names], np.int64)
    columns = Columns(
        every.account[rows], number[every.thing[rows]], every.moment[rows], every.accounts, names
    )
    return columns, kind


def _roots(ties: Edges, accounts: int) -> Numbers:
    """For each account the smallest number among those it is tied to, directly or through others."""
    above = list(range(accounts))

    def root(number: int) -> int:
        while above[number] != number:
            above[number] = above[above[number]]
            number = above[number]
        return number

    for a, b in zip(ties.one.tolist(), ties.other.tolist(), strict=True):
        low, high = sorted((root(a), root(b)))
        above[high] = low
    return np.array([root(number) for number in range(accounts)], np.int64)


def _holding(ties: Edges, met: Meetings, root: Numbers, accounts: int) -> tuple[Meetings, Numbers]:
    """The meetings that make the ties, and the root of the group that each holds."""
    pairs = ties.one * np.int64(accounts) + ties.other
    if not len(pairs):
        return met.of(np.zeros(0, np.int64)), np.zeros(0, np.int64)
    pair_of = met.one * np.int64(accounts) + met.other
    place = np.minimum(np.searchsorted(pairs, pair_of), len(pairs) - 1)
    met = met.of((pairs[place] == pair_of) & (met.apart <= ties.seconds[place]))
    return met, root[met.one]


def _group(columns: Columns, ties: Edges, met: Meetings, owner: Callable[[str], str]) -> Group:
    q, p = _weakest(ties)
    seen = _seen(columns, ties, met)
    moments = columns.moment[met.row]
    names = tuple(sorted(columns.accounts[number] for number in _members(ties)))
    return Group(
        accounts=names,
        p=p,
        q=q,
        pairs=len(ties.p),
        things=len(seen.things),
        seconds=float(np.median(met.apart)),
        first=datetime.fromtimestamp(float(moments.min()), UTC),
        last=datetime.fromtimestamp(float(moments.max()), UTC),
        evidence=tuple(_evidence(columns, met)),
        innocent=tuple(reasons(seen, [owner(name) for name in names])),
    )


def _members(ties: Edges) -> list[int]:
    return sorted({*ties.one.tolist(), *ties.other.tolist()})


def _weakest(ties: Edges) -> tuple[float, float]:
    """(q, p) of the best tie of the member that is held worst."""
    best: dict[int, tuple[float, float]] = {}
    columns = (ties.one, ties.other, ties.q, ties.p)
    for one, other, q, p in zip(*(column.tolist() for column in columns), strict=True):
        for number in (one, other):
            best[number] = min(best.get(number, (1.0, 1.0)), (q, p))
    return max(best.values())


def _seen(columns: Columns, ties: Edges, met: Meetings) -> Seen:
    """What the innocent explanations are looked for in."""
    things = np.unique(met.thing)
    start, end = (np.searchsorted(columns.thing, things, side) for side in ("left", "right"))
    inside = set(_members(ties))
    earliest = columns.account[start].tolist()
    return Seen(
        things=[columns.things[thing] for thing in things.tolist()],
        sharers=(end - start).tolist(),
        before=["" if number in inside else columns.accounts[number] for number in earliest],
        moments=columns.moment[met.row].tolist(),
        apart=met.apart.tolist(),
    )


def _evidence(columns: Columns, met: Meetings) -> list[Evidence]:
    """The things with the most accounts, then the fastest."""
    rows: dict[int, list[int]] = defaultdict(list)
    for place, thing in enumerate(met.thing.tolist()):
        rows[thing].append(place)
    told = []
    for thing, places in rows.items():
        who = {*met.one[places].tolist(), *met.other[places].tolist()}
        first = float(columns.moment[met.row[places]].min())
        last = float((columns.moment[met.row[places]] + met.apart[places]).max())
        told.append((-len(who), last - first, columns.things[thing], who, first))
    return [
        Evidence(
            thing=name,
            accounts=tuple(sorted(columns.accounts[number] for number in who)),
            first=datetime.fromtimestamp(first, UTC),
            seconds=seconds,
        )
        for _many, seconds, name, who, first in sorted(told, key=lambda one: one[:3])[:SHOWN]
    ]
