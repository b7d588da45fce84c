"""Moments as networks write them, read in place: whatever is written in another way is left to Python."""

from __future__ import annotations

from typing import Any

from leitstand.firehose.jit import Bool, Int, part, step

EARLIEST, LATEST = 10**15, 4 * 10**15
"""Microseconds since 1970 of the moments that are read here: September 2001 to October 2096."""

_DASH, _COLON, _POINT, _PLUS, _T, _Z = map(ord, "-:.+TZ")
_MICROSECONDS = 1_000_000


@step
def moment(buf: Any, at: Int, end: Int) -> Int:
    """Microseconds since 1970 of YYYY-MM-DDTHH:MM:SS, a fraction or none, and Z or ±HH:MM; -1: not read.

    As `datetime.fromisoformat` reads it: of a fraction the first six digits count.
    """
    if end - at < 20 or not _dressed(buf, at):
        return -1
    year, month, day = _digits(buf, at, 4), _digits(buf, at + 5, 2), _digits(buf, at + 8, 2)
    hour, minute, second = _digits(buf, at + 11, 2), _digits(buf, at + 14, 2), _digits(buf, at + 17, 2)
    if min(year, month, day, hour, minute, second) < 0 or hour > 23 or minute > 59 or second > 59:
        return -1
    if month < 1 or month > 12 or day < 1 or day > _days(year, month):
        return -1
    fraction, behind = _fraction(buf, at + 19, end)
    offset = _offset(buf, behind, end)
    if fraction < 0 or offset == -(1 << 20):
        return -1
    seconds = ((_day(year, month, day) * 24 + hour) * 60 + minute - offset) * 60 + second
    found = seconds * _MICROSECONDS + fraction
    return found if EARLIEST <= found <= LATEST else -1


@part
def _dressed(buf: Any, at: Int) -> Bool:
    """Do the signs stand where they should?"""
    dashes = buf[at + 4] == _DASH and buf[at + 7] == _DASH
    return dashes and buf[at + 10] == _T and buf[at + 13] == _COLON and buf[at + 16] == _COLON


@part
def _digits(buf: Any, at: Int, count: Int) -> Int:
    """A number of so many digits; below 0: they are not all digits."""
    number, odd = 0, False
    for each in range(at, at + count):
        digit = int(buf[each]) - 48
        odd |= digit < 0 or digit > 9
        number = 10 * number + digit
    return -1 if odd else number


@part
def _fraction(buf: Any, at: Int, end: Int) -> tuple[Int, Int]:
    """Microseconds behind a point, and where what follows begins; -1: a point and no digit."""
    if buf[at] != _POINT:
        return 0, at
    at += 1
    value, weight, first = 0, 100_000, at
    while at < end and 48 <= buf[at] <= 57:
        value += (int(buf[at]) - 48) * weight
        weight //= 10
        at += 1
    return (value if at > first else -1), at


@part
def _offset(buf: Any, at: Int, end: Int) -> Int:
    """Minutes east of UTC; -2**20: there is no offset, or an odd one."""
    if at + 1 == end and buf[at] == _Z:
        return 0
    if at + 6 != end or (buf[at] != _PLUS and buf[at] != _DASH) or buf[at + 3] != _COLON:
        return -(1 << 20)
    hours, minutes = _digits(buf, at + 1, 2), _digits(buf, at + 4, 2)
    if hours < 0 or minutes < 0 or hours > 23 or minutes > 59:
        return -(1 << 20)
    east = 60 * hours + minutes
    return east if buf[at] == _PLUS else -east


@part
def _days(year: Int, month: Int) -> Int:
    """Days of a month."""
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


@part
def _day(year: Int, month: Int, day: Int) -> Int:
    """Days since 1970, for years after 0 (H. Hinnant, chrono-compatible low-level date algorithms)."""
    shifted = year - 1 if month <= 2 else year
    era = shifted // 400
    of_era = shifted - era * 400
    of_year = (153 * (month - 3 if month > 2 else month + 9) + 2) // 5 + day - 1
    return era * 146097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719468
