"""The gate of `leitstand up`: what it starts wakes while the home is prepared, and waits here to work."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

VARIABLE = "LEITSTAND_GATE"
"""Names the file that is there once the home is prepared; unset for those with a supervisor of their own."""

LOOK_SECONDS = 0.02

PATIENCE_SECONDS = 10
"""So long at most the workers leave the processor to the first page."""


class Gate:
    """Shut when made; opened by `prepare` once everything is up to date."""

    def __init__(self, home: Path) -> None:
        self.place = home / "prepared"
        self.served = _served(self.place)
        self.place.unlink(missing_ok=True)
        self.served.unlink(missing_ok=True)
        self.failed = False
        os.environ[VARIABLE] = str(self.place)

    def prepare(self, *words: str) -> None:
        """Run `leitstand prepare` beside us; when it fails, end this process as by SIGTERM.

        Its end is told by its pipe and not by its exit code, because supervisor collects every child.
        """
        command = [sys.executable, "-m", "leitstand.commands", "prepare", "--parent", str(os.getpid())]
        child = subprocess.Popen([*command, *words], stdout=subprocess.PIPE)

        def follow() -> None:
            said = child.stdout.read() if child.stdout else b""
            if said.strip() == DONE.encode():
                self.place.touch()
            else:
                self.failed = True
                os.kill(os.getpid(), signal.SIGTERM)

        threading.Thread(target=follow, daemon=True).start()


DONE = "prepared"


def wait() -> None:
    """Return once the gate is open; at once where there is none."""
    place = os.environ.get(VARIABLE)
    while place and not Path(place).exists():
        time.sleep(LOOK_SECONDS)


def give_way() -> None:
    """Return once the gate is open and a page was served, or that took too long; at once without a gate."""
    wait()
    place, end = os.environ.get(VARIABLE), time.monotonic() + PATIENCE_SECONDS
    while place and not _served(Path(place)).exists() and time.monotonic() < end:
        time.sleep(LOOK_SECONDS)


def _served(place: Path) -> Path:
    return place.with_name("served")
