"""Answers a question from a fit: the plan, what each line rests on, and which trial would tell more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from leitstand.estimates.mix import planning, probing, wording
from leitstand.estimates.mix.curves import curves
from leitstand.estimates.mix.fitted import Fit
from leitstand.estimates.mix.judging import FEW_WEEKS, Judged, judged
from leitstand.estimates.mix.reading import check, named
from leitstand.estimates.mix.table import Floats
from leitstand.vocabulary.estimate import Estimate
from leitstand.vocabulary.mix import Answer, Decision, Line, Question

TASTE = 0.1
"""Share of the budget that a network nobody has worked on gets at most."""
PRESENCE = 1.0
"""Hours a week that a network with a mission keeps, where no floor or least presence says more."""


def answer(question: Question, fit: Fit, previous: Mapping[str, Decision] | None = None) -> Answer:
    """The plan for `question.budget_hours`. `previous`: what was decided last time, for "twice running".

    Fast: a few ten milliseconds. The same question and fit give the same answer. Raises Invalid.
    """
    check(question)
    networks = named(question)
    if not networks:
        return Answer(plan=(), expected_gain=Estimate(0.0, 0.0, 0.0, 0), p_gain=0.0)
    of = curves(fit, networks)
    today = np.array([question.today.get(name, 0.0) for name in networks])
    question = cautious(question, fit)
    inside = planning.room(of, question, question.budget_hours)
    plan = planning.planned(of, inside, question.budget_hours)
    if fit.known_weeks < FEW_WEEKS:
        plan = _unmoved(plan, today, inside.least, question.budget_hours)
    gains = np.stack([of.value(at, h) - of.value(at, t) for at, (h, t) in _pairs(plan.hours, today)], 1)
    each = planning.of_each_draw(of, plan, question.budget_hours, inside.least)
    lines, found = [], []
    for at, name in enumerate(networks):
        one = judged(of, fit, (at, plan, today, gains), question, (previous or {}).get(name))
        found.append(one)
        lines.append(_line(name, float(today[at]), each[:, at], one))
    total = gains.sum(1)
    return Answer(
        plan=tuple(lines),
        expected_gain=estimate(total, fit.known_weeks),
        p_gain=float((total > 1e-12).mean()),
        trials=probing.probes(of, fit, plan, question) if fit.known_weeks >= FEW_WEEKS else (),
    )


def cautious(question: Question, fit: Fit) -> Question:
    """Where too little is known, hours stay; a network nobody worked on gets a taste at most.

    A network with a mission keeps some of its hours, as far as the budget lets it.
    """
    caps, floors = dict(question.caps), dict(question.floors)
    spare = question.budget_hours - sum(floors.values())
    stays: dict[str, float] = {}
    for name in named(question):
        now, least = question.today.get(name, 0.0), question.least.get(name, 0.0)
        wanted = min(now, max(least, PRESENCE)) if name in question.mission else 0.0
        if unknown := fit.worked_weeks(name) < FEW_WEEKS:
            cap = now if now > 0 else max(TASTE * question.budget_hours, least)
            caps[name] = max(min(caps.get(name, cap), cap), floors.get(name, 0.0))
            wanted = now
        raised = min(wanted, caps.get(name, wanted)) - floors.get(name, 0.0)
        if unknown and name not in question.mission:
            stays[name] = max(raised, 0.0)
        elif 0 < raised <= spare:
            floors[name], spare = floors.get(name, 0.0) + raised, spare - raised
    if sum(stays.values()) <= spare + 1e-9:  # else no order of names decides whose hours stay
        floors |= {name: floors.get(name, 0.0) + raised for name, raised in stays.items() if raised}
    return replace(question, caps=caps, floors=floors)


def curve(question: Question, fit: Fit, budgets: Sequence[float]) -> Sequence[tuple[float, Estimate]]:
    """Value a week under the best plan of each budget, what comes without hours included, for sliders.

    A budget below the floors is answered as if it were the floors.
    """
    check(question)
    networks = named(question)
    if not networks:
        return [(budget, Estimate(0.0, 0.0, 0.0, 0)) for budget in budgets]
    of, question = curves(fit, networks), cautious(question, fit)
    base = sum(fit.base[fit.order(name)][:, fit.units(name)].sum(1) for name in networks)
    out = []
    inside = planning.room(of, question, max(budgets, default=0.0))
    for budget in budgets:
        plan = planning.planned(of, inside, budget)
        value = sum(of.value(at, float(hours)) for at, hours in enumerate(plan.hours))
        out.append((budget, estimate(base + value, fit.known_weeks)))
    return out


def estimate(draws: Floats, count: int) -> Estimate:
    """Mean and 80 % interval of draws; the interval is widened to hold the mean."""
    mean = float(draws.mean())
    low, high = (float(q) for q in np.quantile(draws, (0.1, 0.9)))
    return Estimate(mean, min(low, mean), max(high, mean), count)


def _line(name: str, today: float, each: Floats, one: Judged) -> Line:
    low, high = (float(q) for q in np.quantile(each, (0.1, 0.9)))
    why, would_change, facts = wording.told(name, today, one)
    return Line(
        network=name,
        today=today,
        hours=one.hours,
        low=min(low, one.hours),
        high=max(high, one.hours),
        decision=one.decision,
        p_better_than_today=one.better,
        value_of_next_hour=estimate(one.next_hour, one.weeks),
        from_assumptions=one.assumed,
        n=one.weeks,
        why=why,
        would_change=would_change,
        facts=facts,
    )


def _unmoved(plan: planning.Plan, today: Floats, least: Floats, budget: float) -> planning.Plan:
    """Today's hours, as far as floors, caps, least presence and budget let them be.

    Where the budget is too small all shrink together; who would be below the least presence makes room first.
    """
    spare = np.clip(today, plan.floors, plan.caps) - plan.floors
    hours = _shrunk(plan.floors, spare, budget)
    while (thin := (spare > 0) & (hours < np.minimum(today, least) - 1e-9)).any():
        spare[np.flatnonzero(thin)[np.argmin(hours[thin])]] = 0.0
        hours = _shrunk(plan.floors, spare, budget)
    return planning.Plan(hours, plan.price, plan.floors, plan.caps)


def _shrunk(floors: Floats, spare: Floats, budget: float) -> Floats:
    """Floors, and of what is spare so much as the budget has."""
    left, wanted = max(budget - float(floors.sum()), 0.0), float(spare.sum())
    return floors + (spare * (left / wanted) if wanted > left else spare)


def _pairs(hours: Floats, today: Floats) -> list[tuple[int, tuple[float, float]]]:
    return [(at, (float(h), float(t))) for at, (h, t) in enumerate(zip(hours, today, strict=True))]
