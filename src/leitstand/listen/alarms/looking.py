"""One look at an organisation: counts bins that are over, steps the detector once each, settles alarms.

Everything is reckoned without a lock and stored in one transaction that only holds if nobody else stored
meanwhile: killed at any place, either nothing has happened or all of it has.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from leitstand.analyses import storm
from leitstand.listen.alarms import queries, storms
from leitstand.listen.alarms.counts import Bins, bins, start_of
from leitstand.listen.alarms.detector import Budgets, Held, Sight, unpack
from leitstand.listen.models import AlarmClock, AlarmEvent, Watch
from leitstand.vocabulary.errors import Invalid

SETTLE = timedelta(seconds=60)
"""So long after its end a bin is counted: what was heard in it is stored by then."""

GAP = timedelta(minutes=30)
"""Not looked for longer than this: nobody knows what was said meanwhile, so nothing is learned from it."""

SKEW = timedelta(minutes=10)
MOST_FRESH = 12
"""So many new watches are counted back in one look."""

MONTH_DAYS = 30.44

_HELD: dict[int, tuple[int, Held]] = {}


@dataclass(slots=True)
class _Look:
    """What one look works with; `learned` says for each watch since when it is counted."""

    clock: AlarmClock
    end: datetime
    held: Held
    learned: dict[int, str]
    budgets: Budgets
    sights: dict[int, Sight]


def due(now: datetime) -> list[int]:
    """Organisations with bins that are over and not yet counted."""
    return queries.organizations_due(start_of(now - SETTLE))


def look(organization_id: int, now: datetime) -> int:
    """Count up to now. Says how many alarms were opened or became calm."""
    end = start_of(now - SETTLE)
    clock = queries.clock(organization_id) or _begun(organization_id, end)
    if clock.until > now + SKEW:  # the clock went back: what was learned is dated into the future
        clock.until, clock.since, clock.learned, clock.packed = end, None, {}, b""
    active, events = queries.watching(organization_id), queries.events(organization_id)
    held, learned = _known(clock)
    here = _Look(clock, end, held, learned, budgets(organization_id, active, events, held.channels), {})
    for watch in set(learned) - set(active):
        del learned[watch]
        held.forget(watch)
    _step(here, [watch for watch in active if watch in learned])
    for watch in [watch for watch in active if watch not in learned][:MOST_FRESH]:
        _count_back(here, watch)
    return _store(here, events, now)


def budgets(
    organization_id: int,
    watches: Sequence[int],
    events: dict[int, AlarmEvent],
    channels: Sequence[str] = storm.CHANNELS,
) -> Budgets:
    """The one budget of the organisation, spread over its watches; each event has one of its own."""
    ordinary = [(watch, channel) for watch in watches if watch not in events for channel in channels]
    found = dict(storm.split(queries.plan(organization_id).false_a_month, ordinary)) if ordinary else {}
    for watch, event in events.items():
        days = (event.watch_to - event.watch_from).total_seconds() / 86_400
        its = [(watch, channel) for channel in channels]
        found |= storm.split(event.false_alarms * MONTH_DAYS / days, its)
    return found


def budgets_with(organization_id: int, watch: int) -> Budgets:
    """The budgets as a look has them, for a drill over a watch that may have been paused meanwhile."""
    active, events = queries.watching(organization_id), queries.events(organization_id)
    return budgets(organization_id, sorted({*active, watch}), events)


def counted(watches: Sequence[int], span: tuple[datetime, datetime], since: datetime | None = None) -> Bins:
    """The bins of these watches in which something was heard."""
    posts = queries.heard(watches, *span)
    return bins(posts, queries.known(posts, span[0]), since)


def _begun(organization_id: int, end: datetime) -> AlarmClock:
    return AlarmClock.objects.get_or_create(organization_id=organization_id, defaults={"until": end})[0]


def _known(clock: AlarmClock) -> tuple[Held, dict[int, str]]:
    """Taken out of the process's own copies: a failed transaction must not leave its traces there."""
    mine = _HELD.pop(clock.organization_id, None)
    learned = {int(watch): since for watch, since in clock.learned.items()}
    if mine and mine[0] == clock.version and learned:
        return mine[1], learned
    try:
        return unpack(bytes(clock.packed)), learned
    except Invalid:  # of another version of the detector: counted back anew
        return Held(), {}


def _step(here: _Look, watches: Sequence[int]) -> None:
    """The bins since the last look."""
    clock = here.clock
    if clock.until >= here.end:
        return
    if here.end - clock.until > GAP:
        clock.until = clock.since = here.end
        return
    span = (clock.until, here.end)
    found = counted(watches, span, clock.since)
    for watch in watches:
        here.sights[watch] = here.held.walk(watch, span, found, here.budgets)


def _count_back(here: _Look, watch: int) -> None:
    """A watch that is new here learns from the mentions that are there; old storms raise nothing."""
    first = queries.first_heard(watch, here.end - queries.BACK)
    start = start_of(first) if first and first < here.end else here.end
    sight = here.held.walk(watch, (start, here.end), counted([watch], (start, here.end)), here.budgets)
    here.sights[watch] = Sight(dict(sight.blowing), sight.blowing, sight.learning)
    here.learned[watch] = start.isoformat()


def _store(here: _Look, events: dict[int, AlarmEvent], now: datetime) -> int:
    clock, version = here.clock, secrets.randbits(62)
    with transaction.atomic():
        stored = AlarmClock.objects.filter(pk=clock.pk, version=clock.version).update(
            until=max(here.end, clock.until),
            since=clock.since,
            learned={str(watch): since for watch, since in here.learned.items()},
            packed=here.held.pack(),
            version=version,
        )
        if not stored:
            return 0  # another process was quicker
        watches = Watch.objects.select_related("organization").in_bulk(list(here.sights))
        seen = [
            storms.Seen(watches[watch], sight, here.held, events.get(watch))
            for watch, sight in here.sights.items()
            if watch in watches
        ]
        changed = storms.settle(clock.organization, seen, now)
        place = clock.organization_id
        transaction.on_commit(lambda: _HELD.__setitem__(place, (version, here.held)))
    return changed
