"""Lets many read at once, or one change something, who is not kept waiting by new readers."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Gate:
    """A lock with two sides."""

    def __init__(self) -> None:
        self._free = threading.Condition()
        self._readers = self._waiting = 0

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Nothing changes meanwhile."""
        with self._free:
            self._free.wait_for(lambda: not self._waiting)
            self._readers += 1
        try:
            yield
        finally:
            with self._free:
                self._readers -= 1
                self._free.notify_all()

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Nobody reads meanwhile."""
        with self._free:
            self._waiting += 1
            try:
                self._free.wait_for(lambda: not self._readers)
                yield
            finally:
                self._waiting -= 1
                self._free.notify_all()
