"""What each page of the portfolio is given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from leitstand.decide.portfolio import exits, queries
from leitstand.decide.portfolio.queries import Kept, Life
from leitstand.estimates import sleep
from leitstand.people import queries as people
from leitstand.vocabulary.estimate import Estimate
from leitstand.vocabulary.lives import PORTFOLIO
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.decide.models import Presence, PresenceTurn
    from leitstand.people.models import Membership, Organization

STATES = {
    "candidate": _("candidate"),
    "trial": _("on trial"),
    "kept": _("kept"),
    "leaving": _("being left"),
    "left": _("left"),
}
MOVES = {
    ("candidate", "trial"): _("Put on trial"),
    ("candidate", "kept"): _("Keep without a trial"),
    ("candidate", "left"): _("Decide against it"),
    ("trial", "kept"): _("Keep"),
    ("trial", "leaving"): _("Begin to leave"),
    ("kept", "trial"): _("Put on trial again"),
    ("kept", "leaving"): _("Begin to leave"),
    ("leaving", "left"): _("Left for good"),
    ("leaving", "kept"): _("Stay after all"),
    ("left", "candidate"): _("Consider it again"),
}
AWAKE, MAYBE, LIKELY, UNKNOWN = _("awake"), _("may fall asleep"), _("is falling asleep"), _("not known yet")


@dataclass(frozen=True, slots=True)
class Percent:
    """An estimate of a share in whole percent."""

    mean: int
    low: int
    high: int
    n: int


def percent(one: Estimate | None) -> Percent | None:
    """A share from 0 to 1 as people read it."""
    if one is None:
        return None
    return Percent(round(100 * one.mean), round(100 * one.low), round(100 * one.high), one.n)


@dataclass(frozen=True, slots=True)
class Pulse:
    """One account: how regular it is, whether it falls asleep; first a word, then the figure."""

    life: Life

    @property
    def word(self) -> str:
        """In plain words: only as sure as the interval allows."""
        asleep = self.life.asleep
        if asleep is None:
            return UNKNOWN
        if asleep.low > queries.LIKELY:
            return LIKELY
        return MAYBE if asleep.high > queries.LIKELY or asleep.mean > 0.2 else AWAKE

    @property
    def asleep(self) -> Percent | None:
        """The probability of four weeks without a post."""
        return percent(self.life.asleep)

    @property
    def regular(self) -> Percent | None:
        """The share of weeks with a post."""
        return percent(self.life.continuity.share)


@dataclass(frozen=True, slots=True)
class Row:
    """One network in the list."""

    presence: Presence
    state: str
    pulses: Sequence[Pulse]
    due: bool


@dataclass(frozen=True, slots=True)
class Portfolio:
    """The list of networks."""

    rows: Sequence[Row]
    counts: Sequence[tuple[str, int]]
    due: Sequence[Presence]
    unnamed: Sequence[tuple[str, str]]
    kept: Kept
    share: Percent | None
    may: bool
    titles: Sequence[str]
    horizon: int = sleep.HORIZON
    fewest: int = sleep.FEWEST


def portfolio(member: Membership, now: datetime) -> Portfolio:
    """Everything the list shows; a fixed number of queries."""
    organization = member.organization
    zone = ZoneInfo(organization.time_zone)
    today = now.astimezone(zone).date()
    pulses = _pulses(organization, now, zone)
    found = sorted(queries.presences(organization), key=lambda one: queries.ORDER.index(one.state))
    rows = [Row(one, STATES[one.state], pulses.get(one.network, ()), _due(one, today)) for one in found]
    counts = [(STATES[name], sum(one.state == name for one in found)) for name in queries.ORDER]
    kept = queries.kept_word(organization)
    return Portfolio(
        rows=rows,
        counts=[(name, n) for name, n in counts if n],
        due=[row.presence for row in rows if row.due],
        unnamed=[(name, queries.named(name)) for name in queries.unnamed(organization)],
        kept=kept,
        share=percent(kept.share),
        may=people.may(member, people.EDITOR),
        titles=sorted(queries.titles().values()),
    )


def _pulses(organization: Organization, now: datetime, zone: ZoneInfo) -> Mapping[str, list[Pulse]]:
    found: dict[str, list[Pulse]] = {}
    for one in queries.lives(organization, now, zone):
        found.setdefault(one.account.network, []).append(Pulse(one))
    return found


def _due(one: Presence, today: date) -> bool:
    return one.review is not None and one.review <= today and one.state != queries.LEFT


@dataclass(frozen=True, slots=True)
class Move:
    """A way out of the present state."""

    there: str
    label: str


@dataclass(frozen=True, slots=True)
class One:
    """One network with all that was agreed and done."""

    presence: Presence
    state: str
    due: bool
    pulses: Sequence[Pulse]
    turns: Sequence[tuple[PresenceTurn, str]]
    steps: Sequence[exits.Stood]
    posts: int
    moves: Sequence[Move]
    may: bool
    owner: bool
    horizon: int = sleep.HORIZON

    @property
    def settled(self) -> int:
        """How many steps of the exit are settled."""
        return sum(one.settled for one in self.steps)

    @property
    def next_step(self) -> str:
        """The first step that is open; "" when none is."""
        return next((one.step.name for one in self.steps if not one.settled), "")


def one(member: Membership, presence: Presence, now: datetime) -> One:
    """Everything the page of one network shows."""
    zone = ZoneInfo(member.organization.time_zone)
    ways = sorted(PORTFOLIO.steps[presence.state], key=lambda there: list(PORTFOLIO.steps).index(there))
    return One(
        presence=presence,
        state=STATES[presence.state],
        due=_due(presence, now.astimezone(zone).date()),
        pulses=_pulses(member.organization, now, zone).get(presence.network, ()),
        turns=[(turn, STATES.get(turn.there, turn.there)) for turn in queries.turns(presence)],
        steps=queries.exit_steps(presence),
        posts=queries.our_posts(presence).count(),
        moves=[Move(there, MOVES[presence.state, there]) for there in ways],
        may=people.may(member, people.EDITOR),
        owner=people.may(member, people.OWNER),
    )


def told(page: Portfolio) -> dict[str, Any]:
    """The list as JSON: every figure with its interval and count, null where it is not known yet."""
    return {
        "networks": [_network(one) for one in page.rows],
        "forecasts": {
            "above": queries.LIKELY,
            "n": page.kept.n,
            "cameTrue": page.kept.came_true,
            "share": _estimate(page.kept.share),
            "waiting": page.kept.waiting,
        },
    }


def _network(row: Row) -> dict[str, Any]:
    one = row.presence
    return {
        "id": one.pk,
        "network": one.network,
        "name": one.title,
        "state": one.state,
        "reason": one.reason,
        "mission": one.mission,
        "hours": {"cap": one.cap, "floor": one.floor, "least": one.least},
        "review": one.review.isoformat() if one.review else None,
        "accounts": [_account(pulse.life) for pulse in row.pulses],
    }


def _account(life: Life) -> dict[str, Any]:
    known = life.continuity
    return {
        "account": life.account.handle or life.account.name,
        "weeks": known.weeks,
        "weeksWithPost": known.weeks_with,
        "shareOfWeeks": _estimate(known.share),
        "longestGapDays": known.longest,
        "silentDays": known.silent,
        "asleepInFourWeeks": _estimate(life.asleep),
    }


def _estimate(one: Estimate | None) -> dict[str, float | int] | None:
    if one is None:
        return None
    return {name: round(getattr(one, name), 4) for name in ("mean", "low", "high")} | {"n": one.n}
