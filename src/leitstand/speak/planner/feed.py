"""The calendar as other calendars read it: RFC 5545, in UTC, by the library `icalendar`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext
from icalendar import Calendar, Event

from leitstand.speak.composing import queries as composing
from leitstand.speak.planner import queries

if TYPE_CHECKING:
    from leitstand.people.models import Organization
    from leitstand.speak.models import Thought
    from leitstand.speak.planner.queries import Entry

BACK, AHEAD = timedelta(days=30), timedelta(days=365)
LASTS = timedelta(minutes=15)
"""A post has no length; calendars want one so that it can be seen."""

SURE = (composing.PLANNED, composing.GOING, composing.PUBLISHED, queries.FOUND, queries.LATE)


def feed(organization: Organization, now: datetime) -> bytes:
    """Everything from a month ago until a year ahead, in the language that is active."""
    told = Calendar()
    told.add("prodid", "-//Leitstand//Calendar//EN")
    told.add("version", "2.0")
    told.add("method", "PUBLISH")
    told.add("x-wr-calname", organization.name)
    told.add("refresh-interval", timedelta(minutes=30), parameters={"VALUE": "DURATION"})
    for event in events(queries.entries(organization, now - BACK, now + AHEAD, now)):
        told.add_component(event)
    return bytes(told.to_ical())


def events(entries: Iterable[Entry]) -> Iterable[Event]:
    """Each thought and each post made on the network itself as one event, transparent and private."""
    for one in entries:
        event = Event()
        event.add("uid", _name(one))
        event.add("dtstamp", one.thought.changed if one.thought else one.at)
        event.add("dtstart", one.at)
        event.add("duration", LASTS)
        event.add("summary", f"{gettext(queries.STATES[one.state])}: {_short(one.words)}")
        event.add("description", _description(one))
        event.add("status", "CONFIRMED" if one.state in SURE else "TENTATIVE")
        event.add("transp", "TRANSPARENT")
        event.add("class", "PRIVATE")
        if one.thought:
            event.add("sequence", one.thought.version)
            event.add("url", _url(one.thought))
        elif one.mention and one.mention.url:
            event.add("url", one.mention.url)
        yield event


def _name(one: Entry) -> str:
    host = settings.CONFIG.origin.split("://")[-1]
    return (
        f"thought-{one.thought.pk}@{host}" if one.thought else f"post-{one.mention and one.mention.pk}@{host}"
    )


def _url(thought: Thought) -> str:
    return f"{settings.CONFIG.origin}{reverse('speak:thought', args=[thought.pk])}"


def _short(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= 80 else f"{line[:79]}…"


def _description(one: Entry) -> str:
    said = one.thought.content if one.thought else one.words
    where = ", ".join(str(account) for account in one.accounts)
    voice = str(one.thought.voice) if one.thought and one.thought.voice else ""
    return "\n\n".join(part for part in (said, where, voice) if part)
