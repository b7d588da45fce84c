"""Minutes of work from the minutes in which somebody did something: pauses are cut, doubt is kept.

A mark is one clock minute with at least one act in it. Between two marks the silent minutes count while they
are fewer than the pause; with a short pause less time counts, with a long one more, and nobody knows which
is right: hence `low` (pauses of one minute), `minutes` (three) and `high` (ten).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from leitstand.vocabulary.words import _

KINDS = ("read", "answer", "write", "agree", "other")
NAMES = {
    "read": _("Reading"),
    "answer": _("Answering"),
    "write": _("Writing"),
    "agree": _("Agreeing"),
    "other": _("Other work"),
}
"""Kinds of work, as pages call them."""

SHORT, PAUSE, LONG = 1, 3, 10
"""Minutes without an act after which a stretch ends: for the low, the middle and the high count."""
MINUTE = timedelta(minutes=1)

Cell = tuple[date, str, str]
"""Day (or the Monday of a week), network ("" for none in particular), kind of work."""


@dataclass(frozen=True, slots=True)
class Minutes:
    """Minutes worked, between `low` and `high`."""

    low: int = 0
    minutes: int = 0
    high: int = 0

    def __add__(self, other: Minutes) -> Minutes:
        return Minutes(self.low + other.low, self.minutes + other.minutes, self.high + other.high)

    def corrected(self, by: int) -> Minutes:
        """With what was added or taken away by hand, which is taken as said; never below zero."""
        return Minutes(max(0, self.low + by), max(0, self.minutes + by), max(0, self.high + by))


@dataclass(frozen=True, slots=True)
class Act:
    """Something was done within this minute, on this network, of this kind."""

    minute: datetime
    network: str
    kind: str


def count(acts: Iterable[Act], zone: ZoneInfo) -> dict[Cell, Minutes]:
    """Minutes by day, network and kind of one person's acts, in the days of `zone`.

    A minute counts once, for the first act in it; silent minutes go to the act before them.
    """
    once: dict[datetime, Act] = {}
    for act in sorted(acts, key=lambda one: one.minute):
        once.setdefault(act.minute.replace(second=0, microsecond=0), act)
    moments = [*once]
    silent = [round((after - before) / MINUTE) - 1 for before, after in pairwise(moments)]
    found: dict[Cell, Minutes] = {}
    for moment, gap in zip(moments, [*silent, LONG], strict=False):
        act = once[moment]
        cell = (moment.astimezone(zone).date(), act.network, act.kind)
        counted = Minutes(*(1 + (gap if gap < pause else 0) for pause in (SHORT, PAUSE, LONG)))
        found[cell] = found.get(cell, Minutes()) + counted
    return found


def by_week(days: Mapping[Cell, Minutes]) -> dict[Cell, Minutes]:
    """The same by week; a week is named by its Monday."""
    found: dict[Cell, Minutes] = {}
    for (day, network, kind), minutes in days.items():
        cell = (monday(day), network, kind)
        found[cell] = found.get(cell, Minutes()) + minutes
    return found


def monday(day: date) -> date:
    """The Monday of the week of a day."""
    return day - timedelta(days=day.weekday())


def iso(day: date) -> str:
    """The ISO week of a day: "2026-W01"."""
    year, week, _weekday = day.isocalendar()
    return f"{year}-W{week:02}"
