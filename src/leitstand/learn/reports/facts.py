"""What is known of one week, as it is kept: figures with what was to be expected, deeds, friction, waits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from leitstand.vocabulary.words import _

COUNT, SHARE, RATE = "count", "share", "rate"


@dataclass(frozen=True, slots=True)
class Kind:
    """One of the figures of a week: what it is called, how it behaves, and what one of it is counted from."""

    name: str
    label: str
    behaves: str


FIGURES = (
    Kind("mentions", _("Mentions"), COUNT),
    Kind("voices", _("Independent voices"), COUNT),
    Kind("questions", _("Questions to us"), COUNT),
    Kind("same_day", _("Settled the same day"), SHARE),
    Kind("critical", _("Critical tone"), SHARE),
    Kind("talks", _("Conversations per hour"), RATE),
    Kind("visits", _("Visits from networks"), COUNT),
)
LABELS = {one.name: one.label for one in FIGURES}


@dataclass(frozen=True, slots=True)
class Measured:
    """So many (`hits`) of so many cases or hours (`of`); of a plain count, `of` says from how many posts."""

    hits: float
    of: float = 0.0


@dataclass(frozen=True, slots=True)
class Expected:
    """What was to be expected, from so many weeks before; see estimates.drift.Range."""

    low: float
    high: float
    middle: float
    weeks: int
    sure: float


@dataclass(frozen=True, slots=True)
class Deeds:
    """What we did: hours by kind of work, posts answered, let stand, published, taken back.

    `hours` None: nobody measured, or too few people worked for a sum to be told. `minutes`: what an answer
    took, (value, low, high, weeks measured); without an interval it is the team's assumption.
    """

    hours: Mapping[str, float] | None = None
    hours_low: float = 0.0
    hours_high: float = 0.0
    budget: float | None = None
    questions: int = 0
    answered: int = 0
    let_stand: int = 0
    minutes: tuple[float, float | None, float | None, int] = (5.0, None, None, 0)
    published: int = 0
    released: int = 0
    taken_back: int = 0


@dataclass(frozen=True, slots=True)
class Friction:
    """What our own rules cost, in minutes; see speak.approving.friction."""

    said: int = 0
    waited: int = 0
    middle: tuple[float, float | None, float | None] | None = None
    longest: float = 0.0
    lost_hours: float = 0.0
    decided: int = 0
    needless: int = 0
    unseen: int = 0


@dataclass(frozen=True, slots=True)
class Facts:
    """One week. `answers`: how long the questions of four weeks waited, see measuring.waits."""

    week: str
    measured: Mapping[str, Measured] = field(default_factory=dict)
    expected: Mapping[str, Expected] = field(default_factory=dict)
    deeds: Deeds = field(default_factory=Deeds)
    friction: Friction = field(default_factory=Friction)
    answers: Mapping[str, Any] = field(default_factory=dict)
    line: Sequence[tuple[str, float]] = ()

    def kept(self) -> dict[str, Any]:
        """As a row keeps it."""
        return asdict(self)


def read(kept: Mapping[str, Any]) -> Facts:
    """From what a row kept, also by an earlier version that knew less."""
    deeds, friction = dict(kept.get("deeds", {})), dict(kept.get("friction", {}))
    if "minutes" in deeds:
        deeds["minutes"] = tuple(deeds["minutes"])
    if friction.get("middle"):
        friction["middle"] = tuple(friction["middle"])
    return Facts(
        week=kept["week"],
        measured={name: Measured(**one) for name, one in kept.get("measured", {}).items() if name in LABELS},
        expected={name: Expected(**one) for name, one in kept.get("expected", {}).items() if name in LABELS},
        deeds=Deeds(**deeds),
        friction=Friction(**friction),
        answers=kept.get("answers", {}),
        line=tuple((week, value) for week, value in kept.get("line", [])),
    )
