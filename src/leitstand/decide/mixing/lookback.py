"""What came of a decision about hours, against what was said before; counted only from whole, settled weeks.

A span of the model is about the weeks to come on average. Six real weeks scatter around that, so the span is
widened by the ups and downs that six weeks in a row had before (`widened`). Else we would be called wrong for
nothing but a lively month, or right for nothing but a calm one.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from itertools import pairwise
from statistics import fmean
from typing import TYPE_CHECKING, Any

from leitstand.decide.mixing.material import weeks_between
from leitstand.vocabulary.estimate import Estimate

if TYPE_CHECKING:
    from leitstand.decide.mixing.material import Material

Z80 = 1.2816
SETTLED = 0.9
"""A week is settled when so much of its value has come in."""
LATE_WEEKS, LEAST_SEEN = 8, 0.5
"""After so many weeks it is looked at anyway; what was never read is counted in up to twofold."""
ELSEWHERE = 0.35
"""When more than this share of the hours went elsewhere, the plan was not carried out and proves nothing."""
ENOUGH = 2 / 3
"""So much of the weeks must have hours noted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What was seen: value a week (`observed`), before it (`before`), hours a week by network (`spent`).

    `followed`: the hours went where they were meant to go. `inside`: the value lay within its span.
    `revalued`: the team has weighed otherwise since, so that what was said is in other units.
    """

    weeks: int
    noted: int
    observed: float
    before: float | None
    spent: Mapping[str, float]
    followed: bool
    inside: bool
    revalued: bool = False

    def kept(self) -> dict[str, Any]:
        """As a row keeps it."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Score:
    """Of all looked back on: how many can be compared, and how many of those lay within their span."""

    looked: int
    compared: int
    inside: int

    @property
    def apart(self) -> int:
        """Looked back on, and not to be compared."""
        return self.looked - self.compared


def score(results: Sequence[Mapping[str, Any]]) -> Score:
    """The running score over kept results."""
    compared = [one for one in results if one.get("followed") and not one.get("revalued")]
    return Score(len(results), len(compared), sum(1 for one in compared if one.get("inside")))


def settled(material: Material, week: str) -> bool:
    """Has nearly all that a week brings come in, or will no more come after so long?"""
    if week in material.weeks[:-LATE_WEEKS]:
        return True
    shares = [seen for (one, _network), seen in material.seen.items() if one == week]
    return all(seen >= SETTLED for seen in shares)


def value(material: Material, week: str) -> float:
    """What came of a week, what is still to come counted in by its share."""
    return sum(
        worth / max(material.seen.get((one, network), 1.0), LEAST_SEEN)
        for (one, network), worth in material.value.items()
        if one == week and network
    )


def scatter(material: Material, length: int = 6) -> float:
    """Standard deviation of the mean of so many weeks in a row, from how such means differed before.

    From means side by side where there are enough weeks, else from week to week; 0 below three weeks.
    """
    measured = {week for week, _network in material.hours}
    values = [value(material, week) for week in material.weeks if week in measured][-52:]
    if len(values) < 3:
        return 0.0
    steps = [after - before for before, after in pairwise(values)]
    by_week = math.sqrt(fmean(one * one for one in steps) / 2 / length)
    means = [fmean(values[i : i + length]) for i in range(len(values) - length + 1)]
    if len(means) < 2 * length:
        return by_week
    side = [after - before for before, after in zip(means, means[length:], strict=False)]
    return max(by_week, math.sqrt(fmean(one * one for one in side) / 2))


def widened(estimate: Estimate, deviation: float) -> Estimate:
    """The span with the scatter of real weeks in it; never below nothing."""
    doubt = Z80 * deviation
    low = estimate.mean - math.hypot(estimate.mean - estimate.low, doubt)
    high = estimate.mean + math.hypot(estimate.high - estimate.mean, doubt)
    return Estimate(estimate.mean, min(max(low, 0.0), estimate.mean), high, estimate.n)


def compare(
    material: Material,
    chosen: Mapping[str, float],
    expected: Sequence[float],
    *,
    starts: date,
    ends: date,
) -> Result | None:
    """What came of hours `chosen` from `starts` to `ends`; None while a week is not over or not settled."""
    weeks = weeks_between(starts, ends)
    if not weeks or not set(weeks) <= set(material.weeks) or not all(settled(material, w) for w in weeks):
        return None
    noted = [week for week in weeks if any(one == week for one, _network in material.hours)]
    spent = {
        network: round(
            sum(material.hours.get((week, network), 0.0) for week in noted) / max(len(noted), 1), 2
        )
        for network in sorted({*chosen, *(n for w, n in material.hours if w in noted and n)})
    }
    observed = fmean(value(material, week) for week in weeks)
    earlier = [week for week in material.weeks if week < weeks[0]][-len(weeks) :]
    _mean, low, high = expected[0], expected[1], expected[2]
    return Result(
        weeks=len(weeks),
        noted=len(noted),
        observed=round(observed, 3),
        before=round(fmean(value(material, week) for week in earlier), 3) if earlier else None,
        spent=spent,
        followed=len(noted) >= ENOUGH * len(weeks) and elsewhere(chosen, spent) <= ELSEWHERE,
        inside=low <= observed <= high,
    )


def elsewhere(chosen: Mapping[str, float], spent: Mapping[str, float]) -> float:
    """Share of the planned hours that went elsewhere, or were not spent or planned at all."""
    planned = sum(chosen.values())
    apart = sum(abs(spent.get(one, 0.0) - chosen.get(one, 0.0)) for one in {*chosen, *spent})
    return apart / 2 / planned if planned else float(bool(apart))
