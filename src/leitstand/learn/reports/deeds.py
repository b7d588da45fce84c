"""Tells what we did in a week, and what our own rules cost."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext, ngettext

from leitstand.learn.hours.counting import NAMES
from leitstand.learn.reports import writing
from leitstand.learn.reports.facts import Deeds, Facts, Friction
from leitstand.learn.reports.shapes import Cell, Section, Table
from leitstand.vocabulary.shares import wilson


@dataclass(frozen=True, slots=True)
class Fact:
    """One line: what, the figure, what stands softly beside it; the numbers themselves for reckoning."""

    what: str
    value: str
    beside: str = ""
    number: float | None = None
    low: float | None = None
    high: float | None = None
    n: float | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    """One piece of the bar of hours; places in per cent."""

    label: str
    hours: str
    start: float
    width: float
    shade: int


def sections(facts: Facts) -> tuple[Section, ...]:
    """What we did, and what our rules cost."""
    return (
        _section("deeds", gettext("What we did"), done(facts.deeds)),
        _section("friction", gettext("What our rules cost"), cost(facts.friction)),
    )


def done(deeds: Deeds) -> list[Fact]:
    """Hours, answers, what was let stand, published and taken back."""
    return [
        _time(deeds),
        Fact(
            gettext("Answered"),
            writing.number(deeds.answered),
            ngettext("%(n)s question came", "%(n)s questions came", deeds.questions)
            % {"n": writing.number(deeds.questions)},
            deeds.answered,
            n=deeds.questions,
        ),
        _let_stand(deeds),
        Fact(
            gettext("Published"),
            writing.number(deeds.published),
            gettext("%(n)s without release") % {"n": writing.number(deeds.published - deeds.released)},
            deeds.published,
            n=deeds.published,
        ),
        Fact(gettext("Taken back"), writing.number(deeds.taken_back), "", deeds.taken_back),
    ]


def bars(deeds: Deeds) -> list[Bar]:
    """The hours by kind of work, the largest first."""
    worked = sorted((deeds.hours or {}).items(), key=lambda one: -one[1])
    whole = sum(hours for _kind, hours in worked)
    found, start = [], 0.0
    for shade, (kind, hours) in enumerate(worked, start=1):
        width = 100 * hours / whole if whole else 0.0
        label = gettext(NAMES.get(kind, kind))
        gap = 0.4 if shade < len(worked) else 0.0
        found.append(
            Bar(label, writing.hours(hours), round(start, 2), round(max(width - gap, 0.1), 2), min(shade, 4))
        )
        start += width
    return found


def cost(friction: Friction) -> list[Fact]:
    """The share that waited, how long, what passed our rules by, what was stopped for nothing."""
    waited = min(friction.waited, friction.said)
    low, high = wilson(waited, friction.said)
    needless_low, needless_high = wilson(friction.needless, friction.decided)
    return [
        Fact(
            gettext("Waited for a second person"),
            _share(waited, friction.said),
            _of(low, high, friction.said),
            waited / friction.said if friction.said else None,
            low=low if friction.said else None,
            high=high if friction.said else None,
            n=friction.said,
        ),
        *_waits(friction),
        Fact(
            gettext("Released without a remark"),
            _share(friction.needless, friction.decided),
            _of(needless_low, needless_high, friction.decided),
            friction.needless / friction.decided if friction.decided else None,
            low=needless_low if friction.decided else None,
            high=needless_high if friction.decided else None,
            n=friction.decided,
        ),
        Fact(gettext("Posts that no rule saw"), writing.number(friction.unseen), "", friction.unseen),
    ]


def _waits(friction: Friction) -> list[Fact]:
    """The usual wait, the longest, and all of them together; nothing where nobody waited."""
    if not friction.middle:
        return []
    middle, least, most = friction.middle
    ends = (
        f"{writing.wait(least / 60)}{writing.DASH}{writing.wait(most / 60)}, "
        if least is not None and most is not None
        else ""
    )
    return [
        Fact(
            gettext("Half waited at most"),
            writing.wait(middle / 60),
            ends + _n(friction.waited),
            middle / 60,
            least / 60 if least is not None else None,
            most / 60 if most is not None else None,
            friction.waited,
        ),
        Fact(
            gettext("Longest wait"),
            writing.wait(friction.longest / 60),
            "",
            friction.longest / 60,
            n=friction.waited,
        ),
        Fact(
            gettext("Waited in all"),
            writing.hours(friction.lost_hours),
            "",
            friction.lost_hours,
            n=friction.waited,
        ),
    ]


def _section(name: str, title: str, facts: list[Fact]) -> Section:
    beside = gettext("Beside it (interval 80 %)") if name == "friction" else gettext("Beside it")
    heads = (gettext("What"), gettext("Value"), beside)
    rows = tuple((Cell(one.what), Cell(one.value), Cell(one.beside)) for one in facts)
    full = tuple(
        (
            Cell(one.what),
            *(
                Cell("") if number is None else Cell(writing.number(number, 2), round(number, 4))
                for number in (one.number, one.low, one.high, one.n)
            ),
        )
        for one in facts
    )
    columns = (gettext("What"), gettext("Value"), gettext("From (80 %)"), gettext("To (80 %)"), gettext("n"))
    return Section(title, tables=(Table(name, "", heads, rows, (), Table(name, title, columns, full)),))


def _time(deeds: Deeds) -> Fact:
    if not deeds.hours:
        why = gettext("Too few people worked, or nobody measured: sums are told from three people up.")
        return Fact(gettext("Time spent"), gettext("not known"), why)
    worked = sum(deeds.hours.values())
    said = f"{writing.number(deeds.hours_low)}{writing.DASH}{writing.number(deeds.hours_high)}"
    if deeds.budget is not None:
        said = gettext("%(span)s, of %(budget)s") % {"span": said, "budget": writing.number(deeds.budget, 0)}
    return Fact(
        gettext("Time spent"),
        writing.hours(worked),
        said,
        worked,
        deeds.hours_low,
        deeds.hours_high,
        deeds.budget,
    )


def _let_stand(deeds: Deeds) -> Fact:
    minutes, low, high, weeks = deeds.minutes
    saved = {
        "hours": writing.hours(deeds.let_stand * minutes / 60),
        "low": writing.number(deeds.let_stand * (low or 0) / 60, 1),
        "high": writing.number(deeds.let_stand * (high or 0) / 60, 1),
        "minutes": writing.number(minutes),
        "weeks": weeks,
    }
    if not deeds.let_stand:
        said = ""
    elif low is None or high is None:
        said = gettext("saves about %(hours)s, if an answer takes %(minutes)s min, as assumed") % saved
    else:
        said = gettext("saves %(hours)s (%(low)s–%(high)s)") % saved
    return Fact(
        gettext("Left to stand"), writing.number(deeds.let_stand), said, deeds.let_stand, n=deeds.let_stand
    )


def _share(count: int, of: int) -> str:
    return f"{writing.number(100 * count / of)}{writing.NB}%" if of else gettext("not known yet")


def _of(low: float, high: float, n: int) -> str:
    if not n:
        return ""
    return f"{writing.number(100 * low)}{writing.DASH}{writing.number(100 * high)}{writing.NB}%, {_n(n)}"


def _n(n: float) -> str:
    return f"n{writing.NB}={writing.NB}{writing.number(n)}"
