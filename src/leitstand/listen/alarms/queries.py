"""Every read of alarms, their notices, plans, drills and events."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from leitstand.listen.alarms.counts import Heard, Known
from leitstand.listen.models import (
    Alarm,
    AlarmClock,
    AlarmDrill,
    AlarmEvent,
    AlarmNotice,
    AlarmPlan,
    AlarmReach,
    Judgement,
    Mention,
    Watch,
)
from leitstand.vocabulary.errors import Gone
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.people.models import Membership, Organization

TONE, CRITICAL = "tone", "negative"
REMEMBERED = timedelta(days=30)
"""An author who was not heard for so long counts as new again."""

BACK = timedelta(days=28)
"""So far back a watch that is new to the detector is counted from the mentions that are there."""

MOST_POSTS = 500
AHEAD = timedelta(minutes=15)
TRACK = timedelta(days=90)


def organizations_due(before: datetime) -> list[int]:
    """Organisations with a watch that looks out whose counts end before this, or so far after it that the
    clock must have gone back."""
    rows = Watch.objects.filter(active=True).filter(
        Q(organization__alarm_clock=None)
        | Q(organization__alarm_clock__until__lt=before)
        | Q(organization__alarm_clock__until__gt=before + AHEAD)
    )
    return list(rows.order_by("organization").values_list("organization", flat=True).distinct())


def clock(organization_id: int) -> AlarmClock | None:
    """How far the organisation is counted; None: not yet begun."""
    return AlarmClock.objects.filter(organization=organization_id).first()


def watching(organization_id: int) -> list[int]:
    """The watches that look out now."""
    rows = Watch.objects.filter(organization=organization_id, active=True).order_by("pk")
    return list(rows.values_list("pk", flat=True))


def heard(watches: Iterable[int], start: datetime, end: datetime) -> list[Heard]:
    """What these watches found from `start` to before `end`, by the time it was heard: two queries."""
    table = Mention.watches.through
    rows = list(
        table.objects.filter(watch_id__in=list(watches), mention__heard__gte=start, mention__heard__lt=end)
        .order_by("mention__heard", "mention_id", "watch_id")
        .values_list(
            "watch_id",
            "mention_id",
            "mention__heard",
            "mention__published",
            "mention__author_id",
            "mention__author_name",
        )
    )
    tones = _tones({row[1] for row in rows})
    return [
        Heard(watch=watch, at=at, published=said, author=author or name, negative=tones.get(mention))
        for watch, mention, at, said, author, name in rows
    ]


def _tones(mentions: Iterable[int]) -> dict[int, bool]:
    """Which of these mentions are critical, where that was judged and the model did not abstain."""
    ids = sorted(mentions)
    found: dict[int, bool] = {}
    for at in range(0, len(ids), MOST_POSTS):
        rows = Judgement.objects.filter(question=TONE, mention_id__in=ids[at : at + MOST_POSTS]).exclude(
            label=""
        )
        found |= {mention: label == CRITICAL for mention, label in rows.values_list("mention_id", "label")}
    return found


def known(posts: Sequence[Heard], before: datetime) -> Known:
    """Which authors of these posts were heard by their watch in the weeks before: one query."""
    if not posts:
        return set()
    table = Mention.watches.through
    rows = table.objects.filter(
        watch_id__in={post.watch for post in posts},
        mention__author_id__in={post.author for post in posts},
        mention__heard__lt=before,
        mention__heard__gte=before - REMEMBERED,
    )
    return set(rows.values_list("watch_id", "mention__author_id").distinct())


def first_heard(watch: int, after: datetime) -> datetime | None:
    """When the watch found its first post after this moment."""
    row = Mention.objects.filter(watches=watch, heard__gte=after).order_by("heard")
    return row.values_list("heard", flat=True).first()


def running(organization_id: int) -> dict[int, Alarm]:
    """The storms that blow now, by watch; drills are not among them."""
    rows = Alarm.objects.filter(organization=organization_id, calmed=None, drill=None, watch__isnull=False)
    return {alarm.watch_id: alarm for alarm in rows if alarm.watch_id is not None}


def left_alone() -> list[Alarm]:
    """Alarms whose watch was paused or removed while the storm blew, so that nobody counts it any more."""
    rows = Alarm.objects.filter(calmed=None, drill=None).filter(Q(watch=None) | Q(watch__active=False))
    return list(rows.select_related("organization"))


def outdated(now: datetime) -> list[int]:
    """Alarms and drills that are over for longer than the organisation keeps what it heard."""
    rows = Alarm.objects.exclude(calmed=None).values_list("pk", "opened", "organization__retention_days")
    return [pk for pk, opened, days in rows if now - opened > timedelta(days=days)]


def posts_of(watch: int, onset: datetime, until: datetime | None = None) -> QuerySet[Mention]:
    """What a watch heard from the onset on, the first first."""
    # Asked of each, not joined: SQLite would read all that the watch ever found.
    found = Mention.watches.through.objects.filter(mention_id=OuterRef("pk"), watch_id=watch)
    rows = Mention.objects.filter(Exists(found), heard__gte=onset)
    if until is not None:
        rows = rows.filter(heard__lte=until)
    return rows.select_related("source", "story").prefetch_related("watches").order_by("heard", "pk")


def plan(organization_id: int) -> AlarmPlan:
    """The plan of an organisation; one that was never changed is not stored."""
    rows = AlarmPlan.objects.select_related("first", "deputy", "press")
    return rows.filter(organization=organization_id).first() or AlarmPlan(organization_id=organization_id)


def reaches(organization_id: int, people: Iterable[int]) -> dict[int, AlarmReach]:
    """By what these people want to be reached; who never said gets what holds at first."""
    wanted = set(people)
    rows = AlarmReach.objects.filter(organization=organization_id, person__in=wanted)
    found = {row.person_id: row for row in rows}
    return {pk: found.get(pk) or AlarmReach(organization_id=organization_id, person_id=pk) for pk in wanted}


def reach(member: Membership) -> AlarmReach:
    """By what a member wants to be reached."""
    return reaches(member.organization_id, [member.person_id])[member.person_id]


def wanting(organization_id: int) -> set[int]:
    """Who wants to be told of every alarm."""
    rows = AlarmReach.objects.filter(organization=organization_id, always=True)
    return set(rows.values_list("person", flat=True))


def events(organization_id: int) -> dict[int, AlarmEvent]:
    """The events whose watch looks out now, by watch."""
    rows = AlarmEvent.objects.filter(
        organization=organization_id, state=AlarmEvent.WATCHING, watch__isnull=False
    ).select_related("person")
    return {event.watch_id: event for event in rows if event.watch_id is not None}


def alarms(organization: Organization) -> QuerySet[Alarm]:
    """All alarms, the latest first."""
    rows = Alarm.objects.filter(organization=organization)
    return rows.select_related("watch", "story", "acknowledged_by", "drill").order_by("-opened", "-pk")


def alarm(organization: Organization, id: int) -> Alarm:
    """One alarm. Raises Gone."""
    found = alarms(organization).select_related("closed_by").filter(pk=id).first()
    if found is None:
        raise Gone(_("This alarm is not here any more, or it was never in this organisation."))
    return found


def notices(alarm: Alarm) -> list[AlarmNotice]:
    """Who is told of an alarm and how far that is, in the order in which they were to know."""
    return list(alarm.notices.select_related("person").order_by("due", "pk"))


def drills(organization: Organization) -> QuerySet[AlarmDrill]:
    """Drills, the latest first, with their alarm."""
    rows = AlarmDrill.objects.filter(organization=organization)
    return rows.select_related("alarm", "alarm__acknowledged_by", "by").order_by("-asked")


def open_alarms(organization: Organization) -> QuerySet[Alarm]:
    """Storms that blow or wait for somebody: what the desk and the navigation show. Drills last."""
    rows = Alarm.objects.filter(organization=organization, state__in=["open", "acknowledged"])
    return rows.select_related("acknowledged_by").order_by("drill", "state", "-opened")


def waiting(organization: Organization) -> int:
    """How many storms blow now: one query."""
    return Alarm.objects.filter(organization=organization, state__in=["open", "acknowledged"]).count()


@dataclass(frozen=True, slots=True)
class Record:
    """How good the alarms of the last 90 days were: so many, so many for nothing, so many not judged."""

    alarms: int
    nothing: int
    unjudged: int


def record(organization: Organization, now: datetime) -> Record:
    """Count what people said about the alarms of the last 90 days: one query."""
    rows = Alarm.objects.filter(organization=organization, drill=None, opened__gte=now - TRACK)
    counts = rows.aggregate(
        alarms=Count("pk"),
        nothing=Count("pk", filter=Q(verdict=Alarm.NOTHING)),
        unjudged=Count("pk", filter=Q(verdict="")),
    )
    return Record(**counts)


def notices_due(now: datetime) -> list[int]:
    """Notices to be sent now, what is due longest first; devices last, for there may be many."""
    rows = AlarmNotice.objects.filter(state="due", due__lte=now)
    return list(rows.order_by("due", "device", "pk").values_list("pk", flat=True)[:50])


def to_escalate(now: datetime) -> list[Alarm]:
    """Alarms that nobody has taken in time."""
    rows = Alarm.objects.filter(state="open", escalate__lte=now, escalated=None)
    return list(rows.select_related("organization"))


def events_to_begin(now: datetime) -> list[AlarmEvent]:
    """Events whose watch should look out from now on."""
    rows = AlarmEvent.objects.filter(state=AlarmEvent.PLANNED, watch_from__lte=now)
    return list(rows.select_related("watch"))


def events_to_end(now: datetime) -> list[AlarmEvent]:
    """Events whose time is over."""
    rows = AlarmEvent.objects.exclude(state=AlarmEvent.OVER).filter(watch_to__lte=now)
    return list(rows.select_related("watch"))


def events_of(organization: Organization) -> QuerySet[AlarmEvent]:
    """Events, the latest first."""
    rows = AlarmEvent.objects.filter(organization=organization).select_related("watch", "person")
    return rows.order_by("-starts", "-pk")


def event(organization: Organization, id: int) -> AlarmEvent:
    """One event. Raises Gone."""
    found = events_of(organization).filter(pk=id).first()
    if found is None:
        raise Gone(
            _("This event is not here any more. The mentions its watch found stay until their time is over.")
        )
    return found


def drills_under_way() -> list[AlarmDrill]:
    """Drills that have not ended."""
    return list(AlarmDrill.objects.filter(ended=None).select_related("organization", "watch").order_by("pk"))


def alarm_of(drill: AlarmDrill) -> Alarm | None:
    """The alarm that a drill has led to; None: not yet, or none was raised."""
    return Alarm.objects.filter(drill=drill).first()
