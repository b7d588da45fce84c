"""Describes the pictures of reports as Vega-Lite, each with a sentence that holds the finding."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from leitstand.learn.reports import writing
from leitstand.learn.reports.facts import Expected
from leitstand.learn.reports.shapes import Cell, Picture, Table

INK, SOFT, BAND, GRID, MORE, LESS = "#191c1e", "#4a4f53", "#dcd9d1", "#e9e7e1", "#c47207", "#6f63d6"
TOKENS = {
    INK: "ink",
    SOFT: "ink-soft",
    BAND: "chart-band",
    GRID: "chart-grid",
    MORE: "more-fill",
    LESS: "less-fill",
}
"""The inks of paper and the tokens that a page has for them."""

ROWS, MOST_POINTS = ("value", "low", "high"), 40
MOMENTS = (1.0, 4.0, 24.0, 48.0, 96.0, 168.0)
WHOLE = {"tickCount": 3, "tickMinStep": 1, "format": "d"}
WIDE, HIGH, WEEK_HOURS = 268, 150, 168.0
_SIZE = re.compile(r'^<svg [^>]*?width="([\d.]+)" height="([\d.]+)"[^>]*>(<rect [^>]*fill="white"/>)?')
_TALK = re.compile(r' (?:role|aria-[a-z]+|class|font-family)="[^"]*"')
_INK = re.compile("|".join(TOKENS))


def waits(answers: Mapping[str, Any]) -> Picture:
    """Which share of the questions still waits after so long, with its band of 80 %."""
    days = max(step[0] for step in answers["steps"]) > 48
    per, unit = (24.0, gettext("days")) if days else (1.0, gettext("hours"))
    last = WEEK_HOURS if days else 48.0
    steps = [one for one in answers["steps"] if one[0] <= last]
    steps.append([last, *steps[-1][1:]])
    data = [{"at": at / per, "share": s, "low": lo, "high": hi} for at, s, lo, hi, _n in steps]
    x = {"field": "at", "type": "quantitative", "title": unit, "scale": {"domain": [0, last / per]}}
    y = {
        "field": "share",
        "type": "quantitative",
        "title": None,
        "scale": {"domain": [0, 1]},
        "axis": {"labelExpr": "100 * datum.value + '\u00a0%'", "values": [0, 0.5, 1]},
    }
    stepped = {"interpolate": "step-after", "clip": True}
    layers = [
        {
            "mark": {"type": "area", "color": BAND, **stepped},
            "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}},
        },
        {"mark": {"type": "line", "color": INK, "strokeWidth": 2, **stepped}, "encoding": {"x": x, "y": y}},
    ]
    title = gettext("How long questions wait")
    return Picture("waits", title, waited(answers), _spec(data, layers), _waiting(answers))


def waited(answers: Mapping[str, Any]) -> str:
    """The finding of the waits in words."""
    facts = {
        "n": answers["n"],
        "open": answers["n"] - answers["settled"],
        "median": writing.wait(answers["median"]),
        "low": writing.wait(answers["low"]),
        "high": writing.wait(answers["high"]),
        "weeks": answers["weeks"],
    }
    if answers["median"] is None:
        return (
            gettext(
                "Of %(n)s questions of the last %(weeks)s weeks %(open)s still wait. Half of them are not "
                "settled yet, so that nobody can say how long half of them wait."
            )
            % facts
        )
    return (
        gettext(
            "Half of the %(n)s questions of the last %(weeks)s weeks were settled within %(median)s "
            "(80 %%: %(low)s to %(high)s). The %(open)s that still wait are counted in."
        )
        % facts
    )


def year(
    label: str, weeks: Sequence[tuple[str, float]], expected: Expected | None, beyond: str, alt: str
) -> Picture:
    """A figure week by week; the last one on the band of what was to be expected."""
    data = [{"week": week, "value": value, "n": n} for n, (week, value) in enumerate(weeks)]
    last = data[-1] | ({"low": expected.low, "high": expected.high} if expected else {})
    ends = f"datum.value == 0 || datum.value == {len(data) - 1}"
    first, until = (writing.short(weeks[at][0]) for at in (0, -1))
    named = f"{ends} ? datum.value == 0 ? '{first}' : '{until}' : ''"
    x = {
        "field": "n",
        "type": "quantitative",
        "title": None,
        "scale": {"domain": [0, max(len(data) - 1, 1)], "nice": False},
        "axis": {"labelExpr": named, "values": [0, len(data) - 1], "grid": False, "labelFlush": True},
    }
    y = {"field": "value", "type": "quantitative", "title": None, "axis": WHOLE}
    hue = {"more": MORE, "less": LESS}.get(beyond, INK)
    layers: list[dict[str, Any]] = [
        {"mark": {"type": "line", "color": INK, "strokeWidth": 1.5}, "encoding": {"x": x, "y": y}},
        {
            "data": {"values": [last]},
            "mark": {"type": "point", "filled": True, "color": hue, "size": 70, "opacity": 1},
            "encoding": {"x": x, "y": y},
        },
    ]
    if expected:
        band = {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}}
        layers.insert(
            0,
            {
                "data": {"values": [last]},
                "mark": {"type": "bar", "color": BAND, "width": 14},
                "encoding": band,
            },
        )
    return Picture("year", label, alt, _spec(data, layers), _weeks(label, weeks))


def _waiting(answers: Mapping[str, Any]) -> Table:
    """The curve read off at six moments."""
    rows = []
    for hours in MOMENTS:
        _at, share, low, high, _n = next(one for one in reversed(answers["steps"]) if one[0] <= hours)
        said = [f"{writing.number(100 * one)}{writing.NB}%" for one in (share, low, high)]
        cells = (Cell(text, round(one, 4)) for text, one in zip(said, (share, low, high), strict=True))
        rows.append((Cell(writing.wait(hours)), *cells))
    heads = (gettext("After"), gettext("wait still"), gettext("From (80 %)"), gettext("To (80 %)"))
    return Table("waits", gettext("How long questions wait"), heads, tuple(rows), (1, 2, 3))


def _weeks(label: str, weeks: Sequence[tuple[str, float]]) -> Table:
    rows = tuple((Cell(writing.short(week)), Cell(writing.number(value), value)) for week, value in weeks)
    return Table("weeks", label, (gettext("Week"), label), rows, (1,))


def course(label: str, points: Sequence[Sequence[float]], zone: ZoneInfo, alt: str) -> Picture:
    """The posts of a storm on the band of what was usual; a point is [epoch, value, expected, low, high]."""
    step = max(len(points) // MOST_POINTS, 1)
    groups = [points[n : n + step] for n in range(0, len(points), step)]
    data: list[dict[str, Any]] = [
        {"n": n, "at": _clock(group[0][0], zone)}
        | {key: sum(one[k] for one in group) for k, key in ((1, "value"), (3, "low"), (4, "high"))}
        for n, group in enumerate(groups)
    ]
    ends = [0, len(data) // 2, len(data) - 1]
    said = " : ".join(f"datum.value == {n} ? '{data[n]['at']}'" for n in ends) + " : ''"
    x = {
        "field": "n",
        "type": "quantitative",
        "title": None,
        "scale": {"domain": [0, len(data) - 1], "nice": False},
        "axis": {"labelExpr": said, "values": ends, "grid": False, "labelFlush": True},
    }
    y = {"field": "value", "type": "quantitative", "title": None, "axis": WHOLE}
    band = {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}}
    layers: list[dict[str, Any]] = [
        {"mark": {"type": "area", "color": BAND}, "encoding": band},
        {"mark": {"type": "line", "color": INK, "strokeWidth": 1.5}, "encoding": {"x": x, "y": y}},
    ]
    rows = tuple(
        (Cell(str(one["at"])), *(Cell(writing.number(one[key], 1), round(one[key], 2)) for key in ROWS))
        for one in data
    )
    heads = (gettext("From"), gettext("Posts"), gettext("usual from"), gettext("usual to"))
    return Picture("course", label, alt, _spec(data, layers), Table("course", label, heads, rows, (1, 2, 3)))


def on_page(picture: Picture) -> SafeString:
    """The drawn picture for a page: its inks follow light and dark, its type is the page's, one label speaks.

    Safe: our own drawing, in which Vega has escaped every word.
    """
    found = _SIZE.match(picture.svg)
    if not found:
        return mark_safe("")
    inside = _INK.sub(lambda one: f"var(--{TOKENS[one[0]]})", _TALK.sub("", picture.svg[found.end() :]))
    return mark_safe(f'<svg class="drawing" viewBox="0 0 {found[1]} {found[2]}" aria-hidden="true">{inside}')  # noqa: S308


def _clock(epoch: float, zone: ZoneInfo) -> str:
    return date_format(datetime.fromtimestamp(epoch, zone), "H:i")


def _spec(data: Sequence[Mapping[str, Any]], layers: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    axis = {
        "labelColor": SOFT,
        "titleColor": SOFT,
        "domain": False,
        "ticks": False,
        "gridColor": GRID,
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "labelPadding": 6,
    }
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": WIDE,
        "height": HIGH,
        "data": {"values": list(data)},
        "layer": list(layers),
        "config": {"view": {"stroke": None}, "font": "IBM Plex Sans", "axis": axis, "axisX": {"grid": False}},
    }
