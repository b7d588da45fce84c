"""Watches asked by the kernels, of whole batches; they are added, changed and taken away while it listens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import Any

import numpy as np
import pyarrow as pa

from leitstand.firehose import careful, characters, columns, speaking, tables, work
from leitstand.firehose.gate import Gate
from leitstand.firehose.index import Index
from leitstand.firehose.matching import match
from leitstand.firehose.speaking import Speech
from leitstand.firehose.work import Pieces, Room
from leitstand.vocabulary import batch as batches
from leitstand.vocabulary.post import Post
from leitstand.vocabulary.watch import Query, Watches, read_query

_PAIRS = 4096
"""Findings for which there is room at first."""

_SILENCE = speaking.none()

OWN_HOSTS = ("app", "bsky.app", "cdn.bsky.app", "video.bsky.app", "at")
"""Hosts of the addresses that the parser of Bluesky makes itself, and those above them."""

Pairs = tuple[Any, Any]
"""Rows, and beside each the number of a query that it fulfils."""


class Firehose(Watches):
    """The same answers as `Watches`. `unsure` counts posts that the plain matcher's code had to fold."""

    __slots__ = ("_asked", "_gate", "_kernel", "_named", "_number", "_place", "_spare", "unsure")

    def __init__(self, queries: Mapping[str, Query] | None = None) -> None:
        super().__init__()
        self._asked = dict(queries or {})
        self._queries = MappingProxyType(self._asked)
        self._gate = Gate()
        self.unsure = 0
        self._begin()

    def _begin(self) -> None:
        """File all watches in a fresh index."""
        self._kernel = Index()
        self._number: dict[str, int] = {}
        self._named: list[str] = []
        self._place = np.zeros(64, np.int64)
        self._spare: list[Room] = []
        self._file(self._asked)

    def _file(self, names: Iterable[str]) -> None:
        """File the queries of these names, which are new, in the order of all."""
        names = list(names)
        for name, number in zip(names, self._kernel.add([self._asked[n] for n in names]), strict=True):
            self._place = tables.longer(self._place, number + 1)
            self._place[number] = number
            self._number[name] = number
            self._named.append(name)

    def put(self, name: str, query: Query) -> None:
        """Add a watch, or ask another query under its name; heard from the next batch on."""
        with self._changing():
            self._put(name, query)

    def drop(self, name: str) -> None:
        """Take a watch away. KeyError when there is none of this name."""
        with self._changing():
            self._drop(name)

    def update(self, queries: Mapping[str, Query]) -> None:
        """Make these the watches, in their order; whatever stays the same is not touched."""
        with self._changing():
            for name in [name for name in self._asked if name not in queries]:
                self._drop(name)
            for name, query in queries.items():
                if self._asked.get(name) != query:
                    self._put(name, query)
            if list(self._asked) != list(queries):
                ordered = {name: self._asked[name] for name in queries}
                self._asked.clear()
                self._asked.update(ordered)
                for place, name in enumerate(ordered):
                    self._place[self._number[name]] = place

    def _put(self, name: str, query: Query) -> None:
        before = self._number.get(name)
        if before is not None:
            self._kernel.remove([before])
        self._asked[name] = query
        self._file([name])
        if before is not None:
            self._place[self._number[name]] = self._place[before]

    def _drop(self, name: str) -> None:
        del self._asked[name]
        self._kernel.remove([self._number.pop(name)])

    @contextmanager
    def _changing(self) -> Iterator[None]:
        with self._gate.changing():
            yield
            if self._kernel.stale:
                self._begin()

    def warm(self) -> None:
        """Compile the kernels, or load them where that was done before, so that no post waits for it."""
        some = [Post(id="", content="warm"), Post(id="", content="<p>warm", media_type="text/html")]
        Firehose({"": read_query("warm")}).match(batches.of(some))

    def match(self, batch: pa.RecordBatch) -> list[list[str]]:
        """The names of the watches that each post fulfils, in the order they were added; one list a row."""
        answers: list[list[str]] = [[] for _row in range(batch.num_rows)]
        if not self._asked or not answers:
            return answers
        with self._gate.reading():
            posts = columns.pieces(batch)
            rows, numbers = self.pairs(posts)
            unsure = np.flatnonzero(posts.state == work.UNSURE)
            if len(unsure):
                self.unsure += len(unsure)
                more, further = self.pairs(careful.pieces(batch.take(pa.array(unsure))))
                rows, numbers = np.append(rows, unsure[more]), np.append(numbers, further)
            order = np.lexsort((self._place[numbers], rows))
            for row, number in zip(rows[order].tolist(), numbers[order].tolist(), strict=True):
                answers[row].append(self._named[number])
        return answers

    def pairs(self, posts: Pieces, copies: work.Copies | None = None, first: int = 0) -> Pairs:
        """Ask the kernels alone; rows that they are not sure about become UNSURE in `posts.state`.

        `copies` remembers posts of earlier calls; the row 0 is the post of number `first` for it.
        """
        rows, numbers, *_more = self.asked(posts, copies or work.copies(0), first)
        return rows, numbers

    def asked(
        self, posts: Pieces, copies: work.Copies, first: int, speech: Speech | None = None
    ) -> tuple[Any, Any, Any, Any]:
        """As `pairs`, and by row the number of the earlier post that it copies and of its language, or -1."""
        found = work.found(_PAIRS, len(posts.state))
        found.n[2] = first
        done: list[Pairs] = []
        room = self._room(posts)
        working = room._replace(copies=copies, speech=speech or _SILENCE)
        while match(posts, self._kernel.tables, characters.table(), working, found) < len(posts.state):
            done.append((found.row[: found.n[0]].copy(), found.query[: found.n[0]].copy()))
            if not found.n[0]:
                more = work.found(2 * len(found.row), 0)
                found = found._replace(row=more.row, query=more.query)
            found.n[0] = 0
        done.append((found.row[: found.n[0]], found.query[: found.n[0]]))
        self._spare.append(room)
        rows, numbers = (np.concatenate(parts) for parts in zip(*done, strict=True))
        return rows, numbers, found.copy, found.language

    @contextmanager
    def held(self) -> Iterator[None]:
        """The watches do not change meanwhile."""
        with self._gate.reading():
            yield

    def named(self, number: int) -> str:
        """The name of the watch that has this number."""
        return self._named[number]

    @property
    def own(self) -> bool:
        """Does a watch ask for an address of Bluesky's own?"""
        return any(self._kernel.hosts[host] > 0 for host in OWN_HOSTS)

    def _room(self, posts: Pieces) -> Room:
        """A room large enough for the watches, and for any posts that were folded already."""
        longest = work.LONGEST
        if len(posts.state) and posts.state[0] == work.FOLDED:
            longest = max(longest, int((posts.end - posts.start).max(initial=0)))
        kernel = self._kernel
        try:
            spare = self._spare.pop()
        except IndexError:  # all are at work
            spare = None
        if spare and work.holds(spare, kernel.atoms, kernel.asked, kernel.deepest, longest):
            return spare
        return work.room(2 * kernel.atoms, 2 * kernel.asked, kernel.deepest, longest)


def brought_up_to_date(queries: Mapping[str, Query], before: Watches | None) -> Firehose:
    """`before` with these watches if it is a firehose, else a new one whose kernels are warm."""
    if isinstance(before, Firehose):
        before.update(queries)
        return before
    made = Firehose(queries)
    made.warm()
    return made
