"""The last values of a series: short windows, and what was high in the last day."""

from __future__ import annotations

from bisect import bisect_left, insort
from dataclasses import dataclass, field

HIGH = 0.98


@dataclass(slots=True)
class Lately:
    """The values of a day, oldest first, the same sorted, and (value, usual) of the last `short` bins."""

    day: int
    short: int
    values: list[float] = field(default_factory=list)
    usual: list[float] = field(default_factory=list)
    ordered: list[float] = field(default_factory=list)

    def copy(self) -> Lately:
        """Another of the same."""
        return Lately(self.day, self.short, self.values.copy(), self.usual.copy(), self.ordered.copy())

    def put(self, value: float, usual: float) -> None:
        """One more; the oldest is forgotten."""
        self.values.append(value)
        insort(self.ordered, value)
        if len(self.values) > self.day:
            del self.ordered[bisect_left(self.ordered, self.values.pop(0))]
        self.usual.append(usual)
        if len(self.usual) > self.short:
            del self.usual[0]

    def high(self) -> float:
        """A value that one in fifty of the day surpasses."""
        return self.ordered[int(HIGH * (len(self.ordered) - 1))] if self.ordered else 0.0

    def window(self, bins: int, dropped: int) -> tuple[float, float]:
        """Mean of the last values without the `dropped` largest, and of what was usual there."""
        usual = self.usual[-bins:]
        values = sorted(self.values[-len(usual) :])
        kept = values[: max(len(values) - dropped, 1)]
        return sum(kept) / len(kept), sum(usual) / len(usual)

    def forget_the_windows(self) -> None:
        """After a gap: nothing is known of the last hour."""
        self.usual.clear()
