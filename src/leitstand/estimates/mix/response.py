"""What hours bring: carry-over, saturation and a base, and how weekly values scatter around it.

Value of a week ~ NegBin(mean mu, size r), log mu = level + bias + drift(t) + common(t) + log G,
G = q + (1 - q) R(stock)/R(typical), R(x) = x^k / (x^k + s^k), Hill slope k 1 or 2 (`power`),
stock = (1 - carry) hours + carry * stock before.
Jin et al. 2017, Bayesian methods for media mix modelling with carryover and shape effects.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.special import expit, gammaln, polygamma, psi

from leitstand.estimates.mix.table import Floats

LEVEL, BASE, HALF, CARRY, SPREAD, BIAS = range(6)
"""Columns of a unit's parameters: log value at typical hours, logit share without hours, log s, logit
carry-over, log r, log bias of credit; steps of drift follow."""
CORE = 6


class Curve(NamedTuple):
    """log mean [weeks, columns] and its gradient [weeks, columns, parameters], where asked for."""

    log_mean: Floats
    gradient: Floats | None


def stocks(hours: Floats, carry: Floats, *, slopes: bool) -> tuple[Floats, Floats]:
    """What is left of past hours: [weeks, columns], and its derivative by carry (or an empty array)."""
    out = np.empty((len(hours), carry.shape[0]))
    slope = np.empty_like(out) if slopes else np.empty((0, 0))
    held, change = np.broadcast_to(hours[0], carry.shape), np.zeros_like(carry)
    for at, now in enumerate(hours):
        if slopes:
            change = held - now + carry * change
            slope[at] = change
        held = now + carry * (held - now)
        out[at] = held
    return out, slope


def curve(
    theta: Floats, hours: Floats, drift: Floats, typical: float, *, power: int = 1, slopes: bool = True
) -> Curve:
    """The log mean of every column of `theta` [columns, parameters] over `hours` [weeks, columns or 1]."""
    base, half, carry = expit(theta[:, BASE]), np.exp(power * theta[:, HALF]), expit(theta[:, CARRY])
    held, by_carry = stocks(hours, carry, slopes=slopes)
    stock, typical = held**power, typical**power
    ratio = stock * ((typical + half) / typical) / (stock + half)
    share = base + (1 - base) * ratio
    log_mean = theta[:, LEVEL] + theta[:, BIAS] + np.log(np.maximum(share, 1e-12)) + drift @ theta[:, CORE:].T
    if not slopes:
        return Curve(log_mean, None)
    gradient = np.zeros((*log_mean.shape, theta.shape[1]))
    inner = (1 - base) / np.maximum(share, 1e-12)
    gradient[..., LEVEL] = gradient[..., BIAS] = 1.0
    gradient[..., BASE] = base * inner * (1 - ratio)
    gradient[..., HALF] = power * inner * half * stock / typical * (stock - typical) / (stock + half) ** 2
    by_stock = (typical + half) / typical * half / (stock + half) ** 2 * power * held ** (power - 1)
    gradient[..., CARRY] = inner * by_stock * by_carry * carry * (1 - carry)
    gradient[..., CORE:] = drift[:, None, :]
    return Curve(log_mean, gradient)


class Scatter(NamedTuple):
    """Log likelihood and its derivatives: by log mean (score, expected information), by log r (sums)."""

    log_likelihood: Floats
    score: Floats
    information: Floats
    by_spread: Floats
    spread_information: Floats


def log_likelihood(value: Floats, log_mean: Floats, size: Floats) -> Floats:
    """Negative binomial log likelihood by element; the part of `value` alone is left out."""
    mean = np.exp(np.clip(log_mean, -30, 40))
    odds = np.log1p(mean / size)
    found: Floats = gammaln(value + size) - gammaln(size) - size * odds + value * (np.log(mean / size) - odds)
    return found


def scatter(value: Floats, log_mean: Floats, log_size: Floats, known: Floats) -> Scatter:
    """Sums over weeks for every column; `known` [weeks, columns] is 1 where there is a value."""
    size = np.exp(log_size)
    mean = np.exp(np.clip(log_mean, -30, 40))
    both = size + mean
    first = psi(value + size) - psi(size) - np.log1p(mean / size) + (mean - value) / both
    second = polygamma(1, value + size) - polygamma(1, size) + 1 / size - 2 / both + (value + size) / both**2
    return Scatter(
        (log_likelihood(value, log_mean, size) * known).sum(0),
        known * size * (value - mean) / both,
        known * size * mean / both,
        (known * first * size).sum(0),
        np.maximum(-(known * (size * first + size**2 * second)).sum(0), 0.0),
    )
