"""A real Ghost on loopback, with SQLite in a throw-away folder. `script/servers-more/ghost` installs it."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
CACHE = Path(os.environ.get("LEITSTAND_TEST_CACHE", ROOT / ".cache" / "servers"))
OURS = "zapier"  # an integration with the same rights as one that is added by hand; Ghost brings it along


@dataclass
class Server:
    """A running site; `key` is the Admin API key of an integration."""

    url: str
    key: str
    folder: Path
    process: subprocess.Popen[bytes]

    def revoke(self) -> None:
        """Make the key worthless, as "Regenerate" does."""
        with sqlite3.connect(self.folder / "ghost.db") as database:
            database.execute("update api_keys set secret = ? where id = ?", ("00" * 32, self.key[:24]))

    def restore(self) -> None:
        """Make it good again."""
        with sqlite3.connect(self.folder / "ghost.db") as database:
            id, secret = self.key.split(":")
            database.execute("update api_keys set secret = ? where id = ?", (secret, id))

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Connections are taken, nothing is answered."""
        self.process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.process.send_signal(signal.SIGCONT)


def installed() -> bool:
    """Is there a Ghost to start?"""
    return (CACHE / "ghost" / ".leitstand").exists()


@pytest.fixture(scope="session")
def ghost() -> Iterator[Server]:
    """One site for all tests of a run."""
    if not installed():
        pytest.skip("Ghost is not installed: script/servers-more/ghost installs it (600 MB)")
    with running() as server:
        yield server


@contextmanager
def running() -> Iterator[Server]:
    """A site for as long as the block lasts."""
    place = CACHE / "ghost"
    folder = Path(tempfile.mkdtemp(prefix="leitstand-ghost-"))
    shutil.copytree(place / "content", folder / "content")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    settings = {
        "NODE_ENV": "production",
        "url": url,
        "server__host": "127.0.0.1",
        "server__port": str(port),
        "database__client": "sqlite3",
        "database__useNullAsDefault": "true",
        "database__connection__filename": str(folder / "ghost.db"),
        "mail__transport": "stub",
        "paths__contentPath": str(folder / "content"),
        "logging__level": "error",
        "imageOptimization__resize": "false",
        "process": "local",
    } | {f"privacy__use{what}": "false" for what in ("UpdateCheck", "Gravatar", "RpcPing")}
    process = subprocess.Popen(
        ["node", "index.js"],
        cwd=place,
        env=os.environ | settings,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(f"{url}/ghost/api/admin/site/", process)
        with sqlite3.connect(folder / "ghost.db") as database:
            found = "select a.id, a.secret from api_keys a join integrations i on i.id = a.integration_id"
            id, secret = database.execute(
                f"{found} where i.slug = ? and a.type = 'admin'", (OURS,)
            ).fetchone()
        yield Server(url, f"{id}:{secret}", folder, process)
    finally:
        process.kill()
        process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 120
    while time.monotonic() < end:
        assert process.poll() is None, "Ghost stopped by itself"
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                if answer.status == 200:
                    return
        except (OSError, urllib.error.URLError):
            time.sleep(0.3)
    raise AssertionError("Ghost did not answer within two minutes")
