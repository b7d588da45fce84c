"""What the page of the calendar is given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from leitstand.people import queries as people
from leitstand.speak import holding
from leitstand.speak.planner import queries, spans
from leitstand.speak.planner.queries import Entry
from leitstand.vocabulary import moments

if TYPE_CHECKING:
    from leitstand.people.models import Membership
    from leitstand.speak.planner.forms import FilterForm
    from leitstand.vocabulary.errors import LeitstandError


@dataclass(frozen=True, slots=True)
class Card:
    """One entry as it stands on its day; `clock` on the calendar's clocks, `elsewhere` on its own."""

    entry: Entry
    day: str
    clock: str
    offset: str
    again: bool
    twice: bool
    elsewhere: str
    held: bool
    movable: bool

    @property
    def was(self) -> str:
        """When its thought stands there, as the form says it again."""
        due = self.entry.thought.due if self.entry.thought else None
        return due.isoformat() if due else ""


@dataclass(frozen=True, slots=True)
class Slot:
    """An hour of a day view with what stands in it."""

    hour: spans.Hour
    offset: str
    cards: Sequence[Card]


@dataclass(frozen=True, slots=True)
class Day:
    """One day with what stands on it; `hours` only where it has not 24, `slots` only in the day view."""

    date: date
    today: bool
    past: bool
    inside: bool
    gap: bool
    hours: float | None
    cards: Sequence[Card]
    slots: Sequence[Slot]


@dataclass(frozen=True, slots=True)
class Calendar:
    """The whole page."""

    span: spans.Span
    days: Sequence[Day]
    form: FilterForm
    query: str
    narrowed: bool
    may: bool
    held: bool
    problem: LeitstandError | None = None

    @property
    def count(self) -> int:
        """How much is shown."""
        return sum(len(day.cards) for day in self.days)

    @property
    def gaps(self) -> int:
        """How many days lack a post."""
        return sum(day.gap for day in self.days)


def calendar(
    member: Membership,
    span: spans.Span,
    form: FilterForm,
    now: datetime,
    *,
    problem: LeitstandError | None = None,
) -> Calendar:
    """Everything the page shows of these days."""
    only = form.filters()
    every = queries.everything(member.organization, span.start, span.end, now)
    held = holding.pause(member.organization) is not None
    may = people.may(member, people.EDITOR)
    by_day: dict[date, list[Card]] = {}
    for one in queries.wanted(every, only):
        by_day.setdefault(spans.day_of(one.at, span.zone), []).append(
            card(one, span.zone, held=held, may=may)
        )
    gaps = queries.gap_days(member.organization, span, now, every)
    today = spans.day_of(now, span.zone)
    chosen = {name: str(value) for name, value in form.data.items() if name in form.fields and value}
    return Calendar(
        span=span,
        days=[_day(day, span, today, day in gaps, by_day.get(day, [])) for day in span.days],
        form=form,
        query=urlencode(chosen),
        narrowed=bool(chosen),
        may=may,
        held=held,
        problem=problem,
    )


def card(one: Entry, zone: str, *, held: bool, may: bool) -> Card:
    """An entry on the clocks of a zone."""
    place = moments.zone_of(zone)
    local = one.at.astimezone(place)
    return Card(
        entry=one,
        day=local.date().isoformat(),
        clock=f"{local:%H:%M}",
        offset=spans.offset(one.at, place),
        again=bool(local.fold),
        twice=moments.comes_twice(local.date(), local.time(), zone),
        elsewhere=_elsewhere(one, place),
        held=held and one.state in (queries.LATE, "planned", "waiting", "going"),
        movable=may and one.movable,
    )


def _elsewhere(one: Entry, here: ZoneInfo) -> str:
    """The hour on the clocks of the zone it was meant in, where they show another one."""
    if one.thought is None:
        return ""
    there = one.at.astimezone(moments.zone_of(one.thought.time_zone))
    if there.utcoffset() == one.at.astimezone(here).utcoffset():
        return ""
    same = there.date() == one.at.astimezone(here).date()
    return f"{there:{'%H:%M' if same else '%Y-%m-%d %H:%M'}} {one.thought.time_zone}"


def _day(day: date, span: spans.Span, today: date, gap: bool, cards: Sequence[Card]) -> Day:
    length = spans.length(day, span.zone)
    return Day(
        date=day,
        today=day == today,
        past=day < today,
        inside=span.kind != "month" or day.month == span.anchor.month,
        gap=gap,
        hours=None if length == 24 else length,
        cards=cards,
        slots=_slots(day, span.zone, cards) if span.kind == "day" else [],
    )


def _slots(day: date, zone: str, cards: Sequence[Card]) -> list[Slot]:
    """Each hour that really passes that day, with what stands in it."""
    hours = spans.hours(day, zone)
    place = moments.zone_of(zone)
    return [
        Slot(
            hour,
            spans.offset(hour.start, place),
            [one for one in cards if hour.start <= one.entry.at < hour.start + spans.HOUR],
        )
        for hour in hours
    ]


def chosen(given: Mapping[str, str], today: date) -> tuple[str, date]:
    """Which view and day an address asks for; what cannot be meant is this week."""
    kind = given.get("view", "week")
    try:
        day = date.fromisoformat(given.get("day", ""))
    except ValueError:
        day = today
    far = not 2000 <= day.year <= 2200
    return (kind if kind in spans.KINDS else "week"), today if far else day
