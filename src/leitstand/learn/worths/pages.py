"""What the pages of outcomes show: places of ranges and bars in per cent, everything else as counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from leitstand.estimates import tails
from leitstand.learn.models import Worth
from leitstand.learn.worths import brought, counted, kinds, queries
from leitstand.learn.worths.brought import Beside, Doubled, OfWeek, Post
from leitstand.learn.worths.scale import NOW, THEN
from leitstand.speak import queries as speak
from leitstand.speak.aiming import queries as aiming
from leitstand.vocabulary.moments import zone_of

if TYPE_CHECKING:
    from leitstand.people.models import Organization
    from leitstand.speak.models import Aim, Delivery

SPANS = (13, 26, 52)
TOP, TALL = 5, 86.0
"""So many posts are named; the highest bar takes so much of the picture, in per cent."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants to see: so many weeks, of one goal or all, by the values of now or of then."""

    weeks: int = SPANS[0]
    goal: int | None = None
    values: str = NOW


@dataclass(frozen=True, slots=True)
class Row:
    """A network with its range: places in per cent of the widest; None is not drawn."""

    line: Beside
    at: str
    start: str | None = None
    width: str | None = None
    low: str | None = None
    high: str | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    """A week as a bar: what came in, and (hatched) what is still coming."""

    week: OfWeek
    x: str
    wide: str
    y: str
    high: str
    more_y: str | None = None
    more_high: str | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """A post with what it brought, and its share of everything posts brought."""

    post: Post
    delivery: Delivery
    share: float


@dataclass(frozen=True, slots=True)
class Brought:
    """The page of what it brought; `last` is None while no week is finished."""

    unit: str
    valued: bool
    asked: Asked
    since: date
    until: date
    goals: Sequence[Aim]
    goal: Aim | None
    last: OfWeek | None
    rows: Sequence[Row]
    together: Row | None
    bars: Sequence[Bar]
    coming: Sequence[OfWeek]
    top: float
    tail: tails.Tail | None
    carried: Sequence[Told]
    assumed: bool
    weeks: Sequence[OfWeek]

    @property
    def narrowed(self) -> bool:
        """Did somebody choose something?"""
        return self.asked != Asked()


def asked(given: Any) -> Asked:
    """From the address of the page; what makes no sense there is as if it were not said."""
    weeks, goal = given.get("weeks", ""), given.get("goal", "")
    return Asked(
        next((span for span in SPANS if str(span) == weeks), SPANS[0]),
        int(goal) if goal.isascii() and goal.isdecimal() and len(goal) < 18 else None,
        THEN if given.get("values") == THEN else NOW,
    )


def brought_page(organization: Organization, ask: Asked, now: datetime) -> Brought:
    """Everything on the page, in a fixed number of queries."""
    today = now.astimezone(zone_of(organization.time_zone)).date()
    monday = today - timedelta(days=today.weekday())
    since = monday - timedelta(weeks=ask.weeks)
    goals = aiming.usable(organization, "goal")
    goal = next((one for one in goals if one.pk == ask.goal), None)
    rows = queries.weighed(organization, since, today, goal, values=ask.values, now=now)
    told = brought.weeks(rows, since, today)
    last = brought.last_finished(told)
    lines = brought.beside(rows, told)
    drawn = _rows(lines)
    found = brought.posts(rows)
    tail = brought.tail(found)
    bars, top = _bars(told)
    return Brought(
        unit=queries.unit(organization),
        valued=bool(queries.scale(organization, today).kinds),
        asked=ask,
        since=since,
        until=last.monday + timedelta(days=6) if last else today,
        goals=goals,
        goal=goal,
        last=last,
        rows=drawn[:-1],
        together=drawn[-1] if drawn else None,
        bars=bars,
        coming=[one for one in told if last is None or one.monday > last.monday],
        top=top,
        tail=tail,
        carried=_carried(organization, found, tail),
        assumed=not counted.ripenings(organization).of("").posts,
        weeks=told,
    )


