"""Shares and times of many voices at once: each drawn towards all, the more the less is known of it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from leitstand.vocabulary.estimate import Estimate

TAIL = 0.1
"""Below and above an interval lies a tenth each: 80 % intervals."""
WEIGHTS = tuple(0.5 * 1.3**step for step in range(18))  # 0.5 … 43 observations: all others never say more
NORMAL_TAIL = 1.2815515655446004
FAINTEST = 1e-12


@dataclass(frozen=True, slots=True)
class Pool:
    """What voices in general are like: a Beta(a, b) of shares."""

    a: float
    b: float

    def share(self, hits: int, of: int) -> Estimate:
        """The share of one voice, with 80 % of its posterior."""
        a, b = round(self.a + hits, 6), round(self.b + of - hits, 6)
        mean = a / (a + b)
        low, high = quantile(a, b, TAIL), quantile(a, b, 1 - TAIL)
        return Estimate(mean, min(low, mean), max(high, mean), of)


def pool(counts: Iterable[tuple[int, int]]) -> Pool:
    """The Beta that makes (hits, of) of all voices most likely (beta-binomial, empirical Bayes).

    The mean is that of all together with half a hit and half a miss added, the weight the best of a grid.
    """
    tally = Counter((hits, of) for hits, of in counts if of)
    hits = sum(k * times for (k, _n), times in tally.items())
    total = sum(n * times for (_k, n), times in tally.items())
    mean = (hits + 0.5) / (total + 1)
    best = max(WEIGHTS, key=lambda weight: _likelihood(tally, weight * mean, weight * (1 - mean)))
    return Pool(best * mean, best * (1 - mean))


def _likelihood(tally: Counter[tuple[int, int]], a: float, b: float) -> float:
    return sum(times * (_log_beta(a + k, b + n - k) - _log_beta(a, b)) for (k, n), times in tally.items())


def _log_beta(a: float, b: float) -> float:
    return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)


@lru_cache(maxsize=100_000)
def quantile(a: float, b: float, below: float) -> float:
    """Where `below` of a Beta(a, b) lies under, by bisection to 1e-9."""
    low, high = 0.0, 1.0
    while high - low > 1e-9:
        middle = (low + high) / 2
        if incomplete_beta(a, b, middle) < below:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def incomplete_beta(a: float, b: float, x: float) -> float:
    """The regularised incomplete beta function I_x(a, b), by its continued fraction (DLMF 8.17.22)."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - incomplete_beta(b, a, 1 - x)
    front = math.exp(a * math.log(x) + b * math.log1p(-x) - _log_beta(a, b)) / a
    c, d = 1.0, 1 / _away(1 - (a + b) * x / (a + 1))
    fraction = d
    for m in range(1, 300):
        for step in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 / _away(1 + step * d)
            c = _away(1 + step / c)
            fraction *= c * d
        if abs(c * d - 1) < FAINTEST:
            break
    return min(max(front * fraction, 0.0), 1.0)


def _away(value: float) -> float:
    return value if abs(value) > 1e-300 else 1e-300


@dataclass(frozen=True, slots=True)
class Times:
    """Logarithms of seconds of one voice: how many, their sum and the sum of their squares."""

    n: int = 0
    total: float = 0.0
    squares: float = 0.0

    def with_(self, seconds: float, sign: int = 1) -> Times:
        """One more (or, with sign -1, one less) of so many seconds."""
        said = math.log(seconds + 1)
        return Times(self.n + sign, self.total + sign * said, self.squares + sign * said * said)


@dataclass(frozen=True, slots=True)
class Clock:
    """How long it takes in general: mean of the logarithms, and variance between and within voices."""

    mean: float
    between: float
    within: float

    def seconds(self, times: Times) -> Estimate:
        """The typical (geometric mean) seconds of one voice, with 80 % of its posterior."""
        precision = 1 / self.between + times.n / self.within
        middle = (self.mean / self.between + times.total / self.within) / precision
        spread = NORMAL_TAIL / math.sqrt(precision)
        mean, low, high = (math.expm1(value) for value in (middle, middle - spread, middle + spread))
        return Estimate(max(mean, 0.0), max(low, 0.0), max(high, 0.0), times.n)


def clock(every: Sequence[Times]) -> Clock:
    """Normal prior of the logarithms by moments (one-way analysis of variance)."""
    some = [times for times in every if times.n]
    n = sum(times.n for times in some)
    mean = sum(times.total for times in some) / n if n else 0.0
    inner = sum(max(times.squares - times.total**2 / times.n, 0.0) for times in some)
    within = max(inner / max(n - len(some), 1), 0.25)
    outer = sum(times.n * (times.total / times.n - mean) ** 2 for times in some)
    size = (n - sum(times.n**2 for times in some) / n) / max(len(some) - 1, 1) if n else 1.0
    between = (outer / max(len(some) - 1, 1) - within) / max(size, 1.0)
    return Clock(mean, max(between, 0.05), within)
