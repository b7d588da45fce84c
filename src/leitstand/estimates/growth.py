"""How much of its final count has a young post by now, and what is still coming?

Chain ladder over the ages at which posts were read (Mack 1993, ASTIN Bulletin 23(2)): also posts that are not
finished tell of the ages they have reached. An assumed curve weighs as much as WEIGHT counts: few posts do
not make a curve of their own; its pace is uncertain. Intervals by the Bayesian bootstrap over posts (Rubin
1981). What is still coming is a Poisson number at a rate drawn from a gamma, as heavy tails want it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from leitstand.vocabulary.estimate import Estimate

AGES = (1.0, 2.0, 3.0, 6.0, 12.0, 24.0, 36.0, 48.0, 72.0, 168.0, 336.0, 672.0)
"""Hours since publication; after the last (28 days) nothing is claimed to come any more."""

ASSUMED = (0.04, 0.07, 0.10, 0.17, 0.34, 0.62, 0.78, 0.90, 0.94, 0.98, 0.995, 1.0)
"""Up to 48 hours as 17,304 news items on three networks grew (bench/outcomes.py), after that a guess."""

WEIGHT, PACE, DRAWS = 20.0, 0.5, 400
SHAPE, UNEVEN, COMMON = 0.2, 1.5, 1.0
"""Posts of one network differ as a gamma of this shape; each grows at its own pace (relative deviation);
what is wrong with pace and usual count is wrong for all at once. Set so that 80 % intervals of posts and of
their sums hold on real posts (bench/outcomes.py); without them sums of 50 held in 9 to 20 of 100."""

HALF = 0.5
"""Posts are resampled as if half as many had been seen: the largest has not been seen yet."""

Z80 = 1.281551565545


@dataclass(frozen=True, slots=True)
class Track:
    """The readings of one post: ages in hours, rising, and what was counted then."""

    ages: Sequence[float]
    counts: Sequence[float]


@dataclass(frozen=True, slots=True)
class Growth:
    """The share of the final count by age (hours), each with 80 % interval; `posts` were learned from."""

    ages: Sequence[float]
    shares: Sequence[Estimate]
    posts: int

    def seen(self, hours: float) -> Estimate:
        """The share expected to have come in at this age, between the ages read along log(1 + hours)."""
        if hours >= self.ages[-1]:
            return Estimate(1.0, 1.0, 1.0, self.posts)
        place = [0.0, *(math.log1p(age) for age in self.ages)]
        at = math.log1p(max(hours, 0.0))

        def read(values: list[float]) -> float:
            return float(np.interp(at, place, [0.0, *values]))

        mean = read([one.mean for one in self.shares])
        low, high = read([one.low for one in self.shares]), read([one.high for one in self.shares])
        return Estimate(mean, min(low, mean), max(high, mean), self.posts)


def fit(tracks: Sequence[Track], *, seed: int = 1) -> Growth:
    """The curve of these posts, beside the assumed one; without any post the assumed one with its doubt."""
    read = _at_ages(tracks)
    dice = np.random.default_rng(seed)
    weights = dice.gamma(HALF, 1 / HALF, (DRAWS, len(tracks))) if tracks else np.empty((DRAWS, 0))
    weights = np.vstack([np.ones((1, len(tracks))), weights])  # the first draw is the estimate itself
    pace = np.concatenate([[1.0], np.exp(PACE * dice.standard_normal(DRAWS))])
    assumed = WEIGHT * np.asarray(ASSUMED)[None, :] ** pace[:, None]
    both = ~np.isnan(read[:, 1:])  # read at this age, and so at the ages before
    before = weights @ np.where(both, np.nan_to_num(read[:, :-1]), 0.0) + assumed[:, :-1]
    after = weights @ np.where(both, np.nan_to_num(read[:, 1:]), 0.0) + assumed[:, 1:]
    step = np.clip(before / np.maximum(after, 1e-9), 0.0, 1.0)
    share = np.concatenate([np.cumprod(step[:, ::-1], axis=1)[:, ::-1], np.ones((len(step), 1))], axis=1)
    low, high = np.quantile(share[1:], (0.1, 0.9), axis=0)
    reached = (~np.isnan(read)).sum(axis=0)
    shares = [
        Estimate(float(m), float(min(a, m)), float(max(b, m)), int(n))
        for m, a, b, n in zip(share[0], low, high, reached, strict=True)
    ]
    return Growth(AGES, shares, len(tracks))


def _at_ages(tracks: Sequence[Track]) -> NDArray[np.float64]:
    """What each post had at each of AGES; not a number from the first age on that it was not read at."""
    table = np.full((len(tracks), len(AGES)), np.nan)
    for row, track in enumerate(tracks):
        if not track.ages:
            continue
        counts = np.maximum.accumulate(np.maximum(np.asarray(track.counts, dtype=float), 0.0))
        place = np.log1p(np.asarray(track.ages, dtype=float))
        reached = np.asarray(AGES) <= track.ages[-1] * 1.05
        start = np.concatenate([[0.0], place]), np.concatenate([[0.0], counts])
        table[row, reached] = np.interp(np.log1p(np.asarray(AGES)[reached]), *start)
    return table


@dataclass(frozen=True, slots=True)
class Rest:
    """What is still coming: expected, and its variance."""

    mean: float
    variance: float


NOTHING = Rest(0.0, 0.0)


def rest(counted: float, seen: float, usual: float, shape: float = SHAPE) -> Rest:
    """What a post that has `counted` after the share `seen` will still get; `usual`: final count of its kind.

    The rate is gamma with this shape and mean before anything was counted; with it, gamma again.
    """
    left = 1.0 - min(max(seen, 0.0), 1.0)
    if not left or (usual <= 0 and counted <= 0):
        return NOTHING
    known = shape / max(usual, 1e-9) + seen
    rate = (shape + max(counted, 0.0)) / known
    mean = left * rate
    return Rest(mean, mean + left * mean / known + (UNEVEN * mean) ** 2)


def together(rests: Iterable[Rest]) -> Rest:
    """What is still coming to several posts; their common error does not cancel."""
    found = list(rests)
    mean = sum(one.mean for one in found)
    return Rest(mean, sum(one.variance for one in found) + (COMMON * mean) ** 2)


def final(counted: float, more: Rest, n: int) -> Estimate:
    """The final count with its 80 % interval: what is there, and a gamma's worth of what is coming.

    Quantiles of the gamma by Wilson and Hilferty (1931, PNAS 17), good enough for counts.
    """
    if more.mean <= 0:
        return Estimate(counted, counted, counted, n)
    ratio = more.variance / (9 * more.mean * more.mean)
    low, high = (more.mean * max(1 - ratio + z * math.sqrt(ratio), 0.0) ** 3 for z in (-Z80, Z80))
    mean = counted + more.mean
    return Estimate(mean, min(counted + low, mean), max(counted + high, mean), n)


def alike(counted: float, early: Sequence[float], late: Sequence[float], near: int = 200) -> Estimate:
    """The final count, from finished posts that had as much at that age: `early`, and `late` in the end.

    The middle and 80 % of what became of the `near` nearest, distribution-free (split conformal, Vovk 2005).
    For posts by the hundred; with few, `rest` and `final`.
    """
    had, got = np.log1p(np.asarray(early, dtype=float)), np.log1p(np.asarray(late, dtype=float))
    far = np.abs(had - math.log1p(counted))
    reach = np.sort(far)[min(near, len(far)) - 1]
    grew = np.sort(got[far <= reach] - had[far <= reach])
    n = len(grew)
    low, high = grew[max(math.floor(0.1 * (n + 1)) - 1, 0)], grew[min(math.ceil(0.9 * (n + 1)) - 1, n - 1)]
    ends = [math.expm1(math.log1p(counted) + float(one)) for one in (low, np.median(grew), high)]
    return Estimate(ends[1], min(ends[0], ends[1]), max(ends[2], ends[1]), n)
