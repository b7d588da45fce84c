"""Blocks of events through several workers at once; whoever brings them waits while enough are under way.

Nothing is dropped: `put` waits while the queue is full, and the cursor stands behind what was handled.
A pump `by_hand` handles nothing by itself: its owner calls `answer`, in a thread of their own choice.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

Answer = TypeVar("Answer")

Work = Callable[[Any], Answer]
"""What a worker makes of a block, in its own thread; it should not hold the interpreter's lock."""

Handle = Callable[[Answer], None]
"""Takes the answers, one at a time, in the order of their blocks."""


class Abandoned(Exception):
    """What was put in is not handled any more."""


@dataclass(slots=True)
class _Block(Generic[Answer]):
    raw: Any
    cursor: str
    done: threading.Event = field(default_factory=threading.Event)
    answer: list[Answer] = field(default_factory=list)
    error: BaseException | None = None

    def told(self) -> Answer:
        """The answer, once it is there."""
        self.done.wait()
        if self.error:
            raise self.error
        return self.answer[0]


class Pump(Generic[Answer]):
    """Threads between whoever brings blocks and one who handles the answers in order."""

    def __init__(
        self, workers: list[Work[Answer]], handle: Handle[Answer], *, most: int = 8, by_hand: bool = False
    ) -> None:
        self.cursor = ""
        """Behind the last block that was handled with all before it."""
        self.most, self._handle = most, handle
        self._waiting: list[_Block[Answer]] = []
        self._untaken: list[_Block[Answer]] = []
        self._changed = threading.Condition()
        self._error: BaseException | None = None
        self._ended = False
        self._threads = [threading.Thread(target=self._work, args=(one,), daemon=True) for one in workers]
        if not by_hand:
            self._threads.append(threading.Thread(target=self._answer, daemon=True))
        for thread in self._threads:
            thread.start()

    @property
    def waiting(self) -> int:
        """Blocks that were put in and are not handled yet, at most `most`."""
        return len(self._waiting)

    @property
    def over(self) -> bool:
        """Does nothing more come, and is everything handled?"""
        return self._ended and not self._waiting

    def put(self, raw: Any, cursor: str) -> None:
        """Take a block; behind it the source is at `cursor`. Waits for room. Raises what went wrong."""
        with self._changed:
            self._changed.wait_for(lambda: len(self._waiting) < self.most or self._error)
            self._complain()
            block: _Block[Answer] = _Block(raw, cursor)
            self._waiting.append(block)
            self._untaken.append(block)
            self._changed.notify_all()

    def answer(self, seconds: float) -> bool:
        """Handle the oldest block of a pump `by_hand`; False: none came in time. Raises what went wrong."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._ended or self._error, seconds)
            self._complain()
            block = self._waiting[0] if self._waiting else None
        if block:
            self._handled(block)
            self._complain()
        return bool(block)

    def end(self) -> None:
        """Nothing more is put in."""
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def abandon(self) -> None:
        """Handle nothing any more; whoever puts in a block is told so."""
        with self._changed:
            self._ended, self._error = True, self._error or Abandoned()
            self._changed.notify_all()

    def close(self) -> str:
        """Handle what was put in, and end; the last cursor. Raises what went wrong inside."""
        with self._changed:
            self._changed.wait_for(lambda: not self._waiting or self._error)
            self._ended = True
            self._changed.notify_all()
        for thread in self._threads:
            thread.join()
        self._complain()
        return self.cursor

    def _complain(self) -> None:
        if self._error:
            raise self._error

    def _work(self, work: Work[Answer]) -> None:
        while block := self._next():
            try:
                block.answer.append(work(block.raw))
            except BaseException as error:  # noqa: BLE001  # told to whoever puts in the next block
                block.error = error
            block.done.set()

    def _next(self) -> _Block[Answer] | None:
        with self._changed:
            self._changed.wait_for(lambda: self._untaken or self._ended or self._error)
            return self._untaken.pop(0) if self._untaken and not self._error else None

    def _answer(self) -> None:
        while (block := self._oldest()) and self._handled(block):
            pass

    def _handled(self, block: _Block[Answer]) -> bool:
        """Handle a block and take it away; False: that went wrong."""
        try:
            self._handle(block.told())
        except BaseException as error:  # noqa: BLE001  # told to whoever puts in the next block
            with self._changed:
                self._error = error
                self._changed.notify_all()
            return False
        with self._changed:
            self.cursor = block.cursor
            self._waiting.pop(0)
            self._changed.notify_all()
        return True

    def _oldest(self) -> _Block[Answer] | None:
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._ended)
            return self._waiting[0] if self._waiting else None
