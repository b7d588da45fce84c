"""What would be if: another budget, or hours set by hand; read from what people typed, answered in words."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from leitstand.decide.mixing import figures
from leitstand.decide.mixing.figures import Curve, Figure
from leitstand.decide.mixing.material import ABSURD_HOURS, amiss
from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.estimate import Estimate
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.decide.mixing.reckoning import Plan

POINTS = 9
"""Budgets at which the curve is reckoned."""
STEP = 0.5
_NO_NUMBER = _("“%(said)s” is no number of hours. Nothing was reckoned; write a number such as 4 or 2.5.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Budgeted:
    """Another budget: what it would bring, the next hour after it, and what changes against the proposal."""

    hours: str
    label: str
    least: int
    most: int
    value: Figure
    next: Figure
    moves: tuple[tuple[str, str, str], ...]
    curve: Curve


@dataclass(frozen=True, slots=True, kw_only=True)
class Slider:
    """Hours of one network, to be set by hand."""

    network: str
    hours: str
    most: str
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ByHand:
    """Hours set by hand: what they would bring, against the proposal and against today."""

    sliders: tuple[Slider, ...]
    total: str
    apart: str
    over: bool
    value: Figure
    proposal: Figure
    today: Figure
    chance: str


def hours_said(said: str, otherwise: float) -> float:
    """Hours as somebody typed them, with a point or a comma. Raises Invalid for what is none."""
    if not said.strip():
        return otherwise
    try:
        value = float(said.strip().replace(",", "."))
    except ValueError as error:
        raise Invalid(_NO_NUMBER, said=said[:20]) from error
    if not math.isfinite(value) or not 0 <= value <= ABSURD_HOURS:
        raise Invalid(
            _("A week has 168 hours, and none of them negative. Nothing was changed; correct them.")
        )
    return value


def limits(plan: Plan) -> tuple[int, int]:
    """From how many hours to how many the slider goes: from what is promised to well above today."""
    floors = sum(plan.question.floors.values())
    budget = plan.question.budget_hours
    least = max(math.ceil(floors), math.ceil(budget * 0.2), 1)
    return least, max(math.ceil(budget * 1.6), least + 4)


def budgeted(plan: Plan, hours: float) -> Budgeted:
    """What so many hours a week would bring. Raises Invalid where less is there than is promised."""
    least, most = limits(plan)
    if found := amiss(plan.material, hours):
        raise Invalid(found.why, **found.facts)
    other = plan.with_budget(hours)
    budgets = [least + (most - least) * i / (POINTS - 1) for i in range(POINTS)]
    *points, (_at, value) = plan.curve([*budgets, hours])
    return Budgeted(
        hours=f"{hours:g}",
        label=figures.hours(hours),
        least=least,
        most=most,
        value=figures.figure(value),
        next=figures.figure(next_hour(other)),
        moves=tuple(_moves(plan.proposed, other.proposed)),
        curve=figures.curve(points, (hours, value)),
    )


def next_hour(plan: Plan) -> Estimate:
    """What one more hour would bring where it brings most and no cap forbids it."""
    caps = plan.question.caps
    free = [one for one in plan.lines if one.hours + 1 <= caps.get(one.network, math.inf)]
    lines = [one.value_of_next_hour for one in free]
    return max(lines, key=lambda one: one.mean, default=Estimate(0.0, 0.0, 0.0, 0))


def _moves(before: Mapping[str, float], after: Mapping[str, float]) -> Iterator[tuple[str, str, str]]:
    for network in sorted(after, key=lambda one: after[one] - before.get(one, 0.0)):
        by = after[network] - before.get(network, 0.0)
        if abs(by) >= 0.25:
            yield network, figures.hours(after[network]), figures.change(by)


def typed(plan: Plan, data: Mapping[str, str]) -> dict[str, float]:
    """Hours by network as typed (`hours-mastodon`); where nothing was, as proposed. Raises Invalid."""
    return {
        network: hours_said(data.get(f"hours-{network}", ""), hours)
        for network, hours in plan.proposed.items()
    }


def by_hand(plan: Plan, chosen: Mapping[str, float]) -> ByHand:
    """What hours set by hand would bring."""
    total, budget = sum(chosen.values()), plan.question.budget_hours
    most = max(10.0, *(math.ceil(hours) for hours in (*chosen.values(), *plan.question.today.values())))
    _gain, chance = plan.gain(chosen)
    return ByHand(
        sliders=tuple(
            Slider(
                network=network,
                hours=f"{round(hours / STEP) * STEP:g}",
                most=f"{most:g}",
                said=figures.hours(round(hours / STEP) * STEP),
            )
            for network, hours in chosen.items()
        ),
        total=figures.hours(total),
        apart=figures.hours(abs(total - budget)) if abs(total - budget) >= 0.05 else "",
        over=total > budget,
        value=figures.figure(plan.value(chosen)),
        proposal=figures.figure(plan.value(plan.proposed)),
        today=figures.figure(plan.value(plan.question.today)),
        chance=figures.percent(chance),
    )
