"""The whole tree of `leitstand up` on loopback, started as people do it and killed as power cuts do it."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
import uuid
from pathlib import Path

from tests.ports import free_port

MARK = "LEITSTAND_TEST_CACHE"
"""A variable the program ignores: by its value we know the processes of our own tree, and no others."""


class Tree:
    """One home folder and the processes that work on it. `environment` are its settings."""

    def __init__(self, home: Path, environment: dict[str, str]) -> None:
        self.home = home
        self.mark = f"tree-{uuid.uuid4()}"
        self.port = free_port()
        self.environment = {
            key: value for key, value in os.environ.items() if not key.startswith("LEITSTAND_")
        }
        self.environment |= environment | {"LEITSTAND_HOME": str(home), MARK: self.mark}
        self.top: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start everything; does not wait until it answers."""
        command = [sys.executable, "-m", "leitstand.commands", "up", "--port", str(self.port)]
        self.home.mkdir(parents=True, exist_ok=True)
        with (self.home / "up.log").open("ab") as log:
            self.top = subprocess.Popen(
                command, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )

    def processes(self) -> list[int]:
        """Every living process of the tree, whoever started it."""
        wanted = f"{MARK}={self.mark}".encode()
        found = []
        for place in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if wanted in (place / "environ").read_bytes().split(b"\0"):
                    found.append(int(place.name))
        return found

    def kill(self) -> int:
        """SIGKILL to all of them, the supervisor first; says how many there were. Nothing gets to tidy up."""
        killed: set[int] = set()
        if self.top is not None:
            with contextlib.suppress(ProcessLookupError):
                self.top.kill()
        while found := self.processes():
            for process in found:
                killed.add(process)
                with contextlib.suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)
            time.sleep(0.01)
        if self.top is not None:
            self.top.wait()
            self.top = None
        return len(killed)

    def __enter__(self) -> Tree:
        return self

    def __exit__(self, *_error: object) -> None:
        self.kill()
