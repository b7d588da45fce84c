"""Spans of time as people say them."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext, ngettext, npgettext, pgettext

MINUTE, HOUR, DAY = 60.0, 3600.0, 86_400.0


def span(length: timedelta) -> str:
    """Roughly: "less than a minute", "3 min", "5 h", "2 days"; after "every", or alone."""
    if round(length.total_seconds()) < MINUTE:
        return gettext("less than a minute")
    days = _days(length)
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": days} if days else _clock(length)


def after(length: timedelta) -> str:
    """The same after "for" or "in", which German says in another case."""
    if round(length.total_seconds()) < MINUTE:
        return pgettext("after “for” or “in”", "less than a minute")
    days = _days(length)
    if not days:
        return _clock(length)
    return npgettext("after “for” or “in”", "%(n)s day", "%(n)s days", days) % {"n": days}


def _days(length: timedelta) -> int:
    """Whole days, from a day and a half on."""
    seconds = length.total_seconds()
    return round(seconds / DAY) if seconds >= 1.5 * DAY else 0


def _clock(length: timedelta) -> str:
    seconds = length.total_seconds()
    if seconds < 1.5 * HOUR:
        return gettext("%(n)s min") % {"n": round(seconds / MINUTE)}
    return gettext("%(n)s h") % {"n": round(seconds / HOUR)}
