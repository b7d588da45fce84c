"""From material to a plan: the fit, kept or made anew, the proposal, and what other hours would bring."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from time import perf_counter
from typing import TYPE_CHECKING, Protocol, cast

from leitstand import registry
from leitstand.decide.mixing import material as of
from leitstand.vocabulary.estimate import Estimate
from leitstand.vocabulary.mix import Answer, Line, Question

if TYPE_CHECKING:
    from leitstand.decide.mixing.material import Material

ESTIMATES = "leitstand.estimates"


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

    def answer(self, question: Question, fit: Fit) -> Answer:
        """The plan within the budget."""
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
        return self.mix.answer(self.question, self.fit)

    @cached_property
    def seal(self) -> str:
        """A fingerprint of all the proposal depends on."""
        return of.seal_of_plan(self.question, self.fit_seal)

    @property
    def proposed(self) -> dict[str, float]:
        """Hours a week by network, as proposed."""
        return {one.network: one.hours for one in self.answer.plan}

    def line(self, network: str) -> Line | None:
        """What the proposal says of one network."""
        return next((one for one in self.answer.plan if one.network == network), None)

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
    """The plan for this material; a fit that was `kept` (seal, bytes) serves where it is of this material."""
    asked, seal, shelf = of.question(material), of.seal(material), mix()
    if kept is not None and kept[0] == seal:
        read = registry.module(ESTIMATES, "mix").Fit.from_bytes
        return Plan(material, asked, cast("Fit", read(kept[1])), shelf, seal)
    begun = perf_counter()
    fit = shelf.fit(asked)
    took = round(1000 * (perf_counter() - begun))
    return Plan(material, asked, fit, shelf, seal, fresh=fit.to_bytes(), milliseconds=took)
