"""What each page of this room receives: one dataclass a page, computed here and nowhere in a template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext

from leitstand.listen import queries as listen
from leitstand.listen.alarms import devices, queries, storms
from leitstand.listen.alarms.curve import Curve, drawn
from leitstand.listen.alarms.messages import clock, figures
from leitstand.listen.models import Alarm, AlarmDrill, AlarmEvent, AlarmNotice, AlarmPlan, Mention, Watch
from leitstand.listen.spans import span
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.people.models import Membership

LISTED, DRILLS_LISTED, POSTS, NEW_NAMED = 40, 8, 8, 12
LEARNS = timedelta(days=14)
ROWS = (
    ("authors", _("Authors, counted anew every 5 minutes")),
    ("new", _("Authors never heard here before")),
    ("negative", _("Critical posts")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One alarm in a list: what, how much, and how far people are with it."""

    alarm: Alarm
    figures: str
    chip: str
    icon: str
    label: str
    spark: Curve | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Learning:
    """One watch and how long its usual has been learned; `share` is of the two weeks, up to 100."""

    watch: Watch
    days: int
    share: int

    @property
    def done(self) -> bool:
        """Has it learned long enough?"""
        return self.share >= 100


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmsPage:
    """All alarms, what the watches have learned, how good the alarms were, and drills."""

    running: list[Shown]
    past: list[Shown]
    learning: list[Learning]
    drills: list[tuple[AlarmDrill, str]]
    drilling: bool
    record: queries.Record
    plan: AlarmPlan
    events: list[AlarmEvent]
    may: bool
    watches: list[Watch]

    @property
    def young(self) -> list[Learning]:
        """Watches that are still learning."""
        return [one for one in self.learning if not one.done]


def alarms(member: Membership, now: datetime, *, may: bool) -> AlarmsPage:
    """The list of an organisation: a fixed number of queries."""
    organization = member.organization
    rows = [shown(one) for one in queries.alarms(organization)[:LISTED]]
    watches = [one for one in listen.names_of_watches(organization) if one.active]
    drills = list(queries.drills(organization)[:DRILLS_LISTED])
    return AlarmsPage(
        running=[one for one in rows if one.alarm.state in ("open", "acknowledged")],
        past=[
            one for one in rows if one.alarm.state not in ("open", "acknowledged") and not one.alarm.drill_id
        ],
        learning=_learning(organization.pk, watches, now),
        drills=[(one, _human(one)) for one in drills],
        drilling=any(one.ended is None for one in drills),
        record=queries.record(organization, now),
        plan=queries.plan(organization.pk),
        events=[one for one in queries.events_of(organization)[:LISTED] if one.state != AlarmEvent.OVER],
        may=may,
        watches=watches,
    )


def _human(drill: AlarmDrill) -> str:
    """How long it took until somebody had taken the alarm of a drill."""
    alarm = getattr(drill, "alarm", None)  # none was raised, or not yet
    return reaction(alarm) if alarm else ""


def _learning(organization_id: int, watches: Sequence[Watch], now: datetime) -> list[Learning]:
    counted = queries.clock(organization_id)
    since = counted.learned if counted else {}
    found = []
    for watch in watches:
        begun = datetime.fromisoformat(since[str(watch.pk)]) if str(watch.pk) in since else now
        age = max(now - begun, timedelta())
        found.append(Learning(watch=watch, days=age.days, share=min(int(100 * (age / LEARNS)), 100)))
    return found


def shown(alarm: Alarm) -> Shown:
    """An alarm with its state in words."""
    if alarm.state == "open":
        chip, icon, label = "more", "bell-ring", gettext("nobody has taken it")
    elif alarm.state == "acknowledged":
        who = str(alarm.acknowledged_by or "")
        chip, icon, label = "", "hand", gettext("taken by %(name)s") % {"name": who}
    elif alarm.verdict == Alarm.NOTHING:
        chip, icon, label = "", "x", gettext("was nothing")
    elif alarm.verdict == Alarm.REAL:
        chip, icon, label = "done", "check", gettext("closed")
    else:
        chip, icon, label = "", "moon", gettext("calm again")
    spark = drawn(alarm.curve, alarm.onset, ())
    return Shown(alarm=alarm, figures=figures(alarm), chip=chip, icon=icon, label=label, spark=spark)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One line of what differs: now, usual, and whether it is beyond noise."""

    label: str
    now: int
    low: int
    high: int
    beyond: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Who is told, by what and when, in words."""

    name: str
    sentence: str
    problem: dict[str, Any] | None
    failed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmPage:
    """One alarm: the curve, what differs, why it may be nothing, the posts, who knows, and how it went."""

    alarm: Alarm
    shown: Shown
    sentence: str
    times: str
    curve: Curve | None
    differences: list[Difference]
    posts: list[Mention]
    drill_posts: list[dict[str, Any]]
    more: int
    new: list[str]
    told: list[Told]
    course: list[tuple[datetime, str]]
    record: queries.Record
    plan: AlarmPlan
    may: bool
    human: str


def alarm(member: Membership, id: int, now: datetime, *, may: bool) -> AlarmPage:
    """One alarm of the organisation. Raises Gone."""
    found = queries.alarm(member.organization, id)
    notices = queries.notices(found)
    turned_on = devices.names(notice.device for notice in notices)
    posts, more, new = _posts(found)
    return AlarmPage(
        alarm=found,
        shown=shown(found),
        sentence=_sentence(found),
        times=_times(found),
        curve=drawn(found.curve, found.onset, _pins(found)),
        differences=_differences(found),
        posts=posts,
        drill_posts=found.drill.posts[:POSTS] if found.drill else [],
        more=more,
        new=new,
        told=[_told(notice, turned_on) for notice in notices],
        course=_course(found),
        record=queries.record(member.organization, now),
        plan=queries.plan(member.organization_id),
        may=may,
        human=reaction(found),
    )


