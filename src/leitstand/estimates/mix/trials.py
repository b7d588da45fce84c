"""What an experiment says about a unit: on weeks against off weeks of the whole value, however credited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from leitstand.estimates.mix.reading import monday
from leitstand.estimates.mix.response import BASE, CARRY, HALF, LEVEL, stocks
from leitstand.estimates.mix.table import Floats, Table
from leitstand.vocabulary.mix import Trial

DOUBT, DOUBT_WEEKS = 0.25, 3.0
"""Before a trial is seen, weeks scatter by a quarter; this weighs as much as three weeks."""


@dataclass(frozen=True, slots=True)
class Contrast:
    """A trial's difference of means in grains, its standard error, and the hours of every week it spans."""

    unit: int
    found: float
    error: float
    hours: Floats
    signs: Floats


def contrasts(trials: Sequence[Trial], table: Table) -> list[Contrast]:
    """Each trial, split over the kinds of work of its network in proportion to their hours."""
    out = []
    for trial in sorted(trials, key=lambda one: (one.network, min(one.on), min(one.off))):
        network = list(table.networks).index(trial.network)
        units = [at for at, (where, _kind) in enumerate(table.units) if where == network]
        worked = table.hours[:, units].sum(0) + 1e-9
        for unit, share in zip(units, worked / worked.sum(), strict=True):
            out.append(_contrast(trial, unit, float(share), table.grain))
    return out


def _contrast(trial: Trial, unit: int, share: float, grain: float) -> Contrast:
    start = min(monday(week) for week in (*trial.on, *trial.off)).toordinal() // 7
    spans = max(monday(week) for week in (*trial.on, *trial.off)).toordinal() // 7 - start + 1
    hours = np.full((spans, 1), (trial.hours_on + trial.hours_off) / 2)
    signs = np.zeros((spans, 1))
    for weeks, amount, sign in ((trial.on, trial.hours_on, 1), (trial.off, trial.hours_off, -1)):
        for week in weeks:
            at = monday(week).toordinal() // 7 - start
            hours[at], signs[at] = amount, sign / len(weeks)
    on, off = (np.array([trial.total[w] for w in sorted(ws)]) / grain for ws in (trial.on, trial.off))
    mean = abs(float(np.concatenate([on, off]).mean()))
    squares = ((on - on.mean()) ** 2).sum() + ((off - off.mean()) ** 2).sum()
    freedom = len(on) + len(off) - 2
    variance = (squares + DOUBT_WEEKS * (DOUBT**2 * mean**2 + mean + 0.1)) / (freedom + DOUBT_WEEKS)
    error = float(np.sqrt(variance * (1 / len(on) + 1 / len(off))))
    found = float(on.mean() - off.mean())
    return Contrast(unit, share * found, max(np.sqrt(share) * error, 1e-9), share * hours, signs)


def difference(contrast: Contrast, theta: Floats, typical: float, power: int = 1) -> Floats:
    """The difference that parameters [columns, parameters] foretell, in grains."""
    half = np.exp(power * theta[:, HALF])
    stock = stocks(contrast.hours, expit(theta[:, CARRY]), slopes=False)[0] ** power
    typical = typical**power
    most = np.exp(theta[:, LEVEL]) * expit(-theta[:, BASE]) * (typical + half) / typical
    found: Floats = most * (contrast.signs * stock / (stock + half)).sum(0)
    return found


def slopes(contrast: Contrast, theta: Floats, typical: float, power: int = 1) -> Floats:
    """Gradient of the difference by the core parameters of one unit, by central differences."""
    wanted = (LEVEL, BASE, HALF, CARRY)
    moved = np.repeat(theta[None], 2 * len(wanted), 0)
    for at, column in enumerate(wanted):
        moved[2 * at, column] += 1e-4
        moved[2 * at + 1, column] -= 1e-4
    told = difference(contrast, moved, typical, power)
    out = np.zeros(len(theta))
    out[list(wanted)] = (told[::2] - told[1::2]) / 2e-4
    return out
