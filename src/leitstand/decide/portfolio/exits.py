"""The steps by which a network is left, each with what has to be seen before it may be called done; pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.decide.models import ExitStep


@dataclass(frozen=True, slots=True)
class Step:
    """One step of an exit: its name, and what shows that it is done."""

    name: str
    label: str
    shows: str


STEPS = (
    Step(
        "archive",
        _("Archive taken"),
        _(
            "Where the archive lies and who has opened it: "
            "our posts from here, and what the network gives out."
        ),
    ),
    Step(
        "redirect",
        _("Redirect set"),
        _(
            "Where people now find us: profile text, pinned post, links on our pages; "
            "the address you looked at."
        ),
    ),
    Step("told", _("Followers told"), _("The post that says goodbye and where to find us; its address.")),
    Step(
        "lost",
        _("What is lost is written down"),
        _("Followers, conversations, reach among an audience: what nobody can take along."),
    ),
    Step("closed", _("Account closed"), _("What the public address shows now, and when you looked.")),
)
NAMES = tuple(one.name for one in STEPS)


@dataclass(frozen=True, slots=True)
class Stood:
    """Where one step stands: the latest word of a person on it, None: nobody has said anything yet."""

    step: Step
    word: ExitStep | None

    @property
    def settled(self) -> bool:
        """Was it done, or said to be impossible?"""
        return self.word is not None and self.word.outcome != self.word.OPEN


def stood(words: Iterable[ExitStep]) -> list[Stood]:
    """All steps in their order, with the latest word on each; `words` are oldest first."""
    latest = {one.step: one for one in words}
    return [Stood(step, latest.get(step.name)) for step in STEPS]
