"""Listening without a database: sources into one queue, posts through the analyses, stories kept in mind."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

import click

from leitstand import registry
from leitstand.commands import _reading
from leitstand.commands._tally import Tally
from leitstand.vocabulary import batch
from leitstand.vocabulary.analysis import Context, Remembering
from leitstand.vocabulary.errors import Invalid, LeitstandError, NetworkError, TryLater
from leitstand.vocabulary.network import Found, Network, Offer
from leitstand.vocabulary.post import Post
from leitstand.vocabulary.watch import Watches
from leitstand.wire import HttpWire

POLL_SECONDS = 60.0
PAGE = 200
QUEUE = 50
"""Pages that may wait; a full queue makes the sources wait, so that memory does not grow."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A post that answered a watch, with what the analyses say of it."""

    post: Post
    watches: Sequence[str]
    columns: dict[str, Any]


@dataclass(slots=True)
class Story:
    """What we know of one story so far."""

    id: str
    headline: str
    first: Post
    posts: int = 0
    voices: set[str] = field(default_factory=set)
    networks: set[str] = field(default_factory=set)


class Ear:
    """Asks every post the watches, and the matching ones everything else."""

    def __init__(self, watches: Watches) -> None:
        self.watches = watches
        shelf = dict(registry.modules(registry.ANALYSES))
        self.matched = shelf.pop("matched")
        given = [*batch.POSTS.names, *self.matched.GIVES.names]
        self.others: list[ModuleType] = registry.in_order(shelf.values(), given)
        self.known = {a.__name__: a.START for a in self.others if isinstance(a, Remembering)}
        self.stories: dict[str, Story] = {}
        self.tally = Tally()
        self.posts = 0
        self._seen: dict[str, None] = {}

    def hear(self, posts: Sequence[Post], now: datetime) -> list[Heard]:
        """The posts of this page that answer a watch, each told once."""
        self.posts += len(posts)
        context = Context(now=now, watches=self.watches)
        columns = batch.of(posts)
        matched = self.matched.analyse(columns, context)
        hits = [
            i
            for i, names in enumerate(matched["matched"].to_pylist())
            if names and posts[i].type != "Tombstone" and self._new(posts[i].id)
        ]
        if not hits:
            return []
        kept = batch.widen(columns, matched).take(hits)
        given = len(kept.schema)
        for analysis in self.others:
            kept = batch.widen(kept, self._asked(analysis, kept, context))
        rows = kept.select([*matched.schema.names, *kept.schema.names[given:]]).to_pylist()
        heard = [
            Heard(posts[i], row.pop("matched"), {k: v for k, v in row.items() if v is not None})
            for i, row in zip(hits, rows, strict=True)
        ]
        for one in heard:
            self._remember(one)
        return heard

    def _asked(self, analysis: ModuleType, kept: Any, context: Context) -> Any:
        if analysis.__name__ not in self.known:
            return analysis.analyse(kept, context)
        answer, self.known[analysis.__name__] = analysis.analyse(kept, self.known[analysis.__name__], context)
        return answer

    def _new(self, id: str) -> bool:
        if id in self._seen:
            return False
        self._seen[id] = None
        if len(self._seen) > 200_000:
            del self._seen[next(iter(self._seen))]
        return True

    def _remember(self, one: Heard) -> None:
        if one.post.published is not None:
            for watch in one.watches:
                self.tally.add(watch, one.post.published)
        id = one.columns.get("story")
        if id is None:
            return
        story = self.stories.setdefault(id, Story(id, headline(one.post), one.post))
        story.posts += 1
        if not one.columns.get("copy_of") and one.post.attributed_to:
            story.voices.add(one.post.attributed_to.id)
        story.networks.add(one.post.network or "")
        if len(self.stories) > 20_000:
            del self.stories[next(iter(self.stories))]


def headline(post: Post) -> str:
    """What a story is called: the first source's own words."""
    said = printable(post.name or "") or plain(post)
    return said if len(said) <= 120 else said[:119].rsplit(" ", 1)[0] + " …"


def plain(post: Post) -> str:
    """A post's title and words on one line, without markup."""
    from selectolax.lexbor import LexborHTMLParser

    text = post.content
    title = f"{post.name}. " if post.name and post.name not in text else ""
    if post.media_type != "text/plain" and "<" in text:
        text = LexborHTMLParser(text).text(separator=" ")
    return printable(title + text)


