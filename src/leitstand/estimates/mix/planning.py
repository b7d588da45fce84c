"""The best split of the hours, with a small integer program where a network needs a least presence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from leitstand.estimates.mix import curves
from leitstand.estimates.mix.curves import Curves, Slopes, filled, hull, slopes
from leitstand.estimates.mix.reading import HOURS_OF_A_WEEK
from leitstand.estimates.mix.table import Floats
from leitstand.vocabulary.mix import Question

PIECES = 24


@dataclass(frozen=True)
class Plan:
    """Hours for every network, what one hour more of budget would bring, and the room there was."""

    hours: Floats
    price: float
    floors: Floats
    caps: Floats


@dataclass(frozen=True)
class Room:
    """Floors, caps and least presence of every network, and the mean slopes in between."""

    floors: Floats
    caps: Floats
    least: Floats
    slopes: Slopes


def room(of: Curves, question: Question, most: float) -> Room:
    """The room a question leaves for budgets up to `most`; worked out once for many budgets."""
    floors, caps, least = bounds(question, of.networks, most)
    return Room(floors, caps, least, slopes(of, floors, caps))


def planned(of: Curves, inside: Room, budget: float) -> Plan:
    """The split with the highest expected value."""
    floors, caps, least = inside.floors, inside.caps, inside.least
    hours, price = filled(inside.slopes, max(budget, float(floors.sum())))
    if ((hours > 1e-9) & (hours < least - 1e-9)).any():
        present, needed = _present(of, (floors, caps, least), budget)
        floors, caps = np.where(present, needed, floors), np.where(present, caps, floors)
        hours, price = filled(slopes(of, floors, caps), max(budget, float(floors.sum())))
    return Plan(hours, price, floors, caps)


def bounds(question: Question, networks: Sequence[str], most: float) -> tuple[Floats, Floats, Floats]:
    """Floors, caps and least presence of every network; a floor asks for the least presence too."""
    floors = np.array([question.floors.get(name, 0.0) for name in networks])
    caps = np.array([question.caps.get(name, HOURS_OF_A_WEEK) for name in networks])
    caps = np.maximum(np.minimum(caps, max(most, 0.0)), floors)
    least = np.array([question.least.get(name, 0.0) for name in networks])
    return floors, caps, least


def _present(of: Curves, room: tuple[Floats, Floats, Floats], budget: float) -> tuple[np.ndarray, Floats]:
    """Which networks to be on at all, and with how many hours at least (HiGHS; curves in concave pieces).

    Floors come first: where the least presences that they ask for do not fit the budget together, they alone.
    """
    floors, caps, least = room
    count = len(of.networks)
    gains, lengths = np.zeros((count, PIECES)), np.zeros((count, PIECES))
    for at in range(count):
        edges = caps[at] * np.linspace(0, 1, PIECES + 1) ** 2
        lengths[at] = np.diff(edges)
        gains[at] = np.diff(hull(edges, of.value(at, edges).mean(0))) / np.maximum(lengths[at], 1e-12)
    pieces = count * PIECES
    sums = np.kron(np.eye(count), np.ones(PIECES))
    impossible = np.where(floors > 0, floors, np.inf)
    least = np.where(least > caps, impossible, np.maximum(least, floors))
    possible = np.isfinite(least)
    needed = np.where(possible, least, 0.0)
    limits = [
        LinearConstraint(np.hstack([np.ones(pieces), np.zeros(count)])[None], -np.inf, budget + 1e-9),
        LinearConstraint(np.hstack([sums, -np.diag(needed)]), 0, np.inf),
        LinearConstraint(np.hstack([sums, -np.diag(caps)]), -np.inf, 0),
    ]
    must = (floors > 0) & possible
    within = Bounds(
        np.concatenate([np.zeros(pieces), must]), np.concatenate([lengths.ravel(), possible.astype(float)])
    )
    whole = np.concatenate([np.zeros(pieces), np.ones(count)])
    cost = -np.concatenate([gains.ravel(), np.zeros(count)])
    done = milp(cost, constraints=limits, bounds=within, integrality=whole)
    if done.x is None:
        return floors > 0, floors
    found: np.ndarray = done.x[pieces:] > 0.5
    return found, np.maximum(floors, needed)


def of_each_draw(of: Curves, plan: Plan, budget: float, least: Floats) -> Floats:
    """The best split of every draw [draws, networks], as if it were the truth; kinds taken together."""
    most = np.stack([m.sum(1) for m in of.most], 1)
    eager = np.stack([(m * s / h).sum(1) for m, h, s in zip(of.most, of.half, of.share, strict=True)], 1)
    half = np.maximum(most, 1e-300) / np.maximum(eager, 1e-300)
    power = np.concatenate(of.power, axis=1)
    budget = max(budget, float(plan.floors.sum()))

    def wanted(price: Floats) -> Floats:
        hours = half * curves.reach(price[:, None] / np.maximum(eager, 1e-200), power)
        return np.asarray(np.clip(hours, plan.floors, plan.caps), dtype=np.float64)

    low = np.full(len(most), 1e-9 * max(float(eager.max()), 1e-290))
    high = np.maximum(eager.max(1), low) * 2
    for _step in range(50):
        price = np.sqrt(low * high)
        over = wanted(price).sum(1) > budget
        low, high = np.where(over, price, low), np.where(over, high, price)
    hours, more = wanted(high), wanted(low)
    gap = (more - hours).sum(1)
    share = np.clip((budget - hours.sum(1)) / np.maximum(gap, 1e-12), 0.0, 1.0)
    hours = hours + (more - hours) * share[:, None]
    snapped: Floats = np.where(
        hours < least / 2, plan.floors, np.maximum(hours, np.minimum(least, plan.caps))
    )
    return snapped
