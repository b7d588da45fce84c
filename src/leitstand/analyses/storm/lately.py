"""The last values of a series: windows of an hour, and what was high in a day or a week."""

from __future__ import annotations

import math
from bisect import bisect_left, insort
from dataclasses import dataclass, field
from itertools import pairwise


@dataclass(slots=True)
class High:
    """The last `limit` values, and the one that only few of them surpass."""

    limit: int
    values: list[float] = field(default_factory=list)
    ordered: list[float] = field(default_factory=list)

    def copy(self) -> High:
        """Another of the same."""
        return High(self.limit, self.values.copy(), self.ordered.copy())

    def put(self, value: float) -> None:
        """One more; the oldest is forgotten."""
        self.values.append(value)
        insort(self.ordered, value)
        if len(self.values) > self.limit:
            del self.ordered[bisect_left(self.ordered, self.values.pop(0))]

    def mark(self, share: float) -> float:
        """The value that this share of them does not surpass."""
        return self.ordered[int(share * (len(self.ordered) - 1))] if self.ordered else 0.0


@dataclass(slots=True)
class Windows:
    """The last `limit` bins: what came, and what was usual."""

    limit: int
    values: list[float] = field(default_factory=list)
    usual: list[float] = field(default_factory=list)

    def copy(self) -> Windows:
        """Another of the same."""
        return Windows(self.limit, self.values.copy(), self.usual.copy())

    def put(self, value: float, usual: float) -> None:
        """One more; the oldest is forgotten."""
        for table, one in ((self.values, value), (self.usual, usual)):
            table.append(one)
            if len(table) > self.limit:
                del table[0]

    def mean(self, bins: int) -> float:
        """The mean of the last values."""
        last = self.values[-bins:]
        return sum(last) / len(last)

    def usual_mean(self, bins: int) -> float:
        """The mean of what was usual there."""
        last = self.usual[-bins:]
        return sum(last) / len(last)

    def raggedness(self, bins: int) -> float:
        """How much neighbours differ, beyond chance, as a share of the mean (von Neumann 1941)."""
        values = self.values[-bins:]
        mean = sum(values) / len(values)
        steps = [(b - a) ** 2 / 2 for a, b in pairwise(values)]
        beyond = sum(steps) / len(steps) - mean if steps else 0.0
        return math.sqrt(max(beyond, 0.0) + 0.5) / (mean + 1)

    def trimmed(self, bins: int, share: float) -> tuple[float, float]:
        """Mean of the last values without this share of the largest, and of what was usual there."""
        values, usual = sorted(self.values[-bins:]), self.usual[-bins:]
        kept = values[: max(len(values) - int(bins * share), 1)]
        return sum(kept) / len(kept), sum(usual) / len(usual)

    def clear(self) -> None:
        """After a gap: nothing is known of the last hour."""
        self.values.clear()
        self.usual.clear()
