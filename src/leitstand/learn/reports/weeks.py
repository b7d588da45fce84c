"""Weeks by their ISO name ("2026-W46"), as they begin and end where the organisation is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from leitstand.vocabulary.errors import Gone
from leitstand.vocabulary.words import _

NAME = re.compile(r"(\d{4})-W(\d{2})")


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """Monday to Sunday."""

    monday: date

    @property
    def name(self) -> str:
        """As everybody calls it: "2026-W46"."""
        year, number, _day = self.monday.isocalendar()
        return f"{year}-W{number:02d}"

    @property
    def number(self) -> int:
        """The week of its year."""
        return self.monday.isocalendar().week

    @property
    def sunday(self) -> date:
        """Its last day."""
        return self.monday + timedelta(days=6)

    def before(self, weeks: int = 1) -> Week:
        """So many weeks earlier."""
        return Week(self.monday - timedelta(weeks=weeks))

    def after(self, weeks: int = 1) -> Week:
        """So many weeks later."""
        return self.before(-weeks)

    def span(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """From Monday's midnight to before the next one's, on these clocks."""
        return midnight(self.monday, zone), midnight(self.after().monday, zone)


def named(name: str) -> Week:
    """The week of this name; raises Gone where there is none."""
    found = NAME.fullmatch(name)
    try:
        return Week(date.fromisocalendar(int(found[1]), int(found[2]), 1) if found else date.min)
    except (ValueError, OverflowError) as error:
        raise _no_week() from error


def known(name: str, now: datetime, zone: ZoneInfo) -> Week:
    """The week of this name, unless it lies ahead or in another century; raises Gone."""
    week = named(name)
    if not date(2000, 1, 3) <= week.monday <= of(now, zone).monday:
        raise _no_week()
    return week


def of(now: datetime, zone: ZoneInfo) -> Week:
    """The week in which this moment lies, on these clocks."""
    day = now.astimezone(zone).date()
    return Week(day - timedelta(days=day.weekday()))


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """When this day begins."""
    return datetime.combine(day, time(), tzinfo=zone)


def _no_week() -> Gone:
    return Gone(_("There is no such week to report on. Weeks are named like 2026-W46, and none lies ahead."))
