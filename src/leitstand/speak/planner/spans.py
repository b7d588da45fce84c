"""Which days a view of the calendar shows, and how many hours each of them has on the clocks of a place."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from leitstand.vocabulary import moments

WEEK = timedelta(days=7)
HOUR = timedelta(hours=1)
LIST_DAYS = 30


@dataclass(frozen=True, slots=True)
class Hour:
    """One hour of a day that really passes: when it begins, and whether clocks showed it before."""

    start: datetime
    clock: str
    again: bool


@dataclass(frozen=True, slots=True)
class Span:
    """The days from `first` to `last`, both shown; `anchor` is the day somebody asked for."""

    kind: str
    anchor: date
    first: date
    last: date
    zone: str

    @property
    def days(self) -> Sequence[date]:
        """Every day of it."""
        return [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]

    @property
    def start(self) -> datetime:
        """When it begins, in UTC."""
        return midnight(self.first, self.zone)

    @property
    def end(self) -> datetime:
        """When it is over, in UTC; not part of it."""
        return midnight(self.last + timedelta(days=1), self.zone)

    @property
    def before(self) -> date:
        """A day of the view before this one."""
        if self.kind == "month":
            return (self.anchor.replace(day=1) - timedelta(days=1)).replace(day=1)
        return self.anchor - _LENGTH[self.kind]

    @property
    def after(self) -> date:
        """A day of the view after this one."""
        if self.kind == "month":
            return (self.anchor.replace(day=28) + timedelta(days=4)).replace(day=1)
        return self.anchor + _LENGTH[self.kind]


_LENGTH = {"day": timedelta(days=1), "week": WEEK, "list": timedelta(days=LIST_DAYS)}
KINDS = ("month", "week", "day", "list")


def span(kind: str, anchor: date, zone: str) -> Span:
    """The view of this kind that holds a day. Weeks begin on Monday; a month is shown in whole weeks."""
    monday = anchor - timedelta(days=anchor.weekday())
    match kind:
        case "day":
            return Span(kind, anchor, anchor, anchor, zone)
        case "list":
            return Span(kind, anchor, anchor, anchor + timedelta(days=LIST_DAYS - 1), zone)
        case "month":
            first = anchor.replace(day=1)
            last = anchor.replace(day=calendar.monthrange(anchor.year, anchor.month)[1])
            first -= timedelta(days=first.weekday())
            return Span(kind, anchor, first, last + timedelta(days=6 - last.weekday()), zone)
        case _:
            return Span("week", anchor, monday, monday + timedelta(days=6), zone)


def midnight(day: date, zone: str) -> datetime:
    """When a day begins there, in UTC; where clocks skip midnight, when they are done skipping."""
    return datetime.combine(day, time(), tzinfo=moments.zone_of(zone)).astimezone(UTC)


def hours(day: date, zone: str) -> list[Hour]:
    """The hours of a day that really pass there: 24, and on nights of change 23 or 25."""
    place = moments.zone_of(zone)
    at, end = midnight(day, zone), midnight(day + timedelta(days=1), zone)
    found: list[Hour] = []
    while at < end:
        local = at.astimezone(place)
        found.append(Hour(at, f"{local:%H:%M}", bool(local.fold)))
        at += HOUR
    return found


def length(day: date, zone: str) -> float:
    """How many hours a day has there."""
    return (midnight(day + timedelta(days=1), zone) - midnight(day, zone)) / HOUR


def day_of(at: datetime, zone: str) -> date:
    """The day that clocks there show at a moment."""
    return at.astimezone(moments.zone_of(zone)).date()


def offset(at: datetime, zone: ZoneInfo) -> str:
    """What clocks there are set to at a moment, as "UTC+1" or "UTC+5:30"."""
    seconds = int((at.astimezone(zone).utcoffset() or timedelta()).total_seconds())
    whole, rest = divmod(abs(seconds) // 60, 60)
    return f"UTC{'-' if seconds < 0 else '+'}{whole}" + (f":{rest:02}" if rest else "")
