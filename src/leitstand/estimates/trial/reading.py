"""What may be said of an experiment by now: chance is called a winner once in 20 at most.

That holds however often one looks. A winner needs both: zero lies outside the always-valid interval, and it
is at least four to one that the effect is as large as what matters. "No difference that matters" needs the
whole interval inside of what does not matter.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby

import numpy as np

from leitstand.estimates.trial.believing import Belief, believe
from leitstand.estimates.trial.betting import Floats, bounds
from leitstand.estimates.trial.drawing import LARGEST
from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.estimate import Estimate
from leitstand.vocabulary.shares import Z80, student
from leitstand.vocabulary.trial import Compared, Plan, Reading, Seen, Slot, Verdict
from leitstand.vocabulary.words import _

BELIEVED = 0.8
WHY = {
    Verdict.NOT_YET: _("Nothing can be said yet. You may look as often as you like; that distorts nothing."),
    Verdict.NO_DIFFERENCE: _("There is no difference that matters. Do what is less work."),
    Verdict.BETTER: _("It brings more, and enough to matter."),
    Verdict.WORSE: _("It brings less, and enough to matter."),
    Verdict.UNTOLD: _("It has ended, and we could not tell. That is a result: the difference is not large."),
}
SMALL = _("There is a difference. Whether it is large enough to matter is not known yet.")
FEW = _("It has ended with too little to compare. Nothing was learned about the question.")


def read(
    plan: Plan,
    slots: Sequence[Slot],
    seen: Sequence[Seen],
    *,
    ended: bool = False,
    scale: float | None = None,
) -> Reading:
    """Everything that may be said of these units by now.

    `scale`: mean size of a difference inside a block, as known before the first unit (Foreseen.spread). Units
    are counted in the arm they were drawn, also where something else was done. Raises Invalid for values
    that are no numbers, or below zero.
    """
    known = {one.index: one for one in seen}
    values = {one.index: _value(one, plan) for one in seen if one.value is not None}
    wrong = (1 - plan.sure) / (plan.arms - 1)
    nothing = not any(values.values())
    compared = [
        _nothing(arm, ended)
        if nothing
        else _compared(plan, arm, _differences(slots, values, arm), (wrong, scale, ended))
        for arm in range(1, plan.arms)
    ]
    return Reading(
        verdict=_together([one.verdict for one in compared]),
        compared=compared,
        arms=[
            _mean([values[s.index] for s in slots if s.arm == arm and s.index in values])
            for arm in range(plan.arms)
        ],
        known=len(values),
        units=len(slots),
        doubts=_doubts(slots, values, known, ended=ended),
    )


def decide(low: float | None, high: float | None, least: float, p_matters: float, p_worse: float) -> Verdict:
    """The verdict that an interval and a belief allow."""
    if low is not None and low >= 0 and p_matters >= BELIEVED:
        return Verdict.BETTER
    if high is not None and high <= 0 and p_worse >= BELIEVED:
        return Verdict.WORSE
    if low is not None and high is not None and low >= -least and high <= least:
        return Verdict.NO_DIFFERENCE
    return Verdict.NOT_YET


def _value(one: Seen, plan: Plan) -> float:
    value = float(one.value or 0.0)
    if not 0 <= value <= LARGEST:
        raise Invalid(
            _(
                "The value of unit %(unit)s is %(value)s; a value is a number from zero up. Nothing was "
                "changed."
            ),
            unit=one.index + 1,
            value=one.value,
        )
    return min(value, plan.cap) if plan.cap is not None else value


def _differences(slots: Sequence[Slot], values: Mapping[int, float], arm: int) -> Floats:
    """Of each block in which both are known, arm minus the usual one, in the order in which blocks end."""
    found: list[tuple[int, float]] = []
    for _block, some in groupby(
        sorted(slots, key=lambda one: (one.block, one.index)), key=lambda one: one.block
    ):
        rows = {one.arm: one.index for one in some}
        if 0 in rows and arm in rows and rows[0] in values and rows[arm] in values:
            found.append((max(rows.values()), values[rows[arm]] - values[rows[0]]))
    return np.array([difference for _end, difference in sorted(found)], dtype=np.float64)


def _compared(plan: Plan, arm: int, differences: Floats, how: tuple[float, float | None, bool]) -> Compared:
    wrong, scale, ended = how
    blocks = len(differences)
    if not blocks:
        return _nothing(arm, ended)
    low, high = bounds(differences, wrong, plan.least, scale)
    belief = _last(believe(differences, plan.least, scale))
    p_better, p_matters = float(belief.above(0.0)), float(belief.above(plan.least))
    p_worse = 1 - float(belief.above(-plan.least))
    verdict = decide(low, high, plan.least, p_matters, p_worse)
    differs = (low is not None and low >= 0) or (high is not None and high <= 0)
    why = SMALL if verdict is Verdict.NOT_YET and differs else WHY[verdict]
    if ended and verdict is Verdict.NOT_YET:
        verdict = Verdict.UNTOLD
        why = SMALL if differs else WHY[verdict] if low is not None and high is not None else FEW
    return Compared(
        arm=arm,
        blocks=blocks,
        difference=float(differences.mean()),
        low=low,
        high=high,
        estimate=belief.estimate(blocks),
        p_better=p_better,
        p_matters=p_matters,
        p_worse=p_worse,
        verdict=verdict,
        why=why,
    )


def _nothing(arm: int, ended: bool) -> Compared:
    verdict = Verdict.UNTOLD if ended else Verdict.NOT_YET
    return Compared(
        arm=arm, blocks=0, difference=None, low=None, high=None, estimate=None, p_better=None, p_matters=None,
        p_worse=None, verdict=verdict, why=FEW if ended else WHY[verdict],
    )  # fmt: skip


def _last(belief: Belief) -> Belief:
    return replace(belief, weight=belief.weight[-1], mean=belief.mean[-1], sd=belief.sd[-1])


def _together(verdicts: Sequence[Verdict]) -> Verdict:
    """One word for all arms: a winner first, then what still runs."""
    for one in (Verdict.BETTER, Verdict.NOT_YET, Verdict.UNTOLD, Verdict.WORSE):
        if one in verdicts:
            return one
    return Verdict.NO_DIFFERENCE


def _mean(values: Sequence[float]) -> Estimate | None:
    """Mean and its 80 % interval; None below two values, for one alone knows nothing of its own doubt."""
    if len(values) < 2:
        return None
    mean = float(np.mean(values))
    half = student(Z80, len(values) - 1) * float(np.std(values, ddof=1)) / math.sqrt(len(values))
    return Estimate(mean, max(mean - half, 0.0), mean + half, len(values))


def _doubts(
    slots: Sequence[Slot], values: Mapping[int, float], known: Mapping[int, Seen], *, ended: bool
) -> list[tuple[str, Mapping[str, object]]]:
    said: list[tuple[str, Mapping[str, object]]] = []
    if values and not any(values.values()):
        said.append((_("No unit brought anything so far. Of nothing, nothing can be said."), {}))
    otherwise = sum(
        1 for one in slots if (row := known.get(one.index)) and row.done is not None and row.done != one.arm
    )
    if otherwise:
        said.append(
            (
                _(
                    "%(count)s of %(units)s units were done otherwise than drawn. They are counted as drawn, "
                    "so the difference shown is rather too small."
                ),
                {"count": otherwise, "units": len(slots)},
            )
        )
    last = max(values, default=-1)
    missing = sum(1 for one in slots if one.index not in values and (ended or one.index < last))
    if missing:
        said.append(
            (
                _(
                    "%(count)s values are missing; their blocks are left out. If one arm lacks more than the "
                    "other, doubt the result."
                ),
                {"count": missing},
            )
        )
    return said
