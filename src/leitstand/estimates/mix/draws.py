"""Draws from the posterior: the Laplace approximation, corrected unit by unit by importance resampling.

Pareto-smoothed weights: Vehtari, Simpson, Gelman, Yao, Gabry 2024 (JMLR 25). Whether hours do anything
at all is a model of its own (spike and slab), weighed by its marginal likelihood.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.linalg import solve_triangular
from scipy.special import expit, gammaln

from leitstand.estimates.mix import mode, response, trials
from leitstand.estimates.mix import prior as assumed
from leitstand.estimates.mix.mode import Model, State
from leitstand.estimates.mix.response import BASE, CORE, HALF, LEVEL, SPREAD
from leitstand.estimates.mix.table import Floats

DRAWS = 800
AHEAD_WEEKS = 6
WIDER, TAIL = 1.15, 8
"""How much wider than the Laplace approximation the proposal is, and the degrees of freedom of its tails."""


@dataclass(frozen=True, slots=True)
class Posterior:
    """Draws [draws, units] of the most an hour's curve brings, hours to half of it, and whether hours act."""

    most: Floats
    half: Floats
    base: Floats
    noise: Floats  # [units] variance of a week's value
    nothing: Floats  # [units] probability that hours do nothing
    core: Floats  # [units, core]: the mode
    doubt: Floats  # [units, core, core]: posterior covariance
    assumed: Floats  # [units, core, core]: the part of it that comes from what is assumed
    trust: Floats  # [units] effective share of draws
    power: Floats  # [draws] how steeply the response sets in


def drawn(model: Model, state: State, seed: int) -> tuple[Posterior, float]:
    """Draws around the mode, and the log evidence but for a constant; the same seed gives the same."""
    rng = np.random.default_rng(seed)
    at = mode.blocks(model, state)
    _units, _step, inverses, schur = mode.solve(at)
    weeks = len(state.common)
    lower = np.linalg.cholesky(schur)
    moved = solve_triangular(lower.T, rng.standard_normal((len(schur), DRAWS)), lower=False).T
    common, hyper = state.common + moved[:, :weeks], state.hyper + moved[:, weeks:]
    units = len(state.theta)
    theta = np.empty((DRAWS, *state.theta.shape))
    evidence, trust = np.zeros(units), np.ones(units)
    for unit in range(units):
        centre = state.theta[unit] - moved @ (inverses[unit] @ at.arms[unit]).T
        theta[:, unit], evidence[unit], trust[unit] = _unit(
            _Unit(model, unit, common, hyper), centre, at.units[unit], rng
        )
    with_hours = _with_hours(model, state, at, evidence)
    against = _without_hours(model, state) - with_hours
    nothing, acts = _spike(against, _price_of_curves(model, state, schur), rng)
    found = _posterior(model, theta, common, acts, (nothing, inverses, trust, state, rng))
    return found, _fits(at, schur, evidence)


@dataclass(frozen=True, slots=True)
class _Unit:
    """One unit's log posterior given draws of what units share."""

    model: Model
    unit: int
    common: Floats
    hyper: Floats

    def log_posterior(self, theta: Floats) -> Floats:
        """For every draw [draws, parameters]."""
        table, made = self.model.table, self.model.prior
        away = theta[:, :CORE] - made.fixed - self.hyper @ made.design[self.unit].T
        if self.model.without:
            away[:, BASE:SPREAD] = 0.0
        out: Floats = -0.5 * (away**2 / made.spread).sum(1)
        out = out - 0.5 * (theta[:, CORE:] ** 2).sum(1) / made.drift[self.unit]
        seen = table.seen[:, self.unit]
        rows = seen > 0
        if rows.any():
            hours, drift = table.hours[:, [self.unit]], self.model.drift
            told = response.curve(theta, hours, drift, table.typical, power=self.model.power, slopes=False)
            log_mean = told.log_mean[rows] + self.common.T[rows] + np.log(seen[rows])[:, None]
            value = table.value[rows, self.unit][:, None]
            out = out + response.log_likelihood(value, log_mean, np.exp(theta[:, SPREAD])).sum(0)
        for one in self.model.contrasts:
            if one.unit == self.unit:
                foretold = trials.difference(one, theta, table.typical, self.model.power)
                out = out - 0.5 * ((one.found - foretold) / one.error) ** 2
        return out


