"""Spans of time as people say them."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext, ngettext

MINUTE, HOUR, DAY = 60.0, 3600.0, 86_400.0


def span(length: timedelta) -> str:
    """Roughly: "less than a minute", "3 min", "5 h", "2 days"."""
    seconds = abs(length.total_seconds())
    if seconds < MINUTE:
        return gettext("less than a minute")
    if seconds < 1.5 * HOUR:
        return gettext("%(n)s min") % {"n": round(seconds / MINUTE)}
    if seconds < 1.5 * DAY:
        return gettext("%(n)s h") % {"n": round(seconds / HOUR)}
    days = round(seconds / DAY)
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}
