"""How much was heard on each whole day, on the clock of whoever looks; voices are counted once and kept."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.core.cache import cache
from django.db.models import Aggregate, Count, QuerySet, Value

from leitstand.listen.front import voices
from leitstand.listen.models import Mention
from leitstand.listen.weights import weights

if TYPE_CHECKING:
    from leitstand.people.models import Organization

KEPT_SECONDS = 40 * 24 * 3600
STILL_CHANGING = 3
"""Of so many days the posts are counted again each time, by the index alone."""


def heard_by_day(
    organization: Organization, days: Sequence[date], zone: ZoneInfo
) -> dict[date, tuple[int, int]]:
    """Mentions and voices of days that are over; a day of silence is missing. Three queries, once five.

    What was counted is kept as the day was then, unless somebody changes what is one voice. From the latest
    days posts may still be removed (a drill, a sample): there it holds while they have as many.
    """
    key = _key(organization, zone)
    kept: dict[date, tuple[int, int]] = cache.get(key) or {}
    latest = sorted(days)[-STILL_CHANGING:]
    posts = {day: kept[day][0] for day in days if day in kept}
    posts |= _each(organization, [day for day in days if day not in kept or day in latest], zone, Count("pk"))
    fresh = [day for day in days if posts.get(day) and kept.get(day, (0, 0))[0] != posts[day]]
    if fresh:
        counted = _each(organization, fresh, zone, voices(organization))
        kept = {day: kept[day] for day in days if day in kept}
        kept |= {day: (posts[day], counted.get(day, 0)) for day in fresh}
        cache.set(key, kept, KEPT_SECONDS)
    return {day: kept[day] for day in days if posts.get(day)}


def _each(
    organization: Organization, days: Sequence[date], zone: ZoneInfo, said: Aggregate
) -> dict[date, int]:
    """An aggregate over each day, of which there is one at least: one query with a part a day."""

    def of(number: int, day: date) -> QuerySet[Mention, tuple[int, int]]:
        start, end = (datetime.combine(day + timedelta(days=n), time(), zone) for n in (0, 1))
        rows = Mention.objects.filter(organization=organization, heard__gte=start, heard__lt=end).order_by()
        found = rows.annotate(number=Value(number)).values("number").annotate(n=said)
        return found.values_list("number", "n")

    parts = [of(number, day) for number, day in enumerate(days)]
    return {days[number]: n for number, n in parts[0].union(*parts[1:], all=True)}


def _key(organization: Organization, zone: ZoneInfo) -> str:
    """Of the cache: whose voices, on which clock, and who owns which outlets, which makes them one voice."""
    owned = sorted((owner.name, str(owner.outlets)) for owner in weights(organization).owners)
    return f"heard:{organization.pk}:{zone.key}:{hashlib.sha256(repr(owned).encode()).hexdigest()[:16]}"
