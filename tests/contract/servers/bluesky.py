"""The real Bluesky on loopback: PLC, PDS, AppView and moderation, with a Jetstream look-alike beside them.

    python -m tests.contract.servers.bluesky      prints one JSON line when ready, runs until SIGTERM

PostgreSQL and Redis are its own, in a folder of its own, on ports of its own. `script/servers/bluesky`
installs what is needed. Everything listens on 127.0.0.1 only and is gone when it stops.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import pytest

from tests.patience import patient
from tests.ports import free_port

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
PASSWORD = "correct-horse-battery"
NAMES = ("plc", "pds", "appview", "ozone", "introspect", "postgres", "redis", "jetstream")
PEOPLE = {"auenried": "Hochschule Auenried", "erika": "Erika Beispiel", "lampe": "Werkstatt Lampe"}


@dataclass
class Account:
    """Somebody with an account: a handle, a DID, the main password and an app password."""

    handle: str
    did: str
    app_password: str
    token: str
    password: str = PASSWORD


@dataclass
class Server:
    """The running network. `origins` names where each service answers."""

    folder: Path
    ports: Mapping[str, int]
    running: list[subprocess.Popen] = field(default_factory=list)
    accounts: dict[str, Account] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def pds(self) -> str:
        """Where people have their accounts."""
        return f"http://127.0.0.1:{self.ports['pds']}"

    @property
    def appview(self) -> str:
        """Where the public reads."""
        return f"http://127.0.0.1:{self.ports['appview']}"

    @property
    def jetstream(self) -> str:
        """Where the stream is, without a path."""
        return f"ws://127.0.0.1:{self.ports['jetstream']}"

    def call(self, method: str, said: object = None, *, who: str | None = None, **query: str) -> dict:
        """One XRPC call at the PDS, as one of our people or as nobody; POST when something is `said`."""
        asked = "&".join(f"{key}={value}" for key, value in query.items())
        headers = {"Content-Type": "application/json"}
        if who:
            headers["Authorization"] = f"Bearer {self.accounts[who].token}"
        body = None if said is None else json.dumps(said).encode()
        try:
            with urlopen(Request(f"{self.pds}/xrpc/{method}?{asked}", body, headers), timeout=30) as answer:
                return json.loads(answer.read() or b"{}")
        except HTTPError as error:
            raise RuntimeError(f"{method}: {error.code} {error.read().decode(errors='replace')}") from error

    def post(self, who: str, text: str, **more: object) -> dict:
        """A post of one of our people: {"uri", "cid"}."""
        moment = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime()) + f".{time.time_ns() // 10**6 % 1000:03}Z"
        record = {"$type": "app.bsky.feed.post", "text": text, "createdAt": moment} | more
        return self.record(who, record)

    def record(self, who: str, record: dict) -> dict:
        """Any record of one of our people: {"uri", "cid"}."""
        said = {"repo": self.accounts[who].did, "collection": record["$type"], "record": record}
        if record["$type"] == "app.bsky.actor.profile":
            said["rkey"] = "self"
        return self.call("com.atproto.repo.createRecord", said, who=who)

    def start_jetstream(self, *, ready: bool = True) -> None:
        """Start the stream, and wait until it is there, and (`ready`) has heard all that was said before."""
        self._run(
            [
                sys.executable,
                HERE / "jetstream.py",
                f"ws://127.0.0.1:{self.ports['pds']}",
                self.ports["jetstream"],
            ]
        )
        _until(lambda: _open(self.ports["jetstream"]), 20, "Jetstream")
        if ready:
            _until(lambda: _status(f"http{self.jetstream[2:]}/subscribe") != 503, 20, "Jetstream's past")

    def stop_jetstream(self) -> None:
        """Kill the stream, as an accident would."""
        process = self.running.pop()
        process.kill()
        process.wait(10)

    def stop(self) -> None:
        """End every process, the last started first, and remove the folder."""
        while self.running:
            process = self.running.pop()
            process.send_signal(signal.SIGINT if process.args[0].endswith("postgres") else signal.SIGTERM)
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(5)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(
        self, command: Sequence[object], env: Mapping[str, str] | None = None, **how: object
    ) -> subprocess.Popen:
        log = self.folder / f"{len(self.running)}.log"
        words = [str(word) for word in command]
        around = dict(os.environ) | env if env else None
        with log.open("wb") as errors:
            process = subprocess.Popen(
                words, stderr=errors, stdin=subprocess.DEVNULL, env=around, **({"stdout": errors} | how)
            )
        process.log = log
        self.running.append(process)
        return process


def start(folder: Path | None = None, ports: Mapping[str, int] | None = None) -> Server:
    """Start it all. `folder` must be reachable for the user postgres when we are root (None: one in /tmp)."""
    folder = Path(tempfile.mkdtemp(prefix="bluesky-")) if folder is None else folder
    folder.mkdir(parents=True, exist_ok=True)
    server = Server(folder, dict(ports or free_ports()))
    try:
        for name, step in {
            "postgres": _postgres,
            "redis": _redis,
            "network": _network,
            "people": _people,
        }.items():
            begun = time.monotonic()
            step(server)
            server.seconds[name] = round(time.monotonic() - begun, 2)
        server.start_jetstream()
    except BaseException:
        server.stop()
        raise
    return server


@contextlib.contextmanager
def running() -> Iterator[Server]:
    """The network while the block lasts."""
    server = start()
    try:
        yield server
    finally:
        server.stop()


def free_ports() -> dict[str, int]:
    """A free loopback port for each service."""
    return {name: free_port() for name in NAMES}


def _postgres(server: Server) -> None:
    tools = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    tool = tools[-1] if tools else Path(shutil.which("initdb") or "/usr/bin/initdb").parent
    home, port = server.folder / "pg", server.ports["postgres"]
    home.mkdir()
    as_whom: dict[str, object] = {}
    if os.geteuid() == 0:  # PostgreSQL refuses to be root
        as_whom = {"user": "postgres", "group": "postgres", "extra_groups": []}
        server.folder.chmod(0o755)
        shutil.chown(home, "postgres", "postgres")
    init = ["-U", "app", "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8"]
    subprocess.run([tool / "initdb", "-D", home, *init], check=True, capture_output=True, cwd="/", **as_whom)
    quick = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "200"}
    quick |= {"listen_addresses": "127.0.0.1", "unix_socket_directories": str(home)}
    options = [word for key, value in quick.items() for word in ("-c", f"{key}={value}")]
    server._run([tool / "postgres", "-D", home, "-p", port, *options], cwd="/", **as_whom)
    ready = [str(tool / "pg_isready"), "-h", "127.0.0.1", "-p", str(port), "-q"]
    _until(lambda: subprocess.run(ready, check=False).returncode == 0, 30, "PostgreSQL")
    making = [tool / "createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "app", "bsky"]
    subprocess.run(making, check=True, capture_output=True)


def _redis(server: Server) -> None:
    port = server.ports["redis"]
    options = [
        "--port",
        port,
        "--bind",
        "127.0.0.1",
        "--save",
        "",
        "--appendonly",
        "no",
        "--dir",
        server.folder,
    ]
    server._run(["redis-server", *options])
    _until(lambda: _open(port), 20, "Redis")


def _network(server: Server) -> None:
    env = {
        "PORTS": ",".join(str(server.ports[name]) for name in NAMES[:5]),
        "DB_POSTGRES_URL": f"postgresql://app@127.0.0.1:{server.ports['postgres']}/bsky",
        "REDIS_HOST": f"127.0.0.1:{server.ports['redis']}",
        "LOG_ENABLED": "false",
        "NODE_PATH": str(modules()),
        "TMPDIR": str(server.folder),
    }
    process = server._run(["node", HERE / "net.js"], env, stdout=subprocess.PIPE)
    lines: list[bytes] = []

    def listen() -> None:
        lines.extend(process.stdout)

    threading.Thread(target=listen, daemon=True).start()
    _until(lambda: any(b'"ready"' in line for line in lines), 120, "The Bluesky network", process)


def _people(server: Server) -> None:
    for name, shown in PEOPLE.items():
        asked = {"handle": f"{name}.test", "email": f"{name}@example.org", "password": PASSWORD}
        made = server.call("com.atproto.server.createAccount", asked)
        account = Account(made["handle"], made["did"], "", made["accessJwt"])
        server.accounts[name] = account
        server.record(name, {"$type": "app.bsky.actor.profile", "displayName": shown})
        account.app_password = new_app_password(server, name, "leitstand")
    for account in server.accounts.values():
        _until(lambda did=account.did: _known(server, did), 30, "The AppView")


def new_app_password(server: Server, who: str, name: str) -> str:
    """A further app password for one of our people."""
    return server.call("com.atproto.server.createAppPassword", {"name": name}, who=who)["password"]


def _known(server: Server, did: str) -> bool:
    try:
        with urlopen(f"{server.appview}/xrpc/app.bsky.actor.getProfile?actor={did}", timeout=10) as answer:
            return bool(json.loads(answer.read()).get("displayName"))
    except (HTTPError, URLError):
        return False


def modules() -> Path:
    """Where `script/servers/bluesky` put the servers. FileNotFoundError says to run it."""
    cache = os.environ.get("LEITSTAND_TEST_CACHE")
    place = (Path(cache) / "bluesky" if cache else HERE) / "node_modules"
    if not (place / ".leitstand").exists():
        raise FileNotFoundError(f"{place} holds no servers: run script/servers/bluesky first")
    return place


def _status(url: str) -> int:
    try:
        with urlopen(url, timeout=5) as answer:
            return answer.status
    except HTTPError as error:
        return error.code


def _open(port: int) -> bool:
    with socket.socket() as one:
        one.settimeout(1)
        return one.connect_ex(("127.0.0.1", port)) == 0


def _until(true: object, seconds: float, what: str, process: subprocess.Popen | None = None) -> None:
    seconds = patient(seconds)
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end or (process and process.poll() is not None):
            raise RuntimeError(f"{what} did not start within {seconds:.0f} s{_last_words(process)}")
        time.sleep(0.05)


def _last_words(process: subprocess.Popen | None) -> str:
    if process is None:
        return ""
    return f" (exit {process.poll()}): {Path(process.log).read_text(errors='replace')[-2000:]}"


@pytest.fixture(scope="session")
def bluesky() -> Iterator[Server]:
    """The real network, fresh for this test run."""
    install()
    with running() as server:
        yield server


def install() -> None:
    """Run `script/servers/bluesky`: about two minutes the first time, a second afterwards."""
    subprocess.run([ROOT / "script" / "servers" / "bluesky"], check=True, stdout=subprocess.DEVNULL)


def main() -> None:
    """Start, tell where everything is, and wait for the end."""
    install()
    over = threading.Event()
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, lambda *_: over.set())
    with running() as server:
        people = {name: vars(account) for name, account in server.accounts.items()}
        where = {"pds": server.pds, "appview": server.appview, "jetstream": server.jetstream}
        print(json.dumps({**where, "accounts": people, "seconds": server.seconds}), flush=True)
        over.wait()


if __name__ == "__main__":
    main()
