"""How often a statistic rises so high by itself: peaks over a threshold, as false alarms a week."""

from __future__ import annotations

from dataclasses import dataclass

WEEK_SECONDS = 604_800.0
ABOVE = 0.02
"""Share of the bins above the threshold."""
CALM_SECONDS = 3 * 3600.0
"""An episode is over when the statistic was below its threshold for so long."""
MEMORY_WEEKS = 8.0
"""Half-life of what is known."""
CUT = 8.0
"""A peak of more than so many mean excesses teaches no more than that."""
PEAKS, EXCESS = 4.0, 0.1
"""At first as much is known as from PEAKS peaks with that mean excess."""
RATE, RATE_WEEKS = 5.0, 1.0
"""At first as much is known as from RATE_WEEKS weeks with RATE episodes each."""
NEVER = 1e9


@dataclass(slots=True)
class Tail:
    """The tail of one statistic of one series.

    Episodes above a threshold come as a Poisson process, their peaks exceed it exponentially; with conjugate
    priors for both, the rate of episodes that exceed x is lambda (1 + (x - u) / B) ** -A, a generalised
    Pareto tail whose shape shrinks with what has been seen (Coles 2001, 4 and 9; Siffer et al. 2017).
    """

    above: float = 0.0
    count: int = 0
    peaks: float = 0.0
    excess: float = 0.0
    weeks: float = 0.0
    peak: float = -1.0
    calm: float = 0.0
    share: float = ABOVE
    prior_peaks: float = PEAKS
    prior_excess: float = EXCESS
    prior_rate: float = RATE

    def copy(self) -> Tail:
        """Another of the same."""
        return Tail(*(getattr(self, name) for name in self.__slots__))

    @property
    def mean(self) -> float:
        """The mean excess of a peak over the threshold."""
        shape = self.prior_peaks + self.peaks
        return (self.prior_peaks * self.prior_excess + self.excess) / shape

    def rate(self, value: float) -> float:
        """Episodes a week that rise above it by themselves; NEVER-ending when below the threshold."""
        if value <= self.above:
            return NEVER
        shape = self.prior_peaks + self.peaks
        rate = (RATE_WEEKS * self.prior_rate + self.peaks) / (RATE_WEEKS + self.weeks)
        survival: float = (1 + (value - self.above) / (self.mean * shape)) ** -shape
        return rate * survival

    def learn(self, value: float, seconds: float) -> None:
        """Take in the value of a bin that long."""
        weeks = seconds / WEEK_SECONDS
        fade = 0.5 ** (weeks / MEMORY_WEEKS)
        self.peaks, self.excess = self.peaks * fade, self.excess * fade
        self.weeks = self.weeks * fade + weeks
        self.count += 1
        mean = self.mean
        if value > self.above:
            self.peak = max(self.peak, min(value - self.above, CUT * mean))
            self.calm = 0.0
        elif self.peak >= 0:
            self.calm += seconds
            if self.calm > CALM_SECONDS:
                self.peaks, self.excess, self.peak = self.peaks + 1, self.excess + self.peak, -1.0
        step = max(0.02, self.count**-0.7) * mean
        self.above = max(self.above + step * ((value > self.above) - self.share), 0.0)
