"""What a new series is taken for until it has its own past: what the older ones have in common."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from leitstand.analyses.storm.season import HOURS
from leitstand.analyses.storm.tail import PEAKS, Tail

if TYPE_CHECKING:
    from leitstand.analyses.storm.series import Series

LEAST_WEEKS = 1.0
"""Series younger than that teach nobody."""
DAYS = 3.0
"""The shape of the day is believed as if it had been seen on so many days."""


@dataclass(frozen=True, slots=True)
class Prior:
    """Of each sign's episodes (mean excess, episodes a week); the shape of the day; the spread."""

    signs: tuple[tuple[float, float], ...]
    day: tuple[float, ...]
    spread: float

    @classmethod
    def of(cls, series: Iterable[Series]) -> Prior | None:
        """What series that have learned for a week or more have in common; None without any."""
        grown = [one for one in series if one.lasting.weeks >= LEAST_WEEKS]
        if not grown:
            return None
        return cls(
            tuple(_pooled(list(tails)) for tails in zip(*(one.tails() for one in grown), strict=True)),
            tuple(median(one.season.hour_of_day(hour) for one in grown) for hour in range(HOURS)),
            median(one.spread for one in grown),
        )

    def teach(self, series: Series) -> None:
        """Hand it to a series that has not begun."""
        for tail, (excess, rate) in zip(series.tails(), self.signs, strict=True):
            tail.prior_excess, tail.prior_rate = excess, rate
        series.season.believe(self.day, DAYS)
        series.spread = self.spread


def _pooled(tails: list[Tail]) -> tuple[float, float]:
    """Mean excess and episodes a week of all together, drawn a little to what holds without any."""
    peaks = sum(tail.peaks for tail in tails)
    excess = (PEAKS * Tail().prior_excess + sum(tail.excess for tail in tails)) / (PEAKS + peaks)
    weeks = sum(tail.weeks for tail in tails)
    return excess, (Tail().prior_rate + peaks) / (1 + weeks)
