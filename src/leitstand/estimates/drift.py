"""Is this week's figure beyond the noise of the weeks before?

Each range is a Bayesian predictive interval for one more week like those before it, so that it is wide while
the weeks are few and honest about weeks that differ more than chance alone explains. Nothing here knows a
season: what comes back every year (a term that begins) is beyond noise the first time.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist, fmean, stdev

import numpy as np
from numpy.typing import NDArray

from leitstand.vocabulary.shares import student

Floats = NDArray[np.float64]

ENOUGH = 6
"""Fewer weeks say nothing yet."""

MOST = 1000.0
"""Larger counts are scaled down to this mean, which makes the range a little wider than it had to be."""

_SPREADS = np.geomspace(0.02, 1.6, 18)
"""How much weeks may differ beyond chance: the standard deviation of the true rate, as a share of it."""

_TYPICAL = 0.3
"""Half of all spreads lie below (half-Cauchy; Gelman 2006, Bayesian Analysis 1)."""

_STEPS = np.linspace(-4.0, 4.0, 17)


@dataclass(frozen=True, slots=True)
class Range:
    """Where the next week lies with probability `sure`, in the unit of the weeks; `weeks` were looked at."""

    low: float
    high: float
    middle: float
    weeks: int
    sure: float

    def beyond(self, value: float) -> str:
        """ "more" or "less" outside the range, else ""."""
        return "more" if value > self.high else "less" if value < self.low else ""


def level(figures: int, weeks: float = 7.0) -> float:
    """How sure each of `figures` ranges must be, so that one of them is wrong about once in `weeks` weeks.

    The expected number of false calls is `figures x (1 - sure)` a week whether or not the figures depend on
    each other (Bonferroni); with seven figures and seven weeks this is 98 %.
    """
    return 1 - 1 / (weeks * max(figures, 1))


def counts(
    past: Sequence[float], *, sure: float, exposure: Sequence[float] | None = None, now: float = 1.0
) -> Range | None:
    """The range of a count, or of a rate when `exposure` (hours, days) is given; None: too few weeks.

    Negative binomial (Lawless 1987, Canadian Journal of Statistics 15) with rate and spread integrated out
    on a grid. With exposure the answer is a rate: counts are compared with `now` units of it.
    """
    weights = np.ones(len(past)) if exposure is None else np.asarray(exposure, dtype=float)
    seen = np.asarray(past, dtype=float)[weights > 0]
    weights = weights[weights > 0]
    if len(seen) < ENOUGH or now <= 0:
        return None
    base = (seen.sum() + 0.5) / weights.sum()
    scale = min(1.0, MOST / max(base * now, base * weights.mean()))
    rates, spreads, share = _weighed(seen * scale, weights, base * scale)
    most = int(4 * max(base * now * scale, (seen / weights).max() * now * scale) + 60)
    cdf = _mixed(rates * now, spreads, share, most)
    low, high = _ends(cdf, sure)
    per = scale * (now if exposure is not None else 1.0)
    return Range(low / per, high / per, base if exposure is not None else base * now, len(seen), sure)


def shares(past: Sequence[tuple[float, int]], of: int, *, sure: float) -> Range | None:
    """The range of a share (0 to 1) of `of` cases, from weeks of (hits, cases); None: too few weeks.

    Beta-binomial (Skellam 1948, JRSS B 10), integrated out likewise. More than 2000 cases a week are scaled
    down, which makes the range a little wider than it had to be.
    """
    seen = [(hits, cases) for hits, cases in past if cases > 0]
    if len(seen) < ENOUGH or of <= 0:
        return None
    scale = min(1.0, 2000 / max(of, *(cases for _hits, cases in seen)))
    hits = np.array([one[0] for one in seen], dtype=float) * scale
    cases = np.array([one[1] for one in seen], dtype=float) * scale
    wanted = max(round(of * scale), 1)
    base = (hits.sum() + 0.5) / (cases.sum() + 1)
    middle = np.linspace(0.5, 99.5, 60) / 100
    middle = np.unique(np.clip(np.concatenate([middle, base + np.linspace(-0.1, 0.1, 21)]), 0.002, 0.998))
    gap = np.gradient(middle)
    rho = np.geomspace(0.0005, 0.5, 14)
    p, r = (one.ravel() for one in np.meshgrid(middle, rho))
    a, b = p * (1 - r) / r, (1 - p) * (1 - r) / r
    fits = sum(_betas(h, n, a, b) for h, n in zip(hits, cases, strict=True))
    fits = fits - np.log1p((np.sqrt(r) / 0.15) ** 2) + 0.5 * np.log(r) + np.log(np.tile(gap, len(rho)))
    share = np.exp(fits - fits.max())
    keep = share > 1e-5
    a, b, share = a[keep], b[keep], share[keep] / share[keep].sum()
    ladder = np.arange(wanted + 1, dtype=float)
    pmf = np.exp(
        _betas(ladder[:, None], float(wanted), a[None, :], b[None, :]) + _choose(wanted, ladder)[:, None]
    )
    low, high = _ends(np.cumsum(pmf @ share), sure)
    return Range(low / wanted, min(high / wanted, 1.0), base, len(seen), sure)


def means(past: Sequence[float], *, sure: float) -> Range | None:
    """The range of one more mean (hours, euros) like those before: Student's t; None: too few weeks."""
    if len(past) < ENOUGH:
        return None
    middle, wide = fmean(past), stdev(past) * math.sqrt(1 + 1 / len(past))
    half = student(NormalDist().inv_cdf(1 - (1 - sure) / 2), len(past) - 1) * wide
    return Range(middle - half, middle + half, middle, len(past), sure)


