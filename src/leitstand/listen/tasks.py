"""Asks the sources that are due, and lets go of what has had its time."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.db import OperationalError, connection
from django.db.models import F

from leitstand.listen import daily, health, live, queries, reading, stories
from leitstand.listen.explorer import upkeep
from leitstand.listen.models import Mention, Source, Story
from leitstand.people.wires import open_wire

MOST_SOURCES = 10
"""Sources asked in one call, so that `now` stays true enough and others get their turn."""

AFTER_FAULT = timedelta(minutes=1)

MOST_ROWS = 500
"""Rows deleted in one transaction, so that nobody waits for the lock."""

_spoiled: dict[int, datetime] = {}
"""Visits that our own database did not take in, by source, and when they were claimed."""


def fetch_due(now: datetime, wire_for: reading.WireFor = open_wire) -> int:
    """Ask the sources whose time has come, longest overdue first; says how many were asked."""
    asked = 0
    _let_go(now)
    for source in queries.due_sources(now)[:MOST_SOURCES]:
        if _claimed(source, now):
            try:
                reading.ask(source, now, wire_for)
            except OperationalError:
                _spoiled[source.pk] = now
                raise
            asked += 1
    return asked


def _let_go(now: datetime) -> None:
    """What our own database spoiled is no fault of the source: asked again once there is room for rows."""
    for pk, claimed in list(_spoiled.items()):
        row = Source.objects.filter(pk=pk, last_asked=claimed, failures__gt=0)
        row.update(next_fetch=now + AFTER_FAULT, failures=F("failures") - 1)
        del _spoiled[pk]


def _claimed(source: Source, now: datetime) -> bool:
    """Is it ours to ask? Counts as a failure until it has answered, so that a crash counts as one."""
    lease = max(health.LEASE, health.backoff(source))
    row = Source.objects.filter(pk=source.pk, next_fetch=source.next_fetch, last_asked=source.last_asked)
    if not row.update(next_fetch=now + lease, last_asked=now, failures=F("failures") + 1):
        return False
    source.next_fetch, source.last_asked, source.failures = now + lease, now, source.failures + 1
    daily.note(source, now, asked=1)
    return True


def _clock() -> datetime:
    return datetime.now(UTC)


def listen_live(
    stop: threading.Event, now: Callable[[], datetime] = _clock, wire_for: reading.WireFor = open_wire
) -> None:
    """Hold every live source open until `stop` is set; see `live`."""
    live.listen_live(stop, now, wire_for)


def tidy(now: datetime) -> int:
    """Delete mentions whose time is over, but none that we answered, and stories nothing is left of.

    In small steps, so that nothing waits; says how many rows went.
    """
    gone = 0
    for organization_id, days in queries.retentions():
        old = Mention.objects.filter(
            organization=organization_id, heard__lt=now - timedelta(days=days), replies__isnull=True
        )
        while some := dict(old.values_list("pk", "story")[:MOST_ROWS]):
            Mention.objects.filter(pk__in=list(some), replies__isnull=True).delete()
            stories.resize(pk for pk in some.values() if pk)
            gone += len(some)
    if gone:
        upkeep.let_go(connection)
    while empty := list(Story.objects.filter(mentions=None).values_list("pk", flat=True)[:MOST_ROWS]):
        Story.objects.filter(pk__in=empty, mentions=None).delete()
        gone += len(empty)
    return gone
