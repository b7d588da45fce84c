"""Three signs of a storm: a bin over its day, a quarter hour over its week, an hour over the usual."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from leitstand.analyses.storm.lately import High, Windows
from leitstand.analyses.storm.season import DAY_SECONDS

WINDOWS = ((20, 0.25), (60, 0.34))
"""A storm lasts when it stands out in windows of so many minutes, each without this share of its highest."""
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
    count: int = 0

    @classmethod
    def of(cls, every: float) -> Signs:
        """None seen yet, in bins of so many seconds."""
        bins, quarter = round(DAY_SECONDS / every), max(round(60 * QUARTER / every), 1)
        hour = max(round(60 * WINDOWS[-1][0] / every), quarter)
        week = High(max(7 * bins // quarter, LEAST_BINS))
        return cls(every, High(max(bins, LEAST_BINS)), week, Windows(hour))

    def copy(self) -> Signs:
        """Another of the same."""
        return Signs(self.every, self.day.copy(), self.week.copy(), self.hour.copy(), self.count)

    def read(self, value: float, usual: float, level: float) -> tuple[float, float, float]:
        """Take in one bin; how far each sign stands out, as logarithm of 1 + excess over the level."""
        quarter = max(round(60 * QUARTER / self.every), 1)
        before = self.day.mark(DAY_MARK) if self.day.values else value
        self.day.put(value)
        self.hour.put(value, usual)
        mean = self.hour.mean(quarter)
        high = self.week.mark(WEEK_MARK) if self.week.values else mean
        self.count += 1
        if self.count % quarter == 0:
            self.week.put(mean)
        sudden = math.log1p(max(value - before, 0.0) / (level + NOISE))
        risen = math.log1p(max(mean - high, 0.0) / (level + NOISE))
        return sudden, risen, math.log1p(min(self._lasting(level)))

    def _lasting(self, level: float) -> Iterator[float]:
        """How far each window lies above the usual; 0 for one that is not full after a gap."""
        for minutes, share in WINDOWS:
            bins = max(round(60 * minutes / self.every), 1)
            if len(self.hour.usual) < 0.75 * bins:
                yield 0.0
            else:
                heard, usual = self.hour.trimmed(bins, share)
                yield max(heard - usual, 0.0) / (math.sqrt(usual * level) + NOISE)
