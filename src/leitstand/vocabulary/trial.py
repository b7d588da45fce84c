"""Experiments: what is planned before, which arm each unit was drawn, and what may be said at any time.

An experiment compares the usual way (arm 0) with one or more others. Values are in the unit the team counts
in, effects are differences to arm 0 for one unit (a post, a day or a week).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from leitstand.vocabulary.estimate import Estimate


class Unit(StrEnum):
    """What an arm is drawn for."""

    POST = "post"
    DAY = "day"
    WEEK = "week"


class Verdict(StrEnum):
    """What may be said. `UNTOLD`: it has ended, and we could not tell."""

    NOT_YET = "not_yet"
    NO_DIFFERENCE = "no_difference"
    BETTER = "better"
    WORSE = "worse"
    UNTOLD = "untold"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is fixed before the first unit.

    `length`: weeks for days and weeks, posts for posts; rounded up to whole blocks. `weekdays`: 0 is Monday.
    `washout`: so many first days of each week are left out, because the week before still works in them.
    `least`: the smallest effect that matters. `sure`: how sure a verdict must be. `cap`: larger values count
    as this one. `seed`: the lot of every unit follows from it.
    """

    unit: Unit
    length: int
    least: float
    arms: int = 2
    starts: date | None = None
    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4)
    washout: int = 0
    sure: float = 0.95
    cap: float | None = None
    seed: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One unit: its arm by lot, its block, and for days and weeks from when to when it counts."""

    index: int
    block: int
    arm: int
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What came of one unit. `value` None: not known. `done`: the arm it was really done in, if otherwise."""

    index: int
    value: float | None = None
    done: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """What an experiment of this plan could see with this traffic.

    `sees`: the smallest effect that is found in four of five such experiments before they end; None: none up
    to the largest that was tried, or no history to say. `chance`: of a verdict if the true effect were twice
    the least that matters. `needed`: length, in the plan's own measure, at which that effect would be found.
    `spread`: mean size of the difference inside a block where nothing differs. `enough`: worth beginning.
    """

    units: int
    blocks: int
    n: int
    spread: float | None
    sees: float | None
    chance: float | None
    needed: int | None
    enough: bool
    why: str
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One arm beside the usual one, per unit.

    `low` to `high` holds the true effect with the plan's sureness however often one looks; None: no end yet.
    `estimate`: mean and 80 % interval shrunk to zero; `p_better`, `p_matters`, `p_worse`: probabilities that
    the effect is above zero, above the least that matters, below minus that.
    """

    arm: int
    blocks: int
    difference: float | None
    low: float | None
    high: float | None
    estimate: Estimate | None
    p_better: float | None
    p_matters: float | None
    p_worse: float | None
    verdict: Verdict
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Everything that may be said by now; `doubts` are sentences with facts, marked for translation.

    `arms`: of each arm the mean of a unit with its 80 % interval, None below two values.
    """

    verdict: Verdict
    compared: Sequence[Compared]
    arms: Sequence[Estimate | None]
    known: int
    units: int
    doubts: Sequence[tuple[str, Mapping[str, object]]] = ()


class Timing(StrEnum):
    """Does the hour matter?"""

    HARDLY = "hardly"
    UNKNOWN = "unknown"
    MATTERS = "matters"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """What the hour of a post brings beyond the average, as a share (0.2: a fifth more), shrunk to zero.

    `p_matters`: probability that the best slot brings at least the asked share more than the average.
    """

    slots: Mapping[str, Estimate]
    timing: Timing
    p_matters: float
    n: int
