"""How much of everything hangs on a few posts, and what may still be said of the usual one?

Shares of the total by the largest; the tail index by Hill (1975, Annals of Statistics 3) with the gamma
interval of its own likelihood. Below HEAVY the mean of a few posts says nothing of the next ones: then
the page shows the median and who carried the total, and no comparison of means.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from leitstand.vocabulary.estimate import Estimate

LEAST, LEAST_IN_TAIL, HEAVY, DRAWS = 5, 8, 2.0, 400
Z80 = 1.281551565545


@dataclass(frozen=True, slots=True)
class Tail:
    """What carries a total.

    `top` is the share of the largest; `half` so many of the largest bring half of it; `index` is Hill's, None
    with too few in the tail; `mean` by the Bayesian bootstrap; `heavy` says: do not compare means.
    """

    n: int
    total: float
    top: float
    half: int
    mean: Estimate
    index: Estimate | None
    heavy: bool


def read(values: Sequence[float], *, seed: int = 1) -> Tail | None:
    """The tail of values that are zero or more; None where there is nothing to share out.

    Heavy: Hill's index is probably below 2 (no variance), or a tenth of at least LEAST posts brought half.
    """
    if not (found := sorted((float(one) for one in values), reverse=True)) or found[0] <= 0:
        return None
    n, total = len(found), sum(found)
    half = int(np.searchsorted(np.cumsum(found), total / 2)) + 1
    index = hill(found)
    heavy = n >= LEAST and (
        half <= n / 10 or found[0] > total / 3 or (index is not None and index.mean < HEAVY)
    )
    return Tail(n, total, found[0] / total, half, _mean(found, seed), index, heavy)


def hill(values: Sequence[float]) -> Estimate | None:
    """The tail index: the share of posts above x falls like x to the power of minus this. None: too few.

    From the largest tenth, at least LEAST_IN_TAIL; the likelihood of the index is a gamma, whose 80 % points
    are taken by Wilson and Hilferty. Ties at the threshold are left out.
    """
    found = sorted((float(one) for one in values if one > 0), reverse=True)
    k = max(LEAST_IN_TAIL, len(found) // 10)
    if len(found) <= 2 * k:
        return None
    logs = [math.log(one / found[k]) for one in found[:k] if one > found[k]]
    if len(logs) < LEAST_IN_TAIL // 2:
        return None
    k, mean = len(logs), len(logs) / sum(logs)
    ends = [mean * (1 - 1 / (9 * k) + z * math.sqrt(1 / (9 * k))) ** 3 for z in (-Z80, Z80)]
    return Estimate(mean, min(ends[0], mean), max(ends[1], mean), k)


def _mean(values: Sequence[float], seed: int) -> Estimate:
    """The mean with the 80 % interval of the Bayesian bootstrap (Rubin 1981)."""
    found = np.asarray(values, dtype=float)
    drawn = np.random.default_rng(seed).standard_exponential((DRAWS, len(found)))
    means = (drawn @ found) / drawn.sum(axis=1)
    low, high = np.quantile(means, (0.1, 0.9))
    mean = float(found.mean())
    return Estimate(mean, min(float(low), mean), max(float(high), mean), len(found))
