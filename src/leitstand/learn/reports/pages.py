"""What the page of a week shows: places of drawn ranges in per cent, words ready to be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.safestring import SafeString
from django.utils.translation import gettext

from leitstand.learn.reports import deeds, pictures, queries, running, weekly, writing
from leitstand.learn.reports.beside import Running, Sleeping
from leitstand.learn.reports.deeds import Bar, Fact
from leitstand.learn.reports.facts import FIGURES, LABELS, SHARE
from leitstand.learn.reports.figures import Line
from leitstand.learn.reports.looking import Look
from leitstand.learn.reports.printing import drawn
from leitstand.learn.reports.shapes import Picture, Report, Table
from leitstand.learn.reports.weeks import Week

if TYPE_CHECKING:
    from leitstand.learn.models import Remark
    from leitstand.people.models import Membership


@dataclass(frozen=True, slots=True)
class Range:
    """A drawn range: places in per cent; None: not drawn. `says` is the same in words."""

    says: str
    at: float | None = None
    low: float | None = None
    high: float | None = None
    start: float | None = None
    width: float | None = None
    beyond: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One figure of the week as a row."""

    label: str
    value: str
    interval: str
    expected: str
    counted: str
    beyond: str
    range: Range


@dataclass(frozen=True, slots=True)
class Said:
    """A remark, to what figure, and whether who looks may change it."""

    row: Remark
    figure: str
    mine: bool


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture on the page, with its finding and its table."""

    title: str
    alt: str
    svg: SafeString
    table: Table | None


@dataclass(frozen=True, slots=True)
class Experiment:
    """An experiment that runs, with its range."""

    row: Running
    difference: str
    range: Range | None


@dataclass(frozen=True, slots=True)
class Asleep:
    """A network that could fall asleep, with its range."""

    row: Sleeping
    chance: str
    interval: str
    range: Range


@dataclass(frozen=True, slots=True)
class Near:
    """The week before or after: its name in addresses, and as people call it."""

    name: str
    label: str


@dataclass(frozen=True, slots=True)
class WeekPage:
    """Everything the page of a week shows."""

    look: Look
    report: Report
    rows: Sequence[Row]
    sure: str
    noise: str
    done: Sequence[Fact]
    bars: Sequence[Bar]
    worked: str
    cost: Sequence[Fact]
    drawn: Sequence[Drawn]
    remarks: Sequence[Said]
    figures: Sequence[tuple[str, str]]
    experiments: Sequence[Experiment]
    asleep: Sequence[Asleep]
    before: Near
    after: Near | None


def week_page(look: Look, member: Membership) -> WeekPage:
    """The page for this member, with its pictures drawn."""
    report = drawn(weekly.report(look))
    sent = queries.was_sent(look.organization, look.week)
    known = look.judged
    bars = deeds.bars(look.facts.deeds)
    return WeekPage(
        look=look,
        report=report,
        rows=[_row(line) for line in look.lines],
        sure=f"{writing.number(100 * known[0].expected.sure)}{writing.NB}%"
        if known and known[0].expected
        else "",
        noise=weekly.noise(look),
        done=deeds.done(look.facts.deeds),
        bars=bars,
        worked=", ".join(f"{one.label} {one.hours}" for one in bars),
        cost=deeds.cost(look.facts.friction),
        drawn=[drawing(one) for one in report.pictures],
        remarks=[
            Said(
                one,
                gettext(LABELS.get(one.figure, "")) if one.figure else "",
                one.author_id == member.person_id and not sent,
            )
            for one in look.remarks
        ],
        figures=[(kind.name, gettext(kind.label)) for kind in FIGURES],
        experiments=[_experiment(one) for one in look.beside.running],
        asleep=[_asleep(one) for one in look.beside.sleeping],
        before=_near(look.week.before()),
        after=None if look.running else _near(look.week.after()),
    )


def drawing(picture: Picture) -> Drawn:
    """A picture of a report for its page."""
    return Drawn(picture.title, picture.alt, pictures.on_page(picture), picture.table)


def _near(week: Week) -> Near:
    return Near(week.name, gettext("Week %(number)s") % {"number": week.number})


def _row(line: Line) -> Row:
    expected = weekly.expected(line)
    value = writing.figure(line.kind, line.value)
    return Row(
        label=gettext(line.kind.label),
        value=value,
        interval=writing.span(line.kind, line.low, line.high),
        expected=expected,
        counted=weekly.counted(line),
        beyond=line.beyond,
        range=_range(line, f"{gettext(line.kind.label)}: {value}, {gettext('expected')} {expected}"),
    )


def _range(line: Line, says: str) -> Range:
    """One scale a row: from nought to a little more than anything in it; shares to all."""
    expected = line.expected
    ends = [one for one in (line.value, line.high, expected.high if expected else None) if one is not None]
    top = 1.0 if line.kind.behaves == SHARE else 1.2 * max([*ends, 1e-9])

    def place(value: float | None) -> float | None:
        return None if value is None else round(100 * min(max(value / top, 0.0), 1.0), 1)

    start = place(expected.low) if expected else None
    end = place(expected.high) if expected else None
    wide = round(max(end - start, 1.0), 1) if start is not None and end is not None else None
    return Range(says, place(line.value), place(line.low), place(line.high), start, wide, line.beyond)


def _experiment(one: Running) -> Experiment:
    said = running.difference(one)
    if one.difference is None or one.low is None or one.high is None:
        return Experiment(one, said, None)
    most = 1.3 * max(abs(one.low), abs(one.high), 1e-9)
    places = [round(50 + 50 * value / most, 1) for value in (one.difference, one.low, one.high)]
    return Experiment(one, said, Range(said, at=places[0], low=places[1], high=places[2]))


def _asleep(one: Sleeping) -> Asleep:
    places = [round(100 * value, 1) for value in (one.chance, one.low, one.high)]
    chance = f"{writing.number(places[0])}{writing.NB}%"
    interval = f"{writing.number(places[1])}{writing.DASH}{writing.number(places[2])}"
    return Asleep(
        one,
        chance,
        interval,
        Range(f"{one.network}: {chance}, {interval}", at=places[0], low=places[1], high=places[2]),
    )
