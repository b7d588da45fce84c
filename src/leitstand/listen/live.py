"""The listener: holds every live source open, one thread each, and takes in what comes."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from time import monotonic

from django.db import DatabaseError, OperationalError, connection
from django.db.models import F

from leitstand.listen import health, queries, reading
from leitstand.listen.flow import Flow
from leitstand.listen.intake import Flowed, take_in
from leitstand.listen.models import Source
from leitstand.listen.sieve import Sieve, Sifted
from leitstand.vocabulary.errors import Reconnect

LOG = logging.getLogger(__name__)

LOOK_SECONDS = 3.0
"""How soon an added or removed source is noticed."""

FLUSH_SECONDS = 1.0
MOST_POSTS = 500
ALIVE_SECONDS = 60.0
PATIENCE_SECONDS = 15.0

Clock = Callable[[], datetime]


def listen_live(
    stop: threading.Event,
    now: Clock,
    wire_for: reading.WireFor,
    *,
    look_seconds: float = LOOK_SECONDS,
) -> None:
    """Hold all live sources open until `stop` is set. One that ended is begun again when its time comes."""
    threads: dict[int, _Listener] = {}
    try:
        while not stop.is_set():
            wanted = queries.live_sources(now())
            for pk in [pk for pk in threads if pk not in wanted or not threads[pk].is_alive()]:
                threads.pop(pk).ended.set()
            for pk in [pk for pk, due in wanted.items() if due and pk not in threads]:
                threads[pk] = _Listener(pk, now, wire_for)
                threads[pk].start()
            connection.close()
            stop.wait(look_seconds)
    finally:
        for thread in threads.values():
            thread.ended.set()
        for thread in threads.values():
            thread.join(PATIENCE_SECONDS)


class _Listener(threading.Thread):
    """One source held open. Ends when it is told to, or when something went wrong that is written down."""

    def __init__(self, pk: int, now: Clock, wire_for: reading.WireFor) -> None:
        super().__init__(name=f"source-{pk}", daemon=True)
        self.pk, self.now, self.wire_for = pk, now, wire_for
        self.ended = threading.Event()

    def run(self) -> None:
        try:
            source = Source.objects.select_related("account").filter(pk=self.pk).first()
            if source:
                self._listen(source)
        except OperationalError as error:
            LOG.critical(
                "source %s: the database takes nothing in (%s); its cursor stands, it is opened again",
                self.pk,
                error,
            )
            self._let_go()
        except DatabaseError:
            LOG.exception("source %s: nothing was stored and the cursor stands; it is opened again", self.pk)
        finally:
            connection.close()

    def _let_go(self) -> None:
        """Our database is no fault of the source: it is opened again as soon as after any first hitch."""
        with suppress(OperationalError):
            row = Source.objects.filter(pk=self.pk, failures__gt=0)
            row.update(failures=F("failures") - 1, next_fetch=self.now() + 2 * health.LIVE_AGAIN)

    def _listen(self, source: Source) -> None:
        try:
            hear(source, self.ended, self.now, self.wire_for)
        except reading.TROUBLE as error:
            if self.ended.is_set():
                return
            if isinstance(error, Reconnect) and reading.renewed(source, error, self.wire_for):
                return
            reading.give_up(source, error, self.now())


def hear(source: Source, ended: threading.Event, now: Clock, wire_for: reading.WireFor) -> None:
    """Take in what a source brings until `ended` is set or the stream ends. Errors are the caller's."""
    talk, sieve = reading.network(source), Sieve(source)
    sieve.refresh()  # ready before the first post comes
    health.opened(source, now())
    with reading.opened(source, wire_for) as wire:
        pages = talk.stream(wire, source.source, source.cursor or _begun(source, now()))
        held = _Held(source, now, sieve)
        with Flow(pages, sieve.sift, held.take) as flow:
            held.flow = flow
            while not (ended.is_set() or flow.over):
                if not flow.handle(FLUSH_SECONDS):
                    held.rest()
            held.flush()
            if flow.over:
                flow.complain()


def _begun(source: Source, now: datetime) -> str:
    """Where a first stream begins, kept before its first event: a break before that loses nothing.

    Networks whose streams go on from a moment say so by a function `begin`; others begin with what there is.
    """
    begin = getattr(reading.network(source), "begin", None)
    cursor: str = begin(now) if begin else ""
    if cursor and Source.objects.filter(pk=source.pk, cursor="").update(cursor=cursor):
        source.cursor = cursor
    return cursor


@dataclass
class _Held:
    """Posts between two writes: one transaction a second is enough, and cursor and posts stay together."""

    source: Source
    now: Clock
    sieve: Sieve
    flow: Flow[Sifted] | None = None
    heard: list[Sifted] = field(default_factory=list)
    most: int = 0
    flushed: float = 0.0

    def take(self, sifted: Sifted) -> None:
        """Hold a page, and write what is held when it is time."""
        self.heard.append(sifted)
        self.most += len(sifted.posts)
        since = monotonic() - self.flushed
        if self.most >= MOST_POSTS or since >= (FLUSH_SECONDS if self._said else ALIVE_SECONDS):
            self.flush()
        elif not sifted.page.raw:
            self.rest()

    def rest(self) -> None:
        """Nothing came for a moment: nothing that was said has to wait."""
        if self._said:
            self.flush()

    @property
    def _said(self) -> bool:
        return any(one.posts or one.unasked for one in self.heard)

    def flush(self) -> None:
        """Put what is held into the tables, with the cursor behind it."""
        heard, self.heard, self.most, self.flushed = self.heard, [], 0, monotonic()
        if not heard or self.flow is None:
            return
        pages = [one.page for one in heard]
        read = sum(len(page.raw) for page in pages)
        waited = self.flow.let_go(pages)
        flowed = Flowed(
            unasked=[moment for one in heard for moment in one.unasked],
            columns=partial(self.sieve.columns, pages) if any(one.unasked for one in heard) else None,
            read_bytes=read,
            waiting_bytes=self.flow.waiting_bytes,
            lag_seconds=self._lag(pages[-1].cursor, waited) if read else 0.0,
        )
        posts = [post for one in heard for post in one.posts]
        take_in(self.source, posts, pages[-1].cursor, now=self.now(), flowed=flowed)
        self.sieve.refresh()

    def _lag(self, cursor: str, waited: float) -> float:
        """Seconds since it was said, where the network's cursor tells that; else since it was received."""
        reached = getattr(reading.network(self.source), "reached", None)
        moment = reached(cursor) if reached else None
        return max(0.0, (self.now() - moment).total_seconds()) if moment else waited
