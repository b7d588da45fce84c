"""What the pages of experiments show, made from what is stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext

from leitstand import registry
from leitstand.decide.models import Experiment
from leitstand.decide.trials import forms, queries, telling, values
from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.estimate import Estimate
from leitstand.vocabulary.trial import Compared, Hours, Reading, Unit, Verdict
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.decide.models import ExperimentUnit

SHOWN = 40
"""So many units of posts and weeks are listed at once: the last ones that are known, and the next."""

TIMING = {
    "hardly": _("By what your posts so far brought, the hour hardly matters."),
    "unknown": _("By what your posts so far brought, nobody can say whether the hour matters."),
    "matters": _("By what your posts so far brought, the hour seems to matter."),
}


@dataclass(frozen=True, slots=True)
class Line:
    """An experiment in a list."""

    row: Experiment
    said: str
    difference: str


@dataclass(frozen=True, slots=True)
class Timings:
    """What the hour did so far: a sentence, and a line for each hour with its picture."""

    said: str
    hours: Hours
    rows: Sequence[tuple[str, float, float, float, int]]


@dataclass(frozen=True, slots=True)
class One:
    """Everything on the page of one experiment."""

    row: Experiment
    units: Sequence[ExperimentUnit]
    reading: Reading | None
    compared: Compared | None
    glyph: telling.Glyph | None
    said: str
    verdict: str
    foreseen: str
    doubts: Sequence[str]
    today: ExperimentUnit | None
    next: ExperimentUnit | None
    due: int
    turn: int
    per: str
    weekdays: Sequence[date]
    weeks: Sequence[telling.Week]
    listed: Sequence[ExperimentUnit]
    beside: Sequence[Experiment]
    timings: Timings | None

    @property
    def answered(self) -> bool:
        """Is there an answer already?"""
        return bool(self.compared) and self.compared.verdict not in (Verdict.NOT_YET, Verdict.UNTOLD)  # type: ignore[union-attr]  # never None here

    @property
    def differs(self) -> list[str] | None:
        """Best guess with its 80 % interval, as people read it."""
        found = self.compared.estimate if self.compared else None
        return telling.signed(found.mean, found.low, found.high) if found else None

    @property
    def certain(self) -> list[str] | None:
        """The always-valid interval, as people read it."""
        if self.compared is None or self.compared.low is None or self.compared.high is None:
            return None
        return telling.signed(self.compared.low, self.compared.high)


def line(row: Experiment) -> Line:
    """An experiment in a list, with what may be said of it."""
    if row.state == queries.DRAFT:
        return Line(row, _foreseen(row), "")
    reading = queries.reading(row, list(row.units.all()))
    one = reading.compared[0]
    return Line(row, telling.outcome(row, one), telling.difference(row, one))


def one(row: Experiment, now: datetime) -> One:
    """The page of one experiment."""
    today, units = row.organization.day(now), queries.units(row)
    reading = queries.reading(row, units) if units else None
    compared = reading.compared[0] if reading else None
    weekdays, weeks = telling.by_weekday(units) if row.unit == Unit.DAY else ([], [])
    running = row.state == queries.RUNNING
    return One(
        row=row,
        units=units,
        reading=reading,
        compared=compared,
        glyph=telling.glyph(compared, row.least, row.counted) if compared else None,
        said=telling.outcome(row, compared) if compared else _foreseen(row),
        verdict=telling.VERDICTS[compared.verdict] if compared else "",
        foreseen=_foreseen(row),
        doubts=[telling.said(*doubt) for doubt in reading.doubts] if reading else [],
        today=queries.current(row, units, today) if running else None,
        next=queries.coming(units, today) if running else None,
        due=len(queries.due(row, units, today)) if row.unit != Unit.POST else 0,
        turn=_turn(row, units, today),
        per=telling.PER[row.unit],
        weekdays=weekdays,
        weeks=weeks,
        listed=[] if row.unit == Unit.DAY else _window(units),
        beside=queries.beside(row) if running else [],
        timings=_timings(row, now) if row.varies == "time" and row.state not in queries.OVER else None,
    )


def words(page: One) -> dict[str, Any]:
    """Figures and names of the page as people read them."""
    row, told = page.row, page.row.foreseen or {}
    compared = page.compared
    chances = (compared.p_better, compared.p_matters, compared.p_worse) if compared else ()
    arms = zip((row.usual, row.other), page.reading.arms if page.reading else (None, None), strict=True)
    return {
        "crumb": _crumb(page),
        "seed": str(row.seed or ""),
        "least": telling.figure(float(row.least)),
        "twice": telling.figure(2.0 * row.least),
        "sure": gettext("%(share)s sure, even if you look every day") % {"share": telling.percent(row.sure)},
        "pairs": gettext("n = %(n)s pairs") % {"n": compared.blocks if compared else 0},
        "unit": dict(forms.UNITS)[row.unit],
        "sees": f"{telling.figure(told['sees'])} {row.counted}" if told.get("sees") else "",
        "chance": telling.percent(told["chance"]) if told.get("chance") is not None else "",
        "needed": _needed(row, told.get("needed")),
        "chances": [telling.percent(one) if one is not None else "" for one in chances],
        "arms": [_arm(page, place, name, mean) for place, (name, mean) in enumerate(arms)],
    }


def _arm(page: One, place: int, name: str, mean: Estimate | None) -> dict[str, Any]:
    name = f"{'AB'[place]}: {name}"
    if mean is None:
        return {"name": name, "n": sum(1 for one in page.units if one.arm == place and one.value is not None)}
    middle, low, high = telling.figures(mean.mean, mean.low, mean.high)
    return {"name": name, "mean": middle, "low": low, "high": high, "n": mean.n}


def _crumb(page: One) -> str:
    row = page.row
    said = gettext("Experiment %(number)s, %(state)s") % {
        "number": row.pk,
        "state": gettext(telling.STATES[row.state]),
    }
    if row.state == queries.RUNNING:
        where = _("post %(turn)s of %(all)s") if row.unit == Unit.POST else _("week %(turn)s of %(all)s")
        said += ", " + gettext(where) % {"turn": page.turn, "all": row.length}
    return said


def _needed(row: Experiment, needed: int | None) -> str:
    if needed is None or needed <= row.length:
        return ""
    if row.unit == Unit.POST:
        return gettext("%(n)s posts") % {"n": needed}
    return gettext("%(n)s weeks") % {"n": needed}


def enterable(row: Experiment, units: Sequence[ExperimentUnit], today: date) -> list[ExperimentUnit]:
    """Units whose value may be entered or changed: the last ones that are over; of posts, the next too."""
    if row.state != queries.RUNNING:
        return []
    if row.unit == Unit.POST:
        return [one for one in _window(units) if row.measure == Experiment.HAND or one.delivery_id]
    return [one for one in units if one.last and one.last < today][-SHOWN // 2 :]


def _window(units: Sequence[ExperimentUnit]) -> list[ExperimentUnit]:
    known = max((place for place, one in enumerate(units) if one.value is not None), default=-1)
    start = max(known + 1 - SHOWN // 2, 0)
    return list(units[start : start + SHOWN])


def _foreseen(row: Experiment) -> str:
    told = row.foreseen or {}
    return telling.said(told.get("why", ""), told.get("facts"))


def _turn(row: Experiment, units: Sequence[ExperimentUnit], today: date) -> int:
    """Which week it is, from 1; of posts how many are known."""
    if row.unit == Unit.POST:
        return sum(1 for one in units if one.value is not None)
    first = min((queries.began(row, one) for one in units), default=today)
    return min(max((today - first).days // 7 + 1, 0), row.length)


def _timings(row: Experiment, now: datetime) -> Timings | None:
    rows = values.by_hour(row, now)
    try:
        found: Hours = registry.module(queries.SHELF, "trial").hours(rows)
    except Invalid:
        return None
    slots = [
        (hour, 100 * one.mean, 100 * one.low, 100 * one.high, one.n) for hour, one in found.slots.items()
    ]
    return Timings(telling.said(TIMING[found.timing]), found, slots)