def reaction(alarm: Alarm) -> str:
    """From the alarm to the human who took it."""
    return span(alarm.acknowledged - alarm.opened) if alarm.acknowledged else ""


def _sentence(alarm: Alarm) -> str:
    return gettext("Began at %(onset)s, noticed at %(opened)s. %(state)s.") % {
        "onset": clock(alarm.onset),
        "opened": clock(alarm.opened),
        "state": shown(alarm).label.capitalize() if alarm.state != "acknowledged" else shown(alarm).label,
    }


def _times(alarm: Alarm) -> str:
    """How many times as much as the upper end of what was usual; nothing where it is not more."""
    if alarm.high < 1 or alarm.heard <= alarm.high:
        return ""
    times = alarm.heard / alarm.high
    return gettext("%(times)s times the upper end") % {"times": number_format(times, 1 if times < 10 else 0)}


def _pins(alarm: Alarm) -> list[tuple[datetime, str]]:
    pins = [(alarm.onset, gettext("Onset %(clock)s")), (alarm.opened, gettext("Alarm %(clock)s"))]
    if alarm.acknowledged and not alarm.drill_id:
        pins.append((alarm.acknowledged, gettext("Taken %(clock)s")))
    return [(at, label % {"clock": clock(at)}) for at, label in pins]


def _differences(alarm: Alarm) -> list[Difference]:
    return [
        Difference(
            label=gettext(label),
            now=round(figure["now"]),
            low=round(figure["low"]),
            high=round(figure["high"]),
            beyond=figure["beyond"] == "more",
        )
        for channel, label in ROWS
        if (figure := alarm.figures.get(channel))
    ]


def _posts(alarm: Alarm) -> tuple[list[Mention], int, list[str]]:
    """The first and the most own posts, how many there are, and who is new: three queries."""
    if alarm.drill_id or alarm.watch_id is None:
        return [], len(alarm.drill.posts) if alarm.drill else 0, []
    rows = list(queries.posts_of(alarm.watch_id, alarm.onset, alarm.calmed)[: queries.MOST_POSTS])
    known = storms.known_before(rows, alarm.watch_id, alarm.onset)
    new = [
        row.author_name or row.author_handle for row in rows if row.author_id and row.author_id not in known
    ]
    own = [row for row in rows if not row.copy_of and not row.taken_down]
    return own[:POSTS], len(rows), list(dict.fromkeys(new))[:NEW_NAMED]


def _way(notice: AlarmNotice, turned_on: dict[int, str]) -> str:
    """By what, in a word; a push names its device while it is in the list."""
    if notice.way != AlarmNotice.PUSH:
        return {AlarmNotice.MAIL: gettext("mail"), AlarmNotice.CHAT: gettext("chat")}.get(
            notice.way, notice.way
        )
    name = turned_on.get(notice.device)
    return gettext("push to %(device)s") % {"device": name} if name else gettext("push")


def _told(notice: AlarmNotice, turned_on: dict[int, str]) -> Told:
    at = {"way": _way(notice, turned_on), "at": clock(notice.sent or notice.due)}
    sentence = {
        "sent": gettext("%(at)s by %(way)s"),
        "failed": gettext("could not be told by %(way)s"),
        "dropped": gettext("no longer needed to be told by %(way)s"),
    }.get(notice.state, gettext("%(way)s goes out at %(at)s"))
    if notice.waited and notice.state == "due":
        sentence = gettext("quiet hours: %(way)s goes out at %(at)s")
    why = {AlarmNotice.DEPUTY: gettext("as deputy"), AlarmNotice.CALM: gettext("that it is calm")}
    said = sentence % at
    said = f"{said}, {why[notice.reason]}" if notice.reason in why else said
    return Told(
        name=str(notice.person), sentence=said, problem=notice.problem, failed=notice.state == "failed"
    )


def _course(alarm: Alarm) -> list[tuple[datetime, str]]:
    """What happened, in its order."""
    minutes = max(round((alarm.opened - alarm.onset).total_seconds() / 60), 0)
    steps = [
        (alarm.onset, gettext("Onset, estimated")),
        (
            alarm.opened,
            ngettext("Alarm, %(n)s minute after the onset", "Alarm, %(n)s minutes after the onset", minutes)
            % {"n": minutes},
        ),
        (alarm.escalated, gettext("Nobody had taken it; brought to the deputy")),
        (alarm.acknowledged, gettext("Taken by %(name)s") % {"name": alarm.acknowledged_by or "?"}),
        (alarm.calmed, gettext("Calm again")),
        (alarm.closed, gettext("Closed by %(name)s") % {"name": alarm.closed_by or "?"}),
    ]
    return sorted(((at, said) for at, said in steps if at), key=lambda step: step[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class EventPage:
    """One event: its watch, what it found, and whether there was a storm."""

    event: AlarmEvent
    query: str
    posts: list[Mention]
    alarms: list[Shown]
    press: str
    may: bool


def event(member: Membership, id: int, *, may: bool) -> EventPage:
    """One event of the organisation. Raises Gone."""
    found = queries.event(member.organization, id)
    posts: list[Mention] = []
    alarms_of: list[Shown] = []
    if found.watch:
        posts = list(queries.posts_of(found.watch.pk, found.watch_from).order_by("-heard")[:POSTS])
        alarms_of = [
            shown(one) for one in queries.alarms(member.organization).filter(watch=found.watch)[:LISTED]
        ]
    return EventPage(
        event=found,
        query=found.watch.query if found.watch else "",
        posts=posts,
        alarms=alarms_of,
        press=str(queries.plan(member.organization_id).press or ""),
        may=may,
    )
