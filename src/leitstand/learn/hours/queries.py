"""Every read of hours that concerns more than oneself: sums that may be told, and what was planned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Q, QuerySet

from leitstand.learn.hours.counting import iso, monday
from leitstand.learn.hours.parting import FEWEST
from leitstand.learn.models import Choice, Closing, Plan, Told
from leitstand.listen import queries as listen
from leitstand.people import queries as people
from leitstand.speak import queries as speak
from leitstand.speak.composing import queries as composing

if TYPE_CHECKING:
    from leitstand.people.models import Membership, Organization

SETTLES = timedelta(days=8)
"""After this much from its Monday on a week is closed: everybody has the Monday after it to correct."""


@dataclass(frozen=True, slots=True)
class Spent:
    """Hours of one closed week, a sum over people; `low` to `high`: with pauses of one and of ten minutes.

    `network`: "" for none in particular, and for networks that too few people worked on to tell them apart.
    `corrected`: some of it was entered by hand. `people`: in this sum, or the largest of those added up.
    """

    week: str
    network: str
    kind: str
    hours: float
    corrected: bool
    low: float = 0.0
    high: float = 0.0
    people: int = 0


@dataclass(frozen=True, slots=True)
class Closed:
    """A closed week: its Monday, what of it may be told, and: did hours stay hidden?"""

    monday: date
    spent: Sequence[Spent]
    hidden: bool


def weekly(organization: Organization, since: date, until: date) -> list[Spent]:
    """Hours of closed weeks from the week of `since` to the week of `until`, both included; one query.

    A network that is told at all is told whole. Weeks stay as they were closed, whatever comes later.
    """
    rows = _told(organization).filter(closing__monday__gte=monday(since), closing__monday__lte=until)
    found: dict[tuple[str, str, str], Spent] = {}
    for row in rows.select_related("closing").order_by("closing__monday", "network", "kind", "pk"):
        key = (iso(row.closing.monday), row.network, row.kind)
        found[key] = _plus(found.get(key), key, row)
    return list(found.values())


def _plus(so_far: Spent | None, key: tuple[str, str, str], row: Told) -> Spent:
    before = so_far or Spent(*key, 0.0, corrected=False)
    return Spent(
        *key,
        before.hours + row.minutes / 60,
        corrected=before.corrected or row.corrected,
        low=before.low + row.low / 60,
        high=before.high + row.high / 60,
        people=max(before.people, row.people),
    )


def closed(organization: Organization, since: date, until: date) -> list[Closed]:
    """The closed weeks themselves, latest first: also those of which nothing may be told. Two queries."""
    rows = Closing.objects.filter(organization=organization, monday__gte=monday(since), monday__lte=until)
    by: dict[str, list[Spent]] = {}
    for one in weekly(organization, since, until):
        by.setdefault(one.week, []).append(one)
    return [Closed(row.monday, by.get(iso(row.monday), []), row.hidden) for row in rows.order_by("-monday")]


def last_closed(organization: Organization) -> date | None:
    """The Monday of the last closed week."""
    rows = Closing.objects.filter(organization=organization).order_by("-monday")
    return rows.values_list("monday", flat=True).first()


def _told(organization: Organization) -> QuerySet[Told]:
    """Sums of three people and more; smaller ones only while everybody in them agrees and is here."""
    rows = Told.objects.filter(closing__organization=organization).annotate(all=Count("agreed"))
    return rows.filter(Q(people__gte=FEWEST) | Q(people__gt=0, people=F("all")))


def orphaned(organization: Organization) -> QuerySet[Told]:
    """Sums of fewer than three of which somebody has left or does not agree any more."""
    rows = Told.objects.filter(closing__organization=organization, people__lt=FEWEST)
    return rows.annotate(all=Count("agreed")).exclude(people=F("all"))


def plans(organization: Organization) -> QuerySet[Plan]:
    """Planned hours that hold now, by voice and network."""
    rows = Plan.objects.filter(organization=organization, ended=None).select_related("voice__person")
    return rows.prefetch_related("aims").order_by("network", "voice__person__name", "pk")


def aimed(organization: Organization, ids: Iterable[int], since: date, until: date) -> dict[int, float]:
    """By aim, the hours a week that were meant for it at some time of the span; one query."""
    rows = Plan.objects.filter(organization=organization, aims__in=list(ids), since__lt=until)
    rows = rows.filter(Q(ended=None) | Q(ended__gt=since))
    latest: dict[tuple[int, int | None, str], float] = {}
    told = rows.order_by("since", "pk").values_list("aims", "voice", "network", "hours")
    for aim, voice, network, hours in told:
        latest[aim, voice, network] = hours  # of plans that followed each other, the last one
    wanted = set(ids)
    found: dict[int, float] = {}
    for (aim, _voice, _network), hours in latest.items():
        if aim in wanted:
            found[aim] = found.get(aim, 0.0) + hours
    return found


def past_plans(organization: Organization, limit: int = 30) -> QuerySet[Plan]:
    """What was planned before, the latest first."""
    rows = Plan.objects.filter(organization=organization, ended__isnull=False)
    return rows.select_related("voice__person", "by").order_by("-ended", "-pk")[:limit]


def planned(organization: Organization) -> dict[str, float]:
    """Planned hours a week by network, all voices together, as it holds now."""
    return _by_network(Plan.objects.filter(organization=organization, ended=None))


def planned_over(organization: Organization, mondays: Sequence[date]) -> dict[date, dict[str, float]]:
    """The same for weeks, as it held on the last day of each; one query."""
    rows = list(Plan.objects.filter(organization=organization))
    return {day: _by_network(one for one in rows if _held(one, day)) for day in mondays}


def plans_of(member: Membership, on: date) -> dict[str, float]:
    """What somebody's own plan was on a day, by network."""
    mine = Plan.objects.filter(voice=member, since__lte=on)
    return _by_network(mine.filter(Q(ended=None) | Q(ended__gt=on)))


