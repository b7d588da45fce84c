"""Shares and middles with their doubt: what may be said of few observations."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

Z80, Z95 = 1.281551565545, 1.959963984540
"""The 90 % and 97.5 % points of the normal distribution: two-sided intervals of 80 and 95 %."""


def wilson(count: float, of: int, z: float = Z80) -> tuple[float, float]:
    """The interval of a share (Wilson 1927, JASA 22), 0 to 1; of nothing, anything is possible."""
    if not of:
        return (0.0, 1.0)
    share, spread = count / of, z * z / of
    middle = (share + spread / 2) / (1 + spread)
    half = z * math.sqrt(share * (1 - share) / of + spread / of / 4) / (1 + spread)
    return (max(middle - half, 0.0), min(middle + half, 1.0))


def student(z: float, degrees: int) -> float:
    """The point of Student's t where the normal has `z` (Cornish and Fisher; Abramowitz, Stegun 26.7.5)."""
    d = float(degrees)
    return (
        z
        + (z**3 + z) / (4 * d)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * d**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * d**3)
    )


@dataclass(frozen=True, slots=True)
class Middle:
    """The median of some values; `low` to `high` holds the true one in at least 80 % of cases, if known."""

    value: float
    low: float | None
    high: float | None
    count: int


def middle(values: Sequence[float], sure: float = 0.8) -> Middle | None:
    """Median and its interval between two order statistics (sign test; Conover 1999, 3.2); None of nothing.

    With few values no pair of them is wide enough: then the ends are None.
    """
    if not values:
        return None
    ordered, n = sorted(values), len(values)
    outside, rank = 0.0, 0
    while rank < n // 2 and outside + 2 * math.comb(n, rank) / 2**n <= 1 - sure:
        outside += 2 * math.comb(n, rank) / 2**n
        rank += 1
    if not rank:
        return Middle(median(ordered), None, None, n)
    return Middle(median(ordered), ordered[rank - 1], ordered[n - rank], n)
