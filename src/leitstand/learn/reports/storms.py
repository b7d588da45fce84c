"""Tells one storm after it is over: its course, what was expected, who did what when, and how quickly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.utils.translation import get_language, gettext

from leitstand.learn.reports import pictures, writing
from leitstand.learn.reports.shapes import Cell, Picture, Quote, Report, Section, Table
from leitstand.listen.alarms import queries as alarms
from leitstand.speak import queries as speak
from leitstand.speak.recalling import queries as recalling
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.listen.models import Alarm
    from leitstand.people.models import Organization

POSTS = 5
CHANNELS = {
    "volume": _("Posts"),
    "authors": _("Unique authors"),
    "negative": _("Critical posts"),
    "new": _("New authors"),
}
NOT_SAID = (
    _("What was said where we do not listen."),
    _("Whether it would have calmed down by itself."),
    _("Who kept silent because of it."),
)


@dataclass(frozen=True, slots=True)
class Storm:
    """An alarm with what happened around it. Moments are None where nothing of the kind happened."""

    organization: Organization
    alarm: Alarm
    told: datetime | None
    answered: datetime | None
    answers: int
    let_stand: int
    taken_back: int
    heard: int
    first: Sequence[tuple[str, str, datetime, str]]


def gather(organization: Organization, id: int, now: datetime) -> Storm:
    """One storm and what came of its posts until it was calm, or now. Raises Gone."""
    alarm = alarms.alarm(organization, id)
    until = alarm.calmed or now
    posts = alarms.posts_of(alarm.watch_id or 0, alarm.onset, until).filter(organization=organization)
    ids = list(posts.order_by().values_list("pk", flat=True)[:5000])
    replies = (
        speak.deliveries(organization)
        .filter(reply__mention__in=ids, state="sent")
        .order_by("receipt_published")
    )
    notices = [one.sent for one in alarms.notices(alarm) if one.sent]
    return Storm(
        organization=organization,
        alarm=alarm,
        told=min(notices, default=None),
        answered=replies.values_list("receipt_published", flat=True).first(),
        answers=replies.order_by().values("reply__mention").distinct().count(),
        let_stand=posts.order_by().filter(treatment__state="let_stand").count(),
        taken_back=recalling.recalls(organization).filter(at__gte=alarm.onset, at__lte=until).count(),
        heard=len(ids),
        first=[
            (
                one.author_name or one.author_handle,
                one.network,
                one.published,
                " ".join((one.name or one.text).split())[:280],
            )
            for one in posts[:POSTS]
        ],
    )


def report(found: Storm, now: datetime) -> Report:
    """The storm in the language of the moment."""
    alarm, zone = found.alarm, ZoneInfo(found.organization.time_zone)
    return Report(
        kind="storm",
        name=str(alarm.pk),
        title=alarm.watch_name,
        period=gettext("Storm, %(first)s") % {"first": writing.moment(alarm.onset, zone)},
        lead=_lead(found),
        organization=found.organization.name,
        language=get_language() or "en",
        made=writing.moment(now, zone),
        sections=tuple(
            one
            for one in (_course(found, zone), _expected(found), _curve(found, zone), _posts(found, zone))
            if one
        ),
        not_said=tuple(gettext(one) for one in NOT_SAID),
    )


def _lead(found: Storm) -> str:
    alarm = found.alarm
    said = gettext("%(heard)s posts where %(low)s to %(high)s were usual.") % {
        "heard": writing.number(alarm.heard),
        "low": writing.number(alarm.low),
        "high": writing.number(alarm.high),
    }
    first = alarm.acknowledged or found.answered
    if first is None:
        return f"{said} " + gettext("Nobody has acted on the alarm yet.")
    human = _after(alarm.opened, first)
    return f"{said} " + gettext("From the alarm to the first human act it took %(time)s.") % {"time": human}


def _course(found: Storm, zone: ZoneInfo) -> Section:
    """Each step with when it was, and how long after the storm began."""
    alarm = found.alarm
    acts = [one for one in (alarm.acknowledged, found.answered) if one]
    steps: list[tuple[str, datetime | None, str]] = [
        (gettext("Began"), alarm.onset, ""),
        (gettext("Noticed"), alarm.opened, ""),
        (gettext("First person told"), found.told, ""),
        (gettext("First human act"), min(acts, default=None), str(alarm.acknowledged_by or "")),
        (gettext("First answer"), found.answered, ""),
        (gettext("Calm again"), alarm.calmed, ""),
        (gettext("Closed"), alarm.closed, str(alarm.closed_by or "")),
    ]
    rows = tuple(
        (
            Cell(label),
            Cell(writing.clock(at, zone), at.isoformat()) if at else Cell(gettext("not yet"), ""),
            Cell(_after(alarm.onset, at), round((at - alarm.onset).total_seconds() / 60, 1))
            if at
            else Cell("", ""),
            Cell(who),
        )
        for label, at, who in steps
    )
    columns = (gettext("Step"), gettext("When"), gettext("after the beginning (min)"), gettext("Who"))
    counts = tuple(
        (Cell(label), Cell(writing.number(n), n))
        for label, n in (
            (gettext("Posts heard"), found.heard),
            (gettext("Answered"), found.answers),
            (gettext("Left to stand"), found.let_stand),
            (gettext("Taken back"), found.taken_back),
        )
    )
    words = (gettext("This was a drill: its posts were invented."),) if alarm.drill_id else ()
    heads = (gettext("What"), gettext("Count"))
    tables = (
        Table("course", "", columns, rows, (2,)),
        Table("acts", gettext("What we did"), heads, counts, (1,)),
    )
    return Section(gettext("Course"), words, tables)


def _expected(found: Storm) -> Section | None:
    rows = tuple(
        (
            Cell(gettext(CHANNELS.get(name, name))),
            *(
                Cell(writing.number(one[key], 1), round(one[key], 2))
                for key in ("now", "usual", "low", "high")
            ),
        )
        for name, one in found.alarm.figures.items()
        if all(isinstance(one.get(key), int | float) for key in ("now", "usual", "low", "high"))
    )
    if not rows:
        return None
    heads = (gettext("What"), gettext("then"), gettext("usual"), gettext("usual from"), gettext("usual to"))
    return Section(
        gettext("What was to be expected"), (), (Table("expected", "", heads, rows, (1, 2, 3, 4)),)
    )


def _curve(found: Storm, zone: ZoneInfo) -> Section | None:
    points: list[list[Any]] = found.alarm.curve.get("channels", {}).get("volume", [])
    if len(points) < 2:
        return None
    every = found.alarm.curve.get("every", 300) / 60
    peak = max(points, key=lambda one: one[1])
    alt = gettext("Posts every %(minutes)s minutes: at most %(most)s, where %(usual)s were usual.") % {
        "minutes": writing.number(every),
        "most": writing.number(peak[1]),
        "usual": writing.number(peak[2], 1),
    }
    picture: Picture = pictures.course(gettext("Course of the storm"), points, zone, alt)
    return Section(gettext("The curve"), (), (), (picture,))


def _posts(found: Storm, zone: ZoneInfo) -> Section | None:
    quotes = tuple(
        Quote(words, f"{who}, {writing.network(network)}, {writing.clock(at, zone)}")
        for who, network, at, words in found.first
    )
    return Section(gettext("The first posts"), quotes=quotes) if quotes else None


def _after(start: datetime, end: datetime) -> str:
    return writing.wait(max((end - start).total_seconds() / 3600, 0.0))
