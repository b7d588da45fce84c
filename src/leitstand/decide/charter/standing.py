"""Where each goal stands: what points to it, and what a week brings for it by the team's own values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import sqrt
from statistics import fmean, stdev
from typing import TYPE_CHECKING

from leitstand.decide.charter import queries
from leitstand.decide.charter.queries import Acts
from leitstand.learn.worths import queries as worths
from leitstand.vocabulary.estimate import Estimate
from leitstand.vocabulary.shares import Z80, student

if TYPE_CHECKING:
    from leitstand.decide.models import Goal
    from leitstand.people.models import Organization
    from leitstand.speak.models import Aim

LEAST_WEEKS = 4
"""From so many whole weeks on something is said of the usual one."""

SEEN = 0.8
"""A week counts as whole when at least this share of what it will bring has come in."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A goal, what pointed to it in the last quarter, and its weekly value: None is "not measurable yet"."""

    goal: Goal
    acts: Acts
    worth: Estimate | None
    late: bool


def standings(organization: Organization, now: datetime) -> list[Standing]:
    """Every goal of the charter."""
    goals = list(queries.goals(organization))
    since, day = now - queries.QUARTER, organization.day(now)
    acts = queries.counted(organization, [one.aim_id for one in goals], since, now)
    return [
        Standing(one, acts[one.aim_id], _worth(organization, one.aim, now), one.due < day) for one in goals
    ]


def _worth(organization: Organization, aim: Aim, now: datetime) -> Estimate | None:
    """What a week of the last quarter brought for it."""
    since, until = organization.day(now - queries.QUARTER), organization.day(now)
    weeks: dict[str, list[worths.Value]] = defaultdict(list)
    for one in worths.weekly(organization, since, until, aim, now=now):
        weeks[one.week].append(one)
    whole = [rows for rows in weeks.values() if min(one.seen for one in rows) >= SEEN]
    return usual([sum(one.value for one in rows) for rows in whole])


def usual(values: Sequence[float]) -> Estimate | None:
    """The mean of some weeks with its 80 % interval; None for too few, or where nothing ever came.

    With Student's t, for they are few.
    """
    n = len(values)
    if n < LEAST_WEEKS or not any(values):
        return None
    mean, t = fmean(values), student(Z80, n - 1)
    half = t * stdev(values) / sqrt(n)
    low = max(mean - half, 0.0) if min(values) >= 0 else mean - half
    return Estimate(mean=mean, low=low, high=mean + half, n=n)


def snapshot(organization: Organization, now: datetime) -> list[dict[str, object]]:
    """Today's figures of the goals, as a decision freezes them."""
    days = queries.QUARTER.days
    told: list[dict[str, object]] = []
    for one in standings(organization, now):
        line: dict[str, object] = {"name": one.goal.words, "acts": one.acts.total, "days": days}
        if one.worth:
            kept = {"value": one.worth.mean, "low": one.worth.low, "high": one.worth.high}
            line |= {name: round(value, 2) for name, value in kept.items()} | {"n": one.worth.n}
        told.append(line)
    return told
