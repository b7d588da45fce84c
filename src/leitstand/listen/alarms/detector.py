"""What the storm detector of an organisation knows: a series a watch and channel, and the last hours."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import sqrt

from leitstand.analyses import storm
from leitstand.listen.alarms.counts import EVERY, Bin, Bins
from leitstand.vocabulary.errors import Invalid

KEPT = 96
"""So many bins (eight hours) stay at hand to show what came before an alarm."""

EMPTY = Bin()
SHARE = "negative"

Budgets = Mapping[tuple[int, str], storm.Budget]
Point = list[float]
"""[epoch seconds, value, expected, low, high] of one bin."""


@dataclass(slots=True)
class Sight:
    """What the detector says of one watch after the last bin: which channels raised it, where it blows."""

    raised: dict[str, storm.Judgement] = field(default_factory=dict)
    blowing: dict[str, storm.Judgement] = field(default_factory=dict)
    learning: bool = False


@dataclass(slots=True)
class Held:
    """The detector of one organisation."""

    series: dict[tuple[int, str], storm.Series] = field(default_factory=dict)
    recent: dict[tuple[int, str], list[Point]] = field(default_factory=dict)

    def step(self, watch: int, moment: datetime, heard: Bin, budgets: Budgets) -> Sight:
        """One bin of one watch, all channels. Each moment of a watch may come once, in rising order."""
        sight = Sight()
        for channel in storm.CHANNELS:
            if channel == SHARE and not heard.judged:
                continue
            series = self._series(watch, channel, budgets)
            of = float(heard.judged) if channel == SHARE else None
            said = series.step(moment, heard.value(channel), of=of)
            self._remember(watch, channel, said)
            sight.learning = sight.learning or said.learning
            if said.alarm:
                sight.raised[channel] = said
            if said.storm:
                sight.blowing[channel] = said
        return sight

    def walk(self, watch: int, span: tuple[datetime, datetime], heard: Bins, budgets: Budgets) -> Sight:
        """All bins of a watch within the span: the last word, and all that was raised on the way."""
        sight, raised = Sight(), dict[str, storm.Judgement]()
        for moment in moments(*span):
            sight = self.step(watch, moment, heard.get((watch, moment), EMPTY), budgets)
            raised |= sight.raised
        sight.raised = raised
        return sight

    @property
    def channels(self) -> tuple[str, ...]:
        """The channels that are counted here; tone is none before something was judged."""
        used = {channel for _watch, channel in self.series}
        return tuple(one for one in storm.CHANNELS if one != SHARE or one in used)

    def forget(self, watch: int) -> None:
        """Nobody looks out for it any more."""
        for channel in storm.CHANNELS:
            self.series.pop((watch, channel), None)
            self.recent.pop((watch, channel), None)

    def only(self, watch: int) -> Held:
        """A copy of what is known of one watch, for a drill: what it learns there never comes back here."""
        keys = [key for key in self.series if key[0] == watch]
        return Held(
            {key: self.series[key].copy() for key in keys},
            {key: [list(point) for point in self.recent.get(key, ())] for key in keys},
        )

    def pack(self) -> bytes:
        """As bytes."""
        learned = storm.pack({f"{watch}:{channel}": one for (watch, channel), one in self.series.items()})
        rest = {f"{watch}:{channel}": points for (watch, channel), points in self.recent.items()}
        shown = zlib.compress(json.dumps(rest, separators=(",", ":")).encode(), 3)
        return len(learned).to_bytes(8, "big") + learned + shown

    def _series(self, watch: int, channel: str, budgets: Budgets) -> storm.Series:
        found = self.series.get((watch, channel))
        budget = budgets.get((watch, channel)) or budgets[watch, "volume"]
        if found is None:
            prior = storm.Prior.of(one for (_watch, of), one in self.series.items() if of == channel)
            found = storm.Series(every=EVERY.total_seconds(), budget=budget, prior=prior)
            self.series[watch, channel] = found
        found.budget = budget
        return found

    def _remember(self, watch: int, channel: str, said: storm.Judgement) -> None:
        points = self.recent.setdefault((watch, channel), [])
        points.append(
            [
                said.moment.timestamp(),
                said.value,
                *(round(n, 3) for n in (said.expected, said.low, said.high)),
            ]
        )
        del points[:-KEPT]


def unpack(packed: bytes) -> Held:
    """The way back. Raises Invalid when the bytes are of another version of the detector."""
    if not packed:
        return Held()
    end = 8 + int.from_bytes(packed[:8], "big")
    try:
        recent = json.loads(zlib.decompress(packed[end:]))
    except (zlib.error, ValueError) as error:
        raise Invalid("what was remembered of the last hours cannot be read") from error
    learned = storm.unpack(bytes(packed[8:end]))
    return Held({_key(name): one for name, one in learned.items()}, {_key(n): p for n, p in recent.items()})


def _key(name: str) -> tuple[int, str]:
    watch, _colon, channel = name.partition(":")
    return int(watch), channel


def moments(start: datetime, end: datetime) -> Iterator[datetime]:
    """The start of every bin from `start` to before `end`."""
    for number in range(max((end - start) // EVERY, 0)):
        yield start + number * EVERY


@dataclass(frozen=True, slots=True)
class Sum:
    """What came in several bins together against what was usual, with an interval for the usual."""

    now: float
    usual: float
    low: float
    high: float


def together(points: list[Point]) -> Sum:
    """Bins taken as one: what was usual adds up, and so do the variances that the intervals tell of."""
    usual = sum(point[2] for point in points)
    spread = sqrt(sum(max((point[4] - point[3]) / 2, sqrt(max(point[2], 0.0))) ** 2 for point in points))
    return Sum(sum(point[1] for point in points), usual, max(usual - spread, 0.0), usual + spread)


def grouped(points: list[Point], span: timedelta) -> list[Point]:
    """The same curve in longer bins, steadier to look at; one that is not full is left out."""
    size = int(span / EVERY)
    if size <= 1:
        return points
    slots: dict[int, list[Point]] = {}
    for point in points:
        slots.setdefault(int(point[0] // span.total_seconds()), []).append(point)
    found = []
    for slot, some in sorted(slots.items()):
        if len(some) == size:
            one = together(some)
            found.append([slot * span.total_seconds(), one.now, one.usual, one.low, one.high])
    return found
