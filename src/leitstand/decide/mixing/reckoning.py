"""From material to a plan: the fit, kept or made anew, the proposal, and what other hours would bring."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from time import perf_counter
from typing import TYPE_CHECKING, Protocol, cast

from leitstand import registry
from leitstand.decide.mixing import material as of
from leitstand.decide.mixing.halves import in_halves
from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.estimate import Estimate
from leitstand.vocabulary.mix import Answer, Decision, Line, Question

if TYPE_CHECKING:
    from leitstand.decide.mixing.material import Material

ESTIMATES = "leitstand.estimates"
OPEN = (Decision.TRY, Decision.UNKNOWN)
SAME = 0.25
"""Hours that differ by less are the same hours."""


class Fit(Protocol):
    """What one fit of the mix knows; only `estimates.mix` looks inside."""

    def to_bytes(self) -> bytes:
        """As it is kept."""
        ...


class Mix(Protocol):
    """The shelf's file about hours. Loaded only when it is needed: it brings a large library."""

    def fit(self, question: Question) -> Fit:
        """Everything that depends on the history."""
        ...

    def answer(self, question: Question, fit: Fit, previous: Mapping[str, Decision] | None = None) -> Answer:
        """The plan within the budget. `previous`: what was proposed last time."""
        ...

    def curve(
        self, question: Question, fit: Fit, budgets: Sequence[float]
    ) -> Sequence[tuple[float, Estimate]]:
        """Value a week under the best plan of each budget."""
        ...


@dataclass(frozen=True)
class Plan:
    """One question with its fit. `fresh`: the fit as bytes where it is new."""

    material: Material
    question: Question
    fit: Fit
    mix: Mix
    fit_seal: str
    fresh: bytes | None = None
    milliseconds: int = 0

    @cached_property
    def answer(self) -> Answer:
        """The proposal."""
        return self.mix.answer(self.question, self.fit, self.material.previous)

    @cached_property
    def proposed(self) -> dict[str, float]:
        """Hours a week by network, as proposed: in half hours."""
        return in_halves({one.network: one.hours for one in self.answer.plan}, self.question)

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The lines of the proposal with its half hours; most hours first, what is not clear last."""
        found = [_in_halves(one, self.proposed[one.network]) for one in self.answer.plan]
        return tuple(sorted(found, key=lambda one: (one.decision in OPEN, -one.hours, one.network)))

    @cached_property
    def better(self) -> tuple[Estimate, float]:
        """What the proposal brings more than today's hours, a week, and how probable it is that it does."""
        return self.gain(self.proposed)

    @cached_property
    def seal(self) -> str:
        """A fingerprint of all the proposal depends on."""
        return of.seal_of_plan(self.question, self.fit_seal)

    def value(self, hours: Mapping[str, float]) -> Estimate:
        """Value a week, on average over the next six, if hours were spent like this."""
        question = fixed(self.question, hours)
        return self.mix.curve(question, self.fit, [question.budget_hours])[0][1]

    def gain(self, hours: Mapping[str, float]) -> tuple[Estimate, float]:
        """What that brings more than today's hours, a week, and with which probability it does."""
        found = self.mix.answer(fixed(self.question, hours), self.fit)
        return found.expected_gain, found.p_gain

    def with_budget(self, hours: float) -> Plan:
        """The same fit, other hours to give out."""
        return replace(self, question=replace(self.question, budget_hours=hours), fresh=None)

    def curve(self, budgets: Sequence[float]) -> Sequence[tuple[float, Estimate]]:
        """Value a week under the best plan of each budget."""
        return self.mix.curve(self.question, self.fit, budgets)


def _in_halves(line: Line, hours: float) -> Line:
    """The line with its hours in halves; a change that rounds to none is none."""
    stays = abs(hours - line.today) < SAME and line.decision in (Decision.MORE, Decision.LESS)
    return replace(
        line,
        hours=hours,
        low=min(line.low, hours),
        high=max(line.high, hours),
        decision=Decision.KEEP if stays else line.decision,
    )


def fixed(question: Question, hours: Mapping[str, float]) -> Question:
    """The question with only one answer left: exactly these hours."""
    exactly = {one: round(max(float(hours.get(one, 0.0)), 0.0), 4) for one in question.today}
    return replace(
        question,
        budget_hours=sum(exactly.values()),
        floors=exactly,
        caps=exactly,
        least={},
        mission=frozenset(),
    )


def mix() -> Mix:
    """The estimate of hours."""
    return cast("Mix", registry.module(ESTIMATES, "mix"))


def plan(material: Material, kept: tuple[str, bytes] | None = None) -> Plan:
    """The plan for this material; a fit that was `kept` (seal, bytes) serves where it is of this material.

    One that an older program kept, and this one cannot read, is made anew.
    """
    asked, seal, shelf = of.question(material), of.seal(material), mix()
    if kept is not None and kept[0] == seal:
        with suppress(Invalid):
            read = registry.module(ESTIMATES, "mix").Fit.from_bytes
            return Plan(material, asked, cast("Fit", read(kept[1])), shelf, seal)
    begun = perf_counter()
    fit = shelf.fit(asked)
    took = round(1000 * (perf_counter() - begun))
    return Plan(material, asked, fit, shelf, seal, fresh=fit.to_bytes(), milliseconds=took)
