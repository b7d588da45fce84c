"""A real Matrix homeserver (Synapse) on loopback, in a virtual environment of its own.

`script/servers-more/matrix` installs it. All it keeps is in a throw-away folder; it federates with nobody.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest

ROOT = Path(__file__).resolve().parents[3]
CACHE = Path(os.environ.get("LEITSTAND_TEST_CACHE", ROOT / ".cache" / "servers"))
SECRET = "shared-by-the-test"
CONFIG = """
server_name: "auenried.example"
listeners:
  - {{port: {port}, bind_addresses: ["127.0.0.1"], type: http, tls: false, resources: [{{names: [client]}}]}}
database: {{name: sqlite3, args: {{database: "{folder}/homeserver.db"}}}}
log_config: "{folder}/log.yaml"
media_store_path: "{folder}/media"
registration_shared_secret: "{secret}"
report_stats: false
macaroon_secret_key: "macaroon"
form_secret: "form"
signing_key_path: "{folder}/signing.key"
trusted_key_servers: []
bcrypt_rounds: 4
rc_message: &many {{per_second: 1000, burst_count: 1000}}
rc_login: {{address: *many, account: *many}}
rc_joins: {{local: *many}}
rc_invites: {{per_room: *many, per_user: *many}}
"""
LOG = "version: 1\nhandlers: {}\nroot: {level: ERROR, handlers: []}\ndisable_existing_loggers: false\n"


@dataclass
class Server:
    """A running homeserver with one administrator."""

    url: str
    process: subprocess.Popen[bytes]

    def user(self, name: str) -> str:
        """Makes an account; its access token."""
        nonce = self.ask("GET", "/_synapse/admin/v1/register")["nonce"]
        parts = [nonce, name, "pass-" + name, "admin"]
        mac = hmac.new(SECRET.encode(), "\0".join(parts).encode(), hashlib.sha1).hexdigest()
        said = {"nonce": nonce, "username": name, "password": "pass-" + name, "admin": True, "mac": mac}
        return self.ask("POST", "/_synapse/admin/v1/register", said)["access_token"]

    def room(self, token: str, alias: str, *, invite: str = "", encrypted: bool = False) -> str:
        """Makes a closed room; its id."""
        state = [{"type": "m.room.encryption", "content": {"algorithm": "m.megolm.v1.aes-sha2"}}]
        said = {"name": "Pressestelle", "room_alias_name": alias, "preset": "private_chat"}
        said |= {"invite": [invite] if invite else [], "initial_state": state if encrypted else []}
        return self.client("POST", "/createRoom", token, said)["room_id"]

    def say(self, token: str, room: str, content: dict, key: str) -> str:
        """Somebody says something; the event's id."""
        path = f"/rooms/{quote(room)}/send/m.room.message/{key}"
        return self.client("PUT", path, token, content)["event_id"]

    def react(self, token: str, room: str, event: str, sign: str) -> None:
        """Somebody reacts to an event."""
        relates = {"m.relates_to": {"rel_type": "m.annotation", "event_id": event, "key": sign}}
        self.client("PUT", f"/rooms/{quote(room)}/send/m.reaction/{time.monotonic_ns()}", token, relates)

    def client(self, method: str, path: str, token: str, said: object = None) -> dict:
        """One call of the client API as somebody."""
        return self.ask(method, "/_matrix/client/v3" + path, said, token)

    def ask(self, method: str, path: str, said: object = None, token: str = "") -> dict:
        """One call; an answer that is an error is raised."""
        body = json.dumps(said).encode() if said is not None else None
        request = urllib.request.Request(self.url + path, body, method=method)
        if token:
            request.add_header("authorization", f"Bearer {token}")
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.loads(answer.read() or b"{}")

    def frozen(self) -> Frozen:
        """Holds the server: connections are taken, nothing is answered."""
        return Frozen(self.process)


@dataclass
class Frozen:
    """A server that hangs as long as the block lasts."""

    process: subprocess.Popen[bytes]

    def __enter__(self) -> None:
        self.process.send_signal(signal.SIGSTOP)

    def __exit__(self, *_error: object) -> None:
        self.process.send_signal(signal.SIGCONT)


PYTHON = CACHE / "matrix" / "bin" / "python"


def installed() -> bool:
    """Is there a homeserver to start?"""
    return PYTHON.exists()


@pytest.fixture(scope="session")
def matrix() -> Iterator[Server]:
    """One homeserver for all tests of a run."""
    if not installed():
        pytest.skip("Synapse is not installed: script/servers-more/matrix installs it (242 MB)")
    with running() as server:
        yield server


@contextmanager
def running() -> Iterator[Server]:
    """A homeserver for as long as the block lasts."""
    folder = Path(tempfile.mkdtemp(prefix="leitstand-matrix-"))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    (folder / "hs.yaml").write_text(CONFIG.format(port=port, folder=folder, secret=SECRET))
    (folder / "log.yaml").write_text(LOG)
    run = [str(PYTHON), "-m", "synapse.app.homeserver", "-c", str(folder / "hs.yaml")]
    subprocess.run([*run, "--generate-keys"], check=True, capture_output=True, timeout=60)
    process = subprocess.Popen(run, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    server = Server(f"http://127.0.0.1:{port}", process)
    try:
        _wait(server)
        yield server
    finally:
        process.kill()
        process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _wait(server: Server) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if server.process.poll() is not None:
            raise AssertionError(server.process.stderr.read().decode()[-2000:])
        try:
            server.ask("GET", "/_matrix/client/versions")
        except (OSError, urllib.error.URLError):
            time.sleep(0.1)
        else:
            return
    raise AssertionError("Synapse did not answer within a minute")