def _held(plan: Plan, day: date) -> bool:
    on = day + timedelta(days=6)
    return plan.since <= on and (plan.ended is None or plan.ended > on)


def _by_network(rows: Iterable[Plan]) -> dict[str, float]:
    found: dict[str, float] = {}
    for row in rows:
        found[row.network] = found.get(row.network, 0.0) + row.hours
    return found


def budget(organization: Organization) -> float | None:
    """Planned hours a week in all; None: nobody has planned any."""
    found = planned(organization)
    return sum(found.values()) if found else None


def choice(member: Membership) -> Choice:
    """What somebody chose for their own hours; nothing, until they do."""
    return Choice.objects.filter(membership=member).first() or Choice(membership=member)


def zone(organization: Organization) -> ZoneInfo:
    """The clock of an organisation: its days and weeks go by it."""
    return ZoneInfo(organization.time_zone)


def midnight(organization: Organization, day: date) -> datetime:
    """When a day begins there."""
    return datetime.combine(day, time(), tzinfo=zone(organization))


def networks_of(organization: Organization, name: str, where: Mapping[str, Any], post: str) -> list[str]:
    """The networks that a page is about: of its mention, publication, source, or of its thought.

    `name`: of the route, `where`: what its address holds, `post`: the chosen one of the inbox. One query.
    """
    id = where.get("id", "")
    mention = where.get("mention_id") or (id if name == "listen:mention" else "")
    if not mention and name == "speak:inbox" and post.isascii() and post.isdecimal() and len(post) < 16:
        mention = post
    if mention:
        return list(listen.heard(organization).filter(pk=mention).values_list("network", flat=True))
    if name == "listen:source":
        return list(listen.sources(organization).filter(pk=id).values_list("network", flat=True))
    if "delivery_id" in where:
        rows = speak.deliveries(organization).filter(pk=where["delivery_id"])
        return list(rows.values_list("account__network", flat=True))
    if "thought_id" in where:
        thought = composing.thoughts(organization).filter(pk=where["thought_id"])
        found = thought.values_list("variants__account__network", flat=True)
        return sorted({one for one in found if one})
    return []


def networks(organization: Organization) -> list[str]:
    """Networks to choose from: where we have accounts, where hours are planned, where one can speak."""
    ours = people.accounts(organization).values_list("network", flat=True)
    meant = Plan.objects.filter(organization=organization).values_list("network", flat=True)
    found = {*ours, *meant, *(one.name for one in people.speakers())}
    return sorted(found - {""})
