"""Tells what runs beside a report: experiments, and accounts that could fall asleep."""

from __future__ import annotations

from django.utils.translation import gettext

from leitstand.learn.reports import writing
from leitstand.learn.reports.beside import Beside, Running
from leitstand.learn.reports.shapes import Cell, Section, Table


def sections(given: Beside) -> tuple[Section, ...]:
    """What runs, and what could fall asleep, in words and numbers."""
    words = tuple(said(one) for one in given.running)
    rows = tuple(
        (
            Cell(writing.network(one.network)),
            Cell(_per_cent(one.chance), round(one.chance, 4)),
            Cell(f"{writing.number(100 * one.low)}{writing.DASH}{_per_cent(one.high)}"),
            Cell(f"n{writing.NB}={writing.NB}{one.n}", one.n),
        )
        for one in given.sleeping
    )
    found = [Section(gettext("Running now"), words=words)] if words else []
    if rows:
        heads = (gettext("Network"), gettext("Chance"), gettext("Interval (80 %)"), gettext("out of"))
        above = (gettext("How likely it is that nothing appears for four weeks."), given.record)
        title, table = gettext("Could fall asleep"), Table("asleep", "", heads, rows, (1, 2, 3))
        found.append(Section(title, tuple(one for one in above if one), (table,)))
    return tuple(found)


def said(one: Running) -> str:
    """One experiment in a sentence or two."""
    head = f"{one.name}: {one.step}"
    return " ".join(part for part in (head, difference(one), one.says) if part)


def difference(one: Running) -> str:
    """The difference so far with its interval; nothing while there is none."""
    if one.difference is None or one.low is None or one.high is None:
        return ""
    return gettext("Difference %(value)s %(unit)s, between %(low)s and %(high)s (80 %% interval).") % {
        "value": _signed(one.difference),
        "unit": one.unit,
        "low": _signed(one.low),
        "high": _signed(one.high),
    }


def _signed(value: float) -> str:
    return f"+{writing.number(value, 1)}" if value > 0 else writing.number(value, 1)


def _per_cent(share: float) -> str:
    return f"{writing.number(100 * share)}{writing.NB}%"
