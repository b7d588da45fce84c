"""What the pages of time accounts show: rows with their doubt, ready for the template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from math import ceil
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext

from leitstand.learn.hours import own, queries
from leitstand.learn.hours.counting import NAMES, Minutes, iso, monday
from leitstand.people.queries import OWNER, may

if TYPE_CHECKING:
    from leitstand.learn.hours.queries import Closed, Spent
    from leitstand.learn.models import Choice
    from leitstand.people.models import Membership, Organization

WEEK = timedelta(weeks=1)
WEEKS_SHOWN = 12
FIRST = date(2000, 1, 1)
"""Nobody measured anything before."""


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours between `low` and `high`; the same where all of it was entered by hand."""

    value: float
    low: float
    high: float

    @classmethod
    def of(cls, minutes: Minutes) -> Hours:
        """From minutes."""
        return cls(minutes.minutes / 60, minutes.low / 60, minutes.high / 60)

    @property
    def doubtful(self) -> bool:
        """Is there an interval wide enough to show, at a tenth of an hour?"""
        return round(self.low, 1) < round(self.high, 1)


@dataclass(frozen=True, slots=True)
class Row:
    """A network with planned and spent hours, and where they lie on the scale from 0 to `most`."""

    network: str
    spent: Hours
    planned: float | None
    most: float
    people: int = 0

    @property
    def glyph(self) -> dict[str, str]:
        """Places on the scale in percent."""
        places = {"value": self.spent.value, "low": self.spent.low, "high": self.spent.high}
        places |= {} if self.planned is None else {"planned": self.planned}
        return {name: f"{100 * at / self.most:.1f}%" for name, at in places.items()}


@dataclass(frozen=True, slots=True)
class Table:
    """Rows on one scale, and all of them together."""

    rows: Sequence[Row]
    total: Hours
    planned: float | None
    most: int


@dataclass(frozen=True, slots=True)
class Week:
    """A week of sums: planned beside spent; None where nothing may be told."""

    monday: date
    planned: float | None
    spent: Hours | None
    hidden: bool
    corrected: bool = False


@dataclass(frozen=True, slots=True)
class Together:
    """What may be told of the closed weeks, the latest first."""

    weeks: Sequence[Week]
    last: Table | None
    monday: date | None
    people: int = 0
    kinds: Sequence[tuple[str, Hours]] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """The page of time accounts of one person."""

    monday: date
    mine: Table
    lines: Sequence[own.Line]
    past: Sequence[tuple[date, Hours]]
    together: Together
    choice: Choice
    today: date
    owner: bool
    before: date
    after: date | None
    closed: bool
    labels: Mapping[str, str] = field(default_factory=lambda: NAMES)

    @property
    def sunday(self) -> date:
        """The last day of the week shown."""
        return self.monday + timedelta(days=6)

    @property
    def now(self) -> bool:
        """Is it this week?"""
        return self.after is None

    @property
    def days(self) -> int:
        """On how many days of the week there is something."""
        return len({one.day for one in self.lines if one.total.minutes})


def page(member: Membership, week: str, now: datetime) -> Page:
    """One's own week ("2026-11-16": any day of it; else this one), and the sums. A dozen queries."""
    organization = member.organization
    today = organization.day(now)
    begin = monday(min(_day(week) or today, today))
    lines = own.lines(member, begin, begin + WEEK)
    plans = queries.plans_of(member, begin + timedelta(days=6))
    last = queries.last_closed(organization)
    return Page(
        monday=begin,
        mine=table({network: Hours.of(one) for network, one in own.by_network(lines).items()}, plans),
        lines=sorted(lines, key=lambda one: (one.day, one.network, one.kind), reverse=True),
        past=[(day, Hours.of(one)) for day, one in own.weeks(member, today, WEEKS_SHOWN)],
        together=together(organization, today),
        choice=queries.choice(member),
        today=today,
        owner=may(member, OWNER),
        before=begin - WEEK,
        after=begin + WEEK if begin < monday(today) else None,
        closed=last is not None and begin <= last,
    )


