"""The stages of the firehose one behind the other, as a worker goes through them, alone or beside another."""

from __future__ import annotations

import itertools
import threading
import time
from pathlib import Path
from typing import Any

import numba
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from leitstand.analyses.language.words import LANGUAGES_OF, WEIGHTS
from leitstand.firehose import events, speaking, work
from leitstand.firehose.hose import Firehose
from leitstand.firehose.machine import WIDE, copied_wide
from leitstand.firehose.pump import Pump
from leitstand.firehose.stream import Reader
from leitstand.vocabulary.watch import folding

DECODE, WATCHES, COPIES, LANGUAGE, WRITE = range(1, 6)
NAMES = ("decode", "+ watches", "+ copies", "+ language", "+ Parquet")
ROWS = 1 << 15
"""Posts of one row group."""

REMEMBERED = 1 << 20
_PLAIN = {
    "write_statistics": False,
    "use_dictionary": ["declared", "language"],
    "compression": {
        "content": "zstd",
        **dict.fromkeys(("author", "key", "declared", "language", "time", "copy_of"), "lz4"),
    },
}
"""Keys and names are as good as dice, which no packing makes shorter: they are packed lightly."""
_COUNT = itertools.count()


SPOKEN = list(WEIGHTS)
"""Languages by the number that the kernels give them."""


def speech() -> speaking.Speech:
    """The small words of `leitstand.analyses.language`; settings were fixed on training tweets of UMSAB."""
    known: dict[str, set[int]] = {}
    for word, languages in LANGUAGES_OF.items():
        if len(folded := folding.words(folding.alike(word))) == 1:
            known.setdefault(folded[0], set()).update(map(SPOKEN.index, languages))
    return speaking.speech(known, [5 if name == "hi" else 3 for name in SPOKEN], 6, 3)


@numba.njit(nogil=True, cache=True)
def gathered(buf: Any, start: Any, end: Any, out: Any, at: Any) -> bool:
    """Put texts that lie here and there in `buf` behind those in `out`; `at` says where each ends."""
    to = at[0]
    for row in range(len(start)):
        if to + end[row] - start[row] + WIDE > len(out):
            return False
        for each in range(start[row], end[row], WIDE):
            copied_wide(out, to, buf, each)
            to += min(WIDE, end[row] - each)
        at[row + 1] = to
    return True


@numba.njit(nogil=True, cache=True)
def listed(rows: Any, queries: Any, at: Any, out: Any, to: int) -> None:
    """Queries by row: those of row i from `at[i]` to `at[i + 1]`."""
    at[:] = 0
    for row in rows:
        at[row + 1] += 1
    at[0] = to
    for row in range(1, len(at)):
        at[row] += at[row - 1]
    for each in range(len(rows)):
        out[to + each] = queries[each]


class Texts:
    """A column of texts that grows block by block in room which is kept."""

    def __init__(self) -> None:
        self.at, self.out, self.rows = np.zeros(2 * ROWS + 1, np.int32), np.zeros(1 << 20, np.uint8), 0

    def add(self, buf: Any, start: Any, end: Any) -> None:
        """Put more behind."""
        to = self.at[self.rows : self.rows + len(start) + 1]
        while not gathered(buf, start, end, self.out, to):
            self.out = np.concatenate([self.out, np.zeros_like(self.out)])
        self.rows += len(start)

    def column(self) -> pa.Array:
        """What is there, which must not change until it was written."""
        return pa.StringArray.from_buffers(self.rows, pa.py_buffer(self.at), pa.py_buffer(self.out))


class Rows:
    """Posts of one row group, in room that is used again once they are written."""

    def __init__(self) -> None:
        self.texts = {name: Texts() for name in ("content", "author", "key", "declared")}
        self.whole = {
            "time": np.zeros(2 * ROWS, np.int64),
            "copy_of": np.zeros(2 * ROWS, np.int64),
            "language": np.zeros(2 * ROWS, np.int8),
        }
        self.at, self.watches = np.zeros(2 * ROWS + 1, np.int32), np.zeros(1 << 16, np.int32)
        self.count = 0

    def add(self, of: Any, buf: Any, rows: Any, queries: Any, more: dict[str, Any]) -> None:
        """One block of posts and what was found."""
        first, end = self.count, self.count + len(of)
        places = (events.TEXT, events.DID, events.RKEY, events.LANG)
        for texts, place in zip(self.texts.values(), places, strict=True):
            texts.add(buf, of[:, place], of[:, place + 1])
        for name, values in more.items():
            self.whole[name][first:end] = values
        to = int(self.at[first])
        if to + len(rows) > len(self.watches):
            self.watches = np.concatenate([self.watches, np.zeros(len(self.watches) + len(rows), np.int32)])
        listed(rows, queries, self.at[first : end + 1], self.watches, to)
        self.count = end

    def table(self) -> pa.Table:
        """The posts, without a copy."""
        found = pa.array(self.watches[: self.at[self.count]])
        columns = {name: texts.column() for name, texts in self.texts.items()}
        columns |= {name: pa.array(values[: self.count]) for name, values in self.whole.items()}
        return pa.table(columns | {"watches": pa.ListArray.from_arrays(self.at[: self.count + 1], found)})

    def clear(self) -> None:
        """Begin anew."""
        self.count = self.at[0] = 0
        for texts in self.texts.values():
            texts.rows = 0


class Numbers:
    """Numbers of posts, each given once, to whichever worker asks."""

    def __init__(self) -> None:
        self._next, self._lock = 0, threading.Lock()

    def take(self, count: int) -> int:
        """The first of so many."""
        with self._lock:
            first, self._next = self._next, self._next + count
        return first


