"""A stream read ahead: one thread reads, one sifts, and whoever asks handles the pages in their order.

A few pages may wait and no more. Then reading waits too, and with it the network, so nothing is dropped; the
cursor is in the hands of whoever handles.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from time import monotonic
from types import TracebackType
from typing import Generic, TypeVar

from leitstand.firehose.pump import Abandoned, Pump
from leitstand.vocabulary.network import Page

Sifted = TypeVar("Sifted")

MOST_PAGES = 8
PATIENCE_SECONDS = 15.0


class Flow(Generic[Sifted]):
    """The pages of a stream, on their way through `sift` (in another thread) to `handle` (in the caller)."""

    def __init__(
        self, pages: Iterator[Page], sift: Callable[[Page], Sifted], handle: Callable[[Sifted], None]
    ) -> None:
        self._pages = pages
        self._pump = Pump([sift], handle, most=MOST_PAGES, by_hand=True)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._error: BaseException | None = None
        self._received = self._let_go = 0
        self._came: deque[float] = deque()

    @property
    def waiting_bytes(self) -> int:
        """Received and not in safety yet."""
        return self._received - self._let_go

    @property
    def over(self) -> bool:
        """Has the stream ended, and was all of it handled?"""
        return self._pump.over

    def handle(self, seconds: float) -> bool:
        """Handle the next page; False: none came in this time. Raises what `sift` or `handle` raise."""
        return self._pump.answer(seconds)

    def complain(self) -> None:
        """Raise what ended the stream, if something did."""
        if self._error:
            raise self._error

    def let_go(self, pages: Iterable[Page]) -> float:
        """These pages, the oldest there are, wait no longer; says how many seconds the last one waited."""
        waited = 0.0
        for page in pages:
            self._let_go += len(page.raw)
            waited = monotonic() - self._came.popleft()
        return waited

    def __enter__(self) -> Flow[Sifted]:
        self._reader.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pump.abandon()
        self._reader.join(PATIENCE_SECONDS)

    def _read(self) -> None:
        try:
            with suppress(Abandoned):
                for page in self._pages:
                    self._received += len(page.raw)
                    self._came.append(monotonic())
                    self._pump.put(page, page.cursor)
        except BaseException as error:  # noqa: BLE001  # told to the caller, once all before it is handled
            self._error = error
        finally:
            self._pages.close()  # type: ignore[attr-defined]  # networks give generators
            self._pump.end()
