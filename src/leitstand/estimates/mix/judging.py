"""Judges one network: start, keep, more, less, stop, try or unknown, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from leitstand.estimates.mix.curves import Curves
from leitstand.estimates.mix.fitted import Fit
from leitstand.estimates.mix.planning import Plan
from leitstand.estimates.mix.response import BASE, HALF, LEVEL
from leitstand.estimates.mix.table import STRANGER, Floats
from leitstand.vocabulary.mix import Decision, Question

FEW_WEEKS = 4
"""With fewer weeks known than this, nothing is said of a network."""
SURE, START_SURE, STOP_SURE = 0.8, 0.8, 0.9
"""Probabilities from which on one says more, start and stop."""


@dataclass(frozen=True)
class Judged:
    """What is thought of one network; draws are in the unit of `value`."""

    hours: float
    decision: Decision
    better: float
    next_hour: Floats
    edge: Floats  # draws: the hour in question, beside today's hours
    price: float
    assumed: float
    weeks: int
    mission: bool


def judged(
    of: Curves,
    fit: Fit,
    plans: tuple[int, Plan, Floats, Floats],
    question: Question,
    before: Decision | None,
) -> Judged:
    """One line of the plan. `plans`: which network, the plan, today's hours, gains [draws, networks]."""
    at, plan, today, gains = plans
    name, hours, now = of.networks[at], float(plan.hours[at]), float(today[at])
    edge = _edge(of, at, now, hours)
    weeks = fit.worked_weeks(name)
    better = _better(gains, plan.hours - today, at)
    decision = _decision(
        (now, hours),
        better,
        float((edge > plan.price).mean()),
        known=fit.known_weeks >= FEW_WEEKS and weeks >= FEW_WEEKS,
    )
    nothing_there = of.value(at, min(1.0, max(hours, 1e-3))) < plan.price * min(1.0, max(hours, 1e-3))
    if (
        decision is Decision.LESS
        and hours <= 1e-6
        and float(nothing_there.mean()) > STOP_SURE
        and before in (Decision.LESS, Decision.STOP)
        and name not in question.mission
    ):
        decision = Decision.STOP
    return Judged(
        hours=hours,
        decision=decision,
        better=better,
        next_hour=of.value(at, hours + 1) - of.value(at, hours),
        edge=edge,
        price=plan.price,
        assumed=_assumed(fit, name, hours),
        weeks=weeks,
        mission=name in question.mission,
    )


def _edge(of: Curves, at: int, now: float, hours: float) -> Floats:
    """Value a week of the hour that is in question: the next one, or the last one where fewer are planned."""
    if hours < now:
        from_ = max(now - 1, 0.0)
        return (of.value(at, now) - of.value(at, from_)) / max(now - from_, 1e-9)
    return of.value(at, now + 1) - of.value(at, now)


def _better(gains: Floats, moves: Floats, at: int) -> float:
    """Share of draws in which this network's change, with its part of the other side, gains."""
    move = moves[at]
    if abs(move) < 1e-6:
        return 0.5
    other = moves * np.sign(move) < 0
    moved = float(np.abs(moves[other]).sum())
    same_side = float(np.abs(moves[moves * np.sign(move) > 0]).sum())
    part = abs(move) / max(same_side, moved, 1e-12) if moved else 0.0
    net = gains[:, at] + part * gains[:, other].sum(1)
    return float((net > 1e-12).mean())


def _decision(hours: tuple[float, float], better: float, edge_wins: float, *, known: bool) -> Decision:
    now, then = hours
    same = abs(then - now) <= max(0.25, 0.05 * now)
    if not known:
        if now <= 0 and then > 0:
            return Decision.START if edge_wins > START_SURE else Decision.TRY
        return Decision.UNKNOWN
    if same and not (now <= 0 < then):
        return Decision.KEEP
    if then < now:
        return Decision.LESS
    if now <= 0:
        return Decision.START if edge_wins > START_SURE else Decision.TRY
    return Decision.MORE if better >= SURE else Decision.TRY


def _assumed(fit: Fit, name: str, hours: float) -> float:
    """How much of the doubt about the next hour's logarithm comes from what was assumed, 0 to 1.

    Posterior covariance = inverse (data + prior) information; the prior's share of g' C g is g' C P C g.
    """
    units = fit.units(name if name in fit.networks else STRANGER)
    whole = part = 0.0
    steep = float((fit.power > 1).mean()) > 0.5
    for unit in units:
        slope = _slope(fit.core[unit], hours * fit.share[unit], fit.typical, 1 + int(steep))
        whole += fit.share[unit] * float(slope @ fit.doubt[unit] @ slope)
        part += fit.share[unit] * float(slope @ fit.assumed[unit] @ slope)
    return float(np.clip(part / whole, 0.0, 1.0)) if whole > 0 else 1.0


def _slope(core: Floats, hours: float, typical: float, power: int) -> Floats:
    """Gradient of the log of the next hour's value by a unit's parameters."""

    def log_value(theta: Floats) -> float:
        half = np.exp(power * theta[HALF])
        more, now = (hours + 1) ** power, hours**power
        gain = more / (more + half) - now / (now + half)
        most = np.log(expit(-theta[BASE])) + np.log1p(half / typical**power)
        return float(theta[LEVEL] + most + np.log(max(gain, 1e-300)))

    out = np.zeros(len(core))
    for at in (LEVEL, BASE, HALF):
        step = np.zeros(len(core))
        step[at] = 1e-4
        out[at] = (log_value(core + step) - log_value(core - step)) / 2e-4
    return out
