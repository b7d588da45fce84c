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

from leitstand.firehose import events, work
from leitstand.firehose.hose import Firehose
from leitstand.firehose.pump import Pump
from leitstand.firehose.stream import Reader

DECODE, WATCHES, COPIES, WRITE = range(1, 5)
NAMES = ("decode", "+ watches", "+ copies", "+ Parquet")
ROWS = 1 << 15
"""Posts of one row group."""

REMEMBERED = 1 << 20
_PLAIN = {
    "write_statistics": False,
    "use_dictionary": ["language"],
    "compression": {
        "content": "zstd",
        **dict.fromkeys(("author", "key", "language", "time", "copy_of"), "lz4"),
    },
}
"""Keys and names are as good as dice, which no packing makes shorter: they are packed lightly."""
_COUNT = itertools.count()


@numba.njit(nogil=True, cache=True)
def gathered(buf: Any, start: Any, end: Any, out: Any, at: Any) -> int:
    """Put texts that lie here and there in `buf` one behind the other; `at` says where each begins."""
    to = 0
    for row in range(len(start)):
        at[row] = to
        for each in range(start[row], end[row]):
            out[to] = buf[each]
            to += 1
    at[len(start)] = to
    return to


class Worker:
    """Takes blocks of events through the stages up to one of them. `found`: pairs; `posts`: events read."""

    def __init__(
        self, hose: Firehose, folder: Path | None, *, stages: int = WRITE, copies: work.Copies | None = None
    ) -> None:
        self.hose, self.folder, self.stages = hose, folder, stages
        self.reader = Reader()
        self.copies = (copies or work.copies(REMEMBERED)) if stages >= COPIES else work.copies(0)
        if copies is not None:
            self.copies = self.copies._replace(signature=np.zeros(work.BINS, np.uint32))
        self.posts = self.found = self.unsure = self.copied = self.bytes = 0
        self._waiting: list[pa.RecordBatch] = []
        self._rows = 0
        self._name = f"{next(_COUNT)}"
        self._files = 0
        self._writer: threading.Thread | None = None
        self.beside = copies is not None

    def work(self, raw: bytes, first: int = 0) -> int:
        """Events in, how many; what they say goes into files."""
        before = self.posts
        for block in self.reader.blocks(raw, own=self.hose.own):
            count = len(block.of)
            if self.stages >= WATCHES:
                number = first + self.posts - before
                rows, queries, copy = self.hose.asked(block.pieces, self.copies, number)
                self.found += len(rows)
                self.copied += int(np.count_nonzero(copy >= 0))
                self.unsure += int(np.count_nonzero(block.pieces.state == work.UNSURE))
                if self.stages >= WRITE:
                    self._keep(block, rows, queries, copy)
            self.posts += count
        if self.stages >= WRITE and self._rows >= ROWS:
            self.flush(beside=self.beside)
        return self.posts - before

    def _keep(self, block: Any, rows: Any, queries: Any, copy: Any) -> None:
        of, buf = block.of, block.pieces.buf
        columns = [
            self._column(buf, of[:, at], of[:, at + 1])
            for at in (events.TEXT, events.DID, events.RKEY, events.LANG)
        ]
        asked = np.zeros(len(of) + 1, np.int32)
        np.cumsum(np.bincount(rows, minlength=len(of)), out=asked[1:])
        lists = pa.ListArray.from_arrays(pa.array(asked), pa.array(queries[np.argsort(rows, kind="stable")]))
        columns += [pa.array(of[:, events.TIME].copy()), pa.array(copy), lists]
        names = ["content", "author", "key", "language", "time", "copy_of", "watches"]
        self._waiting.append(pa.RecordBatch.from_arrays(columns, names=names))
        self._rows += len(of)

    @staticmethod
    def _column(buf: Any, start: Any, end: Any) -> pa.Array:
        at = np.zeros(len(start) + 1, np.int32)
        out = np.empty(int((end - start).sum()), np.uint8)
        gathered(buf, start, end, out, at)
        return pa.StringArray.from_buffers(len(start), pa.py_buffer(at), pa.py_buffer(out))

    def flush(self, *, beside: bool = False) -> None:
        """Write what waits as a file; `beside`: in a thread of its own, while the next posts are read."""
        if self._writer:
            self._writer.join()
            self._writer = None
        if not self._waiting or self.folder is None:
            return
        waiting, self._waiting, self._rows, self._files = self._waiting, [], 0, self._files + 1
        place = self.folder / f"{self._name}-{self._files % 4}.parquet"
        if beside:
            self._writer = threading.Thread(target=self._write, args=(waiting, place))
            self._writer.start()
        else:
            self._write(waiting, place)

    def _write(self, waiting: list[pa.RecordBatch], place: Path) -> None:
        place.parent.mkdir(exist_ok=True, parents=True)
        pq.write_table(pa.Table.from_batches(waiting), place, **_PLAIN)
        self.bytes += place.stat().st_size


def blocks(raw: bytes, size: int = 2_000_000) -> list[bytes]:
    """The events in pieces of whole lines."""
    found, at = [], 0
    while at < len(raw):
        end = raw.find(b"\n", min(at + size, len(raw) - 1)) + 1 or len(raw)
        found.append(raw[at:end])
        at = end
    return found


def two(raw: bytes, hose: Firehose, folder: Path) -> None:
    """All stages on two threads, copies remembered in common."""
    pump, workers = pumped(hose, folder, 2)
    for number, one in enumerate(blocks(raw)):
        pump.put(one, str(number))
    pump.close()
    threads = [threading.Thread(target=worker.flush) for worker in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def pumped(hose: Firehose, folder: Path, count: int, handle: Any = None) -> tuple[Pump[int], list[Worker]]:
    """A pump with so many workers."""
    copies = work.copies(REMEMBERED)
    workers = [Worker(hose, folder / str(n), copies=copies) for n in range(count)]
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
