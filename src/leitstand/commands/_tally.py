"""Mentions of every watch by the five minutes in which they were published, and the storms among them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from leitstand.analyses.storm import Series
from leitstand.vocabulary.recent import Recent

EVERY = 300
REMEMBERED = 105_120
"""Bins of a watch, at least: a year of them."""


@dataclass(slots=True)
class Storm:
    """A storm over a watch: what kind, from when to when, how many posts, and how many were usual."""

    watch: str
    kind: str
    onset: datetime
    until: datetime
    posts: float
    usual: float


class Tally:
    """Counts mentions in whatever order they come; finds the storms when it is asked."""

    def __init__(self) -> None:
        self._counts: dict[str, Recent[int]] = {}

    def add(self, watch: str, moment: datetime) -> None:
        """One more mention."""
        bins = self._counts.setdefault(watch, Recent(REMEMBERED))
        name = str(int(moment.timestamp()) // EVERY)
        bins.put(name, (bins.get(name) or 0) + 1)

    def storms(self) -> list[Storm]:
        """The storms of all watches, in the order of their onset; a watch's first day tells none."""
        found = [storm for watch, bins in self._counts.items() for storm in _storms(watch, dict(bins))]
        return sorted(found, key=lambda storm: (storm.onset, storm.watch))


def _storms(watch: str, bins: dict[str, int]) -> Iterator[Storm]:
    series = Series(EVERY)
    storm: Storm | None = None
    heard = sorted(map(int, bins))
    for number in [*heard, heard[-1] + 1]:
        for said in series.hear(datetime.fromtimestamp(number * EVERY, UTC), bins.get(str(number), 0)):
            if said.onset is None:
                if storm is not None:
                    yield storm
                storm = None
            elif storm is None:
                storm = Storm(watch, said.alarm, said.onset, said.moment, said.heard, said.usual)
            else:
                storm.until, storm.posts, storm.usual = said.moment, said.heard, said.usual
    if storm is not None:
        yield storm
