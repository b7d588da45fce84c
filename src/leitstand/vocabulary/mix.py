"""The worth of hours: what is asked of the mix, and what it answers. Rows in, a plan with its doubt out.

The names are those of `leitstand mix` (docs/reference/commands.md). Hours are hours a week, values are in the
unit of `value`, weeks are ISO weeks such as "2026-W01"; every `low` to `high` is an 80 % interval.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from leitstand.vocabulary.estimate import Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """One week of one network: hours spent, and the value that was credited to it. `kind`: of work, or empty.

    `seen`: the share of the value that has come in by now (1: all; younger weeks less).
    """

    week: str
    network: str
    hours: float
    value: float
    kind: str = ""
    seen: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """Hours on a network switched by lot between two amounts, and the whole value of each of those weeks."""

    network: str
    on: Sequence[str]
    off: Sequence[str]
    hours_on: float
    hours_off: float
    total: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """How should `budget_hours` be spent? `today`, `floors`, `caps`, `least` by network, in hours a week.

    `least`: presence below which a network is left alone altogether (either none, or at least so many hours).
    `mission`: networks that are kept for a reason of the charter, whatever they bring.
    """

    budget_hours: float
    today: Mapping[str, float]
    history: Sequence[Week] = ()
    floors: Mapping[str, float] = field(default_factory=dict)
    caps: Mapping[str, float] = field(default_factory=dict)
    least: Mapping[str, float] = field(default_factory=dict)
    mission: frozenset[str] = frozenset()
    experiments: Sequence[Trial] = ()
    seed: int = 1


class Decision(StrEnum):
    """What to do about a network."""

    START = "start"
    KEEP = "keep"
    MORE = "more"
    LESS = "less"
    STOP = "stop"
    TRY = "try"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What the plan says of one network.

    `hours` is the plan, `low` to `high` where 80 % of the posterior draws would put it; `n`: weeks known.
    `from_assumptions`: 0, all from one's own numbers, to 1, all assumed before them.
    `why`, `would_change`: sentences with `facts`, marked for translation.
    """

    network: str
    today: float
    hours: float
    low: float
    high: float
    decision: Decision
    p_better_than_today: float
    value_of_next_hour: Estimate
    from_assumptions: float
    n: int
    why: str
    would_change: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """The cheapest trial that would tell: `hours` a week for `weeks`, its cost in value, what it tells."""

    network: str
    hours: float
    weeks: int
    cost: float
    what_it_would_tell: str
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The plan within the budget: a line for every network asked about, the gain over today, and trials."""

    plan: Sequence[Line]
    expected_gain: Estimate
    p_gain: float
    trials: Sequence[Probe] = ()
