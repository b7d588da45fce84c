"""Narrowing a long list to hits that an index knows, quickly however many there are.

PostgreSQL keeps statistics and chooses by itself. SQLite does not know how many hits there are, and either
sorts them all or walks the whole list for a handful; so they are counted first, up to MANY.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import F, Func, Q, QuerySet
from django.db.models.expressions import Combinable

from leitstand.listen.models import Mention

Place = tuple[datetime, int]
"""Where a list goes on: the moment and the key of the last mention that was shown."""

FEW = 600
"""Hits that are fetched one by one and sorted."""

MANY = 30_000
"""Up to so many the list is walked and each row looked up among the hits; beyond, each row is asked."""

Condition = Q | Combinable


@dataclass(frozen=True, slots=True, kw_only=True)
class Hits:
    """What an index knows: how many (up to a limit), their keys, and two ways to ask the same of a row."""

    count: Callable[[int], int]
    keys: Callable[[], list[int]]
    among: Any
    each: Any


class _Unindexed(Func):
    """A value as it is, but out of sight of the planner (SQLite's manual, "query planner", section 1.5)."""

    template = "+%(expressions)s"


def narrowed(them: QuerySet[Mention], hits: Hits, place: Place | None) -> QuerySet[Mention]:
    """Only the hits, after this place; `place` has to be asked of the list as well."""
    if connection.vendor != "sqlite":
        return them.filter(hits.among)
    count = hits.count(MANY + 1)
    if count <= FEW:
        found = _after(hits.keys(), place)
        return them.filter(pk__in=found).order_by(_Unindexed(F("published")).desc(), "-pk")
    return them.filter(hits.among if count <= MANY else hits.each)


def _after(keys: list[int], place: Place | None) -> list[int]:
    """The keys after a place of the list, told without the index that the planner would walk."""
    if place is None:
        return keys
    moments = Mention.objects.filter(pk__in=keys).order_by().values_list("published", "pk")
    return [pk for moment, pk in moments if (moment, pk) < place]


def is_short(them: QuerySet[Mention]) -> bool:
    """Was it narrowed to FEW, and already to what comes after its place?"""
    first = them.query.order_by[:1]
    return bool(first) and not isinstance(first[0], str)


def older(them: QuerySet[Mention], than: Place | None) -> QuerySet[Mention]:
    """The mentions after this place of the list; by place, not by number, so that page 1000 costs no more."""
    if than is None or is_short(them):
        return them
    moment, pk = than
    return them.filter(published__lte=moment).exclude(published=moment, pk__gte=pk)
