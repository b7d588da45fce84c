"""Asks web statistics for new numbers, and learns how our own posts grow."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from leitstand.estimates import growth
from leitstand.learn.models import Course, Meter, Outcome, Ripening
from leitstand.learn.worths.meters import actions, matomo, plausible, queries
from leitstand.people import queries as people
from leitstand.people.wires import open_wire
from leitstand.vocabulary.errors import LeitstandError, Reconnect, TryLater
from leitstand.vocabulary.moments import zone_of
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from leitstand.people.models import Organization
    from leitstand.vocabulary.network import Wire

LOG = logging.getLogger("leitstand.learn")

WAYS = {queries.MATOMO: matomo.read, queries.PLAUSIBLE: plausible.read}
POSTS, LEAST, REFIT = 300, 5, timedelta(days=1)
"""Learned from the latest so many posts of a network, from so many on, once a day."""


def read_due(now: datetime, wire: Callable[[], Wire] = open_wire) -> int:
    """Ask every web statistics that is due. Says how many were asked."""
    ids = queries.due(now)
    for id in ids:
        read_one(Meter.objects.select_related("organization").get(pk=id), now, wire)
    return len(ids)


def read_one(meter: Meter, now: datetime, wire: Callable[[], Wire] = open_wire) -> None:
    """Ask one of them for the days since it was last asked, and some before: they are completed late."""
    # Put off before it is tried: if we fall over it ourselves, the others still get their turn.
    Meter.objects.filter(pk=meter.pk).update(next_read=now + actions.AFTER_FAULT)
    today = now.astimezone(zone_of(meter.organization.time_zone)).date()
    back = actions.BACK if meter.last_read else actions.BACK_AT_FIRST
    begin = ((meter.last_read or now) - back).astimezone(zone_of(meter.organization.time_zone)).date()
    try:
        with _opened(wire) as line:
            amounts = WAYS[meter.reads](
                line,
                server=meter.server,
                site=meter.site,
                token=meter.secret.get("token", ""),
                days=(begin, today),
                kind=meter.kind,
                network_of=queries.reader(meter.organization),
            )
    except TryLater as error:
        actions.failed(meter, error, now, max(error.wait, timedelta(minutes=10)))
    except Reconnect as error:
        actions.failed(meter, error, now, None)
    except LeitstandError as error:
        actions.failed(meter, error, now, actions.EVERY)
    else:
        actions.clear(meter, (begin, today), amounts.counts)
        kept = actions.replace(meter, amounts.counts, now)
        actions.done(meter, now, _("%(n)s counts of %(days)s days."), n=kept, days=amounts.days)


@contextmanager
def _opened(wire: Callable[[], Wire]) -> Iterator[Wire]:
    line = wire()
    try:
        yield line
    finally:
        if close := getattr(line, "close", None):  # one made of paper has nothing to close
            close()


def ripen(now: datetime) -> int:
    """Learn how posts grow, for organisations whose curves are older than a day. Says how many curves."""
    made = 0
    for organization in people.organizations():
        fresh = Ripening.objects.filter(organization=organization, made__gt=now - REFIT)
        if not fresh.exists():
            made += _learned(organization, now)
    return made


def _learned(organization: Organization, now: datetime) -> int:
    by_network = _tracks(organization)
    every = [track for tracks in by_network.values() for track in tracks]
    curves = {"": every, **{name: tracks for name, tracks in by_network.items() if len(tracks) >= LEAST}}
    for network, tracks in curves.items():
        found = growth.fit(tracks)
        curve = [
            [age, one.mean, one.low, one.high, one.n]
            for age, one in zip(found.ages, found.shares, strict=True)
        ]
        Ripening.objects.update_or_create(
            organization=organization,
            network=network,
            defaults={"curve": curve, "posts": found.posts, "made": now},
        )
    return len(curves)


def _tracks(organization: Organization) -> dict[str, list[growth.Track]]:
    """The readings of the latest posts by network: all kinds but views together."""
    courses = Course.objects.filter(delivery__organization=organization, readings__gt=1)
    latest = list(courses.order_by("-created").values_list("delivery", flat=True)[: POSTS * 3])
    sums: dict[tuple[str, int], dict[float, int]] = defaultdict(lambda: defaultdict(int))
    rows = Outcome.objects.filter(delivery__in=latest).exclude(kind="view")
    fields = ("delivery", "delivery__account__network", "delivery__receipt_published", "seen", "count")
    for post, network, published, seen, count in rows.values_list(*fields).iterator():
        if published is not None and seen > published:
            sums[network, post][(seen - published).total_seconds() / 3600] += count
    found: dict[str, list[growth.Track]] = defaultdict(list)
    for (network, _post), readings in sums.items():
        if any(readings.values()) and len(found[network]) < POSTS:
            ages = sorted(readings)
            found[network].append(growth.Track(ages, [readings[age] for age in ages]))
    return found