def _unit(
    unit: _Unit, centre: Floats, information: Floats, rng: np.random.Generator
) -> tuple[Floats, float, float]:
    """Draws of one unit, the log of the correction to its Laplace evidence, and its effective share."""
    lower = np.linalg.cholesky(information)
    normal = rng.standard_normal(centre.shape)
    tail = np.sqrt(rng.chisquare(TAIL, len(centre)) / TAIL)[:, None]
    steps = solve_triangular(lower.T, (WIDER * normal / tail).T, lower=False).T
    theta = centre + steps
    theta[:, SPREAD] = np.clip(theta[:, SPREAD], -4, 9)
    width = centre.shape[1]
    distance = ((normal / tail) ** 2).sum(1)
    proposal = -0.5 * (TAIL + width) * np.log1p(distance / TAIL)
    peak = unit.log_posterior(centre)
    raw = unit.log_posterior(theta) - peak - proposal
    raw = np.where(np.isfinite(raw), raw, -np.inf)
    weights, log_mean = _smoothed(raw)
    chosen = _kept_in_place(weights, rng)
    return theta[chosen], log_mean, float(1 / (weights**2).sum() / len(weights))


def _smoothed(raw: Floats) -> tuple[Floats, float]:
    """Importance weights that add up to 1, the largest fifth replaced by generalised-Pareto quantiles."""
    top = raw.max()
    weights = np.exp(raw - top)
    count = len(weights)
    tail = int(min(0.2 * count, 3 * np.sqrt(count)))
    order = np.argsort(weights, kind="stable")
    cut = weights[order[-tail - 1]]
    over = weights[order[-tail:]] - cut
    if over.max() > 1e-12 and over[0] >= 0 and over.mean() > 0:
        shape, scale = _pareto(np.maximum(over, 1e-300))
        at = (np.arange(tail) + 0.5) / tail
        steps = (
            -np.log1p(-at) * scale if abs(shape) < 1e-6 else scale * np.expm1(-shape * np.log1p(-at)) / shape
        )
        weights[order[-tail:]] = np.minimum(cut + steps, 1.0)
    mean = float(weights.mean())
    return weights / weights.sum(), float(np.log(mean) + top)


def _pareto(over: Floats) -> tuple[float, float]:
    """Shape and scale of a generalised Pareto tail (Zhang and Stephens 2009), drawn to one half."""
    count = len(over)
    grid = 30 + int(np.sqrt(count))
    at = np.arange(1, grid + 1)
    quarter = over[max(int(count / 4 + 0.5) - 1, 0)]
    theta = 1 / over[-1] + (1 - np.sqrt(grid / (at - 0.5))) / (3 * max(quarter, 1e-300))
    shapes = np.log1p(-theta[:, None] * over).mean(1)
    fit = count * (np.log(-theta / shapes) - shapes - 1)
    weight = np.exp(fit - fit.max())
    best = float((theta * weight).sum() / weight.sum())
    shape = float(np.log1p(-best * over).mean())
    scale = -shape / best
    return (shape * count + 5) / (count + 10), scale


def _kept_in_place(weights: Floats, rng: np.random.Generator) -> np.ndarray:
    """Systematic resampling that leaves a draw where it is when it survives (it was paired with others)."""
    count = len(weights)
    points = (np.arange(count) + rng.random()) / count
    times = np.bincount(np.minimum(np.searchsorted(np.cumsum(weights), points), count - 1), minlength=count)
    chosen = np.arange(count)
    spare = np.repeat(np.arange(count), np.maximum(times - 1, 0))
    chosen[times == 0] = rng.permutation(spare)
    return chosen


def _with_hours(model: Model, state: State, at: mode.Blocks, corrections: Floats) -> Floats:
    """Log evidence of every unit when hours act: the mode, its width, and the correction by importance."""
    width = state.theta.shape[1]
    _sign, log_det = np.linalg.slogdet(at.units)
    found: Floats = _peaks(model, state) + corrections - 0.5 * log_det + width * np.log(WIDER) - _tail(width)
    return found


def _without_hours(model: Model, state: State) -> Floats:
    """Log evidence of every unit when hours do nothing, at the same common level and hyper-means."""
    nothing = replace(model, without=True)
    theta = state.theta.copy()
    theta[:, BASE] = 40.0
    state = mode.climbed_alone(nothing, replace(state, theta=theta))
    _sign, log_det = np.linalg.slogdet(mode.blocks(nothing, state).units)
    width = state.theta.shape[1]
    found: Floats = _peaks(nothing, state) - 0.5 * log_det + width / 2 * np.log(2 * np.pi)
    return found


def _peaks(model: Model, state: State) -> Floats:
    """Log posterior of every unit at the mode of what they share."""
    common, hyper = state.common[None], state.hyper[None]
    units = range(len(state.theta))
    return np.array([_Unit(model, u, common, hyper).log_posterior(state.theta[u][None])[0] for u in units])


