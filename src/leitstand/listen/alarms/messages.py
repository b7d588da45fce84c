"""What a notice says: the same facts by every way, in the language and on the clock of who reads it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext

from leitstand.listen.alarms import actions, queries
from leitstand.listen.alarms.quiet import zone_of
from leitstand.listen.models import Alarm, AlarmNotice

if TYPE_CHECKING:
    from leitstand.people.models import Person

QUOTED = 3
LONGEST_QUOTE = 240


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent: `title` and `lead` are a line each, `text` is plain, `url` is the page of the alarm."""

    title: str
    lead: str
    text: str
    url: str

    @property
    def brief(self) -> str:
        """For where little fits."""
        return f"{self.lead}\n{self.url}"


def message(notice: AlarmNotice) -> Message:
    """What this notice says. Three queries at most."""
    alarm, person = notice.alarm, notice.person
    language = person.language or alarm.organization.language
    with translation.override(language), timezone.override(zone_of(person.time_zone)):
        facts = _facts(alarm, person)
        template = "calm" if notice.reason == AlarmNotice.CALM else "alarm"
        page = {**facts, "alarm": alarm, "notice": notice, "person": person}
        text = render_to_string(f"listen/alarms/{template}.txt", page).strip() + "\n"
        return Message(_title(alarm, notice), facts["lead"], text, facts["url"])


def _title(alarm: Alarm, notice: AlarmNotice) -> str:
    said = {
        AlarmNotice.CALM: gettext("Calm again: %(watch)s"),
        AlarmNotice.DEPUTY: gettext("Nobody took it yet. Storm: %(watch)s"),
    }.get(notice.reason, gettext("Storm: %(watch)s")) % {"watch": alarm.watch_name}
    if notice.reason == AlarmNotice.ALARM:
        said = f"{said}, {figures(alarm)}"
    return gettext("[Drill] %(title)s") % {"title": said} if alarm.drill_id else said


def figures(alarm: Alarm) -> str:
    """How much came against how much was usual, in one clause."""
    return gettext("%(heard)s posts instead of %(low)s–%(high)s") % {
        "heard": round(alarm.heard),
        "low": round(alarm.low),
        "high": round(alarm.high),
    }


def _lead(alarm: Alarm) -> str:
    return gettext("Since %(onset)s: %(figures)s.") % {"onset": clock(alarm.onset), "figures": figures(alarm)}


def clock(moment: datetime) -> str:
    """The time of day; with the day when it is another one than today."""
    local = timezone.localtime(moment)
    said = date_format(local, "H:i")
    return said if local.date() == timezone.localdate() else f"{date_format(local, 'j. N')} {said}"


def _facts(alarm: Alarm, person: Person) -> dict[str, Any]:
    origin = settings.CONFIG.origin
    return {
        "lead": _lead(alarm),
        "new": round(alarm.figures.get("new", {}).get("now", 0)),
        "quotes": quotes(alarm),
        "doubts": [gettext(one["sentence"]) % one["facts"] if one["facts"] else gettext(one["sentence"])
                   for one in alarm.doubts],
        "url": f"{origin}{reverse('listen:alarm', args=[alarm.pk])}",
        "take": f"{origin}{reverse('listen:alarm-take', args=[actions.token(alarm, person)])}",
        "how": f"{origin}{reverse('listen:alarm-reach')}",
    }  # fmt: skip


def quotes(alarm: Alarm) -> list[tuple[str, str]]:
    """The first posts: who, and what they said."""
    if alarm.drill is not None:
        return [(one["voice"]["author"], one["text"]) for one in alarm.drill.posts[:QUOTED]]
    if alarm.watch_id is None:
        return []
    rows = queries.posts_of(alarm.watch_id, alarm.onset).filter(taken_down=None, copy_of="")[:QUOTED]
    return [(row.author_name or row.author_handle, _short(row.name or row.text)) for row in rows]


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE].rstrip()} …"
