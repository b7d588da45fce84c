"""Lays the rows of a question out as weeks by units; a unit is one kind of work on one network."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from leitstand.estimates.mix import luck
from leitstand.estimates.mix.reading import monday, named
from leitstand.vocabulary.mix import Question, Week

Floats: TypeAlias = NDArray[np.float64]

LONGEST = 156
"""Weeks looked at: what was more than three years ago says little of a network today."""
MISREPORTED = 0.1
"""How far hours written down are off, as a share (standard deviation of the logarithm)."""
TYPICAL = 4.0
"""Hours a week on a network, when nobody has said any."""
STRANGER = ""
"""The name under which a network nobody has worked on is kept: what the others let expect of it."""


@dataclass(frozen=True, slots=True)
class Table:
    """Weeks x units. `seen` is 0 where nothing is known; hours are nought there.

    `value` is in grains: the size of one outcome, so that counts scatter as counts do; luck is shared.
    """

    networks: Sequence[str]
    units: Sequence[tuple[int, str]]
    hours: Floats
    value: Floats
    seen: Floats
    grain: float
    typical: float
    first: int


def laid_out(question: Question) -> Table:
    """The question's history as arrays; the same for any order of rows."""
    rows = sorted((r for r in question.history if r.network), key=lambda r: (r.week, r.network, r.kind))
    ordinals = [monday(row.week).toordinal() // 7 for row in rows]
    last = max(ordinals, default=0)
    first = max(min(ordinals, default=0), last - LONGEST + 1)
    networks = [*named(question), STRANGER]
    units = _units(networks, rows)
    place = {unit: at for at, unit in enumerate(units)}
    index = {name: at for at, name in enumerate(networks)}
    shape = (last - first + 1 if rows else 0, len(units))
    hours, value, seen = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    for row, ordinal in zip(rows, ordinals, strict=True):
        if ordinal >= first:
            at = (ordinal - first, place[index[row.network], row.kind])
            hours[at], value[at], seen[at] = row.hours, row.value, row.seen if row.seen >= 0.02 else 0.0
    grain = _grain(value[seen > 0])
    typical = _typical(hours, seen, question)
    calm, even = _calmed(hours), luck.shared(value / grain, seen)
    return Table(networks, units, calm, even, seen, grain, typical, first)


def _units(networks: Sequence[str], rows: Sequence[Week]) -> list[tuple[int, str]]:
    kinds: dict[str, set[str]] = {name: set() for name in networks}
    for row in rows:
        kinds[row.network].add(row.kind)
    return [(at, kind) for at, name in enumerate(networks) for kind in sorted(kinds[name]) or [""]]


def _grain(values: Floats) -> float:
    """The size of one outcome: what all values are multiples of, or the smallest one."""
    positive = values[values > 0]
    if not positive.size:
        return 1.0
    if positive.max() < 2**50 and np.all(positive == np.round(positive)):
        return float(max(math.gcd(*(int(v) for v in positive)), positive.mean() / 1e6))
    return float(max(positive.min(), positive.mean() / 1000))


def _typical(hours: Floats, seen: Floats, question: Question) -> float:
    """Hours a week of a network that is worked on (geometric mean over units): where curves are anchored."""
    worked = [column[column > 0].mean() for column in hours.T if (column > 0).any()]
    worked = worked or [h for _name, h in sorted(question.today.items()) if h > 0]
    if not worked:
        return TYPICAL
    return float(np.clip(np.exp(np.mean(np.log(worked))), 0.25, 60.0))


def _calmed(hours: Floats) -> Floats:
    """Hours drawn towards the unit's usual ones, as much as misreporting explains (regression calibration).

    Carroll, Ruppert, Stefanski, Crainiceanu: Measurement Error in Nonlinear Models, 2006, ch. 4.
    """
    calm = hours.copy()
    for at, column in enumerate(hours.T):
        worked = column > 0
        if worked.sum() > 2:
            logs = np.log(column[worked])
            true = max(1 - MISREPORTED**2 / max(float(logs.var(ddof=1)), 1e-9), 0.3)
            calm[worked, at] = np.exp(logs.mean() + true * (logs - logs.mean()))
    return calm
