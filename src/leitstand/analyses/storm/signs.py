"""Signs of a storm: a bin over its day, a quarter over its week, an hour over the usual, and steadily so."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from leitstand.analyses.storm.lately import High, Windows
from leitstand.analyses.storm.season import DAY_SECONDS

START, START_TRIMMED = 20, 0.25
HOUR, HOUR_TRIMMED = 60, 0.34
"""A swell stands out in the last START minutes and in the last HOUR, each without its highest values."""
SWELL = 120
"""What lasts does not fall: a burst that ebbs is over, however high it was in the last SWELL minutes."""
RAGGED = 6.0
"""And it is even, for many voices come evenly and a machine in bursts: so much weighs raggedness."""
QUARTER = 15
DAY_MARK, WEEK_MARK = 0.98, 0.99
"""What these shares of the day's bins, of the week's quarters of an hour, do not surpass is no surprise."""
NOISE = 1.0
"""Posts more or less that mean nothing, however small the series."""
LEAST_BINS = 12


@dataclass(slots=True)
class Signs:
    """The values of a day, the quarters of an hour of a week, the last hour."""

    every: float
    day: High
    week: High
    hour: Windows
    swell: list[float] = field(default_factory=list)
    count: int = 0
    level: float = 0.0

    @classmethod
    def of(cls, every: float) -> Signs:
        """None seen yet, in bins of so many seconds."""
        bins, quarter, hour = round(DAY_SECONDS / every), _bins(QUARTER, every), _bins(HOUR, every)
        week = High(max(7 * bins // quarter, LEAST_BINS))
        return cls(every, High(max(bins, LEAST_BINS)), week, Windows(max(hour, quarter)))

    def copy(self) -> Signs:
        """Another of the same."""
        tables = (self.day.copy(), self.week.copy(), self.hour.copy(), self.swell.copy())
        return Signs(self.every, *tables, self.count, self.level)

    def read(self, value: float, usual: float) -> tuple[float, float, float, float]:
        """Take in one bin; how far each sign stands out, as logarithm of 1 + excess over the day's level."""
        quarter = _bins(QUARTER, self.every)
        before = self.day.mark(DAY_MARK) if self.day.values else value
        self.day.put(value)
        self.hour.put(value, usual)
        mean = self.hour.mean(quarter)
        high = self.week.mark(WEEK_MARK) if self.week.values else mean
        self.count += 1
        self.level += (usual - self.level) / min(self.count, self.day.limit)
        if self.count % quarter == 0:
            self.week.put(mean)
        sudden = math.log1p(max(value - before, 0.0) / (self.level + NOISE))
        risen = math.log1p(max(mean - high, 0.0) / (self.level + NOISE))
        return sudden, risen, *self._swollen(quarter)

    def forget_the_hour(self) -> None:
        """After a gap."""
        self.hour.clear()
        self.swell.clear()

    def _swollen(self, quarter: int) -> tuple[float, float]:
        """How far the last hour lies above the usual, and the same if steady and even; 0 if not known."""
        above = max(self.hour.mean(quarter) - self.hour.usual_mean(quarter), 0.0)
        self.swell.append(above)
        del self.swell[: -_bins(SWELL, self.every)]
        bins = _bins(HOUR, self.every)
        if len(self.hour.values) < 0.75 * bins:
            return 0.0, 0.0
        whole = self._excess(bins, HOUR_TRIMMED)
        start = self._excess(_bins(START, self.every), START_TRIMMED)
        steady = (above + NOISE) / (max(self.swell) + NOISE)
        even = 1 / (1 + RAGGED * self.hour.raggedness(bins))
        return math.log1p(min(whole, start)), math.log1p(whole) * steady * even

    def _excess(self, bins: int, trimmed: float) -> float:
        heard, usual = self.hour.trimmed(bins, trimmed)
        return max(heard - usual, 0.0) / (math.sqrt(usual * self.level) + NOISE)


def _bins(minutes: int, every: float) -> int:
    return max(round(60 * minutes / every), 1)