def table(
    spent: Mapping[str, Hours], planned: Mapping[str, float], people: Mapping[str, int] | None = None
) -> Table:
    """Planned beside spent, by network, the most hours first; what belongs to none comes last."""
    names = sorted(
        {*spent, *planned},
        key=lambda name: (not name, -spent[name].value if name in spent else 0.0, name),
    )
    zero = Hours(0.0, 0.0, 0.0)
    highest = max([one.high for one in spent.values()] + list(planned.values()), default=1.0)
    most = max(1, ceil(highest))
    rows = [
        Row(name, spent.get(name, zero), planned.get(name), most, (people or {}).get(name, 0))
        for name in names
    ]
    return Table(rows, _all(spent.values()), sum(planned.values()) if planned else None, most)


def together(organization: Organization, today: date) -> Together:
    """The sums of the last closed weeks beside what was planned then."""
    closed = queries.closed(organization, today - WEEK * WEEKS_SHOWN, today)
    plans = queries.planned_over(organization, [one.monday for one in closed])
    weeks = [
        Week(one.monday, _plan(plans[one.monday]), _spent(one.spent), one.hidden, _by_hand(one))
        for one in closed
    ]
    last = next((one for one in closed if one.spent), None)
    if last is None:
        return Together(weeks, None, None)
    people: dict[str, int] = {}
    for one in last.spent:
        people[one.network] = max(people.get(one.network, 0), one.people)
    found = table(_by(last.spent, "network"), plans[last.monday], people)
    kinds = sorted(_by(last.spent, "kind").items(), key=lambda pair: -pair[1].value)
    most = max(people.values())
    return Together(weeks, found, last.monday, most, [(NAMES[kind], hours) for kind, hours in kinds])


def _by(spent: Sequence[Spent], what: str) -> dict[str, Hours]:
    groups: dict[str, list[Spent]] = {}
    for one in spent:
        groups.setdefault(getattr(one, what), []).append(one)
    return {name: _sum(them) for name, them in groups.items()}


def _sum(them: Sequence[Spent]) -> Hours:
    return Hours(sum(one.hours for one in them), sum(one.low for one in them), sum(one.high for one in them))


def _spent(them: Sequence[Spent]) -> Hours | None:
    return _sum(them) if them else None


def _by_hand(week: Closed) -> bool:
    return any(one.corrected for one in week.spent)


def _plan(planned: Mapping[str, float]) -> float | None:
    return sum(planned.values()) if planned else None


def _all(them: Any) -> Hours:
    them = list(them)
    return Hours(sum(one.value for one in them), sum(one.low for one in them), sum(one.high for one in them))


def _day(said: str) -> date | None:
    try:
        found = date.fromisoformat(said)
    except ValueError:
        return None
    return found if found >= FIRST else None


def written(member: Membership, now: datetime) -> dict[str, Any]:
    """The same as JSON: one's own weeks, the sums that may be told, the plan."""
    organization = member.organization
    today = organization.day(now)
    measuring = organization.measuring
    sums = queries.weekly(organization, today - WEEK * 52, today)
    plans = queries.planned(organization)
    return {
        "asOf": now.isoformat(),
        "measuringSince": measuring.isoformat() if measuring else None,
        "own": [
            {"week": iso(day), **_three(Hours.of(one))} for day, one in own.weeks(member, today, WEEKS_SHOWN)
        ],
        "planned": [{"network": network or None, "hours": hours} for network, hours in sorted(plans.items())],
        "sums": [
            {
                "week": one.week,
                "network": one.network or None,
                "kind": one.kind,
                **_three(Hours(one.hours, one.low, one.high)),
                "corrected": one.corrected,
                "people": one.people,
            }
            for one in sums
        ],
        "interval": gettext(
            "low: pauses of one minute end a stretch; hours: three minutes; high: ten minutes"
        ),
    }


def _three(hours: Hours) -> dict[str, float]:
    return {"hours": round(hours.value, 2), "low": round(hours.low, 2), "high": round(hours.high, 2)}
