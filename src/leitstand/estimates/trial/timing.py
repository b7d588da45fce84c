"""Does the hour of a post matter? Shrunk over the hours, so that "hardly" comes out when it hardly does.

Best-hour tables show the largest of many noisy means and call it the best time. Here every slot's mean (of
the logarithm of 1 + value, because values have heavy tails) is drawn to the average, the more the less the
slots differ beyond chance (Gelman and Hill 2007, ch. 12), with even odds before that they do not differ.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.estimate import Estimate
from leitstand.vocabulary.trial import Hours, Timing
from leitstand.vocabulary.words import _

DRAWS = 4000
APART = np.array([0.0, 0.05, 0.1, 0.2, 0.3, 0.45, 0.65, 1.0])
"""How far slots may lie apart, in logarithms: half of the belief is on 0, the rest falls normally."""
_HALF_NORMAL = np.exp(-0.5 * (APART[1:] / 0.3) ** 2)
TRUST = 6.0
"""As if so many posts had been seen before, spread as heavy tails mostly are (by 1 in logarithms)."""
BELIEF = np.concatenate([[0.5], 0.5 * _HALF_NORMAL / _HALF_NORMAL.sum()])


def hours(rows: Sequence[tuple[str, float]], *, least: float = 0.2, seed: int = 1) -> Hours:
    """What each slot brings beyond the average. `rows`: slot and value of each post; `least`: a share of it.

    Raises Invalid for values below zero, and with fewer than two slots.
    """
    by_slot: dict[str, list[float]] = defaultdict(list)
    for slot, value in rows:
        if not math.isfinite(value) or value < 0:
            raise Invalid(_("Past values are numbers from zero up; one of yours is not. Nothing was begun."))
        by_slot[slot].append(math.log1p(value))
    if len(by_slot) < 2:
        raise Invalid(_("With posts of one time of day only, times cannot be compared."))
    names = sorted(by_slot)
    n = np.array([len(by_slot[one]) for one in names], dtype=np.float64)
    mean = np.array([float(np.mean(by_slot[one])) for one in names])
    left = sum(float(np.sum((np.array(by_slot[one]) - m) ** 2)) for one, m in zip(names, mean, strict=True))
    variance = (left + TRUST) / (n.sum() - len(names) + TRUST) / n
    drawn = _draws(mean, variance, np.random.default_rng(seed))
    more = np.expm1(drawn - drawn.mean(axis=1, keepdims=True))
    matters = float((more.max(axis=1) >= least).mean())
    timing = Timing.HARDLY if matters < 0.2 else Timing.MATTERS if matters > 0.8 else Timing.UNKNOWN
    slots = {one: Estimate(*_three(more[:, place]), len(by_slot[one])) for place, one in enumerate(names)}
    return Hours(slots=slots, timing=timing, p_matters=matters, n=len(rows))


def _draws(mean: np.ndarray, variance: np.ndarray, dice: np.random.Generator) -> np.ndarray:
    """Draws of the slots' true means, over how far they lie apart."""
    whole = APART[:, None] ** 2 + variance
    middle = (mean / whole).sum(axis=1) / (1 / whole).sum(axis=1)
    fit = -0.5 * (np.log(whole) + (mean - middle[:, None]) ** 2 / whole).sum(axis=1)
    fit += -0.5 * np.log((1 / whole).sum(axis=1)) + np.log(BELIEF)
    weight = np.exp(fit - fit.max())
    which = dice.choice(len(APART), size=DRAWS, p=weight / weight.sum())
    apart = APART[which][:, None] ** 2
    centre = middle[which][:, None]
    share = apart / (apart + variance)
    return np.asarray(
        centre
        + share * (mean - centre)
        + np.sqrt(share * variance) * dice.standard_normal((DRAWS, len(mean)))
    )


def _three(some: np.ndarray) -> tuple[float, float, float]:
    mean, low, high = float(some.mean()), float(np.quantile(some, 0.1)), float(np.quantile(some, 0.9))
    return mean, min(low, mean), max(high, mean)