class Worker:
    """Takes blocks of events through the stages up to one of them. `found`: pairs; `posts`: events read."""

    def __init__(
        self,
        hose: Firehose,
        folder: Path | None,
        *,
        stages: int = WRITE,
        copies: work.Copies | None = None,
        numbers: Numbers | None = None,
    ) -> None:
        self.numbers = numbers or Numbers()
        self.hose, self.folder, self.stages = hose, folder, stages
        self.reader = Reader()
        self.copies = (copies or work.copies(REMEMBERED)) if stages >= COPIES else work.copies(0)
        if copies is not None:
            self.copies = self.copies.shared()
        self.speech = speech() if stages >= LANGUAGE else speaking.none()
        self.posts = self.found = self.unsure = self.copied = self.bytes = self.named = 0
        self._rows, self._spare = Rows(), Rows()
        self._name = f"{next(_COUNT)}"
        self._files = 0
        self._writer: threading.Thread | None = None
        self.beside = copies is not None

    def work(self, raw: bytes) -> int:
        """Events in, how many; what they say goes into files."""
        before = self.posts
        first = self.numbers.take(raw.count(b"\n") + 1) if len(self.copies.ring) else 0
        for block in self.reader.blocks(raw, own=self.hose.own):
            if self.stages >= WATCHES:
                self._ask(block, first + self.posts - before)
            self.posts += len(block.of)
        if self._rows.count >= ROWS:
            self.flush(beside=self.beside)
        return self.posts - before

    def _ask(self, block: Any, number: int) -> None:
        rows, queries, copy, language = self.hose.asked(block.pieces, self.copies, number, self.speech)
        self.found += len(rows)
        self.copied += int(np.count_nonzero(copy >= 0))
        self.named += int(np.count_nonzero(language >= 0))
        self.unsure += int(np.count_nonzero(block.pieces.state == work.UNSURE))
        if self.stages >= WRITE:
            if self._rows.count + len(block.of) > 2 * ROWS:
                self.flush(beside=self.beside)
            more = {"time": block.of[:, events.TIME], "copy_of": copy, "language": language}
            self._rows.add(block.of, block.pieces.buf, rows, queries, more)

    def forget(self) -> None:
        """Know no copies, so that the same posts are new ones."""
        for part in (self.copies.exact, self.copies.band, self.copies.ring):
            part[:] = 0

    def flush(self, *, beside: bool = False) -> None:
        """Write what waits as a file; `beside`: in a thread of its own, while the next posts are read."""
        if self._writer:
            self._writer.join()
            self._writer = None
        if not self._rows.count or self.folder is None:
            return
        waiting, self._rows, self._files = self._rows, self._spare, self._files + 1
        self._spare = waiting
        self._rows.clear()
        place = self.folder / f"{self._name}-{self._files % 4}.parquet"
        if beside:
            self._writer = threading.Thread(target=self._write, args=(waiting, place))
            self._writer.start()
        else:
            self._write(waiting, place)

    def _write(self, waiting: Rows, place: Path) -> None:
        place.parent.mkdir(exist_ok=True, parents=True)
        pq.write_table(waiting.table(), place, **_PLAIN)
        self.bytes += place.stat().st_size


def blocks(raw: bytes, size: int = 2_000_000) -> list[bytes]:
    """The events in pieces of whole lines."""
    found, at = [], 0
    while at < len(raw):
        end = raw.find(b"\n", min(at + size, len(raw) - 1)) + 1 or len(raw)
        found.append(raw[at:end])
        at = end
    return found


def two(some: list[bytes], hose: Firehose, folder: Path) -> float:
    """Seconds of all stages on two threads, copies remembered in common, everything written in the end."""
    pump, workers = pumped(hose, folder, 2)
    started = time.perf_counter()
    for number, one in enumerate(some):
        pump.put(one, str(number))
    pump.close()
    threads = [threading.Thread(target=worker.flush) for worker in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - started


def pumped(hose: Firehose, folder: Path, count: int, handle: Any = None) -> tuple[Pump[int], list[Worker]]:
    """A pump with so many workers."""
    copies = work.copies(REMEMBERED)
    for part in (copies.exact, copies.band, copies.ring):
        part[:] = 0  # so that its pages are there
    numbers = Numbers()
    workers = [Worker(hose, folder / str(n), copies=copies, numbers=numbers) for n in range(count)]
    return Pump([worker.work for worker in workers], handle or (lambda _count: None), most=4 * count), workers


def latency(
    lines: list[bytes], hose: Firehose, folder: Path, rate: int, tick: float = 0.004
) -> tuple[int, float, float]:
    """Events come evenly and are taken up every `tick` seconds: the rate, p99 in ms, and what was held."""
    arrived, done, sizes = [], [], []
    pump, workers = pumped(hose, folder, 2, lambda _count: done.append(time.perf_counter()))
    pump.put(b"\n".join(lines[:4000]), "")
    while pump.waiting:
        time.sleep(0.01)
    done.clear()
    started, at = time.perf_counter(), 0
    while at < len(lines):
        time.sleep(tick)
        end = min(len(lines), int((time.perf_counter() - started) * rate))
        middle = (at + end) // 2
        for one, other in ((at, middle), (middle, end)):
            if other > one:
                pump.put(b"\n".join(lines[one:other]), str(other))
                sizes.append((one, other))
        at = end
    pump.close()
    took = time.perf_counter() - started
    for worker in workers:
        worker.flush()
    for (one, other), when in zip(sizes, done, strict=True):
        arrived.append(when - started - (np.arange(one, other) + 1) / rate)
    return rate, float(np.percentile(np.concatenate(arrived), 99)) * 1000, len(lines) / took
