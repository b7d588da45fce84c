"""What is usual at an hour of the week, learned so that a storm does not teach it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

HOURS, WEEK = 24, 168
DAY_SECONDS = 86_400.0
LEVEL_DAYS = 3.0
"""Half-life of the level, in days."""
SEASON_DAYS = 21.0
"""Half-life of what is known of an hour of the week, in days."""
OF_DAYS, OF_HOURS = 2.0, 0.5
"""So many visits (in hours) of an hour of the day are worth as much as the level; so many of an hour of the
week as much as the hour of the day."""
CAP, CAP_NOISE = 2.0, 4.0
"""A value above CAP times the usual and CAP_NOISE times its Poisson noise teaches no more than that."""
FIRST = 12
"""The level is the plain mean of about so many values at first."""
LEAST = 0.05


@dataclass(slots=True)
class Season:
    """Level (a value a bin) times the shape of the week, each hour shrunk to its day, each day to flat.

    `seen` and `ratio` hold visits of an hour of the week, and the sum of values over levels in them.
    """

    every: float
    level: float = 0.0
    count: int = 0
    growth: float = 1.0
    seen: list[float] = field(default_factory=lambda: [0.0] * WEEK)
    ratio: list[float] = field(default_factory=lambda: [0.0] * WEEK)
    day_seen: list[float] = field(default_factory=lambda: [0.0] * HOURS)
    day_ratio: list[float] = field(default_factory=lambda: [0.0] * HOURS)

    def copy(self) -> Season:
        """Another of the same."""
        tables = (self.seen.copy(), self.ratio.copy(), self.day_seen.copy(), self.day_ratio.copy())
        return Season(self.every, self.level, self.count, self.growth, *tables)

    def shape(self, moment: datetime) -> float:
        """How much of the level is usual now: the hour's own, blended into its neighbour's."""
        hour = moment.weekday() * HOURS + moment.hour
        off = (moment.minute * 60 + moment.second) / 3600.0 - 0.5
        near = (hour + (1 if off > 0 else -1)) % WEEK
        return (1 - abs(off)) * self._of(hour) + abs(off) * self._of(near)

    def usual(self, moment: datetime) -> float:
        """The value that is usual now."""
        return max(self.level * self.shape(moment), LEAST)

    def learn(self, moment: datetime, value: float) -> None:
        """Take in one value, cut down to what is not too far from the usual."""
        if self.count == 0:
            self.level = max(value, LEAST)
        shape = self.shape(moment)
        usual = max(self.level * shape, LEAST)
        value = min(value, CAP * usual + CAP_NOISE * usual**0.5 + 1)
        self.count += 1
        pace = max(1 - 0.5 ** (self.every / (LEVEL_DAYS * DAY_SECONDS)), 1 / (self.count + FIRST))
        self.level = max(self.level + pace * (value / max(shape, 0.1) - self.level), LEAST)
        hour = moment.weekday() * HOURS + moment.hour
        for seen, ratio, at in ((self.seen, self.ratio, hour), (self.day_seen, self.day_ratio, moment.hour)):
            seen[at] += self.growth
            ratio[at] += self.growth * value / self.level
        self.growth *= 2 ** (self.every / (SEASON_DAYS * DAY_SECONDS))  # instead of fading the tables
        if self.growth > 1e6:
            self._fade()

    def hour_of_day(self, hour: int) -> float:
        """How much of the level is usual at an hour of the day, whatever the day."""
        bins = OF_HOURS * self.growth * 3600.0 / self.every
        return (self.day_ratio[hour] + bins) / (self.day_seen[hour] + bins)

    def believe(self, shape: Sequence[float], days: float) -> None:
        """Take a shape of the day (24 values around 1) as if it had been seen on so many days."""
        bins = days * 3600.0 / self.every
        self.day_seen = [bins] * HOURS
        self.day_ratio = [bins * one for one in shape]

    def _of(self, hour: int) -> float:
        bins = OF_DAYS * self.growth * 3600.0 / self.every
        of_day = self.hour_of_day(hour % HOURS)
        return (self.ratio[hour] + bins * of_day) / (self.seen[hour] + bins)

    def _fade(self) -> None:
        for table in (self.seen, self.ratio, self.day_seen, self.day_ratio):
            table[:] = [one / self.growth for one in table]
        self.growth = 1.0
