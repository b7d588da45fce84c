"""Before the first unit: what an experiment of this length could see with this traffic.

Past values are paired as the plan would pair them, signs are drawn by lot as the plan would draw them, an
effect is added, and the very rule that will read the experiment reads it: what is promised will happen.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from leitstand.estimates.trial.believing import believe
from leitstand.estimates.trial.betting import Floats, fewest, logs
from leitstand.estimates.trial.drawing import LARGEST, assign
from leitstand.estimates.trial.reading import BELIEVED
from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.trial import Foreseen, Plan, Unit
from leitstand.vocabulary.words import _

RUNS, FEWEST_RUNS, MOST_DRAWN = 300, 60, 150_000
"""So many experiments are tried; fewer where one is long, for long ones differ less by chance."""
FOUND = 0.8
FEWEST = 4
"""Fewer past differences than these say nothing about how much units differ by themselves."""

NO_HISTORY = _(
    "Too little is known about how much your units differ by themselves, so nobody can say what would be "
    "seen. Begin if you like: the reading stays honest."
)
TOO_SHORT = _("This is too short for any verdict, whatever comes: it takes %(least)s weeks or more.")
TOO_FEW = _("These are too few for any verdict, whatever comes: it takes %(least)s posts or more.")
TOO_SMALL = _(
    "The traffic is too small: only a difference of about %(sees)s or more would be seen in this time, and "
    "yours is %(worth)s. Plan longer, or count something that happens more often."
)
NEVER = _(
    "The traffic is too small: not even a very large difference would be seen in this time. Plan longer, or "
    "count something that happens more often."
)
ENOUGH = _("A difference of about %(sees)s or more would be seen in four of five such experiments.")


def design(plan: Plan, history: Sequence[float]) -> Foreseen:
    """What this plan could see. `history`: values of past units of the same kind, the oldest first.

    Raises Invalid for values that are no numbers or below zero, and for plans that cannot be drawn.
    """
    slots = assign(plan)
    blocks = len(slots) // plan.arms
    values = _checked(history, plan.cap)
    lag = len(set(plan.weekdays)) if plan.unit is Unit.DAY else 1
    past = values[lag:] - values[:-lag] if len(values) > lag else np.array([])
    spread = float(np.mean(np.abs(past))) if len(past) else 0.0
    if len(past) < FEWEST or spread == 0:
        return Foreseen(
            units=len(slots),
            blocks=blocks,
            n=len(values),
            spread=None,
            sees=None,
            chance=None,
            needed=None,
            enough=False,
            why=NO_HISTORY,
        )
    sees, chance = _sees(plan, past, blocks, spread)
    needed = _needed(plan, past, blocks, spread) if chance < FOUND else plan.length
    enough = sees is not None and sees <= 2 * plan.least
    why, facts = _why(plan, sees, blocks, enough=enough)
    return Foreseen(
        units=len(slots),
        blocks=blocks,
        n=len(values),
        spread=spread,
        sees=sees,
        chance=chance,
        needed=needed,
        enough=enough,
        why=why,
        facts=facts,
    )


def chance(plan: Plan, past: Floats, *, blocks: int, effect: float, spread: float) -> float:
    """How often the rule of `reading` finds this effect at some look before the end."""
    dice, shape = (
        np.random.default_rng(plan.seed),
        (max(FEWEST_RUNS, min(RUNS, MOST_DRAWN // blocks)), blocks),
    )
    drawn = dice.choice(past, size=shape) * dice.choice([-1.0, 1.0], size=shape) + effect
    wrong = (1 - plan.sure) / (plan.arms - 1)
    against = logs(drawn, np.array([0.0]), spread)[:, 0, :] >= -math.log(wrong)
    belief = believe(drawn, plan.least, spread)
    sure = believe_above(belief.above(plan.least))
    ruled_out = np.logical_or.accumulate(against & (np.cumsum(drawn, axis=-1) > 0), axis=-1)
    return float((ruled_out & sure).any(axis=-1).mean())


def believe_above(p_matters: Floats) -> Floats:
    """After which blocks the belief is strong enough for a winner."""
    return np.asarray(p_matters >= BELIEVED)


def _checked(history: Sequence[float], cap: float | None) -> Floats:
    values = np.array([float(one) for one in history], dtype=np.float64)
    if not ((values >= 0) & (values <= LARGEST)).all():
        raise Invalid(_("Past values are numbers from zero up; one of yours is not. Nothing was begun."))
    return np.minimum(values, cap) if cap is not None else values


def _sees(plan: Plan, past: Floats, blocks: int, spread: float) -> tuple[float | None, float]:
    """The smallest effect that is found in four of five runs, and the chance of twice the least."""
    tried = np.unique(np.concatenate([plan.least * 2.0 ** np.arange(0, 4), spread * 2.0 ** np.arange(-4, 4)]))
    before, found = 0.0, 0.0
    for effect in tried[tried > plan.least]:
        now = chance(plan, past, blocks=blocks, effect=float(effect), spread=spread)
        if now >= FOUND:
            share = (FOUND - found) / (now - found) if now > found else 1.0
            start = before or plan.least
            return start + share * (float(effect) - start), chance(
                plan, past, blocks=blocks, effect=2 * plan.least, spread=spread
            )
        before, found = float(effect), now
    return None, chance(plan, past, blocks=blocks, effect=2 * plan.least, spread=spread)


def _needed(plan: Plan, past: Floats, blocks: int, spread: float) -> int | None:
    """The length at which twice the least would be found; None: not in eight times this."""
    for times in (1.5, 2, 3, 4, 6, 8):
        more = math.ceil(blocks * times)
        if chance(plan, past, blocks=more, effect=2 * plan.least, spread=spread) >= FOUND:
            return math.ceil(plan.length * times)
    return None


def _why(plan: Plan, sees: float | None, blocks: int, *, enough: bool) -> tuple[str, dict[str, object]]:
    least = fewest((1 - plan.sure) / (plan.arms - 1))
    if blocks < least:
        return TOO_FEW if plan.unit is Unit.POST else TOO_SHORT, {"least": _length(plan, least)}
    if sees is None:
        return NEVER, {}
    return (ENOUGH if enough else TOO_SMALL), {"sees": sees, "worth": plan.least}


def _length(plan: Plan, blocks: int) -> int:
    """So many blocks in the measure of the plan's length, up to whole ones."""
    a_turn = len(set(plan.weekdays)) if plan.unit is Unit.DAY else 1
    return math.ceil(blocks / a_turn) * plan.arms
