"""Ends a process whose parent is gone, so that a killed supervisor leaves nobody behind."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable

LOOK_SECONDS = 0.5


def leave_with(parent: int, leave: Callable[[], object] | None = None) -> None:
    """Once our parent is no longer the process `parent`, call `leave` until we end (None: send us SIGTERM).

    An orphan is given a new parent at once (getppid(2)); that works everywhere, not only on Linux. The number
    is told and not asked, because the parent may die while we are still starting.
    """

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(LOOK_SECONDS)
        while True:
            (leave or _terminate)()  # more than once: who is just starting may miss the first
            time.sleep(LOOK_SECONDS)

    threading.Thread(target=watch, name="parent", daemon=True).start()


def _terminate() -> None:
    os.kill(os.getpid(), signal.SIGTERM)
