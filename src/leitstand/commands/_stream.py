"""Posts through analyses, in batches that grow when there is much and do not wait when there is little."""

from __future__ import annotations

import io
import os
import select
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from types import ModuleType
from typing import TYPE_CHECKING, Any

from leitstand import registry
from leitstand.vocabulary import batch
from leitstand.vocabulary.analysis import Context
from leitstand.vocabulary.post import Post

if TYPE_CHECKING:
    import pyarrow as pa

LARGEST = 500


class Chain:
    """Analyses in an order in which each finds what it needs; keeps what the remembering ones know."""

    def __init__(self, analyses: Iterable[ModuleType], context: Context) -> None:
        self.analyses: Sequence[Any] = registry.in_order(analyses, batch.POSTS.names)
        self.known: dict[str, Any] = {a.__name__: a.START for a in self.analyses if hasattr(a, "START")}
        self.context = context

    def run(self, posts: Iterable[Post]) -> pa.RecordBatch:
        """The posts as a batch with every column beside."""
        rows = batch.of(posts)
        for analysis in self.analyses:
            if (name := analysis.__name__) in self.known:
                columns, self.known[name] = analysis.analyse(rows, self.known[name], self.context)
            else:
                columns = analysis.analyse(rows, self.context)
            rows = batch.widen(rows, columns)
        return rows


def needed(names: Iterable[str]) -> list[ModuleType]:
    """The analyses of these names and those whose columns they need. KeyError: there is none of a name."""
    shelf = registry.modules(registry.ANALYSES)
    maker = {field.name: name for name, analysis in shelf.items() for field in analysis.GIVES}
    wanted, found = list(names), dict[str, ModuleType]()
    while wanted:
        name = wanted.pop()
        if name not in found:
            found[name] = shelf[name]
            wanted += [maker[column] for column in found[name].NEEDS if column in maker]
    return list(found.values())


def work_off(stream: Callable[[], Iterable[Post]], work: Callable[[list[Post]], None]) -> None:
    """Hand the posts of `stream()` to `work`, at most LARGEST at once.

    What is held is handed over as soon as standard input has nothing more to read for now, so that whoever
    reads our output sees every line without delay.
    """
    held: list[Post] = []

    def hand_over() -> None:
        if held:
            posts, held[:] = list(held), []
            work(posts)
            sys.stdout.flush()

    with suppress(AttributeError, OSError, ValueError):  # no standard input, or none with a file behind it
        stdin = _Heeded(sys.stdin.fileno(), hand_over)
        sys.stdin = io.TextIOWrapper(io.BufferedReader(stdin, 1 << 16), encoding="utf-8")
    for post in stream():
        held.append(post)
        if len(held) >= LARGEST:
            hand_over()
    hand_over()


class _Heeded(io.RawIOBase):
    """Standard input that says when it is about to wait."""

    def __init__(self, number: int, before_waiting: Callable[[], None]) -> None:
        self._number = number
        self._before_waiting = before_waiting

    def readable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._number

    def readinto(self, buffer: Any) -> int:
        if not select.select([self._number], [], [], 0)[0]:
            self._before_waiting()
        read = os.read(self._number, len(buffer))
        buffer[: len(read)] = read
        return len(read)
