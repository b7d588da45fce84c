"""Every read of the portfolio: networks as they stand, their accounts, and what was forecast of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404

from leitstand import registry
from leitstand.decide.models import ExitStep, Presence, PresenceTurn, SleepForecast
from leitstand.decide.portfolio import exits
from leitstand.estimates import sleep
from leitstand.people import queries as people
from leitstand.speak import queries as speak
from leitstand.speak.planner import queries as planner
from leitstand.vocabulary.estimate import Estimate
from leitstand.vocabulary.shares import wilson

if TYPE_CHECKING:
    from leitstand.people.models import Account, Organization
    from leitstand.speak.models import Delivery

CANDIDATE, TRIAL, KEPT, LEAVING, LEFT = "candidate", "trial", "kept", "leaving", "left"
ORDER = (LEAVING, TRIAL, KEPT, CANDIDATE, LEFT)
LIKELY = 0.5
"""A forecast above this says: it falls asleep."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A network as others need it: hours a week (`cap` None: no cap), and whether the charter keeps it.

    `state` is candidate, trial, kept, leaving or left.
    """

    network: str
    state: str
    cap: float | None
    floor: float
    least: float
    reason: str
    review: date | None
    mission: bool


def networks(organization: Organization) -> list[Standing]:
    """Every network of the portfolio; () while nobody has written one down."""
    rows = presences(organization)
    return [
        Standing(one.network, one.state, one.cap, one.floor, one.least, one.reason, one.review, one.mission)
        for one in rows
    ]


def presences(organization: Organization) -> QuerySet[Presence]:
    """The rows behind it, by name."""
    return Presence.objects.filter(organization=organization).order_by("title", "pk")


def presence(organization: Organization, id: int) -> Presence:
    """One of them; Http404 when it is not this organisation's."""
    found: Presence = get_object_or_404(presences(organization).prefetch_related("aims"), pk=id)
    return found


def turns(presence: Presence) -> QuerySet[PresenceTurn]:
    """What was decided about it, the latest first."""
    return PresenceTurn.objects.filter(presence=presence).select_related("by").order_by("-at", "-pk")


def exit_words(presence: Presence) -> list[ExitStep]:
    """What people said about the steps of the present exit, oldest first."""
    rows = ExitStep.objects.filter(presence=presence).select_related("by").order_by("at", "pk")
    return list(rows.filter(at__gte=presence.leaving_since) if presence.leaving_since else rows.none())


def exit_steps(presence: Presence) -> list[exits.Stood]:
    """Where the exit stands, step by step."""
    return exits.stood(exit_words(presence))


def reviews_due(organization: Organization, today: date) -> QuerySet[Presence]:
    """Networks whose day to look again has come, and that nobody has left."""
    rows = presences(organization).filter(review__lte=today)
    return rows.exclude(state=LEFT).order_by("review", "title")


def unnamed(organization: Organization) -> list[str]:
    """Networks we have an account on, of which nobody has said why."""
    ours = people.accounts(organization).exclude(state="disconnected").values_list("network", flat=True)
    known = set(presences(organization).values_list("network", flat=True))
    return sorted(set(ours) - known)


def titles() -> Mapping[str, str]:
    """The connectors one can speak through, by name, as people call them."""
    return {one.name: one.title for one in people.speakers()}


def named(network: str) -> str:
    """How people call it; its own name where no connector knows it."""
    return registry.network(network).title if network in registry.names(registry.NETWORKS) else network


@dataclass(frozen=True, slots=True)
class Life:
    """How one account is doing: regularity so far, and the probability that it falls asleep (80 %)."""

    account: Account
    continuity: sleep.Continuity
    asleep: Estimate | None


def lives(organization: Organization, now: datetime, zone: ZoneInfo) -> list[Life]:
    """Every connected account of the organisation; three queries."""
    days = posted(organization, now, zone)
    ours = people.accounts(organization).exclude(state="disconnected")
    return [life(one, days.get(one.pk, set()), now, zone) for one in ours]


def life(account: Account, days: set[date], now: datetime, zone: ZoneInfo) -> Life:
    """One account, from the days on which something was published there."""
    today = now.astimezone(zone).date()
    since = min([account.connected.astimezone(zone).date(), *days])
    since = max(since, today - timedelta(weeks=sleep.WEEKS) + timedelta(days=1))
    weeks = sleep.weekly(days, since, today)
    return Life(account, sleep.continuity(days, since, today), sleep.asleep(weeks))


def posted(organization: Organization, now: datetime, zone: ZoneInfo) -> dict[int, set[date]]:
    """On which days each account published something, by the account's number; answers are no posts here.

    Posts that were made on the network itself count as well, where we hear them.
    """
    since = now - timedelta(weeks=sleep.WEEKS)
    moment = Coalesce("receipt_published", "due")
    sent = speak.deliveries(organization).filter(state="sent", reply=None).annotate(moment=moment)
    rows = sent.filter(moment__range=(since, now)).order_by().values_list("account_id", "moment")
    found: dict[int, set[date]] = defaultdict(set)
    for account, at in rows:
        found[account].add(at.astimezone(zone).date())
    ours = {(one.network, one.actor_id): one.pk for one in people.accounts(organization)}
    made = planner.made_there(organization).filter(published__range=(since, now))
    for network, actor, at in made.values_list("network", "author_id", "published"):
        found[ours[network, actor]].add(at.astimezone(zone).date())
    return dict(found)


def our_posts(presence: Presence) -> QuerySet[Delivery]:
    """Everything we published on this network, answers included, oldest first."""
    rows = speak.deliveries(presence.organization).filter(account__network=presence.network, state="sent")
    return rows.order_by("receipt_published", "pk")


@dataclass(frozen=True, slots=True)
class Kept:
    """How good the forecasts were: of `n` above one half, how many came true (a share, 80 %)."""

    came_true: int
    n: int
    share: Estimate | None
    waiting: int


def kept_word(organization: Organization) -> Kept:
    """What became of the forecasts whose weeks are over, and how many still wait."""
    rows = forecasts(organization)
    likely = list(rows.filter(mean__gt=LIKELY, slept__isnull=False).values_list("slept", flat=True))
    true, n = sum(bool(one) for one in likely), len(likely)
    low, high = wilson(true, n)
    share = Estimate(true / n, low, high, n) if n else None
    return Kept(true, n, share, rows.filter(slept=None).count())


def forecasts(organization: Organization) -> QuerySet[SleepForecast]:
    """Every forecast of falling asleep that was ever made, the latest first."""
    rows = SleepForecast.objects.filter(account__organization=organization)
    return rows.select_related("account").order_by("-made", "-pk")


def unjudged(today: date) -> Sequence[SleepForecast]:
    """Forecasts whose weeks are over and that nobody has held against what happened."""
    rows = SleepForecast.objects.filter(slept=None, made__lt=today - timedelta(weeks=sleep.HORIZON))
    return list(rows.select_related("account__organization").order_by("made")[:500])


def foretold(organization: Organization, day: date) -> bool:
    """Were this organisation's accounts looked at on that day or after?"""
    return forecasts(organization).filter(made__gte=day).exists()
