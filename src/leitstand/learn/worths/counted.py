"""What was counted, one by one: by networks for our posts, in our inbox, by statistics, forms and hands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from leitstand.estimates import growth
from leitstand.learn.models import Outcome, Ripening, Tally
from leitstand.learn.worths import kinds
from leitstand.listen import queries as listen
from leitstand.speak import queries as speak
from leitstand.vocabulary.estimate import Estimate
from leitstand.vocabulary.moments import zone_of

if TYPE_CHECKING:
    from leitstand.people.models import Organization
    from leitstand.speak.models import Delivery

SETTLED, UNREAD = timedelta(days=7), timedelta(days=3)
"""What was not read after so long is not known and not awaited: reading it fails."""


@dataclass(frozen=True, slots=True)
class Span:
    """Days from the first to the last, on the clocks of an organisation, and the moment it is read at."""

    since: date
    until: date
    zone: ZoneInfo
    now: datetime

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """From the first moment to the one after the last, in UTC."""
        days = (self.since, self.until + timedelta(days=1))
        begin, end = (datetime.combine(day, time(), self.zone).astimezone(UTC) for day in days)
        return begin, end

    def day(self, moment: datetime) -> date:
        """The day of a moment on those clocks."""
        return moment.astimezone(self.zone).date()


@dataclass(frozen=True, slots=True)
class Item:
    """So many of a kind; `seen`: the share of its final count expected by now; `post`: the publication."""

    day: date
    network: str
    kind: str
    count: float
    seen: float = 1.0
    aims: frozenset[int] = frozenset()
    post: int | None = None


def span(organization: Organization, since: date, until: date, now: datetime) -> Span:
    """These days on the organisation's own clocks."""
    return Span(since, until, zone_of(organization.time_zone), now)


def items(organization: Organization, days: Span, wanted: Iterable[str]) -> Iterator[Item]:
    """Everything counted in these days of the kinds that are wanted: a fixed number of queries."""
    asked = set(wanted)
    if asked & set(kinds.NETWORK) | asked & set(kinds.INBOX):
        rows = _publications(organization, days)
        aims = _aims(rows)
        told = list(rows.values_list(*_FIELDS))
        curves = ripenings(organization)
        answered: set[int] = set()
        for row in told:
            pointed = aims.get(row[0], {})
            yield from _counted(row, frozenset(pointed), days, curves, asked)
            if row[3] and row[3] not in answered:
                answered.add(row[3])
                yield from _inbox(row, pointed, days, asked)
    yield from _tallies(organization, days, asked)


_FIELDS = (
    "pk", "account__network", "receipt_published", "reply__mention", "course__next_reading",
    "course__readings", "last", "again", *(f"n_{kind}" for kind in kinds.NETWORK),
)  # fmt: skip


def _publications(organization: Organization, days: Span) -> QuerySet[Delivery]:
    """What was published in these days, with the latest reading; `again`: they wrote once more."""
    begin, end = days.moments
    rows = speak.deliveries(organization).filter(
        state="sent", receipt_published__gte=begin, receipt_published__lt=end
    )
    latest = Outcome.objects.filter(delivery=OuterRef("pk")).order_by("-seen")
    rows = rows.annotate(last=Subquery(latest.values("seen")[:1]))
    for kind in kinds.NETWORK:
        found = Outcome.objects.filter(delivery=OuterRef("pk"), kind=kind, seen=OuterRef("last"))
        rows = rows.annotate(**{f"n_{kind}": Subquery(found.values("count")[:1])})
    again = listen.mentions(organization).filter(
        addressed=True,
        author_id=OuterRef("reply__mention__author_id"),
        network=OuterRef("reply__mention__network"),
        published__gt=OuterRef("receipt_published"),
        published__lte=OuterRef("receipt_published") + SETTLED,
    )
    return rows.annotate(again=Exists(again.exclude(author_id=""))).order_by("pk")


def _aims(rows: QuerySet[Delivery]) -> dict[int, dict[int, str]]:
    """What each publication points to: number of the aim -> its kind."""
    found: dict[int, dict[int, str]] = defaultdict(dict)
    for path in ("reply__aims", "variant__thought__aims"):
        pairs = rows.filter(~Q(**{path: None})).values_list("pk", path, f"{path}__kind")
        for post, aim, kind in pairs:
            found[post][aim] = kind
    return found


def _counted(
    row: tuple[Any, ...], aims: frozenset[int], days: Span, curves: Ripenings, asked: set[str]
) -> Iterator[Item]:
    """What the network counted for one publication. What it does not tell is left out, never zero."""
    post, network, published, _mention, planned, readings, last, _again, *counts = row
    day = days.day(published)
    if last is None and not (planned and readings == 0 and days.now - published < UNREAD):
        return
    age = (last - published).total_seconds() / 3600 if last else 0.0
    seen = 1.0 if planned is None else curves.seen(network, age).mean
    for kind, count in zip(kinds.NETWORK, counts, strict=True):
        if kind in asked and (count is not None or last is None):
            yield Item(day, network, kind, float(count or 0), seen if last else 0.0, aims, post)


def _inbox(row: tuple[Any, ...], aims: dict[int, str], days: Span, asked: set[str]) -> Iterator[Item]:
    """What an answer of ours is: an answered question, perhaps for an audience, perhaps a solved case."""
    post, network, published, _mention, _planned, _readings, _last, again, *_counts = row
    day, pointed = days.day(published), frozenset(aims)
    if kinds.ANSWERED in asked:
        yield Item(day, network, kinds.ANSWERED, 1.0, 1.0, pointed, post)
    if kinds.AUDIENCE in asked and "audience" in aims.values():
        yield Item(day, network, kinds.AUDIENCE, 1.0, 1.0, pointed, post)
    if kinds.SOLVED in asked:
        known = bool(again) or days.now >= published + SETTLED
        solved = 0.0 if again or not known else 1.0
        yield Item(day, network, kinds.SOLVED, solved, 1.0 if known else 0.0, pointed, post)


def _tallies(organization: Organization, days: Span, asked: set[str]) -> Iterator[Item]:
    rows = Tally.objects.filter(meter__organization=organization, day__gte=days.since, day__lte=days.until)
    told = rows.filter(kind__in=asked).order_by("day", "pk")
    for day, network, kind, count, aim in told.values_list("day", "network", "kind", "count", "meter__aim"):
        yield Item(day, network, kind, float(count), aims=frozenset([aim] if aim else []))


class Ripenings:
    """The curves of an organisation by network; without one of its own, that of all, else the assumed one."""

    def __init__(self, kept: dict[str, growth.Growth]) -> None:
        self.kept = kept

    def of(self, network: str) -> growth.Growth:
        """The curve that is used for a network."""
        return self.kept.get(network) or self.kept.get("") or ASSUMED

    def seen(self, network: str, hours: float) -> Estimate:
        """The share of the final count expected at this age."""
        return self.of(network).seen(hours)


ASSUMED = growth.fit([])


def ripenings(organization: Organization) -> Ripenings:
    """The curves as the worker last learned them."""
    kept = {}
    for row in Ripening.objects.filter(organization=organization):
        shares = [Estimate(mean, low, high, n) for _hours, mean, low, high, n in row.curve]
        kept[row.network] = growth.Growth([one[0] for one in row.curve], shares, row.posts)
    return Ripenings(kept)
