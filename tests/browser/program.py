"""The real program, started as an operator would: `leitstand up` in a home of its own on loopback."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from tests.patience import patient
from tests.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = "/usr/bin/chromium"
OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
T = TypeVar("T")


@dataclass
class Program:
    """One running tree of processes. `url` has no slash at its end; `password` is that of the demo."""

    home: Path
    port: int
    process: subprocess.Popen[bytes] = field(repr=False)
    seconds: float = 0.0
    email: str = "demo@auenried.example"
    password: str = ""

    @property
    def url(self) -> str:
        """Where the pages are."""
        return f"http://127.0.0.1:{self.port}"

    def said(self) -> str:
        """What the program wrote so far, both streams."""
        return "".join(
            place.read_text() for name in ("out", "err") if (place := self.home / f"{name}.txt").exists()
        )

    def logs(self) -> str:
        """The end of every log, for the message of a failed test."""
        return "\n".join(
            f"--- {place.name}\n{place.read_text(errors='replace')[-3000:]}"
            for place in sorted((self.home / "logs").glob("*.log"))
        )

    def stop(self, how: int = signal.SIGTERM, seconds: float = 90) -> int:
        """Ask the tree to end, as Ctrl-C would, and wait for it; returns its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(how)
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(10)
            raise


def start(
    home: Path,
    *options: str,
    port: int | None = None,
    environment: Mapping[str, str] | None = None,
    seconds: float = 180,
) -> Program:
    """`leitstand up` until its address is printed; AssertionError with its last words when it ends before."""
    home.mkdir(parents=True, exist_ok=True)
    port = port or free_port()
    begun = time.monotonic()
    process = command(home, "up", "--port", str(port), *options, environment=environment)
    program = Program(home, port, process)
    try:
        until(
            lambda: "Leitstand is here" in program.said() or process.poll() is not None,
            seconds,
            "the address",
        )
        assert process.poll() is None, f"leitstand up ended at once with {process.poll()}:\n{program.said()}"
    except BaseException:
        if process.poll() is None:
            program.stop()
        raise
    program.seconds = time.monotonic() - begun
    if told := re.search(r"sign in as (\S+) with the password (\S+) ", program.said()):
        program.email, program.password = told.groups()
    return program


def command(
    home: Path, *words: str, environment: Mapping[str, str] | None = None, out: str = ""
) -> subprocess.Popen[bytes]:
    """`leitstand` with these words; what it says goes to out.txt and err.txt in its home, or OUT-out.txt."""
    around = {key: value for key, value in os.environ.items() if not key.startswith("LEITSTAND_")}
    around |= {"LEITSTAND_HOME": str(home), "LEITSTAND_ALLOWED_ADDRESSES": "127.0.0.1,localhost"}
    around |= environment or {}
    program = str(Path(sys.executable).with_name("leitstand"))
    prefix = f"{out}-" if out else ""
    with (home / f"{prefix}out.txt").open("wb") as said, (home / f"{prefix}err.txt").open("wb") as told:
        return subprocess.Popen(
            [program, *words], env=around, stdin=subprocess.DEVNULL, stdout=said, stderr=told, cwd=home
        )


def until(ask: Callable[[], T], seconds: float, what: str) -> T:
    """The first true answer; AssertionError names what was awaited."""
    seconds = patient(seconds)
    end = time.monotonic() + seconds
    while not (answer := ask()):
        assert time.monotonic() < end, f"after {seconds:.0f} s still not there: {what}"
        time.sleep(0.05)
    return answer
