"""Finds the likeliest parameters: Fisher scoring on an arrow of units around what they share, spreads by EM.

Units (a kind of work on a network) are independent given the weeks' common level and the hyper-means, so the
information matrix is an arrow; its Schur complement is weeks + a handful wide (Tierney and Kadane 1986).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.linalg import cho_factor, cho_solve

from leitstand.estimates.mix import prior as assumed
from leitstand.estimates.mix import response, trials
from leitstand.estimates.mix.prior import Prior
from leitstand.estimates.mix.response import BASE, CORE, SPREAD
from leitstand.estimates.mix.table import Floats, Table

ROUNDS, STEPS, LAST_STEPS = 6, 3, 12


@dataclass
class State:
    """Where the search stands: parameters of units [units, parameters], common level [weeks], hyper-means."""

    theta: Floats
    common: Floats
    hyper: Floats


@dataclass(frozen=True)
class Model:
    """What is known and assumed. `without`: hours do nothing, so base, half and carry-over are left alone.

    `power`: 1, or 2 where the first hours bring little (Hill).
    """

    table: Table
    prior: Prior
    drift: Floats
    contrasts: list[trials.Contrast]
    without: bool = False
    power: int = 1


@dataclass(frozen=True)
class Blocks:
    """Log posterior, gradient and information of an arrow: units [units, p, p], arms [units, p, shared]."""

    log_posterior: float
    by_unit: Floats
    by_shared: Floats
    units: Floats
    arms: Floats
    shared: Floats


def drift_basis(weeks: int) -> Floats:
    """Steps of a unit's level, each eight weeks (longer in a long history) wide; nought at the end: now."""
    width = max(assumed.DRIFT_WEEKS, -(-weeks // 13))
    steps = max((weeks - 1) // width, 0)
    back = np.arange(weeks)[::-1, None] - width * np.arange(steps)[None, :]
    return np.clip(back / width, 0.0, 1.0)


def common_precision(weeks: int) -> Floats:
    """Inverse correlation of a first-order autoregression."""
    stays = assumed.COMMON_STAYS
    out = np.zeros((weeks, weeks))
    at = np.arange(weeks)
    out[at, at] = (1 + stays**2) / (1 - stays**2)
    if weeks:
        out[0, 0] = out[-1, -1] = 1 / (1 - stays**2) if weeks > 1 else 1.0
    out[at[1:], at[:-1]] = out[at[:-1], at[1:]] = -stays / (1 - stays**2)
    return out


def start(model: Model) -> State:
    """Where to begin: every unit at its own mean level, all else as assumed."""
    made, table = model.prior, model.table
    theta = np.zeros((len(table.units), CORE + model.drift.shape[1]))
    theta[:, :CORE] = made.fixed + made.design @ made.centre
    known = table.seen > 0
    weeks = known.sum(0)
    mean = (table.value * known).sum(0) / np.maximum((table.seen * known).sum(0), 1e-9)
    theta[:, response.LEVEL] = np.where(weeks > 0, np.log(np.maximum(mean, 0.05)), theta[:, response.LEVEL])
    if model.without:
        theta[:, BASE] = 40.0
    return State(theta, np.zeros(len(table.hours)), made.centre.copy())


def blocks(model: Model, state: State) -> Blocks:
    """Everything Fisher scoring needs at one place."""
    table, made = model.table, model.prior
    weeks, units, width = len(table.hours), len(table.units), state.theta.shape[1]
    shared_width = weeks + len(made.centre)
    away = state.theta[:, :CORE] - made.fixed - made.design @ state.hyper
    pull = np.concatenate(
        [np.tile(1 / made.spread, (units, 1)), np.tile(1 / made.drift[:, None], (1, width - CORE))], axis=1
    )
    off = np.concatenate([away, state.theta[:, CORE:]], axis=1)
    if model.without:
        off[:, BASE : response.SPREAD] = 0.0
    of_hyper = state.hyper - made.centre
    log_posterior = -0.5 * float((off**2 * pull).sum() + (of_hyper**2 * made.weight).sum())
    by_unit, by_shared = -off * pull, np.zeros(shared_width)
    hessian, arms = np.zeros((units, width, width)), np.zeros((units, width, shared_width))
    hessian[:, np.arange(width), np.arange(width)] = pull
    shared = np.zeros((shared_width, shared_width))
    drawn = made.design / made.spread[None, :, None]
    if model.without:
        drawn[:, BASE : response.SPREAD] = 0.0
    arms[:, :CORE, weeks:] = -drawn
    shared[weeks:, weeks:] = np.einsum("uch,ucg->hg", made.design, drawn) + np.diag(made.weight)
    by_shared[weeks:] = np.einsum("uch,uc->h", drawn, off[:, :CORE]) - of_hyper * made.weight
    if weeks:
        stiff = common_precision(weeks) / made.common
        log_posterior -= 0.5 * float(state.common @ stiff @ state.common)
        by_shared[:weeks] = -stiff @ state.common
        shared[:weeks, :weeks] = stiff
        log_posterior += _data(model, state, (by_unit, by_shared, hessian, arms, shared))
    log_posterior += _trials(model, state, by_unit, hessian)
    return Blocks(log_posterior, by_unit, by_shared, hessian, arms, shared)


def _data(model: Model, state: State, into: tuple[Floats, Floats, Floats, Floats, Floats]) -> float:
    """Add what the weeks say; gives their log likelihood."""
    by_unit, by_shared, hessian, arms, shared = into
    table, weeks = model.table, len(model.table.hours)
    known = (table.seen > 0).astype(float)
    told = response.curve(state.theta, table.hours, model.drift, table.typical, power=model.power)
    log_mean = told.log_mean + state.common[:, None] + np.log(np.where(table.seen > 0, table.seen, 1.0))
    found = response.scatter(table.value, log_mean, state.theta[:, SPREAD], known)
    gradient = told.gradient
    if gradient is None:
        raise ValueError("the gradient was asked for")
    if model.without:
        gradient[..., BASE:SPREAD] = 0.0
    by_unit += np.einsum("tup,tu->up", gradient, found.score)
    by_unit[:, SPREAD] += found.by_spread
    by_shared[:weeks] += found.score.sum(1)
    weighted = gradient * found.information[..., None]
    hessian += np.einsum("tup,tuq->upq", weighted, gradient, optimize=True)
    hessian[:, SPREAD, SPREAD] += found.spread_information
    arms[:, :, :weeks] += weighted.transpose(1, 2, 0)
    at = np.arange(weeks)
    shared[at, at] += found.information.sum(1)
    return float(found.log_likelihood.sum())


def _trials(model: Model, state: State, by_unit: Floats, hessian: Floats) -> float:
    """Add what experiments say; gives their log likelihood."""
    out = 0.0
    for one in model.contrasts:
        theta = state.theta[one.unit]
        told, typical = 0.0, model.table.typical
        if not model.without:
            told = float(trials.difference(one, theta[None], typical, model.power)[0])
        away = (one.found - told) / one.error
        out -= 0.5 * away**2
        if not model.without:
            slope = trials.slopes(one, theta, typical, model.power) / one.error
            by_unit[one.unit] += away * slope
            hessian[one.unit] += np.outer(slope, slope)
    return out


def solve(at: Blocks) -> tuple[Floats, Floats, Floats, Floats]:
    """The step of units and of what they share; inverses of the units' blocks; the Schur complement."""
    inverses = np.linalg.inv(at.units).astype(np.float64)
    carried = np.einsum("upq,uqs->ups", inverses, at.arms)
    schur: Floats = at.shared - np.einsum("ups,upr->sr", at.arms, carried, optimize=True)
    schur = np.asarray(schur + schur.T) / 2
    schur[np.diag_indices_from(schur)] += 1e-9
    right = at.by_shared - np.einsum("ups,up->s", carried, at.by_unit)
    step: Floats = cho_solve(cho_factor(schur), right)
    units: Floats = np.einsum("upq,uq->up", inverses, at.by_unit) - carried @ step
    return units, step, inverses, schur


def climbed(model: Model, state: State, steps: int) -> State:
    """Up to so many damped steps uphill; stops when nothing is gained."""
    here = blocks(model, state)
    weeks = len(state.common)
    for _step in range(steps):
        by_unit, by_shared, _inverses, _schur = solve(here)
        longest = max(float(np.abs(by_unit).max(initial=0)), float(np.abs(by_shared).max(initial=0)))
        share = min(1.0, 2.0 / max(longest, 1e-12))
        for _half in range(8):
            moved = State(
                state.theta + share * by_unit,
                state.common + share * by_shared[:weeks],
                state.hyper + share * by_shared[weeks:],
            )
            there = blocks(model, moved)
            if np.isfinite(there.log_posterior) and there.log_posterior > here.log_posterior:
                break
            share /= 2
        else:
            return state
        gained = there.log_posterior - here.log_posterior
        state, here = moved, there
        if gained < 1e-4:
            return state
    return state


def climbed_alone(model: Model, state: State, steps: int = 8) -> State:
    """Uphill in the units' own parameters only; what they share stays."""
    here = blocks(model, state)
    for _step in range(steps):
        step = np.linalg.solve(here.units, here.by_unit[..., None])[..., 0]
        share = min(1.0, 2.0 / max(float(np.abs(step).max(initial=0)), 1e-12))
        moved = replace(state, theta=state.theta + share * step)
        there = blocks(model, moved)
        if not there.log_posterior > here.log_posterior:
            return state
        state, here = moved, there
    return state


def learned(model: Model, state: State) -> Prior:
    """Spreads by one step of expectation-maximisation, held near what is assumed."""
    at, made = blocks(model, state), model.prior
    _units, _step, inverses, schur = solve(at)
    weeks, units = len(state.common), len(state.theta)
    doubt = np.diagonal(inverses, axis1=1, axis2=2)
    away = state.theta[:, :CORE] - made.fixed - made.design @ state.hyper
    spread = made.spread.copy()
    for column in assumed.LEARNED:
        was = assumed.SPREADS[column] ** 2
        found = (away[:, column] ** 2 + doubt[:, column]).sum()
        spread[column] = (assumed.FREEDOM * was + found) / (assumed.FREEDOM + units)
    steps = state.theta.shape[1] - CORE
    found_drift = (state.theta[:, CORE:] ** 2 + doubt[:, CORE:]).sum(1)
    drift = (2 * assumed.DRIFT**2 + found_drift) / (2 + steps)
    common = made.common
    if weeks:
        stiff = common_precision(weeks)
        within = np.linalg.inv(schur)[:weeks, :weeks]
        found_common = float(state.common @ stiff @ state.common + (stiff * within).sum())
        common = (8 * assumed.COMMON**2 + found_common) / (8 + weeks)
    return replace(made, spread=spread, drift=drift, common=common)


def found(model: Model) -> tuple[Model, State]:
    """The mode, with spreads learned on the way."""
    state = start(model)
    for _round in range(ROUNDS):
        state = climbed(model, state, STEPS)
        model = replace(model, prior=learned(model, state))
    return model, climbed(model, state, LAST_STEPS)
