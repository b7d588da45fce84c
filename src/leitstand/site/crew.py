"""The crew of `leitstand up`: pages and workers, as forks of one process in which everything is loaded.

What all of them need is in memory once. Each is a process of its own all the same: none blocks another, one
that dies takes nobody along, and what it held is told by its number (see speak.tasks).
"""

from __future__ import annotations

import gc
import logging
import multiprocessing
import signal
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import FrameType

from django.db import connections
from django.urls import get_resolver

LOG = logging.getLogger("leitstand.crew")

Duty = Callable[[], None]
"""What one of the crew does until SIGTERM."""

LOOK_SECONDS = 0.2
STEADY_SECONDS = 10.0
"""Who lived so long did not die of its beginning, and is started again at once."""

LONGEST_WAIT_SECONDS = 10.0
PATIENCE_SECONDS = 70.0
"""So long a publication that is under way may take to end (see speak.tasks)."""

SIGNS = (signal.SIGTERM, signal.SIGINT)
_FORK = multiprocessing.get_context("fork")


@dataclass(slots=True)
class Hand:
    """One of the crew: its duty, and how often in a row it ended soon after it began."""

    name: str
    duty: Duty
    process: multiprocessing.process.BaseProcess | None = None
    began: float = 0.0
    ended: float | None = None
    falls: int = 0

    def alive(self, now: float) -> bool:
        """Does it live? Its end is noted when it is seen first."""
        if self.process is None or self.process.is_alive():
            return self.process is not None
        if self.ended is None:
            self.ended = now
            self.falls = 0 if now - self.began >= STEADY_SECONDS else self.falls + 1
        return False

    def due(self, now: float) -> bool:
        """Is it time to begin (again)? At once, but later each time where it falls at the beginning."""
        if self.alive(now):
            return False
        return self.ended is None or now - self.ended >= min(max(self.falls - 1, 0), LONGEST_WAIT_SECONDS)


def warm() -> None:
    """Load what any of them needs, open no connection, and keep the collector from writing to these pages."""
    get_resolver().url_patterns  # noqa: B018  # asked, so that the pages are loaded
    import_module("leitstand.site.work")
    gc.collect()
    gc.freeze()


def keep(duties: Mapping[str, Duty]) -> None:
    """Begin all of them in this order, begin again whoever ends, until SIGTERM or SIGINT ends all."""
    told: list[int] = []

    def tell(number: int, _frame: FrameType | None) -> None:
        told.append(number)

    for sign in SIGNS:
        signal.signal(sign, tell)
    hands = [Hand(name, duty) for name, duty in duties.items()]
    while not told:
        now = time.monotonic()
        for hand in hands:
            if hand.due(now):
                _begin(hand, now)
        time.sleep(LOOK_SECONDS)
    _end(hands)


def _begin(hand: Hand, now: float) -> None:
    """Fork. Signals wait meanwhile, so that none meets the child with our handlers."""
    if hand.process is not None:
        LOG.warning("%s ended with %s; it begins again", hand.name, hand.process.exitcode)
    connections.close_all()  # there is none; a connection in two hands would spoil both
    hand.process = _FORK.Process(target=_child, args=(hand.name, hand.duty), name=hand.name)
    hand.began, hand.ended = now, None
    signal.pthread_sigmask(signal.SIG_BLOCK, SIGNS)
    try:
        hand.process.start()
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNS)


def _child(name: str, duty: Duty) -> None:
    with suppress(OSError):  # told to ps and top where the system can
        Path("/proc/self/comm").write_text(f"leit-{name}", encoding="ascii")
    for sign in SIGNS:
        signal.signal(sign, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNS)
    duty()


def _end(hands: list[Hand]) -> None:
    """Ask all to end, wait for what is under way, and kill who does not."""
    living = [hand.process for hand in hands if hand.process is not None and hand.process.is_alive()]
    for process in living:
        process.terminate()
    last = time.monotonic() + PATIENCE_SECONDS
    for process in living:
        process.join(max(last - time.monotonic(), 0))
        if process.is_alive():
            process.kill()
            process.join()
