"""The curve of a storm as it is drawn: places in per cent of the plot, and the same numbers as a table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil, log10
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format

from leitstand.listen.alarms.detector import Point, grouped

BEFORE = timedelta(hours=3)
"""So much of what came before the onset is drawn."""

SPANS = (timedelta(minutes=5), timedelta(minutes=15), timedelta(minutes=30), timedelta(hours=1))
MOST_DRAWN = 36
MOST_HOURS = 5
ROWS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A moment, or a height, with its place in per cent and what stands beside it."""

    at: float
    label: str
    height: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the table: from when, how many, and between what was usual."""

    at: datetime
    value: int
    low: int
    high: int

    @property
    def beyond(self) -> bool:
        """Is it more than usual?"""
        return self.value > self.high


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """A drawn curve. Paths are in a square of 100; `rows` are the last ones drawn."""

    minutes: int
    band: str
    line: str
    hot: str
    over: str
    grid: tuple[Mark, ...]
    hours: tuple[Mark, ...]
    pins: tuple[Mark, ...]
    last: Mark
    fuzz: tuple[float, float]
    rows: tuple[Row, ...]
    peak: int
    usual: tuple[int, int]
    data: dict[str, Any]


def drawn(stored: dict[str, Any], onset: datetime, pins: Sequence[tuple[datetime, str]]) -> Curve | None:
    """The curve of the posts around a storm; None before there are two bins."""
    start = (onset - BEFORE).timestamp()
    points = [point for point in stored.get("channels", {}).get("volume", []) if point[0] >= start]
    span = next((one for one in SPANS if len(points) * 300 / one.total_seconds() <= MOST_DRAWN), SPANS[-1])
    points = grouped(points, span)
    if len(points) < 2:
        return None
    plane = _Plane(points, span)
    first_hot = next(
        (n for n, point in enumerate(points) if point[0] + span.total_seconds() > onset.timestamp()), None
    )
    turn = max((first_hot or len(points)) - 1, 0)
    hot = points[turn:]
    rows = tuple(_row(point) for point in points)
    return Curve(
        minutes=int(span.total_seconds() // 60),
        band=plane.area(points, upper=4, lower=3),
        line=plane.path(points[: turn + 1]) if turn else "",
        hot=plane.path(hot) if len(hot) > 1 else "",
        over=plane.over(hot) if len(hot) > 1 else "",
        grid=plane.grid(),
        hours=plane.hours(),
        pins=plane.pins(pins),
        last=Mark(at=plane.x(points[-1][0]), label=str(round(points[-1][1])), height=plane.y(points[-1][1])),
        fuzz=plane.strip(onset, span),
        rows=rows[-ROWS:],
        peak=max(row.value for row in rows),
        usual=(min(row.low for row in rows), max(row.high for row in rows)),
        data={
            "minutes": int(span.total_seconds() // 60),
            "points": [[round(n, 2) for n in p] for p in points],
        },
    )


def _row(point: Point) -> Row:
    at = datetime.fromtimestamp(point[0], tz=UTC)
    return Row(at=at, value=round(point[1]), low=round(point[3]), high=ceil(point[4]))


class _Plane:
    """Where a moment and a number lie, in per cent of the plot from the top left."""

    def __init__(self, points: list[Point], span: timedelta) -> None:
        self.start, self.end = points[0][0], points[-1][0]
        self.span = span
        self.top = max(1.0, *(max(point[1], point[4]) for point in points)) * 1.12

    def x(self, at: float) -> float:
        """From left, within the plot."""
        return round(min(max(100 * (at - self.start) / (self.end - self.start), 0), 100), 2)

    def y(self, value: float) -> float:
        """From above."""
        return round(100 - 100 * min(value, self.top) / self.top, 2)

    def path(self, points: Iterable[Point], column: int = 1) -> str:
        """A line through one column of the points."""
        return "M" + " ".join(f"{self.x(point[0])},{self.y(point[column])}" for point in points)

    def area(self, points: list[Point], *, upper: int, lower: int) -> str:
        """What lies between two columns."""
        return f"{self.path(points, upper)} L{self.path(points[::-1], lower)[1:]}Z"

    def over(self, points: list[Point]) -> str:
        """What lies above the usual."""
        lifted = [[point[0], max(point[1], point[4]), 0.0, 0.0, point[4]] for point in points]
        return self.area(lifted, upper=1, lower=4)

    def grid(self) -> tuple[Mark, ...]:
        """Two round heights."""
        step = 10 ** int(log10(self.top)) if self.top >= 1 else 1
        round_ones = [
            n * step for n in (0.2, 0.25, 0.5, 1, 2, 2.5, 5) if n * step <= self.top / 2 and n * step >= 1
        ]
        low = int(round_ones[-1]) if round_ones else 1
        heights = [low, 2 * low] if 2 * low < self.top else [low]
        return tuple(Mark(at=self.y(n), label=str(n)) for n in heights)

    def hours(self) -> tuple[Mark, ...]:
        """Full hours, few enough to be read."""
        first = ceil(self.start / 3600) * 3600
        all_hours = list(range(first, int(self.end) + 1, 3600))
        every = max(ceil(len(all_hours) / MOST_HOURS), 1)
        return tuple(Mark(at=self.x(at), label=_clock(at)) for at in all_hours[::every])

    def pins(self, pins: Sequence[tuple[datetime, str]]) -> tuple[Mark, ...]:
        """Events, each a step lower than the one before it."""
        inside = [(at, label) for at, label in pins if self.start <= at.timestamp() <= self.end + 3600]
        return tuple(
            Mark(at=self.x(at.timestamp()), label=label, height=14.0 + 24 * number)
            for number, (at, label) in enumerate(inside)
        )

    def strip(self, onset: datetime, span: timedelta) -> tuple[float, float]:
        """Where the onset may lie: it is known to one bin. Place and width."""
        left, right = self.x((onset - span).timestamp()), self.x((onset + span).timestamp())
        return left, round(right - left, 2)


def _clock(at: float) -> str:
    return date_format(timezone.localtime(datetime.fromtimestamp(at, tz=UTC)), "H:i")
