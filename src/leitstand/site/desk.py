"""Composes the desk: what needs somebody, what is talked about, what goes out, and how yesterday compares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import quantiles
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from leitstand.decide.deciding import queries as deciding
from leitstand.decide.portfolio import queries as portfolio
from leitstand.listen import queries as listen
from leitstand.listen.alarms import queries as alarms
from leitstand.listen.alarms.pages import Shown, shown
from leitstand.listen.whole_days import heard_by_day
from leitstand.people import queries as people
from leitstand.speak import queries as speak

if TYPE_CHECKING:
    from leitstand.decide.models import Decision, Presence
    from leitstand.listen.models import Mention, Source
    from leitstand.listen.queries import Told
    from leitstand.people.models import Account, Organization
    from leitstand.speak.models import Delivery

STORIES, MENTIONS, UNSURE, DELIVERIES, REVIEWS = 3, 3, 3, 6, 3
TALKED_ABOUT = timedelta(days=2)
COMPARED_DAYS = 28
ENOUGH_DAYS = 7


@dataclass(frozen=True, slots=True)
class Measure:
    """How many on one day, and between what eight of ten such days lay; `low` None: too few days yet.

    `days` is how many days were compared. The four positions are per cent of the drawn scale.
    """

    value: int
    low: float | None
    high: float | None
    days: int

    @property
    def beyond(self) -> str:
        """ "more" or "less" only where the day lies outside what was to be expected."""
        if self.low is None or self.high is None:
            return ""
        return "more" if self.value > self.high else "less" if self.value < self.low else ""

    @property
    def at(self) -> float:
        """Where the value stands on the scale."""
        return self._place(self.value)

    @property
    def start(self) -> float:
        """Where the expected begins."""
        return self._place(self.low or 0)

    @property
    def width(self) -> float:
        """How wide the expected is drawn."""
        return max(self._place(self.high or 0) - self.start, 1)

    def _place(self, value: float) -> float:
        return round(4 + 88 * value / max(self.value, self.high or 0, 1), 1)


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything the desk shows."""

    today: date
    yesterday: date
    unsure: Sequence[Delivery]
    lost: Sequence[Account]
    failing: Sequence[Source]
    quiet: Sequence[Source]
    mentions: Sequence[Mention]
    open: int
    stories: Sequence[Told]
    going_out: Sequence[Delivery]
    storms: Sequence[Shown]
    heard: Measure | None
    voices: Measure | None
    sources: int
    reviews: Sequence[Presence] = ()
    decisions: Sequence[Decision] = ()
    unread: bool = False
    """Has the person who looks not yet read the policy in force? Asked, never scolded."""

    @property
    def needs(self) -> int:
        """How many things need somebody: one each, and the rest of the inbox is one more."""
        rest = 1 if self.open > len(self.mentions) else 0
        tasks = len(self.unsure) + len(self.lost) + len(self.failing) + len(self.mentions)
        tasks += len(self.reviews) + len(self.decisions)
        return tasks + rest + self.unread

    @property
    def untaken(self) -> int:
        """Storms that nobody has taken yet; they stand above everything else."""
        return sum(one.alarm.state == "open" for one in self.storms)

    @property
    def further(self) -> int:
        """Mentions in the inbox beyond those shown."""
        return self.open - len(self.mentions)


def desk(organization: Organization, now: datetime, zone: ZoneInfo, *, unread: bool = False) -> Desk:
    """The desk of an organisation on the clock of the person who looks; a fixed number of queries."""
    today = now.astimezone(zone).date()
    midnight = datetime(today.year, today.month, today.day, tzinfo=zone)
    sources = list(listen.sources(organization))
    heard, voices = _measures(organization, midnight, zone)
    return Desk(
        today=today,
        yesterday=today - timedelta(days=1),
        unsure=list(speak.unsure(organization)[:UNSURE]),
        lost=list(people.to_reconnect(organization)),
        failing=[one for one in sources if one.state == one.FAILING],
        quiet=[one for one in sources if one.state == one.QUIET],
        mentions=list(speak.inbox(organization)[:MENTIONS]),
        open=speak.open_count(organization),
        stories=listen.stories(organization, now, TALKED_ABOUT, STORIES),
        going_out=_going_out(organization, midnight),
        storms=[shown(one) for one in alarms.open_alarms(organization)],
        heard=heard,
        voices=voices,
        sources=len(sources),
        reviews=list(portfolio.reviews_due(organization, today)[:REVIEWS]),
        decisions=deciding.needing(organization, today, REVIEWS),
        unread=unread,
    )


def measured(value: int, before: Sequence[int]) -> Measure:
    """A day against the days before it: 10th to 90th of a hundred, nothing while they are too few."""
    if len(before) < ENOUGH_DAYS:
        return Measure(value, None, None, len(before))
    tenths = quantiles(before, n=10, method="inclusive")
    return Measure(value, tenths[0], tenths[-1], len(before))


def _measures(
    organization: Organization, midnight: datetime, zone: ZoneInfo
) -> tuple[Measure | None, Measure | None]:
    """Mentions and voices (as the front page counts them) of yesterday against up to four weeks before; None
    while there is no yesterday."""
    last = midnight.date() - timedelta(days=1)
    found = heard_by_day(organization, [last - timedelta(days=n) for n in range(COMPARED_DAYS + 1)], zone)
    if not found:
        return None, None
    days = [min(found) + timedelta(days=n) for n in range((last - min(found)).days + 1)]
    counted = [found.get(day, (0, 0)) for day in days]
    (posts, voices), before = counted[-1], counted[:-1]
    return measured(posts, [one for one, _ in before]), measured(voices, [one for _, one in before])


def _going_out(organization: Organization, midnight: datetime) -> Sequence[Delivery]:
    """What is on its way, then what went out today."""
    rows = speak.deliveries(organization)
    waiting = list(speak.on_the_way(organization)[:DELIVERIES])
    sent = list(rows.filter(state="sent", receipt_published__gte=midnight)[: DELIVERIES - len(waiting)])
    return waiting + sent
