"""A talk or an interview: its watch is made of name, title and hashtag, and begins and ends by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from leitstand.listen import actions as listen
from leitstand.listen import memory
from leitstand.listen.alarms import queries
from leitstand.listen.alarms.quiet import zone_of
from leitstand.listen.models import AlarmEvent, Watch
from leitstand.people import queries as people
from leitstand.vocabulary.errors import Invalid, Refused
from leitstand.vocabulary.watch import read_query
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.people.models import Membership, Person

WATCHED = timedelta(hours=72)
SHORT = 4
"""Words of a title that are shorter tell nothing apart."""

MOST_WORDS = 6
_STOP = frozenset({
    "aber", "about", "alle", "auch", "bei", "beim", "dass", "dein", "deine", "dem", "den", "der",
    "des", "die", "diese", "dieser", "durch", "eine", "einem", "einen", "einer", "eines", "euch",
    "from", "für", "gegen", "haben", "have", "ihre", "ihren", "into", "kann", "kein", "keine",
    "mehr", "mein", "muss", "nach", "nicht", "oder", "ohne", "over", "sein", "seine", "sich",
    "sind", "soll", "sollen", "their", "them", "they", "this", "über", "unser", "unsere", "unter",
    "vom", "vor", "warum", "wenn", "werden", "what", "when", "where", "which", "wird", "with",
    "without", "your", "zum", "zur", "zwischen",
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """What somebody fills in: who speaks, about what, where and when, and how early the watch begins."""

    speaker: str
    title: str
    starts: datetime
    zone: str
    hashtag: str = ""
    place: str = ""
    lead_minutes: int = 120
    false_alarms: float = 1.0
    person: Person | None = None


def query_of(occasion: Occasion) -> str:
    """The query of an occasion: the whole name, the hashtag, or the last name beside a word of the title."""
    name = _bare(occasion.speaker)
    ways = [f'"{name}"'] if name else []
    if tag := occasion.hashtag.strip().lstrip("#"):
        ways.append(f"#{tag}")
    words, last = _telling(occasion.title), name.rpartition(" ")[2]
    if words and last:
        ways.append(f"({last} ({' OR '.join(words)}))")
    return " OR ".join(ways)


def plan_event(member: Membership, occasion: Occasion, *, now: datetime) -> AlarmEvent:
    """Watch for an event, 72 hours from a while before its beginning. Raises Refused; Invalid: it is over."""
    people.require(member, listen.EDITOR)
    begins = occasion.starts - timedelta(minutes=occasion.lead_minutes)
    if begins + WATCHED <= now:
        raise Invalid(
            _("The 72 hours of this event are over already. Nothing was planned; check day and year.")
        )
    query = query_of(occasion)
    read_query(query)
    local = occasion.starts.astimezone(zone_of(occasion.zone))
    with transaction.atomic():
        watch = _watch(member, f"{occasion.title[:60]}, {local:%d.%m.%Y}", query, now)
        event = AlarmEvent.objects.create(
            organization_id=member.organization_id,
            watch=watch,
            speaker=occasion.speaker.strip(),
            person=occasion.person,
            title=occasion.title.strip(),
            hashtag=occasion.hashtag.strip().lstrip("#"),
            place=occasion.place.strip(),
            zone=occasion.zone,
            starts=occasion.starts,
            watch_from=begins,
            watch_to=begins + WATCHED,
            false_alarms=occasion.false_alarms,
            by=member.person,
            created=now,
        )
    move_due(now)
    event.refresh_from_db()
    return event


def cancel(member: Membership, event: AlarmEvent, *, now: datetime) -> None:
    """Look out for it no longer. What its watch found stays."""
    people.require(member, listen.EDITOR)
    if event.organization_id != member.organization_id:
        raise Refused(_("This belongs to another organisation. Nothing was changed."))
    _end(event)


def move_due(now: datetime) -> int:
    """Begin and end what is due; says how many watches changed. Repeating it changes nothing."""
    moved = 0
    for event in queries.events_to_end(now):
        moved += _end(event)
    for event in queries.events_to_begin(now):
        moved += _begin(event)
    return moved


def _begin(event: AlarmEvent) -> int:
    return _turn(event, AlarmEvent.PLANNED, AlarmEvent.WATCHING, active=True)


def _end(event: AlarmEvent) -> int:
    return _turn(event, event.state, AlarmEvent.OVER, active=False)


@transaction.atomic
def _turn(event: AlarmEvent, here: str, there: str, *, active: bool) -> int:
    if not AlarmEvent.objects.filter(pk=event.pk, state=here).exclude(state=there).update(state=there):
        return 0
    event.state = there
    Watch.objects.filter(event=event).update(active=active)
    memory.watches_changed(event.organization_id)
    return 1


def _watch(member: Membership, name: str, query: str, now: datetime) -> Watch:
    """A watch that does not look out yet, under a name that is free."""
    for number in range(1, 100):
        try:
            with transaction.atomic():
                return Watch.objects.create(
                    organization_id=member.organization_id,
                    name=name if number == 1 else f"{name} ({number})",
                    query=query,
                    active=False,
                    created_by=member.person,
                    created=now,
                )
        except IntegrityError:
            continue
    raise Invalid(_("There are a hundred watches for this event already. Nothing was planned."))


def _bare(name: str) -> str:
    """A name without titles and without what the watch language would read as more than words."""
    words = [word.strip("\"'„“”«»(),;") for word in name.split()]
    return " ".join(word for word in words if word and not word.endswith(".") and word[0].isalnum())


def _telling(title: str) -> list[str]:
    """The words of a title that tell it apart, as the watch language writes them."""
    words = ["".join(c for c in word if c.isalnum() or c in "-_").strip("-_") for word in title.split()]
    kept = [word for word in words if len(word) > SHORT and word.casefold() not in _STOP]
    return list(dict.fromkeys(kept))[:MOST_WORDS]
