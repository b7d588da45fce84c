"""Every write of where numbers come from: meters, and what they counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import F

from leitstand.learn.models import Meter, Tally
from leitstand.learn.worths import queries as worths
from leitstand.learn.worths.meters import queries
from leitstand.learn.worths.meters.amounts import MOST, Amounts, Key
from leitstand.people.queries import EDITOR, OWNER, require
from leitstand.vocabulary.errors import Invalid, LeitstandError, Refused
from leitstand.vocabulary.moments import zone_of
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.people.models import Membership
    from leitstand.speak.models import Aim

MOST_METERS = 40
EVERY, AFTER_FAULT = timedelta(hours=6), timedelta(hours=1)
BACK_AT_FIRST, BACK = timedelta(days=365), timedelta(days=8)
"""A new meter is asked for a year; later the last days again, because statistics are completed afterwards."""


@dataclass(frozen=True, slots=True)
class Way:
    """Where web statistics answer: the address, which site there, and the token to ask with."""

    server: str = ""
    site: str = ""
    token: str = field(default="", repr=False)


NO_WAY = Way()


@transaction.atomic
def add(
    member: Membership,
    name: str,
    reads: str,
    *,
    kind: str = "visit",
    aim: Aim | None = None,
    way: Way = NO_WAY,
    now: datetime,
) -> Meter:
    """A new place where numbers come from. Owners only. Raises Invalid for what is missing or there."""
    require(member, OWNER)
    said = " ".join(name.split())[:100]
    rows = queries.meters(member.organization)
    if not said:
        raise Invalid(_("Give it a name, so that people know where a number comes from. Nothing was added."))
    if rows.filter(name__iexact=said).exists():
        raise Invalid(
            _('There is one called "%(name)s" already. Nothing was added; choose another name.'), name=said
        )
    if reads not in queries.READS or kind not in worths.labels(member.organization):
        raise Invalid(_("This cannot be read. Nothing was added; reload the page and choose again."))
    if rows.count() >= MOST_METERS:
        raise Invalid(_("There are forty of them already. Nothing was added; remove one first."))
    if reads in queries.ASKED:
        _check_way(way)
    else:
        way = NO_WAY
    return Meter.objects.create(
        organization=member.organization,
        name=said,
        reads=reads,
        kind=kind,
        aim=aim,
        server=way.server.strip().rstrip("/"),
        site=way.site.strip()[:200],
        secret={"token": way.token.strip()} if way.token else {},
        by=member.person,
        created=now,
        renewed=now,
        next_read=now if reads in queries.ASKED else None,
    )


def _check_way(way: Way) -> None:
    if not _whole(way.server.strip()):
        raise Invalid(
            _(
                "Write the whole address of the statistics, such as https://stats.example.org. "
                "Nothing was added."
            )
        )
    if not way.site.strip() or not way.token.strip():
        raise Invalid(_("The site and the token are needed to ask for numbers. Nothing was added."))


def _whole(address: str) -> bool:
    """Is this a whole address, and one that is not read by everybody on the way?"""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return False
    own_house = parts.scheme == "http" and host in ("127.0.0.1", "localhost")
    return bool(host) and (parts.scheme == "https" or own_house)


@transaction.atomic
def switch(member: Membership, meter: Meter, *, now: datetime) -> Meter:
    """Off when it is on, on when it is off; what was counted stays. Owners only."""
    require(member, OWNER)
    meter.active, meter.problem = not meter.active, None
    meter.next_read = now if meter.active and meter.reads in queries.ASKED else None
    meter.save(update_fields=["active", "problem", "next_read"])
    return meter


@transaction.atomic
def renew(member: Membership, meter: Meter, token: str, *, now: datetime) -> Meter:
    """A new counting address, or another token for statistics; the old one is worth nothing. Owners only."""
    require(member, OWNER)
    if meter.reads in queries.ASKED:
        if not token.strip():
            raise Invalid(_("Enter the new token. Nothing was changed."))
        meter.secret, meter.problem, meter.next_read = {"token": token.strip()}, None, now
    meter.renewed = now
    meter.save(update_fields=["secret", "problem", "next_read", "renewed"])
    return meter


@transaction.atomic
def remove(member: Membership, meter: Meter) -> None:
    """Forget a meter and everything it counted. Owners only."""
    require(member, OWNER)
    meter.delete()


@transaction.atomic
def bring(member: Membership, meter: Meter, amounts: Amounts, *, now: datetime) -> int:
    """Keep what a table says; what was there for the same day, network and kind is replaced. Editors."""
    require(member, EDITOR)
    kept = replace(meter, amounts.counts, now, by=member)
    done(meter, now, _("%(n)s counts of %(days)s days."), n=kept, days=amounts.days)
    return kept


def replace(meter: Meter, counts: Mapping[Key, int], now: datetime, by: Membership | None = None) -> int:
    """Write counts in place of those that stood there. The same again changes nothing."""
    rows = [
        Tally(
            meter=meter,
            day=day,
            network=network,
            kind=kind,
            count=count,
            by=by.person if by else None,
            at=now,
        )
        for (day, network, kind), count in sorted(counts.items())
    ]
    Tally.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["meter", "day", "network", "kind"],
        update_fields=["count", "by", "at"],
        batch_size=500,
    )
    return len(rows)


def clear(meter: Meter, days: tuple[date, date], kept: Mapping[Key, int]) -> None:
    """Forget counts of these days that a new reading of the same days does not have any more."""
    here = Tally.objects.filter(meter=meter, day__gte=days[0], day__lte=days[1])
    gone = [pk for pk, *key in here.values_list("pk", "day", "network", "kind") if tuple(key) not in kept]
    Tally.objects.filter(pk__in=gone).delete()


def add_up(meter: Meter, counts: Mapping[Key, int], now: datetime) -> None:
    """Add to what stands there: for what is counted bit by bit."""
    for (day, network, kind), count in sorted(counts.items()):
        row, made = Tally.objects.get_or_create(
            meter=meter, day=day, network=network, kind=kind, defaults={"count": count, "at": now}
        )
        if not made:
            Tally.objects.filter(pk=row.pk).update(count=F("count") + count, at=now)


@transaction.atomic
def count_one(meter: Meter, network: str, now: datetime) -> None:
    """A form or page of ours says: one more, today."""
    day = now.astimezone(zone_of(meter.organization.time_zone)).date()
    add_up(meter, {(day, network, meter.kind): 1}, now)
    Meter.objects.filter(pk=meter.pk).update(last_read=now, problem=None)


@transaction.atomic
def type_in(
    member: Membership,
    meter: Meter,
    monday: date,
    told: Mapping[tuple[str, str], int | None],
    *,
    now: datetime,
) -> int:
    """Keep what somebody typed for a week, with their name; None takes a number back. Says how many changed.

    Editors. Raises Invalid for a week that has not begun, and for counts below zero or beyond belief.
    """
    require(member, EDITOR)
    if meter.reads != queries.HAND:
        raise Refused(_("These numbers are counted, not typed. Nothing was changed."))
    if monday.weekday() or monday > now.astimezone(zone_of(member.organization.time_zone)).date():
        raise Invalid(_("This week has not begun. Nothing was kept; choose this week or one before."))
    here = queries.typed(meter, monday)
    changed = {
        key: count for key, count in told.items() if count != (here[key].count if key in here else None)
    }
    for (network, kind), count in changed.items():
        if count is not None and not 0 <= count <= MOST:
            raise Invalid(
                _("%(count)s cannot be right. Nothing was kept; a count is zero or more."), count=count
            )
        if count is None:
            Tally.objects.filter(meter=meter, day=monday, network=network, kind=kind).delete()
    replace(meter, {(monday, *key): n for key, n in changed.items() if n is not None}, now, by=member)
    if changed:
        Meter.objects.filter(pk=meter.pk).update(last_read=now)
    return len(changed)


def done(meter: Meter, now: datetime, sentence: str, **facts: Any) -> None:
    """A reading went well: what it said is kept, and the next one planned."""
    meter.last_read, meter.problem, meter.told = now, None, {"sentence": sentence, "facts": facts}
    meter.next_read = now + EVERY if meter.active and meter.reads in queries.ASKED else None
    meter.save(update_fields=["last_read", "problem", "told", "next_read"])


def heard(meter: Meter, at: datetime) -> None:
    """Numbers came in at this moment by another way than a reading."""
    Meter.objects.filter(pk=meter.pk).update(last_read=at)


def failed(meter: Meter, error: LeitstandError, now: datetime, wait: timedelta | None) -> None:
    """A reading failed: nothing is counted, least of all zero. `wait` None: until somebody does something."""
    token = meter.secret.get("token") or "\0"  # nobody promised that it does not come back in what they say
    facts = {name: str(value).replace(token, "…") for name, value in error.facts.items()}
    meter.problem = {"sentence": error.sentence, "facts": facts}
    meter.next_read = now + wait if wait else None
    meter.save(update_fields=["problem", "next_read"])
