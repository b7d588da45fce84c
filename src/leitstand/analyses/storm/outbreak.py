"""From surprise to alarm: one alarm a storm, within the budget, and since when it blows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from leitstand.analyses.storm.budget import Budget
from leitstand.analyses.storm.tail import MEMORY_WEEKS, NEVER, WEEK_SECONDS

CALM_SECONDS, CALM_RATE = 2 * 3600.0, 3.0
"""A storm is over when so long nothing came that is rarer than so many times a week; then the next can be
told."""
WORSE, AGAIN_SECONDS = 30.0, 6 * 3600.0
"""A storm is told again when it has become so many times rarer than when it was told, so much later."""
RISEN = 1.5
"""A storm begins where the values begin to lie above so many times the usual."""
LONGEST = 3.0
"""Its beginning is forgotten when they lie below again for about so many bins."""
WARM_WEEKS = 2.0


@dataclass(slots=True)
class Outbreak:
    """Whether a storm blows over a series, how rare it was when told, how often alarms were given.

    `calm` and `quiet` are the seconds since something stood out, and since an alarm was given.
    `gathered` is a cumulative sum of what lies above RISEN times the usual (Page 1954); `since` is where
    it last began to rise, `heard` and `usual` are the sums from there.
    """

    blowing: bool = False
    rate: float = NEVER
    calm: float = 0.0
    quiet: float = 0.0
    weeks: float = 0.0
    spikes: float = 0.0
    lasting: float = 0.0
    gathered: float = 0.0
    since: datetime | None = None
    heard: float = 0.0
    usual: float = 0.0

    def copy(self) -> Outbreak:
        """Another of the same."""
        return Outbreak(*(getattr(self, name) for name in self.__slots__))

    def step(
        self, moment: datetime, value: float, usual: float, *, rates: tuple[float, float], budget: Budget,
        seconds: float,
    ) -> str:  # fmt: skip
        """ "", "spike" or "sustained": the alarm of this bin."""
        self._gather(moment, value, usual)
        self._age(seconds)
        self.quiet += seconds
        self.calm = self.calm + seconds if min(rates) > CALM_RATE else 0.0
        if self.calm >= CALM_SECONDS:
            self.blowing, self.rate = False, NEVER
        if self.blowing and (self.quiet < AGAIN_SECONDS or min(rates) * WORSE > self.rate):
            return ""
        allowed = self._allowed(budget)
        if rates[1] <= allowed[1]:
            return self._tell("sustained", rates)
        if rates[0] <= allowed[0]:
            return self._tell("spike", rates)
        return ""

    def _allowed(self, budget: Budget) -> tuple[float, float]:
        """The bars: lower for a kind that alarmed more often than its budget, higher for one that kept."""
        weeks = self.weeks + WARM_WEEKS
        pairs = ((budget.spike, self.spikes), (budget.sustained, self.lasting))
        spike, sustained = (
            own * own * weeks / (own * WARM_WEEKS + given) if own else 0.0 for own, given in pairs
        )
        return spike, sustained

    def _tell(self, kind: str, rates: tuple[float, float]) -> str:
        self.blowing, self.rate, self.quiet = True, min(rates), 0.0
        if kind == "spike":
            self.spikes += 1
        else:
            self.lasting += 1
        return kind

    def _age(self, seconds: float) -> None:
        weeks = seconds / WEEK_SECONDS
        fade = 0.5 ** (weeks / MEMORY_WEEKS)
        self.weeks = self.weeks * fade + weeks
        self.spikes, self.lasting = self.spikes * fade, self.lasting * fade

    def _gather(self, moment: datetime, value: float, usual: float) -> None:
        most = LONGEST * (RISEN * usual + 1)
        self.gathered = min(max(self.gathered + value - RISEN * usual - 1, 0.0), most)
        if self.gathered == 0.0 and not self.blowing:
            self.since, self.heard, self.usual = None, 0.0, 0.0
            return
        if self.since is None:
            self.since = moment
        self.heard += value
        self.usual += usual
