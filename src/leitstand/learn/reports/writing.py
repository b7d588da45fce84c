"""Writes numbers as people of a language read them: signs, spaces that do not break, spans, days."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext, ngettext

from leitstand import registry
from leitstand.learn.reports.facts import COUNT, SHARE, Kind
from leitstand.learn.reports.weeks import Week

NB = "\N{NO-BREAK SPACE}"
DASH = "\N{EN DASH}"
MINUS = "\N{MINUS SIGN}"


def number(value: float, digits: int = 0) -> str:
    """With the language's own signs: 2.410 or 2,410; a real minus."""
    said = number_format(round(value, digits), digits, use_l10n=True, force_grouping=True)
    return said.replace("-", MINUS)


def figure(kind: Kind, value: float | None) -> str:
    """A figure of the week: whole, in per cent, or with one digit."""
    if value is None:
        return gettext("not known yet")
    if kind.behaves == SHARE:
        return f"{number(100 * value)}{NB}%"
    return number(value, 0 if kind.behaves == COUNT else 1)


def span(kind: Kind, low: float | None, high: float | None) -> str:
    """An interval in the unit of its figure; nothing when there is none."""
    if low is None or high is None:
        return ""
    if kind.behaves == SHARE:
        return f"{number(100 * low)}{DASH}{number(100 * high)}{NB}%"
    digits = 0 if kind.behaves == COUNT else 1
    return f"{number(low, digits)}{DASH}{number(high, digits)}"


def hours(value: float) -> str:
    """Hours with one digit, without it where it is nought."""
    digits = 0 if round(value, 1) == round(value) else 1
    return f"{number(value, digits)}{NB}h"


def wait(value: float | None) -> str:
    """So many hours of waiting: minutes below two hours, days above two."""
    if value is None:
        return gettext("not reached")
    if value < 2:
        return f"{number(60 * value)}{NB}min"
    if value < 48:
        return hours(value)
    days = value / 24
    digits = 0 if round(days, 1) == round(days) else 1
    return ngettext("%(n)s day", "%(n)s days", round(days)) % {"n": number(days, digits)}


def week(found: Week) -> str:
    """ "Week 46, 9 to 15 November 2026"."""
    first, last = found.monday, found.sunday
    begins = gettext("j") if first.month == last.month else gettext("j F")
    return gettext("Week %(number)s, %(first)s to %(last)s") % {
        "number": found.number,
        "first": date_format(first, begins),
        "last": day(last),
    }


def short(name: str) -> str:
    """A week by its number alone, from its name as in 2026-W46."""
    return gettext("Week %(number)s") % {"number": int(name[-2:])}


def day(found: date) -> str:
    """ "15 November 2026"."""
    return date_format(found, gettext("j F Y"))


def moment(found: datetime, zone: ZoneInfo) -> str:
    """ "Tuesday 17 November 2026, 16:30", on these clocks."""
    return date_format(found.astimezone(zone), gettext("l j F Y, H:i"))


def clock(found: datetime, zone: ZoneInfo) -> str:
    """ "17 Nov 2026, 16:30", on these clocks."""
    local = found.astimezone(zone)
    return f"{date_format(local, gettext('j M Y'))}, {date_format(local, 'H:i')}"


def network(name: str) -> str:
    """What people call a network: "Mastodon"; its name where it is not installed."""
    known = name in registry.names(registry.NETWORKS)
    return gettext(registry.network(name).title) if known else name
