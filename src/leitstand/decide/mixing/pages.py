"""What the page of hours shows: the sentence, a row a network, cards, what decisions came to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.translation import gettext

from leitstand.decide.mixing import figures
from leitstand.decide.mixing.figures import Figure, Glyph
from leitstand.decide.mixing.reckoning import SAME
from leitstand.decide.portfolio import queries as portfolio
from leitstand.vocabulary.mix import Decision
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from datetime import date

    from leitstand.decide.mixing.reckoning import Plan
    from leitstand.decide.models import Recommendation
    from leitstand.vocabulary.mix import Line, Probe

TRY_WEEKS = 6
_DAY = _("j F Y")
FEW = 4
"""Weeks below which a network's hours are drawn dotted."""


@dataclass(frozen=True, slots=True)
class Verb:
    """A decision as a chip."""

    label: str
    icon: str


VERBS = {
    Decision.START: Verb(_("begin"), icon="play"),
    Decision.KEEP: Verb(_("leave as it is"), icon="equal"),
    Decision.MORE: Verb(_("more"), icon="plus"),
    Decision.LESS: Verb(_("less"), icon="minus"),
    Decision.STOP: Verb(_("give it up"), icon="circle-stop"),
    Decision.TRY: Verb(_("try out"), icon="flask-conical"),
    Decision.UNKNOWN: Verb(_("not clear"), icon="circle-help"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A network: today, the proposal, what the next hour brings, from how many weeks."""

    network: str
    today: str
    hours: str
    change: str
    glyph: Glyph
    verb: Verb
    next: Figure
    now: Figure
    known: bool
    n: int
    better: str
    assumed: str
    why: dict[str, Any]
    would_change: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Asked:
    """An experiment that would tell: hours a week on a network for some weeks, and what it would tell."""

    network: str
    hours: float
    weeks: int
    little: bool
    tells: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """A network that is kept for a reason of its own."""

    network: str
    hours: str
    reason: str
    review: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The proposal as the template receives it."""

    budget: str
    end: str
    rows: tuple[Row, ...]
    same: bool
    chance: str
    gain: str
    sure: bool
    today: str
    value: Figure
    value_today: Figure
    assumed: str
    most_assumed: str
    mind: tuple[tuple[str, dict[str, Any]], ...]
    probes: tuple[Asked, ...]
    stays: tuple[Stay, ...]
    weeks: int
    thin: bool
    loose: str


def page(plan: Plan) -> Page:
    """The proposal, ready to be shown."""
    material, lines = plan.material, plan.lines
    gain, chance = plan.better
    end = figures.scale(lines)
    value, today = plan.value(plan.proposed), plan.value(plan.question.today)
    weight = sum(one.high - one.low for one in lines) or 1.0
    assumed = sum(one.from_assumptions * (one.high - one.low) for one in lines) / weight
    most = max(lines, key=lambda one: one.from_assumptions * (one.high - one.low), default=None)
    return Page(
        budget=figures.number(plan.question.budget_hours, 0 if plan.question.budget_hours % 1 < 0.05 else 1),
        end=figures.number(end, 0),
        rows=tuple(row(one, end) for one in lines),
        same=same(plan),
        chance=figures.percent(chance),
        gain=figures.gain_in_percent(gain, today),
        sure=gain.low > 0,
        today=figures.hours(figures.total(plan.question.today)),
        value=figures.figure(value),
        value_today=figures.figure(today),
        assumed=figures.percent(assumed),
        most_assumed=most.network if most and most.from_assumptions > 0.1 else "",
        mind=tuple(mind(lines)),
        probes=tuple(probes(plan)),
        stays=tuple(stays(plan)),
        weeks=material.known_weeks,
        thin=material.known_weeks < FEW,
        loose=figures.number(material.loose) if material.loose else "",
    )


def same(plan: Plan) -> bool:
    """Is the proposal what is done today?"""
    return all(abs(one.hours - one.today) < SAME for one in plan.lines)


def mind(lines: Sequence[Line]) -> Iterator[tuple[str, dict[str, Any]]]:
    """What would change the largest moves of the proposal."""
    moved = sorted(lines, key=lambda one: -abs(one.hours - one.today))
    for one in moved[:3]:
        if one.would_change:
            yield one.network, said(one.would_change, one.facts)


def probes(plan: Plan) -> Iterator[Asked]:
    """Experiments that would tell: those worth more than they cost, and what is to be tried out anyway."""
    for one in plan.answer.trials:
        yield Asked(
            one.network,
            _tried(plan, one),
            one.weeks,
            little(plan, one.network),
            said(one.what_it_would_tell, one.facts),
        )
    named = {one.network for one in plan.answer.trials}
    for line in plan.lines:
        if line.decision is Decision.TRY and line.network not in named:
            hours = max(line.hours, 1.0)
            yield Asked(
                line.network, hours, TRY_WEEKS, little(plan, line.network), said(line.why, line.facts)
            )


def _tried(plan: Plan, probe: Probe) -> float:
    """The amount of a trial that is not today's; the lot draws between it and today's."""
    today = plan.question.today.get(probe.network, 0.0)
    if abs(probe.hours - today) >= SAME:
        return probe.hours
    return max(plan.proposed.get(probe.network, 0.0), today + 1)


def little(plan: Plan, network: str) -> bool:
    """Is so little known of a network that nothing can be said?"""
    return any(one.network == network and one.n < FEW for one in plan.lines)


def row(line: Line, end: float) -> Row:
    """One network of the table."""
    known = line.n >= FEW and line.decision not in (Decision.TRY, Decision.UNKNOWN)
    return Row(
        network=line.network,
        today=figures.hours(line.today),
        hours=figures.hours(line.hours),
        change=figures.change(line.hours - line.today),
        glyph=figures.glyph(line, end, known=known),
        verb=VERBS[line.decision],
        next=figures.figure(line.value_of_next_hour),
        now=figures.figure(_now(line)),
        known=known,
        n=line.n,
        better=figures.percent(line.p_better_than_today),
        assumed=figures.percent(line.from_assumptions),
        why=said(line.why, line.facts),
        would_change=said(line.would_change, line.facts) if line.would_change else None,
    )


def _now(line: Line) -> Sequence[float]:
    """What the hour in question brings: one more than today, or the last one where fewer are proposed."""
    told = [line.facts.get(name) for name in ("first", "low", "high")]
    if all(isinstance(one, int | float) for one in told):
        return [float(one) for one in told if isinstance(one, int | float)]
    return [line.value_of_next_hour.mean, line.value_of_next_hour.low, line.value_of_next_hour.high]


def stays(plan: Plan) -> Iterator[Stay]:
    """Networks that bring little and are kept all the same, with the reason people gave."""
    for one in plan.lines:
        limit = plan.material.limit(one.network)
        if limit.mission:
            yield Stay(
                network=one.network,
                hours=figures.hours(one.hours),
                reason=limit.why,
                review=day(limit.review),
            )


def said(sentence: str, facts: Mapping[str, object]) -> dict[str, Any]:
    """A marked sentence with its facts, for the filter `sentence`; numbers as the page writes them."""
    plain = {name: figures.number(fact) if isinstance(fact, float) else fact for name, fact in facts.items()}
    if "network" in plain:
        plain["network"] = portfolio.named(str(plain["network"]))
    return {"sentence": sentence, "facts": plain}


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """A decision of the past beside what came of it."""

    row: Recommendation
    day: str
    starts: str
    ends: str
    choice: str
    expected: Figure | None
    observed: str
    before: str
    hours: tuple[tuple[str, str, str], ...]
    verdict: str


CHOICES = {
    "accepted": _("tried as proposed"),
    "half": _("tried with hours of our own"),
    "refused": _("left as it was"),
}
_VERDICTS = {
    "waits": _("its weeks are not over, or not all has come in"),
    "cut": _("decided anew before its weeks were over"),
    "elsewhere": _("cannot be compared: the hours went elsewhere, or were not noted"),
    "revalued": _("cannot be compared: since then you weigh otherwise what counts"),
    "inside": _("within the span"),
    "above": _("above the span"),
    "below": _("below the span"),
}


def day(when: date | None) -> str:
    """A day as the page writes it."""
    return date_format(when, gettext(_DAY)) if when else ""


def past(rows: Sequence[Recommendation]) -> list[Past]:
    """What was decided, and what came of it."""
    return [one_past(one) for one in rows]


def one_past(row: Recommendation) -> Past:
    """One of them."""
    result = row.result or {}
    spent = result.get("spent", {})
    before = result.get("before")
    return Past(
        row=row,
        day=day(row.at.date() if row.at else None),
        starts=day(row.starts),
        ends=day(row.ends),
        choice=gettext(CHOICES[row.choice]),
        expected=figures.figure(row.expected) if row.expected else None,
        observed=figures.number(result["observed"]) if result else "",
        before=figures.number(before) if before is not None else "",
        hours=tuple(
            (name, figures.hours(hours), figures.hours(spent[name]) if name in spent else "")
            for name, hours in row.chosen.items()
        ),
        verdict=gettext(_VERDICTS[verdict(row)]),
    )


def verdict(row: Recommendation) -> str:
    """The name of what looking back found."""
    result = row.result
    if row.state == "cut":
        return "cut"
    if not result:
        return "waits"
    if result.get("revalued"):
        return "revalued"
    if not result["followed"]:
        return "elsewhere"
    if result["inside"]:
        return "inside"
    return "above" if row.expected and result["observed"] > row.expected[2] else "below"