def interval(count: float, exposure: float = 1.0, sure: float = 0.8) -> tuple[float, float]:
    """The interval of a rate of which `count` were seen in `exposure` (Wilson and Hilferty 1931, PNAS 17)."""
    z = NormalDist().inv_cdf(0.5 + sure / 2)
    low = count * (1 - 1 / (9 * count) - z / (3 * math.sqrt(count))) ** 3 if count > 0 else 0.0
    more = count + 1
    high = more * (1 - 1 / (9 * more) + z / (3 * math.sqrt(more))) ** 3
    return max(low, 0.0) / exposure, high / exposure


def _weighed(seen: Floats, exposure: Floats, base: float) -> tuple[Floats, Floats, Floats]:
    """Rates and spreads on a grid that follows the evidence, and how likely each is; summing to 1."""
    noise = 1 / np.maximum(base * exposure.sum(), 0.5)
    width = np.sqrt(noise + _SPREADS**2 / len(seen))
    rates = base * np.exp(width[:, None] * _STEPS[None, :])
    spreads = np.broadcast_to(_SPREADS[:, None], rates.shape)
    size = 1 / spreads[..., None] ** 2
    mean = rates[..., None] * exposure
    fits = (_lgamma(seen + size) - _lgamma(size) + size * np.log(size / (size + mean))).sum(-1)
    fits = fits + (seen * np.log(mean / (size + mean))).sum(-1)
    # The grid is even in the logarithms of the spread and, for each of them, of the rate: hence two factors.
    fits = fits + np.log(width)[:, None] + np.log(_SPREADS / (1 + (_SPREADS / _TYPICAL) ** 2))[:, None]
    share = np.exp(fits - fits.max()).ravel()
    keep = share > 1e-5
    return rates.ravel()[keep], spreads.ravel()[keep], share[keep] / share[keep].sum()


def _mixed(means: Floats, spreads: Floats, share: Floats, most: int) -> Floats:
    """The distribution function of the next count at 0, 1, …, most."""
    size = 1 / spreads**2
    ladder = np.arange(most, dtype=float)
    rise = np.log((ladder[:, None] + size) / (ladder[:, None] + 1)) + np.log(means / (size + means))
    first = size * np.log(size / (size + means))
    logs = np.concatenate([first[None, :], first + np.cumsum(rise, axis=0)])
    found: Floats = np.cumsum(np.exp(logs) @ share)
    return found


def _ends(cdf: Floats, sure: float) -> tuple[float, float]:
    """The smallest and largest value inside, with at most half of what is left on each side."""
    outside = (1 - sure) / 2
    low = int(np.searchsorted(cdf, outside, side="right"))
    high = int(np.searchsorted(cdf, 1 - outside, side="left"))
    return float(low), float(min(high, len(cdf) - 1))


def _betas(hits: Floats | float, cases: float, a: Floats, b: Floats) -> Floats:
    """Beta-binomial log likelihood but for the binomial coefficient."""
    found: Floats = (
        _lgamma(hits + a) + _lgamma(cases - hits + b) - _lgamma(cases + a + b)
        - _lgamma(a) - _lgamma(b) + _lgamma(a + b)
    )  # fmt: skip
    return found


def _choose(of: int, ladder: Floats) -> Floats:
    found: Floats = math.lgamma(of + 1) - _lgamma(ladder + 1) - _lgamma(of - ladder + 1)
    return found


def _lgamma(x: Floats) -> Floats:
    """Logarithm of the gamma function by Stirling's series after eight steps up; right to 1e-9 for x > 0."""
    y = np.asarray(x, dtype=float)
    steps = np.zeros_like(y)
    for n in range(8):
        steps += np.log(y + n)
    z = y + 8
    tail = 1 / (12 * z) - 1 / (360 * z**3) + 1 / (1260 * z**5)
    found: Floats = (z - 0.5) * np.log(z) - z + 0.5 * math.log(2 * math.pi) + tail - steps
    return found
