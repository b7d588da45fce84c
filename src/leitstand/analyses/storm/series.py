"""One series of counts, bin by bin: what is usual, what stands out, and whether that is an alarm."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from leitstand.analyses.storm.budget import Budget
from leitstand.analyses.storm.outbreak import Outbreak
from leitstand.analyses.storm.prior import Prior
from leitstand.analyses.storm.season import LEAST, Season
from leitstand.analyses.storm.signs import Signs
from leitstand.analyses.storm.tail import NEVER, Tail

FRESH_SECONDS = 25 * 3600.0
"""What was just as surprising within that time before is no news: its score is 0."""
LEARNING = timedelta(days=14)
SPEECHLESS = timedelta(days=1)
"""So long a series without a prior gives no alarm."""
LATE = timedelta(hours=1)
LONGEST_SILENCE = timedelta(days=1)
"""A longer silence is a gap: nobody listened."""
LASTING_SHARE = 0.05
"""Share of the bins above the threshold of what lasts."""
NO_SIGN = 30.0
"""A sign that does not show weighs like one that shows so many times a week."""
HUNDRED, DOUBT = 100.0, 10.0
"""A share is counted among HUNDRED posts, as if DOUBT posts with the usual share had come too."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one bin says. `low` to `high` holds nine of ten usual values; scores are 0 to 1.

    `spike` and `sustained` are 1 / (1 + sqrt(rate)) of the false alarms a week that a bar at this height
    would give: 0.5 at one a week. `onset`, `heard` and `usual` tell since when it stands out, how much came
    since, and how much would have been usual.
    """

    moment: datetime
    value: float
    expected: float
    low: float
    high: float
    spike: float
    sustained: float
    alarm: str
    onset: datetime | None
    heard: float
    usual: float
    learning: bool

    @property
    def storm(self) -> bool:
        """Whether a storm is blowing."""
        return self.onset is not None


class Series:
    """The counts of one watch in one channel, in bins of `every` seconds.

    `budget` may be changed at any time; `prior` is what other watches teach until it knows itself.
    """

    __slots__ = ("begun", "budget", "counted", "every", "last", "lasting", "news", "open", "outbreak",
                 "risen", "season", "signs", "spread", "sudden", "swollen", "taught")  # fmt: skip

    def __init__(
        self, every: float = 300.0, budget: Budget | None = None, prior: Prior | None = None
    ) -> None:
        self.every = every
        self.budget = budget or Budget()
        self.begun: datetime | None = None
        self.last: datetime | None = None
        self.sudden, self.risen, self.swollen = Tail(), Tail(), Tail()
        self.lasting = Tail(share=LASTING_SHARE)
        self.outbreak = Outbreak()
        self.season = Season(every)
        self.signs = Signs.of(every)
        self.spread = 0.3
        self.news: list[tuple[datetime, float]] = []
        self.open: datetime | None = None
        self.counted = 0.0
        self.taught = prior is not None
        if prior is not None:
            prior.teach(self)

    def step(self, moment: datetime, value: float, of: float | None = None) -> Judgement:
        """Take in the bin that begins at `moment`, and say what it means.

        `of`: all posts of the bin, where `value` are those of one kind; then their share is watched. Values
        below 0 count as 0. ValueError when the moment is not after the last one.
        """
        moment = moment.astimezone(UTC)
        if self.last is not None and moment <= self.last:
            raise ValueError(f"{moment} is not after {self.last}")
        begun, seconds = self._pass_to(moment)
        count, scale = self._counted(max(value, 0.0), of)
        usual = self.season.usual(moment) if self.season.count else max(count, LEAST)
        low, high = self._band(usual)
        signs = self.signs.read(count, usual)
        tails = self.tails()
        each = [tail.rate(sign) for tail, sign in zip(tails, signs, strict=True)]
        rates = together(each[:-1]), each[-1]
        budget = self.budget if self.taught or moment - begun >= SPEECHLESS else Budget(0.0, 0.0)
        alarm = self.outbreak.step(moment, count, usual, rates=rates, budget=budget, seconds=seconds)
        for tail, sign in zip(tails, signs, strict=True):
            tail.learn(sign, seconds)
        self._learn(moment, count, usual)
        blows = self.outbreak.blowing
        return Judgement(
            moment, value, usual * scale, low * scale, high * scale,
            self._fresh(moment, score(rates[0])), score(rates[1]), alarm,
            self.outbreak.since if blows else None, self.outbreak.heard * scale if blows else 0.0,
            self.outbreak.usual * scale if blows else 0.0, moment - begun < LEARNING,
        )  # fmt: skip

    def hear(self, moment: datetime, count: float = 1.0) -> list[Judgement]:
        """Count something published at that moment; the judgements of the bins that are complete now.

        Silence in between counts as 0, up to LONGEST_SILENCE. What comes late, up to LATE, counts as of now;
        what comes later still is left out.
        """
        seconds = moment.timestamp()
        begin = datetime.fromtimestamp(seconds - seconds % self.every, UTC)
        if self.open is None:
            self.open = begin
        if begin < self.open - LATE:
            return []
        told = self._close(begin) if begin > self.open else []
        self.counted += count
        return told

    def _close(self, begin: datetime) -> list[Judgement]:
        """Step through the open bin and the silent ones before `begin`."""
        told, bin, counted = [], self.open or begin, self.counted
        until = min(begin, bin + LONGEST_SILENCE)
        while bin < until:
            told.append(self.step(bin, counted))
            bin, counted = bin + timedelta(seconds=self.every), 0.0
        self.open, self.counted = begin, 0.0
        return told

    def tails(self) -> tuple[Tail, ...]:
        """One of each sign, in their order: the first three together tell a spike, the last what lasts."""
        return self.sudden, self.risen, self.swollen, self.lasting

    def copy(self) -> Series:
        """Another of the same, which may go its own way."""
        twin = Series.__new__(Series)
        for name in self.__slots__:
            own = getattr(self, name)
            setattr(twin, name, own.copy() if hasattr(own, "copy") else own)
        return twin

    def _pass_to(self, moment: datetime) -> tuple[datetime, float]:
        """When it began, and the seconds that count as passed; after a gap the last hour is forgotten."""
        passed = (moment - self.last).total_seconds() if self.last else self.every
        if passed > max(12 * self.every, 3600.0):
            self.signs.forget_the_hour()
        self.begun, self.last = self.begun or moment, moment
        return self.begun, min(passed, 2 * self.every)

    def _counted(self, value: float, of: float | None) -> tuple[float, float]:
        """The value as a count, or as one among HUNDRED posts; and the factor back to this bin's number."""
        if of is None:
            return value, 1.0
        share = self.season.level / HUNDRED if self.season.count else value / max(of, 1.0)
        return HUNDRED * (value + DOUBT * share) / (of + DOUBT), of / HUNDRED

    def _band(self, usual: float) -> tuple[float, float]:
        """Nine of ten usual values lie between: quantiles of a gamma-Poisson (Wilson and Hilferty 1931)."""
        shape = usual * usual / (usual + self.spread * usual * usual)
        middle, reach = 1 - 1 / (9 * shape), 1.645 / (3 * math.sqrt(shape))
        low, high = (usual * max(middle + side * reach, 0.0) ** 3 for side in (-1, 1))
        return max(min(low - 0.5, usual), 0.0), max(high + 0.5, usual)  # counts are whole: half a post

    def _learn(self, moment: datetime, count: float, usual: float) -> None:
        capped = min(count, 4 * usual + 4)
        spread = max((capped - usual) ** 2 - usual, 0.0) / (usual * usual + 1)
        self.spread += max(0.002, 1 / (self.season.count + 20)) * (min(spread, 4.0) - self.spread)
        self.season.learn(moment, count)

    def _fresh(self, moment: datetime, found: float) -> float:
        """The score, or 0 when the last day held one as high."""
        self.news = [one for one in self.news if (moment - one[0]).total_seconds() <= FRESH_SECONDS]
        if not found or any(old >= found for _when, old in self.news):
            return 0.0
        self.news = [(moment, found)]  # all the lower ones will never again be the highest
        return found


def together(rates: Sequence[float]) -> float:
    """One rate from those of several signs: their geometric mean, so that no sign alone decides."""
    if min(rates) >= NEVER:
        return NEVER
    return math.exp(sum(math.log(min(rate, NO_SIGN)) for rate in rates) / len(rates))


def score(rate: float) -> float:
    """From false alarms a week to 0..1; 0 when there is nothing to see."""
    return 0.0 if rate >= NEVER else 1 / (1 + math.sqrt(rate))