def printable(text: str) -> str:
    """Words on one line; other people's control characters never reach a terminal."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


@dataclass(frozen=True, slots=True)
class News:
    """What a source had to say: posts, trouble, or that it is done."""

    source: str
    posts: Sequence[Post] = ()
    trouble: str = ""
    done: bool = False


class Listening:
    """Every source in a thread of its own, one queue for all."""

    def __init__(self, sources: Sequence[str]) -> None:
        self.sources = sources
        self.stop = threading.Event()
        self._queue: queue.Queue[News] = queue.Queue(QUEUE)
        self._allowed = [place for source in sources if (place := named_host(source))]

    def news(self, seconds: float | None) -> Iterator[News | None]:
        """News as it comes, None when nothing came for a moment, until all are done or the time is over."""
        end = time.monotonic() + seconds if seconds is not None else None
        for source in self.sources:
            threading.Thread(target=self._attend, args=(source,), daemon=True).start()
        open_sources = len(self.sources)
        try:
            while open_sources and (end is None or time.monotonic() < end):
                try:
                    one = self._queue.get(timeout=0.2)
                except queue.Empty:
                    yield None
                    continue
                open_sources -= one.done
                yield one
        finally:
            self.stop.set()

    def _attend(self, source: str) -> None:
        try:
            if named_host(source) or not _is_file(source):
                with HttpWire(allowed=self._allowed) as wire:
                    self._follow(source, wire)
            else:
                for one in file_pages(source):
                    self._tell(one)
        except LeitstandError as error:
            self._tell(News(source, trouble=str(error)))
        except click.UsageError as error:
            self._tell(News(source, trouble=error.message))
        except _reading.BROKEN as error:
            self._tell(News(source, trouble=f"cannot be read: {error}"))
        self._tell(News(source, done=True))

    def _follow(self, source: str, wire: HttpWire) -> None:
        network, found = way(wire, source)
        cursor = ""
        while not self.stop.is_set():
            wait = POLL_SECONDS
            try:
                pages = (
                    network.stream(wire, found.source, cursor)
                    if found.live
                    else network.read(wire, found.source, cursor)
                )
                for page in pages:
                    if page.raw:
                        self._tell(News(source, list(network.parse(page.raw, page.url))))
                    cursor = page.cursor
                    if self.stop.is_set():
                        return
            except TryLater as error:
                self._tell(News(source, trouble=str(error)))
                wait = max(min(error.wait, timedelta(hours=1)).total_seconds(), 1.0)
            except NetworkError as error:
                self._tell(News(source, trouble=str(error)))
                return
            self.stop.wait(wait)

    def _tell(self, one: News) -> None:
        while not self.stop.is_set():
            try:
                self._queue.put(one, timeout=0.2)
            except queue.Full:
                continue
            return


def way(wire: HttpWire, source: str) -> tuple[Network, Found]:
    """The first way any network knows to listen to an address; one held open is preferred. Raises Invalid."""
    complaints: list[str] = []
    ways: list[tuple[Network, Found]] = []
    for network in registry.networks().values():
        if not network.offers & (Offer.READ | Offer.STREAM) or not hasattr(network, "find"):
            continue
        try:
            ways += [(network, found) for found in network.find(wire, source)]
        except LeitstandError as error:
            complaints.append(f"{network.title}: {error}")
    if not ways:
        why = "; ".join(complaints)
        raise Invalid("nothing to listen to was found at %(source)s. %(why)s", source=source, why=why)
    return min(ways, key=lambda one: not one[1].live)


def file_pages(source: str) -> Iterator[News]:
    """The posts of a file in pages, whatever its format, and the lines that are none."""
    held: list[Post] = []
    for number, post in _reading.of_file(source, _reading.Wish()):
        if isinstance(post, Invalid):
            yield News(f"{source}:{number}", trouble=str(post))
        else:
            held.append(post)
        if len(held) >= PAGE:
            yield News(source, held)
            held = []
    yield News(source, held)


def named_host(source: str) -> str:
    """Host and port of an address that the person at the shell named; it may be reached wherever it is."""
    if "://" not in source:
        return ""
    parts = urlsplit(source)
    return (
        f"[{parts.hostname}]:{parts.port}"
        if ":" in (parts.hostname or "") and parts.port
        else parts.netloc.rsplit("@", 1)[-1]
    )


def _is_file(source: str) -> bool:
    from pathlib import Path

    return source == "-" or source.startswith(("/", "./", "../", "~")) or Path(source).exists()


def clock() -> datetime:
    """The moment, for the shell."""
    return datetime.now(UTC)
