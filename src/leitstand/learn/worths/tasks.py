"""Learns how our own posts grow, so that young ones are not taken for finished."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from leitstand.estimates import growth
from leitstand.learn.models import Course, Outcome, Ripening
from leitstand.people import queries as people

if TYPE_CHECKING:
    from leitstand.people.models import Organization

POSTS, LEAST, REFIT = 300, 5, timedelta(days=1)
"""Learned from the latest so many posts of a network, from so many on, once a day."""


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
