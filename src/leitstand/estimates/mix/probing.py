"""The cheapest trial that would tell: what it costs, and what its answer is expected to be worth."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.special import ndtr

from leitstand.estimates.mix.curves import Curves
from leitstand.estimates.mix.fitted import Fit
from leitstand.estimates.mix.planning import Plan
from leitstand.estimates.mix.wording import rounded
from leitstand.vocabulary.mix import Probe, Question
from leitstand.vocabulary.words import _

WEEKS = (4, 6, 8)
HORIZON = 26
"""Weeks a decision stands before it would be looked at anyway."""
MOST_PROBES = 3
TELLS = _(
    "Whether an hour on %(network)s brings more than the %(price)s a week it brings elsewhere. Weeks with "
    "%(hours)s hours and weeks with %(other)s, drawn by lot, for %(weeks)s weeks. Knowing is expected to be "
    "worth about %(worth)s over half a year."
)


def probes(of: Curves, fit: Fit, plan: Plan, question: Question) -> Sequence[Probe]:
    """Trials worth more than they cost, best first (Gaussian preposterior; Raiffa and Schlaifer 1961)."""
    noise = float(fit.noise.sum())
    found = []
    for at, name in enumerate(of.networks):
        best = max(
            (
                _probe(of, (at, name), plan, (hours, weeks), noise)
                for hours in _hours(at, plan, question)
                for weeks in WEEKS
            ),
            key=lambda one: one[0],
            default=None,
        )
        if best is not None and best[0] > 0:
            found.append(best)
    found.sort(key=lambda one: (-one[0], one[1].network))
    return tuple(probe for _worth, probe in found[:MOST_PROBES])


def _hours(at: int, plan: Plan, question: Question) -> list[float]:
    """Amounts worth trying beside the planned ones: some more, or fewer, inside floor and cap."""
    now, least = float(plan.hours[at]), question.least.get(str(at), 0.0)
    tried = {max(now + 2, least), max(now + 4, least), now / 2, 0.0}
    inside = (min(max(hours, float(plan.floors[at])), float(plan.caps[at])) for hours in tried)
    return sorted({round(hours * 4) / 4 for hours in inside if abs(hours - now) >= 0.5})


def _probe(
    of: Curves, which: tuple[int, str], plan: Plan, trial: tuple[float, int], noise: float
) -> tuple[float, Probe]:
    """Worth beyond its cost, in units of value, of trying so many hours for so many weeks."""
    (at, name), (hours, weeks) = which, trial
    planned = float(plan.hours[at])
    effect = of.value(at, hours) - of.value(at, planned)
    net = effect - plan.price * (hours - planned)
    error = noise * 4 / weeks
    learnt = float(effect.var()) / (float(effect.var()) + error) if effect.var() > 0 else 0.0
    spread, mean = float(net.std() * np.sqrt(learnt)), float(net.mean())
    worth = HORIZON * _expected_best(mean, spread)
    cost = max(-mean, 0.0) * weeks / 2
    facts = {
        "network": name,
        "price": rounded(plan.price),
        "hours": rounded(hours),
        "other": rounded(planned),
        "weeks": weeks,
        "worth": rounded(worth),
    }
    probe = Probe(network=name, hours=hours, weeks=weeks, cost=cost, what_it_would_tell=TELLS, facts=facts)
    return worth - cost, probe


def _expected_best(mean: float, spread: float) -> float:
    """E max(0, N(mean, spread)) - max(0, mean): the unit normal loss."""
    if spread <= 0:
        return 0.0
    at = abs(mean) / spread
    density = np.exp(-(at**2) / 2) / np.sqrt(2 * np.pi)
    return float(spread * (density - at * ndtr(-at)))  # without scipy.stats, which loads for half a second
