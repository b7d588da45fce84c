"""Moments as people mean them: a date and an hour on the clocks of a named place (IANA zones)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.words import _


@cache
def _names() -> set[str]:
    """Every name of the IANA list: a walk through all its files, taken once."""
    return available_timezones()


def zone_of(name: str) -> ZoneInfo:
    """The zone of this name; raises Invalid for anything that is no name of the IANA list."""
    if name not in _names():
        raise Invalid(
            _('There is no time zone "%(name)s". Nothing was lost; choose one such as Europe/Berlin.'),
            name=name,
        )
    return ZoneInfo(name)


def moment_of(day: date, clock: time, zone: str, *, later: bool = False) -> datetime:
    """The moment in UTC when clocks there show this; raises Invalid for an hour that is skipped there.

    An hour that comes twice (clocks go back) is its first coming, or with `later` its second.
    """
    place = zone_of(zone)
    meant = datetime.combine(day, clock, tzinfo=place).replace(fold=int(later))
    found = meant.astimezone(UTC)
    if found.astimezone(place).replace(tzinfo=None) != meant.replace(tzinfo=None):
        after = meant.replace(fold=0).astimezone(UTC).astimezone(place)
        raise Invalid(
            _(
                "On %(day)s the clocks in %(zone)s skip %(clock)s. Nothing was lost; "
                "choose %(after)s or a time before."
            ),
            day=day.isoformat(),
            zone=zone,
            clock=f"{clock:%H:%M}",
            after=f"{after:%H:%M}",
        )
    return found


def comes_twice(day: date, clock: time, zone: str) -> bool:
    """Do clocks there show this twice on that day?"""
    meant = datetime.combine(day, clock, tzinfo=zone_of(zone))
    first, second = meant.replace(fold=0).utcoffset(), meant.replace(fold=1).utcoffset()
    return first is not None and second is not None and first > second
