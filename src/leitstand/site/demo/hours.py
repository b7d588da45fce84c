"""Tells the demo's year of hours: four people, six networks, plans; invented, and the same every time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zlib import crc32

from leitstand.learn.hours import actions, remembering
from leitstand.learn.hours.counting import Cell, Minutes, monday
from leitstand.learn.hours.parting import Part
from leitstand.people import actions as people

if TYPE_CHECKING:
    from leitstand.people.models import Membership

WEEKS = 52
COLLEAGUES = (
    ("Jonas Tegeler", "jonas.tegeler@auenried.example"),
    ("Mirjam Holst", "mirjam.holst@auenried.example"),
    ("Tilda Reuss", "tilda.reuss@auenried.example"),
)
SPENT = {
    "mastodon": (3.0, {"answer": 0.6, "write": 0.4}),
    "bluesky": (2.2, {"answer": 0.55, "write": 0.45}),
    "wordpress": (2.3, {"answer": 0.3, "write": 0.7}),
    "linkedin": (3.6, {"answer": 0.4, "write": 0.6}),
    "facebook": (3.4, {"answer": 0.75, "write": 0.25}),
    "": (2.2, {"read": 0.75, "agree": 0.25}),
}
"""Hours in a usual week, and the kinds of work in them."""
YOUTUBE = (7, 8, 9)
"""So many weeks ago somebody tried videos; three weeks, then it was dropped."""
OWN_WEEKS, OWN_SHARE = 12, 0.35


def tell(member: Membership, now: datetime) -> None:
    """Closed weeks, the viewer's own, this week so far, and what was planned."""
    today = member.organization.day(now)
    this = monday(today)
    last = this - timedelta(weeks=1 if today.weekday() else 2)
    mondays = [last - timedelta(weeks=back) for back in reversed(range(WEEKS))]
    told = {day: list(_week(day, last)) for day in mondays}
    remembering.weeks(member, told, since=now - timedelta(weeks=WEEKS), now=now)
    remembering.own(member, dict(_mine(told)), days=7)
    remembering.own(member, dict(_so_far(this, today)), days=1)
    at = (this, "linkedin", "write")
    actions.correct(member, at, 45, "Am Telefon mit der Pressestelle", now=now)
    _plans(member, mondays[0], last - timedelta(weeks=20), now)


def _week(day: date, last: date) -> Iterator[Part]:
    ago = (last - day).days // 7
    spent = {**SPENT, **({"youtube": (1.5, {"write": 1.0})} if ago in YOUTUBE else {})}
    busy = 0.9 + 0.25 * _drawn(day, "all")
    for network, (hours, kinds) in spent.items():
        swing = 0.65 + 0.7 * _drawn(day, network)
        for kind, share in kinds.items():
            minutes = round(60 * hours * share * busy * swing)
            four = set(range(4 if _drawn(day, network, kind) > 0.5 else 3))
            by_hand = _drawn(day, kind, network) > 0.8
            yield Part({(network, kind)}, four, _doubt(minutes), by_hand)


def _mine(told: dict[date, list[Part]]) -> Iterator[tuple[Cell, Minutes]]:
    for day in list(told)[-OWN_WEEKS:]:
        for part in told[day]:
            if part.network in ("linkedin", "mastodon", "wordpress", ""):
                minutes = round(OWN_SHARE * part.minutes.minutes)
                yield (day, part.network, part.kind), _doubt(minutes)


def _so_far(this: date, today: date) -> Iterator[tuple[Cell, Minutes]]:
    """This week: an hour or so on each day that has come; at weekends nobody works."""
    for back in range(min((today - this).days + 1, 5)):
        day = this + timedelta(days=back)
        network = ("mastodon", "linkedin", "wordpress", "mastodon", "linkedin")[back]
        yield (day, network, "answer"), _doubt(round(20 + 25 * _drawn(day, network)))
        yield (day, "", "read"), _doubt(round(8 + 10 * _drawn(day, "read")))


def _plans(member: Membership, first: date, change: date, now: datetime) -> None:
    at = now - timedelta(days=300)
    jonas, mirjam, tilda = (people.demo_person(member, name, email, now=at) for name, email in COLLEAGUES)
    whose = {
        "mastodon": ((member, 2.0), (jonas, 2.0)),
        "bluesky": ((jonas, 3.0),),
        "wordpress": ((member, 1.0), (mirjam, 2.0)),
        "linkedin": ((member, 2.0), (tilda, 3.0)),
        "facebook": ((tilda, 3.0), (mirjam, 2.0)),
    }
    meant = [(voice, network, hours, first, None) for network, them in whose.items() for voice, hours in them]
    before = [(tilda, "youtube", 1.5, change + timedelta(weeks=9), change + timedelta(weeks=13))]
    remembering.plans(member, [*meant, *before])


def _doubt(minutes: int) -> Minutes:
    """Somewhat less with short pauses, somewhat more with long ones."""
    return Minutes(round(0.9 * minutes), minutes, round(1.1 * minutes))


def _drawn(day: date, *what: str) -> float:
    """A number from 0 to 1 that looks like chance and is the same every time."""
    return crc32(f"{day.isocalendar()[1]} {' '.join(what)}".encode()) / 2**32
