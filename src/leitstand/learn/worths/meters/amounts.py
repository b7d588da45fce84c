"""What a reading of a meter gives: counts by day, network and kind, and lines nobody could read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from leitstand.vocabulary.words import _

Key = tuple[date, str, str]
"""Day, network ("" for none in particular), kind."""

MOST = 1_000_000_000
"""No day of one network has more visits than this: a slip, or a column that is none."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """A line that was left out, and why: a sentence marked for translation, with its facts."""

    line: int
    sentence: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def as_problem(self) -> dict[str, Any]:
        """As pages show it."""
        return {"sentence": self.sentence, "facts": dict(self.facts)}


@dataclass(frozen=True, slots=True)
class Amounts:
    """Everything a reading gave. Two labels of one network on one day are one network: they are summed."""

    counts: Mapping[Key, int]
    troubles: Sequence[Trouble] = ()
    left: Mapping[str, int] = field(default_factory=dict)
    """What was not counted, by why."""
    lines: int = 0

    @property
    def days(self) -> int:
        """How many days have something."""
        return len({day for day, _network, _kind in self.counts})


def summed(rows: Iterable[tuple[Key, int]]) -> dict[Key, int]:
    """Counts by key; several of one key are added."""
    found: Counter[Key] = Counter()
    for key, count in rows:
        found[key] += count
    return dict(found)


def believed(count: int) -> int:
    """A count as statistics told it, never below zero. Raises ValueError beyond belief."""
    if count > MOST:
        raise ValueError(count)
    return max(count, 0)


STRANGE = _(
    "The answer is not what we know of %(what)s. Nothing was changed; check its version and the address."
)
