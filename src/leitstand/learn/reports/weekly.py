"""Tells one week as a report: the headline, seven figures, what we did, what it cost, what people say."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.utils.translation import get_language, gettext, ngettext

from leitstand.learn.reports import deeds, pictures, running, writing
from leitstand.learn.reports.facts import COUNT, LABELS, RATE
from leitstand.learn.reports.figures import Line
from leitstand.learn.reports.looking import Look
from leitstand.learn.reports.shapes import Cell, Quote, Report, Section, Table
from leitstand.vocabulary.words import _

NOT_SAID = (
    _("Whether anybody trusts us."),
    _("Whether the quiet ones are content."),
    _("What is said in closed channels."),
)
WORDS = {"more": _("more than to be expected"), "less": _("less than to be expected")}
ALONE = {
    "more": _("%(figure)s: more than to be expected."),
    "less": _("%(figure)s: less than to be expected."),
}


SHORT = (_("Figure"), _("This week (interval 80 %)"), _("Expected"), _("out of"))
LONG = (
    *(_("Figure"), _("This week"), _("From (80 %)"), _("To (80 %)"), _("Expected from"), _("Expected to")),
    *(_("Middle of the weeks before"), _("Weeks before"), _("Cases or hours"), _("Beyond noise")),
)
"""The heads of the table: for reading, and with every number in a column of its own."""


def report(look: Look) -> Report:
    """The week in the language of the moment."""
    zone = ZoneInfo(look.organization.time_zone)
    parts = (
        figures(look),
        *deeds.sections(look.facts),
        *running.sections(look.beside),
        _own(look, zone),
        _changed(look),
    )
    return Report(
        kind="week",
        name=look.week.name,
        title=headline(look),
        period=writing.week(look.week),
        lead=lead(look),
        organization=look.organization.name,
        language=get_language() or "en",
        made=writing.moment(look.measured, zone),
        sections=tuple(one for one in parts if one),
        not_said=tuple(gettext(one) for one in NOT_SAID),
    )


def headline(look: Look) -> str:
    """The answer of the week."""
    if look.running:
        return gettext("This week so far.")
    if not look.judged:
        return gettext("Too few weeks to compare with.")
    if not look.beyond:
        return gettext("Nothing beyond noise.")
    if len(look.beyond) == 1:
        line = look.beyond[0]
        return gettext(ALONE[line.beyond]) % {"figure": gettext(line.kind.label)}
    return ngettext("%(n)s figure beyond noise.", "%(n)s figures beyond noise.", len(look.beyond)) % {
        "n": len(look.beyond)
    }


def lead(look: Look) -> str:
    """What the headline means for whoever reads it."""
    if look.running:
        return gettext("The week is not over, so that nothing is compared yet.")
    known = len(look.judged)
    if not known:
        return gettext("From the seventh full week on, this page says what was to be expected.")
    if not look.beyond:
        return ngettext(
            "The one figure that can be judged lies where it was to be expected. You need change nothing.",
            "All %(n)s figures that can be judged lie where they were to be expected. That is a good result: "
            "you need change nothing.",
            known,
        ) % {"n": known}
    said = " ".join(_said(line) for line in look.beyond)
    rest = known - len(look.beyond)
    quiet = ngettext(
        "The other one lies where it was to be expected.",
        "The other %(n)s lie where they were to be expected.",
        rest,
    ) % {"n": rest}
    return f"{said} {quiet}" if rest else said


def noise(look: Look) -> str:
    """How often chance alone cries wolf, and how the ranges are made."""
    known = len(look.judged)
    if not known:
        return ""
    weeks = max(line.expected.weeks for line in look.judged if line.expected)
    return gettext(
        "What was to be expected comes from the %(weeks)s weeks before. With %(n)s figures, mere chance puts "
        "one outside it about once in seven weeks."
    ) % {"n": known, "weeks": weeks}


def figures(look: Look) -> Section:
    """The seven figures, with pictures where there is something to draw."""
    drawn = []
    if look.facts.answers.get("steps"):
        drawn.append(pictures.waits(look.facts.answers))
    first = look.lines[0]
    if first.value is not None and len(look.facts.line) >= 2:
        points = [*look.facts.line, (look.week.name, first.value)]
        title = gettext("Mentions, week by week")
        drawn.append(pictures.year(title, points, first.expected, first.beyond, _said(first)))
    words = (noise(look), _provisional(look))
    return Section(
        title=gettext("Figures of the week"),
        words=tuple(one for one in words if one),
        tables=(table(look),),
        pictures=tuple(drawn),
    )


def table(look: Look) -> Table:
    """The seven figures as a table, and with every number in a column of its own."""
    rows = tuple(
        (
            Cell(gettext(line.kind.label)),
            Cell(_value(line), beyond=line.beyond),
            Cell(expected(line)),
            Cell(counted(line)),
        )
        for line in look.lines
    )
    full = tuple(
        (
            Cell(gettext(line.kind.label)),
            *(_number(one) for one in (line.value, line.low, line.high)),
            *(_number(getattr(line.expected, name, None)) for name in ("low", "high", "middle", "weeks")),
            _number(line.measured.of if line.measured and line.measured.of else None),
            Cell(gettext(WORDS[line.beyond]) if line.beyond else "", beyond=line.beyond),
        )
        for line in look.lines
    )
    title = gettext("Figures of the week")
    columns, heads = (tuple(gettext(one) for one in many) for many in (SHORT, LONG))
    if look.judged and look.judged[0].expected:
        sure = f"{writing.number(100 * look.judged[0].expected.sure)}{writing.NB}%"
        columns = (*columns[:2], f"{columns[2]} ({sure})", columns[3])
    return Table("figures", "", columns, rows, (1, 2, 3), Table("figures", title, heads, full))


def expected(line: Line) -> str:
    """What was to be expected, in the unit of the figure."""
    return (
        writing.span(line.kind, line.expected.low, line.expected.high)
        if line.expected
        else gettext("not known yet")
    )


def counted(line: Line) -> str:
    """From what the figure is: counted, so many cases, so many hours."""
    if line.measured is None:
        return ""
    if line.kind.behaves == RATE:
        return writing.hours(line.measured.of)
    if line.kind.behaves == COUNT and not line.measured.of:
        return gettext("counted")
    return f"n{writing.NB}={writing.NB}{writing.number(line.measured.of)}"


def _value(line: Line) -> str:
    interval = writing.span(line.kind, line.low, line.high)
    shown = writing.figure(line.kind, line.value)
    return f"{shown} ({interval})" if interval else shown


def _said(line: Line) -> str:
    facts = {
        "figure": gettext(line.kind.label),
        "value": writing.figure(line.kind, line.value),
        "expected": expected(line),
    }
    return gettext("%(figure)s: %(value)s, expected %(expected)s.") % facts


def _number(value: float | None) -> Cell:
    """A number for whoever reckons on; an empty cell where it is not known."""
    return Cell("") if value is None else Cell(writing.number(value, 2), round(value, 4))


def _provisional(look: Look) -> str:
    if look.open:
        return gettext("The hours of this week are closed on Tuesday; until then these figures may change.")
    return ""


def _own(look: Look, zone: ZoneInfo) -> Section | None:
    quotes = tuple(
        Quote(
            one.content,
            ", ".join(
                part
                for part in (
                    str(one.author or gettext("somebody who has left")),
                    writing.moment(one.created, zone),
                    gettext(LABELS[one.figure]) if one.figure else "",
                    gettext("reworded") if one.changed else "",
                )
                if part
            ),
        )
        for one in look.remarks
    )
    return Section(gettext("In own words"), quotes=quotes) if quotes else None


def _changed(look: Look) -> Section | None:
    words = tuple(
        gettext("%(figure)s: %(then)s when this was told, %(now)s now.")
        % {
            "figure": gettext(one.kind.label),
            "then": writing.figure(one.kind, one.then),
            "now": writing.figure(one.kind, one.now),
        }
        for one in look.changed
    )
    return Section(gettext("Changed since"), words=words) if words else None
