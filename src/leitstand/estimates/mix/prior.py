"""What is assumed before a number is seen; the page on the worth of an hour tells each of these in words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from leitstand.estimates.mix.response import BASE, BIAS, CARRY, CORE, HALF, LEVEL, SPREAD
from leitstand.estimates.mix.table import Floats, Table

CREDIT_BIAS = 0.35
"""Credit given to a network is wrong by a factor of exp(+-0.35) (standard deviation) before experiments."""
NOTHING_ANYWHERE, NOTHING_HERE = 0.1, 0.05
"""Probability that hours do nothing on any network, and (else) on this one."""
STEEP, STEEP_FIRST = 2, 0.25
"""The power of hours in a steep response (Hill), and its probability: the first hours bring little then."""
COMMON, COMMON_STAYS = 0.15, 0.9
"""Good and bad weeks of everybody: standard deviation of the log, and how much stays to the next week."""
DRIFT, DRIFT_WEEKS = 0.12, 8
"""How far a unit's level wanders in eight weeks (log)."""
FREEDOM = 4.0
"""How many units the assumed spreads weigh as much as."""

SPREADS = {LEVEL: 1.0, BASE: 0.8, HALF: 0.4, CARRY: 0.8, SPREAD: 0.5, BIAS: CREDIT_BIAS}
HYPER = {BASE: (-0.8, 0.9), SPREAD: (np.log(4.0), 0.6), HALF: (0.0, 0.4), LEVEL: (0.0, 1.5)}
"""Centre and spread of what units share; half: beside log typical hours, level: beside log mean value."""
LEARNED = (LEVEL, BASE, HALF, SPREAD)


@dataclass
class Prior:
    """Centres of units' parameters as `design` @ hyper, and spreads; the spreads are learned on the way."""

    design: Floats  # [units, core parameters, hyper]
    fixed: Floats  # [core parameters]: centres no hyper moves
    centre: Floats  # [hyper]
    weight: Floats  # [hyper] precisions
    spread: Floats  # [core parameters] variances
    drift: Floats  # [units] variances of a drift step
    common: float  # variance of the common level


def prior(table: Table) -> Prior:
    """The prior of a table; only its scale (the mean value, the typical hours) is taken from it."""
    known = table.seen > 0
    scale = float(table.value[known].mean()) if known.any() else 1.0
    beside = {LEVEL: np.log(max(scale, 0.05)), HALF: np.log(table.typical)}
    rows = [(column, HYPER[column][0] + beside.get(column, 0.0), HYPER[column][1]) for column in LEARNED]
    kinds = sorted({kind for _network, kind in table.units})
    several = len(kinds) > 1
    extra = (len(table.networks) if several else 0) + (len(kinds) if several else 0)
    design = np.zeros((len(table.units), CORE, len(rows) + extra))
    for at, (column, _mean, _sd) in enumerate(rows):
        design[:, column, at] = 1.0
    for unit, (network, kind) in enumerate(table.units):
        if several:
            design[unit, LEVEL, len(rows) + network] = 1.0
            design[unit, LEVEL, len(rows) + len(table.networks) + kinds.index(kind)] = 1.0
    fixed = np.zeros(CORE)
    fixed[CARRY] = -1.2
    return Prior(
        design,
        fixed,
        np.array([mean for _column, mean, _sd in rows] + [0.0] * extra),
        np.array([sd**-2 for _column, _mean, sd in rows] + [0.7**-2] * extra),
        np.array([SPREADS[column] ** 2 for column in range(CORE)]),
        np.full(len(table.units), DRIFT**2),
        COMMON**2,
    )
