"""Template tags that every page may use."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, HiddenInput, RadioSelect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from leitstand import registry
from leitstand.vocabulary.errors import LeitstandError
from leitstand.vocabulary.finding import Finding
from leitstand.vocabulary.risk import Sign
from leitstand.vocabulary.words import _

register = template.Library()

_DAY = _("j M Y")
_WHOLE_DAY = _("j F Y")
_BOXES = (CheckboxInput, CheckboxSelectMultiple, HiddenInput, RadioSelect)


@register.filter
def sentence(problem: Any) -> str:
    """An error of ours, a sign of risk, a finding or a kept problem, in the language of the page."""
    if isinstance(problem, Finding):
        said, facts = problem.why, problem.facts
    elif isinstance(problem, LeitstandError | Sign):
        said, facts = problem.sentence, problem.facts
    elif isinstance(problem, dict):
        said, facts = problem.get("sentence", ""), problem.get("facts") or {}
    else:
        return str(problem or "")
    said = gettext(said) if said else ""
    return said % facts if facts else said


@register.filter
def translated(marked: str) -> str:
    """A sentence that the core marked with `_`, in the language of the page."""
    return gettext(marked) if marked else ""


@dataclass(frozen=True, slots=True)
class Mark:
    """How a network is shown: its name, and its mark or else a letter."""

    title: str
    letter: str
    mark: bool


@register.simple_tag
def network(name: str) -> Mark:
    """The mark of a network by its name; networks of guests and unknown ones get a letter."""
    title = network_title(name)
    return Mark(title, (title or "?")[0].upper(), name in _marks())


@register.filter
def network_title(name: str) -> str:
    """What people call a network: "Mastodon" for "mastodon"; the name itself where it is not installed."""
    try:
        return str(gettext(registry.network(name).title))
    except KeyError:
        return name


@register.filter
def dressed(field: BoundField) -> str:
    """A form field as we draw it; boxes and what has a class already stay as they are.

    A placeholder that only repeats the label is no help, and looks as if something were filled in.
    """
    widget = field.field.widget
    if str(widget.attrs.get("placeholder", "")).casefold() == str(field.label).casefold():
        del widget.attrs["placeholder"]
    plain = isinstance(widget, _BOXES) or "class" in widget.attrs
    return field.as_widget(attrs={} if plain else {"class": "input"})


@register.filter
def initials(name: str) -> str:
    """One or two letters for the face of somebody."""
    words = [word for word in name.lstrip("@").replace(".", " ").split() if word[0].isalnum()]
    return "".join(word[0] for word in words[:1] + words[1:][-1:]).upper() or "?"


@register.filter
def when(moment: datetime | None) -> str:
    """A moment as people say it: "14:05" today, "yesterday 14:05", "Mon 14:05" this week, else the date."""
    if moment is None:
        return ""
    local, today = timezone.localtime(moment), timezone.localdate()
    clock = date_format(local, "H:i")
    if local.date() == today:
        return clock
    if local.date() == today - timedelta(days=1):
        return gettext("yesterday %(clock)s") % {"clock": clock}
    if timedelta() < today - local.date() < timedelta(days=7):
        return f"{date_format(local, 'D')} {clock}"
    return f"{date_format(local, gettext(_DAY))} {clock}"


@register.filter
def day(value: date | datetime | None) -> str:
    """A day in full, "2 September 2026", on the clocks of whoever reads; "" for none."""
    local = timezone.localtime(value) if isinstance(value, datetime) else value
    return date_format(local, gettext(_WHOLE_DAY)) if local else ""


@register.filter
def ago(moment: datetime | None) -> str:
    """How long ago, roughly: "just now", "18 min ago", "3 h ago", then the date."""
    if moment is None:
        return ""
    minutes = int((timezone.now() - moment).total_seconds() // 60)
    if minutes < 1:
        return gettext("just now")
    if minutes < 60:
        return ngettext("%(n)s min ago", "%(n)s min ago", minutes) % {"n": minutes}
    if minutes < 60 * 24:
        return ngettext("%(n)s h ago", "%(n)s h ago", minutes // 60) % {"n": minutes // 60}
    return when(moment)


_WORDS = (
    _("zero"), _("one"), _("two"), _("three"), _("four"), _("five"), _("six"),
    _("seven"), _("eight"), _("nine"), _("ten"), _("eleven"), _("twelve"),
)  # fmt: skip


@register.filter
def in_words(number: int) -> str:
    """A count in running text: in words up to twelve, in figures from 13."""
    return gettext(_WORDS[number]) if 0 <= number < len(_WORDS) else str(number)


@register.filter
def moment(value: datetime | None) -> str:
    """A moment for the `datetime` attribute of <time>: ISO 8601 in UTC."""
    return value.isoformat() if value else ""


@cache
def _marks() -> frozenset[str]:
    place = Path(__file__).resolve().parent.parent / "marks.json"
    return frozenset(json.loads(place.read_text(encoding="utf-8")))
