"""The Mastodon interface on loopback: `mastodon_mock`, a stand-in that speaks the client API.

    python -m tests.contract.servers.mastodon

prints one JSON line (url, user, password: an access token) and runs until SIGTERM.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.patience import patient
from tests.ports import free_port


@dataclass
class MastodonServer:
    """One running stand-in. `url` has no slash at its end; `password` is an access token of `user`."""

    url: str
    user: str
    password: str
    process: subprocess.Popen[bytes] = field(repr=False)
    tokens: dict[str, str] = field(default_factory=dict, repr=False)

    def stop(self) -> None:
        """End it."""
        self.process.send_signal(signal.SIGCONT)
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(10)

    @contextlib.contextmanager
    def frozen(self) -> Iterator[None]:
        """Connections are taken, nothing is answered."""
        self.process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.process.send_signal(signal.SIGCONT)

    def account(self, name: str) -> str:
        """An access token of `name`, who is made if there is no such account yet."""
        if name not in self.tokens:
            said = self.ask("POST", "/api/v1/_mock/dev_user", {"username": name})
            self.tokens[name] = said["access_token"]
        return self.tokens[name]

    def revoke(self, name: str) -> None:
        """Take back the access token of `name`."""
        said = urllib.parse.urlencode({"token": self.tokens.pop(name)}).encode()
        with urllib.request.urlopen(self.url + "/oauth/revoke", said, timeout=30) as answer:
            answer.read()

    @contextlib.contextmanager
    def fault(self, match: dict[str, Any], effect: dict[str, Any]) -> Iterator[None]:
        """Answer some requests wrongly, for example with `{"type": "ratelimit"}`."""
        self.ask("POST", "/api/v1/_mock/faults", {"match": match, "effect": effect})
        try:
            yield
        finally:
            self.ask("DELETE", "/api/v1/_mock/faults")

    def ask(self, method: str, path: str, said: object = None, *, token: str = "") -> Any:
        """One call of the API, as somebody else than the program under test."""
        data = None if said is None else json.dumps(said).encode()
        headers = {"content-type": "application/json"} | (
            {"authorization": f"Bearer {token}"} if token else {}
        )
        request = urllib.request.Request(self.url + path, data, headers, method=method)
        with urllib.request.urlopen(request, timeout=30) as answer:
            body = answer.read()
        return json.loads(body) if body.strip() else None


def start(folder: Path) -> MastodonServer:
    """A fresh server with one account; nothing of it is kept."""
    folder.mkdir(parents=True, exist_ok=True)
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    program = Path(sys.executable).with_name("mastodon_mock")
    command = [str(program), "serve", "--in-memory", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--domain", f"127.0.0.1:{port}", "--log-level", "warning"]
    with (folder / "mastodon.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, env=dict(os.environ))
    server = MastodonServer(url, "auenried", "", process)
    end = time.monotonic() + patient(60)
    while not server.password:
        try:
            server.password = server.account(server.user)
        except OSError:
            if process.poll() is not None or time.monotonic() > end:
                server.stop()
                raise
            time.sleep(0.05)
    return server


@pytest.fixture(scope="session")
def mastodon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MastodonServer]:
    """A running stand-in for Mastodon, fresh for this test run."""
    server = start(tmp_path_factory.mktemp("mastodon"))
    yield server
    server.stop()


def main() -> None:
    """Start one, say where, and stay until SIGTERM or Ctrl-C."""
    over = threading.Event()
    for how in (signal.SIGTERM, signal.SIGINT):
        signal.signal(how, lambda *_: over.set())
    with tempfile.TemporaryDirectory(prefix="mastodon-") as folder:
        server = start(Path(folder))
        try:
            said = {"url": server.url, "user": server.user, "password": server.password}
            print(json.dumps(said), flush=True)
            over.wait()
        finally:
            server.stop()


if __name__ == "__main__":
    main()
