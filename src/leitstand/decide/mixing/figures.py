"""How hours, values and their doubt are written in the language of the page, and where they are drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.formats import number_format
from django.utils.translation import gettext

from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.vocabulary.estimate import Estimate
    from leitstand.vocabulary.mix import Line

HARD = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
DASH = "\N{EN DASH}"
_BETWEEN = _("%(low)s to %(high)s")
_AND = _("%(low)s and %(high)s")


@dataclass(frozen=True, slots=True)
class Figure:
    """A value with its span of 80 %, as text."""

    value: str
    span: str


def number(value: float, places: int | None = None) -> str:
    """In the language of the page, with a real minus; two places below 0.1, one below 10, else none."""
    if places is None:
        places = 0 if abs(value) >= 10 else 1 if abs(value) >= 0.095 or abs(value) < 0.005 else 2
    rounded = round(value, places) or 0.0
    return number_format(abs(rounded), places).join([MINUS if rounded < 0 else "", ""])


def hours(value: float) -> str:
    """ "4 h", "3.5 h"."""
    places = 0 if abs(value - round(value)) < 0.05 else 1
    return f"{number(value, places)}{HARD}h"


def change(value: float) -> str:
    """ "+2 h", "−2 h"; "" where nothing changes."""
    if abs(value) < 0.05:
        return ""
    return ("+" if value > 0 else "") + hours(value)


def percent(share: float) -> str:
    """ "83 %"; never 0 or 100, for nothing is that sure."""
    return f"{min(max(round(100 * share), 1), 99)}{HARD}%"


def span(low: float, high: float) -> str:
    """ "1.8–4.6"; with a minus in it "−3 to +31", where a dash could not be told from a minus."""
    places = 0 if max(abs(low), abs(high)) >= 10 else 1 if max(abs(low), abs(high)) >= 0.095 else 2
    if low < 0:
        plus = "+" if high > 0 else ""
        return gettext(_BETWEEN) % {"low": number(low, places), "high": plus + number(high, places)}
    return f"{number(low, places)}{DASH}{number(high, places)}"


def figure(estimate: Estimate | Sequence[float]) -> Figure:
    """An estimate as text, value and span with the same places."""
    if isinstance(estimate, Sequence):
        mean, low, high = estimate[0], estimate[1], estimate[2]
    else:
        mean, low, high = estimate.mean, estimate.low, estimate.high
    places = 0 if abs(high) >= 10 else 1 if abs(high) >= 0.095 else 2
    return Figure(number(mean, places), span(low, high))


def gain_in_percent(gain: Estimate, today: Estimate) -> str:
    """The span of a gain as a share of what today's hours bring: "−3 and +31 %"; "" where that is nothing."""
    if today.mean <= 0:
        return ""
    low, high = round(100 * gain.low / today.mean), round(100 * gain.high / today.mean)
    return gettext(_AND) % {"low": _signed(low), "high": _signed(high)} + f"{HARD}%"


def _signed(value: float) -> str:
    return ("+" if value > 0 else "") + number(value, 0)


def scale(lines: Sequence[Line]) -> float:
    """The end of the picture's axis in hours: the next round number above all that is drawn."""
    most = max((max(one.high, one.today, one.hours) for one in lines), default=0.0)
    return next(
        (step for step in (2.0, 4.0, 6.0, 8.0, 10.0, 15.0, 20.0, 30.0, 40.0, 60.0, 80.0) if step >= most),
        most,
    )


@dataclass(frozen=True, slots=True)
class Glyph:
    """Where a line is drawn, in percent of the axis. Without `known` it is dotted and has no dot."""

    low: str
    high: str
    value: str
    before: str
    known: bool


def glyph(line: Line, end: float, *, known: bool) -> Glyph:
    """The picture of one network's hours."""
    return Glyph(
        low=place(line.low / end),
        high=place(line.high / end),
        value=place(line.hours / end),
        before=place(line.today / end),
        known=known,
    )


def place(share: float) -> str:
    """A share of the axis as "12.3%"; whatever the language, for it is drawn and not read."""
    return f"{100 * min(max(share, 0.0), 1.0):.1f}%"


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis."""

    at: str
    label: str
    anchor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """Value over hours, as drawn. `points`: (hours, value) as text, for the table below it."""

    band: str
    line: str
    ticks: tuple[Tick, ...]
    grid: tuple[Tick, ...]
    pin: str
    dot: str
    points: tuple[tuple[str, Figure], ...]


def curve(points: Sequence[tuple[float, Estimate]], here: tuple[float, Estimate]) -> Curve:
    """The picture of value over hours, with a pin at the hours chosen."""
    first, last = points[0][0], points[-1][0]
    top = max(*(one.high for _at, one in points), here[1].high, 1e-9) * 1.08

    def x(at: float) -> float:
        return 100 * min(max((at - first) / max(last - first, 1e-9), 0.0), 1.0)

    def y(value: float) -> float:
        return 100 - 100 * value / top

    upper = [f"{x(at):.2f},{y(one.high):.2f}" for at, one in points]
    lower = [f"{x(at):.2f},{y(one.low):.2f}" for at, one in reversed(points)]
    middle = [f"{x(at):.2f},{y(one.mean):.2f}" for at, one in points]
    step = _round(top / 3)
    marks = [first + (last - first) * i / 3 for i in range(4)]
    return Curve(
        band=f"M{' '.join(upper)} L{' '.join(lower)}Z",
        line=f"M{' '.join(middle)}",
        ticks=tuple(
            Tick(f"{x(at):.1f}%", hours(round(at)), "start" if i == 0 else "end" if i == 3 else "middle")
            for i, at in enumerate(marks)
        ),
        grid=tuple(
            Tick(f"{y(step * i):.1f}%", number(step * i), anchor)
            for i, anchor in ((1, "end"), (2, "start"))  # where the curve, which rises, leaves room
            if step * i < 0.98 * top
        ),
        pin=f"{x(here[0]):.1f}%",
        dot=f"{y(here[1].mean):.1f}%",
        points=tuple((hours(at), figure(one)) for at, one in points),
    )


def _round(value: float) -> float:
    size = 10.0 ** len(str(int(value))) / 10 if value >= 1 else 0.1
    return max(round(value / size), 1) * size


def total(hours_by_network: Mapping[str, float]) -> float:
    """All of it together."""
    return sum(hours_by_network.values())
