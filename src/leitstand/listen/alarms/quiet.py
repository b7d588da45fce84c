"""When somebody may be disturbed: quiet hours by their own clock, also in nights when clocks change."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

DAY = timedelta(days=1)


def zone_of(name: str) -> ZoneInfo:
    """The zone of that name; UTC where the name is of none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def is_quiet(now: datetime, zone: ZoneInfo, start: time, end: time) -> bool:
    """Is it quiet on the clock of this zone? Hours that end where they begin are none."""
    here = now.astimezone(zone).time()
    return start <= here < end if start <= end else here >= start or here < end


def until_loud(now: datetime, zone: ZoneInfo, start: time, end: time) -> datetime:
    """Now, or in quiet hours the moment they end. An hour that happens twice is quiet both times; one that
    the clock leaves out ends with it."""
    if not is_quiet(now, zone, start, end):
        return now
    today = now.astimezone(zone).date()
    ends = (
        datetime.combine(today + day * DAY, end, tzinfo=zone).replace(fold=fold).astimezone(UTC)
        for day in (0, 1)
        for fold in (0, 1)
    )
    return min(moment for moment in ends if moment > now and not is_quiet(moment, zone, start, end))
