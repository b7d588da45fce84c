"""Tells the demo's half a year of weekly reports: weeks like the last one, remarks, and a letter."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zlib import crc32
from zoneinfo import ZoneInfo

from leitstand.learn.reports import actions, figures, weeks
from leitstand.learn.reports.facts import COUNT, FIGURES, SHARE, Facts, Friction, Kind, Measured
from leitstand.learn.reports.measuring import measure, waited
from leitstand.learn.reports.weeks import Week
from leitstand.people import queries as people

if TYPE_CHECKING:
    from leitstand.people.models import Membership

QUESTIONS, ANSWERED, MINUTES = 24, 21, (17.0, 15.0, 20.0, 8)
WEEKS, JUDGED = 26, 4
"""So many weeks are told; of the latest of them it is also told what was to be expected."""

REMARKS = (
    (
        1,
        "",
        "Ruhige Woche. Die Frage nach den Leihgeräten kam fünfmal; ich habe sie fünfmal einzeln beantwortet "
        "und denke, sie gehört auf die Seite.",
    ),
    (
        2,
        "same_day",
        "Am Donnerstag war Gremientag, da blieb bis Freitag früh alles liegen. Kein Grund, etwas zu ändern.",
    ),
    (
        5,
        "mentions",
        "Zwei Beiträge des Auenrieder Boten wurden viel geteilt. Gesagt hat niemand etwas Neues.",
    ),
)
"""So many weeks ago, on which figure, in which words."""


def tell(member: Membership, now: datetime) -> None:
    """Weeks, remarks and the plan of letters, of which a demo sends none."""
    zone = ZoneInfo(member.organization.time_zone)
    last = weeks.of(now, zone).before()
    seen = _busy(measure(member.organization, last, now))
    told: list[Facts] = []
    for ago in range(WEEKS, 0, -1):
        week = last.before(ago - 1)
        made = _week(week, seen)
        if ago <= JUDGED:
            line = [(one.week, one.measured["mentions"].hits) for one in told if "mentions" in one.measured]
            made = replace(made, expected=figures.expect(made.measured, told), line=line)
        told.append(made)
    actions.remember(member, told, now=now)
    authors = [one for one in people.members(member.organization) if people.may(one, people.EDITOR)]
    for n, (ago, figure, words) in enumerate(REMARKS):
        week = last.before(ago - 1)
        at = weeks.midnight(week.monday + timedelta(days=4), zone) + timedelta(hours=16, minutes=30)
        actions.remark(authors[n % len(authors)], week, figure, words, now=at)
    actions.change_plan(member, active=True, weekday=1, hour=time(7), now=now)
    actions.subscribe(member, wanted=True)


def _busy(seen: Facts) -> Facts:
    """A week with as many questions as a house of this size gets; the demo's fortnight has only a few."""
    hours = seen.deeds.hours or {}
    mentions = int(seen.measured["mentions"].hits)
    measured = {
        "mentions": seen.measured["mentions"],
        "voices": seen.measured["voices"],
        "questions": Measured(QUESTIONS),
        "same_day": Measured(round(0.84 * QUESTIONS), QUESTIONS),
        "critical": Measured(round(0.21 * mentions), mentions),
        "talks": Measured(ANSWERED, round(sum(hours.values()), 1) or 14.5),
        "visits": seen.measured.get("visits", Measured(2410)),
    }
    deeds = replace(seen.deeds, questions=QUESTIONS, answered=ANSWERED, minutes=MINUTES)
    waits = [(0.3 * 1.05**n, n % 19 != 7 and n < 84) for n in range(4 * QUESTIONS)]
    return replace(seen, measured=measured, deeds=deeds, answers=waited(waits, 4))


def _week(week: Week, like: Facts) -> Facts:
    """A week like this one, give or take what weeks give and take."""
    measured = {
        kind.name: _like(week, kind, like.measured[kind.name])
        for kind in FIGURES
        if kind.name in like.measured
    }
    deeds, said = like.deeds, round(14 * _swing(week, "said"))
    waited = round(said * 0.15 * _swing(week, "waited"))
    return Facts(
        week=week.name,
        measured=measured,
        deeds=replace(
            deeds,
            questions=round(measured["questions"].hits),
            answered=round(measured["talks"].hits),
            let_stand=round(deeds.let_stand * _swing(week, "stand")),
            published=said,
            released=waited,
            taken_back=0,
        ),
        friction=Friction(
            said=said,
            waited=waited,
            middle=(40.0, 20.0, 95.0) if waited else None,
            longest=130.0,
            lost_hours=waited * 0.9,
            decided=waited,
        ),
        answers=like.answers,
    )


def _like(week: Week, kind: Kind, one: Measured) -> Measured:
    """A figure like this one; a share never of more than there were."""
    hits = one.hits * _swing(week, kind.name)
    if kind.behaves == COUNT:
        return Measured(round(hits), round(one.of * _swing(week, kind.name)))
    times = _swing(week, f"{kind.name} of")
    of = round(one.of * times, 0 if kind.behaves == SHARE else 1)
    return Measured(min(round(hits * times), of) if kind.behaves == SHARE else round(hits * times), of)


def _swing(week: Week, what: str) -> float:
    """Between 0.8 and 1.2, the same every time."""
    return 0.8 + 0.4 * (crc32(f"{week.name} {what}".encode()) % 1000) / 1000
