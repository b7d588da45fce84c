"""The listener: holds every live source open, one thread each, and takes in what comes."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic

from django.db import DatabaseError, OperationalError, connection
from django.db.models import F

from leitstand.listen import health, memory, queries, reading
from leitstand.listen.intake import take_in
from leitstand.listen.models import Source
from leitstand.vocabulary.errors import Reconnect
from leitstand.vocabulary.network import Page
from leitstand.vocabulary.post import Post

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
    talk = reading.network(source)
    memory.watches(source.organization_id)  # ready before the first post comes
    health.opened(source, now())
    with reading.opened(source, wire_for) as wire:
        held = _Held(source, now)
        pages = talk.stream(wire, source.source, source.cursor or _begun(source, now()))
        with closing(pages):  # type: ignore[type-var]  # networks give generators
            for page in pages:
                held.take(page, list(talk.parse(page.raw, page.url)) if page.raw else [])
                if ended.is_set():
                    break
        held.flush()


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
    posts: list[Post] = field(default_factory=list)
    cursor: str | None = None
    flushed: float = 0.0

    def take(self, page: Page, posts: list[Post]) -> None:
        self.posts += posts
        self.cursor = page.cursor
        since = monotonic() - self.flushed
        waiting = bool(self.posts) and (not page.raw or since >= FLUSH_SECONDS)
        if waiting or len(self.posts) >= MOST_POSTS or since >= ALIVE_SECONDS:
            self.flush()

    def flush(self) -> None:
        if self.cursor is not None:
            take_in(self.source, self.posts, self.cursor, now=self.now())
        self.posts, self.cursor, self.flushed = [], None, monotonic()
