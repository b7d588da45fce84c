"""Blocks of events read by the kernels: what they are, and which watches they answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from leitstand.firehose import events, paths, scanning
from leitstand.firehose.events import Events
from leitstand.firehose.work import Pieces

LINES = 2048
"""Events of one block."""

_PIECES = 24
"""Pieces for which there is room, by event."""


class Block(NamedTuple):
    """Some lines: `of` (rows of `events`) and the pieces of their posts, both good until the next block."""

    of: Any
    pieces: Pieces


class Reader:
    """Reads blocks of events, one after another, into buffers that it keeps."""

    def __init__(self, *, lines: int = LINES, bytes_each: int = 1024) -> None:
        self._scan = scanning.scan()
        self._of = np.zeros((lines, events.COLUMNS), np.int64)
        count = lines * _PIECES + scanning.MOST + 16
        self._own = np.zeros(1, np.int64)
        self._raw = np.zeros(scanning.PADDING, np.uint8)
        self._pieces = Pieces(
            buf=np.zeros(0, np.uint8),
            kind=np.zeros(count, np.uint8),
            start=np.zeros(count, np.int64),
            end=np.zeros(count, np.int64),
            row=np.zeros(lines + 1, np.int64),
            state=np.zeros(lines, np.uint8),
        )
        self._make_room(lines * bytes_each)

    def _make_room(self, size: int) -> None:
        buf = np.zeros(2 * size + len(events.HEAD) + 256, np.uint8)
        buf[: len(events.HEAD)] = np.frombuffer(events.HEAD, np.uint8)
        self._pieces = self._pieces._replace(buf=buf)

    def blocks(self, raw: bytes, *, own: bool) -> Iterator[Block]:
        """The events in `raw`, one a line, in blocks. `own`: a watch asks for an address of Bluesky's own."""
        n = np.array([0, 0, 0, 0, len(raw)], np.int64)
        self._own[0] = own
        what = Events(self._padded(raw), self._of, n, self._own)
        longest = 0
        while n[events.PLACE] < len(raw):
            done = events.read(what, self._pieces, paths.table(), self._scan)
            if not done:
                longest = max(2 * longest, 1 << 20, len(raw) - int(n[events.PLACE]))
                self._make_room(longest)
                continue
            row, state = self._pieces.row[: done + 1], self._pieces.state[:done]
            yield Block(self._of[:done], self._pieces._replace(row=row, state=state))

    def _padded(self, raw: bytes) -> Any:
        """The bytes with room behind them, where those of the last time lay."""
        if len(self._raw) < len(raw) + scanning.PADDING:
            self._raw = np.zeros(2 * len(raw) + scanning.PADDING, np.uint8)
        self._raw[: len(raw)] = np.frombuffer(raw, np.uint8)
        return self._raw