def _rows(lines: Sequence[Beside]) -> list[Row]:
    """One scale for all networks; the sum has its own, or it would press the others flat."""
    if not lines:
        return []
    *networks, together = lines
    top = max([*(max(one.value, one.high or 0.0) for one in networks), 1e-9])
    alone = max(together.value, together.high or 0.0, 1e-9)
    return [*(_row(one, top) for one in networks), _row(together, alone)]


def _row(line: Beside, top: float) -> Row:
    def place(value: float) -> str:
        return f"{2 + 96 * min(value / top, 1):.1f}%"

    if line.usual is None or line.low is None or line.high is None:
        return Row(line, place(line.value))
    width = f"{96 * min((line.high - line.low) / top, 1):.1f}%"
    usual = line.usual
    return Row(line, place(line.value), place(line.low), width, place(usual.low), place(usual.high))


def _bars(told: Sequence[OfWeek]) -> tuple[list[Bar], float]:
    top = max([*(max(one.value, one.final.mean) for one in told), 1e-9])
    wide = 100 / max(len(told), 1)
    bars = []
    for number, one in enumerate(told):
        high = TALL * one.value / top
        more = TALL * max(one.final.mean - one.value, 0) / top if not one.finished else 0.0
        bars.append(
            Bar(
                one,
                f"{number * wide + wide * 0.12:.2f}%",
                f"{wide * 0.76:.2f}%",
                f"{100 - high:.2f}%",
                f"{high:.2f}%",
                f"{100 - high - more:.2f}%" if more >= 0.5 else None,
                f"{more:.2f}%" if more >= 0.5 else None,
            )
        )
    return bars, top if top > 1e-9 else 0.0


def _carried(organization: Organization, found: Sequence[Post], tail: tails.Tail | None) -> list[Told]:
    """The posts that brought half of it, at most TOP."""
    if tail is None:
        return []
    chosen = [one for one in found if one.finished][: min(tail.half, TOP)]
    rows = speak.deliveries(organization).in_bulk([one.id for one in chosen])
    return [Told(one, rows[one.id], one.value / tail.total) for one in chosen if one.id in rows]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind with what it is worth now, since when, who said so and why; `goals`: where it differs."""

    kind: str
    label: str
    how: str
    worth: Worth | None
    goals: Sequence[Worth]
    weighs: Doubled | None


@dataclass(frozen=True, slots=True)
class WorthPage:
    """The page of what outcomes are worth."""

    unit: str
    kinds: Sequence[Kind]
    silent: Sequence[Kind]
    history: Sequence[Worth]
    nothing: bool
    since: date
    until: date
    n: int
    bare: Sequence[Aim]


def worth_page(organization: Organization, now: datetime) -> WorthPage:
    """Every kind with its worth, how much hangs on it, and what was said before."""
    today = now.astimezone(zone_of(organization.time_zone)).date()
    monday = today - timedelta(days=today.weekday())
    since, until = monday - timedelta(weeks=SPANS[0]), monday - timedelta(days=1)
    rows = queries.weighed(organization, since, until, now=now)
    weighs = {one.kind: one for one in brought.doubled(rows)}
    history = list(queries.worths(organization))
    valid: dict[tuple[str, int | None], Worth] = {}
    for one in history:
        if one.since <= today:
            valid.setdefault((one.kind, one.aim_id), one)
    shown = [
        Kind(
            kind,
            label,
            kinds.HOW.get(kind, ""),
            valid.get((kind, None)),
            [one for (k, aim), one in valid.items() if k == kind and aim is not None],
            weighs.get(kind),
        )
        for kind, label in queries.labels(organization).items()
    ]
    said = [one for one in shown if one.worth or one.goals]
    nothing = bool(said) and not any(one.amount for one in valid.values())
    valued = {aim for (_kind, aim) in valid if aim is not None}
    bare = [one for one in aiming.usable(organization, "goal") if one.pk not in valued]
    unit, n = queries.unit(organization), queries.evidence(rows)
    silent = [one for one in shown if one not in said]
    return WorthPage(unit, said, silent, history, nothing, since, until, n, bare)