def _price_of_curves(model: Model, state: State, schur: Floats) -> float:
    """What the hyper-means that only curves need cost them in log evidence: fit bought by moving them."""
    weeks, price = len(state.common), 0.0
    for column in (BASE, HALF):
        at = assumed.LEARNED.index(column)
        weight, away = model.prior.weight[at], state.hyper[at] - model.prior.centre[at]
        price += 0.5 * float(away**2 * weight + np.log(schur[weeks + at, weeks + at] / weight))
    return price


def _spike(against: Floats, price: float, rng: np.random.Generator) -> tuple[Floats, np.ndarray]:
    """Probability per unit that hours do nothing, and draws [draws, units] of whether they act.

    `against`: log Bayes factors of nothing against something, given what units share; `price`: what that
    costs the latter. Either hours do nothing anywhere, or each unit is its own case.
    """
    factor = np.exp(np.clip(against, -50, 50))
    here = assumed.NOTHING_HERE * factor / (1 - assumed.NOTHING_HERE + assumed.NOTHING_HERE * factor)
    alone = np.log1p(assumed.NOTHING_HERE * (factor - 1)).sum()
    odds = np.log(assumed.NOTHING_ANYWHERE / (1 - assumed.NOTHING_ANYWHERE)) + against.sum() + price - alone
    anywhere = float(expit(odds))
    idle = rng.random((DRAWS, 1)) < anywhere
    acts = ~idle & (rng.random((DRAWS, len(against))) >= here)
    return anywhere + (1 - anywhere) * here, acts


def _posterior(
    model: Model,
    theta: Floats,
    common: Floats,
    acts: np.ndarray,
    rest: tuple[Floats, Floats, Floats, State, np.random.Generator],
) -> Posterior:
    """What the plan needs of the draws."""
    nothing, inverses, trust, state, rng = rest
    table, made = model.table, model.prior
    half = np.exp(theta[..., HALF])
    fades = np.mean(assumed.COMMON_STAYS ** np.arange(1, AHEAD_WEEKS + 1))
    now = common[:, -1:] * fades if common.shape[1] else 0.0
    ahead = (AHEAD_WEEKS + 1) / 2 / assumed.DRIFT_WEEKS
    wander = rng.standard_normal(half.shape) * np.sqrt(made.drift * ahead)
    level = np.exp(np.clip(theta[..., LEVEL] + now + wander, -40, 40)) * table.grain
    power = model.power
    most = level * expit(-theta[..., BASE]) * (1 + (half / table.typical) ** power) * acts
    mean = np.exp(np.clip(state.theta[:, LEVEL], -30, 30))
    noise = (mean + mean**2 / np.exp(state.theta[:, SPREAD])) * table.grain**2
    pull = np.zeros(state.theta.shape[1])
    pull[:CORE] = 1 / made.spread
    part = np.empty((len(state.theta), CORE, CORE))
    for unit, inverse in enumerate(inverses):
        pull[CORE:] = 1 / made.drift[unit]
        part[unit] = (inverse @ np.diag(pull) @ inverse)[:CORE, :CORE]
    return Posterior(
        most, half, level * expit(theta[..., BASE]), noise, nothing,
        state.theta[:, :CORE], inverses[:, :CORE, :CORE], part, trust, np.full(len(half), power),
    )  # fmt: skip


def mixed(model: Model, state: State, seed: int) -> Posterior:
    """Draws of the usual response and of a steep one, as many of each as their marginal likelihoods say."""
    plain, fits = drawn(model, state, seed)
    model = replace(model, power=assumed.STEEP)
    state = mode.climbed(model, state, mode.LAST_STEPS)
    steep, fits_steep = drawn(model, state, seed + 1)
    share = float(expit(np.log(assumed.STEEP_FIRST / (1 - assumed.STEEP_FIRST)) + fits_steep - fits))
    cut = DRAWS - round(share * DRAWS)
    both = {
        name: np.concatenate([getattr(plain, name)[:cut], getattr(steep, name)[cut:]])
        for name in ("most", "half", "base", "power")
    }
    nothing = (1 - share) * plain.nothing + share * steep.nothing
    return replace(steep if share > 0.5 else plain, nothing=nothing, **both)


def _fits(at: mode.Blocks, schur: Floats, corrections: Floats) -> float:
    """Log evidence of everything together when hours act, but for what all responses have in common."""
    units, width = at.by_unit.shape
    _sign, of_units = np.linalg.slogdet(at.units)
    _sign, of_shared = np.linalg.slogdet(schur)
    found = at.log_posterior - 0.5 * float(of_units.sum() + of_shared)
    return float(found + corrections.sum() + units * (width * np.log(WIDER) - _tail(width)))


def _tail(width: int) -> float:
    """Log of what makes the density of the proposal one: Student's t beside the Laplace approximation."""
    return float(gammaln((TAIL + width) / 2) - gammaln(TAIL / 2) - width / 2 * np.log(TAIL * np.pi))
