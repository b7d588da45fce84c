"""The Bayesian side: what one may believe of an effect, shrunk to zero.

Most things that are tried change little. Before the first block the effect is a mixture of five normal
curves around zero, with widths from half to 128 times the smallest effect that matters, each as likely. The
mean of the blocks is normal around the effect; its error comes from the blocks and the scale known before.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from leitstand.estimates.trial.betting import Floats
from leitstand.vocabulary.estimate import Estimate

WIDTHS = 0.5 * 4.0 ** np.arange(5)
BEFORE = 2.0
_erfc = np.frompyfunc(math.erfc, 1, 1)


def normal(z: Floats) -> Floats:
    """The share of a standard normal below `z`."""
    return 0.5 * np.asarray(_erfc(-z / math.sqrt(2.0)), dtype=np.float64)


@dataclass(frozen=True)
class Belief:
    """A mixture of normal curves, the parts along the last axis."""

    weight: Floats
    mean: Floats
    sd: Floats

    def above(self, effect: float) -> Floats:
        """Probability that the effect is above this."""
        return np.asarray((self.weight * normal((self.mean - effect) / self.sd)).sum(axis=-1))

    def estimate(self, n: int) -> Estimate:
        """Mean and 80 % interval, for a single belief."""
        mean = float((self.weight * self.mean).sum())
        low, high = (self._point(share) for share in (0.1, 0.9))
        return Estimate(mean, min(low, mean), max(high, mean), n)

    def _point(self, share: float) -> float:
        low = float((self.mean - 9 * self.sd).min())
        high = float((self.mean + 9 * self.sd).max())
        for _step in range(60):
            middle = (low + high) / 2
            low, high = (middle, high) if 1 - self.above(middle) < share else (low, middle)
        return (low + high) / 2


def believe(differences: Floats, least: float, scale: float | None = None) -> Belief:
    """The belief after each block, (…, block, part); of one block and no scale, it says nothing."""
    count = np.arange(1.0, differences.shape[-1] + 1)
    mean = np.cumsum(differences, axis=-1) / count
    spread = np.maximum(np.cumsum(differences**2, axis=-1) - count * mean**2, 0.0)
    known = scale is not None and scale > 0
    if known:
        spread = (
            spread + BEFORE * (scale or 0.0) ** 2 * math.pi / 2
        )  # a normal's mean size, squared, to its variance
    free = count - 1 + (BEFORE if known else 0.0)
    rough = np.where(
        free > 2, free / np.maximum(free - 2, 0.5), 3.0
    )  # few blocks know their own spread badly
    variance = spread / np.maximum(free, 1.0) / count * rough
    variance = np.where(free > 0, variance, np.inf)
    variance = np.maximum(variance, (least * 1e-6) ** 2)[..., None]
    before = (least * WIDTHS) ** 2
    with np.errstate(invalid="ignore"):
        share = np.where(np.isinf(variance), 0.0, before / (before + variance))
        spare = np.where(np.isinf(variance), before, before * variance / (before + variance))
        fit = -0.5 * np.log(before + variance) - 0.5 * mean[..., None] ** 2 / (before + variance)
    fit = np.where(np.isinf(variance), 0.0, fit)
    weight = np.exp(fit - fit.max(axis=-1, keepdims=True))
    weight = weight / weight.sum(axis=-1, keepdims=True)
    return Belief(weight, share * mean[..., None], np.sqrt(spare))
