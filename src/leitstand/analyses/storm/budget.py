"""One budget of false alarms, spread over all watches and channels."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

CHANNELS = ("volume", "authors", "negative", "new")
WEEKS_A_MONTH = 365.25 / 12 / 7
SPIKES = 0.2
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Budget:
    """False alarms a week that one series may give: sudden ones and lasting ones."""

    spike: float = 0.2
    sustained: float = 0.8

    @classmethod
    def of(cls, a_week: float) -> Budget:
        """A fifth for sudden ones, the rest for what lasts: that is rarely nothing."""
        return cls(SPIKES * a_week, (1 - SPIKES) * a_week)


def split(
    a_month: float, keys: Sequence[Key], weights: Mapping[Key, float] | None = None
) -> dict[Key, Budget]:
    """The budget of each series, so that all together give about `a_month` false alarms.

    A series with twice the weight (1 without) may give twice as many. ValueError: a budget or weight below 0.
    """
    heavy = {key: 1.0 if weights is None else weights.get(key, 1.0) for key in keys}
    total = sum(heavy.values())
    if a_month < 0 or any(weight < 0 for weight in heavy.values()):
        raise ValueError("neither a budget nor a weight is below 0")
    each = a_month / WEEKS_A_MONTH / total if total else 0.0
    return {key: Budget.of(each * weight) for key, weight in heavy.items()}
