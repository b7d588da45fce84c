"""Real WordPress sites on loopback: Debian's with MariaDB, and the newer one from npm with SQLite.

    python -m tests.contract.servers.wordpress [mariadb|sqlite]

prints one JSON line (url, user, password) and runs until SIGTERM. `script/servers/wordpress` installs what it
needs.
"""

from __future__ import annotations

import contextlib
import functools
import getpass
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tarfile
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

import pytest

from tests.patience import patient
from tests.ports import free_port

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
CACHE = Path(os.environ.get("LEITSTAND_TEST_CACHE", ROOT / ".cache" / "servers"))
BUILDS = "wp-playground-wordpress-builds-0.9.19.tgz"
PERMALINKS = "/%year%/%monthnum%/%postname%/"


@dataclass
class Server:
    """One running site. `url` has no slash at its end; `password` is an application password of `user`."""

    url: str
    user: str
    password: str
    kind: str
    site: Path
    environment: dict[str, str] = field(repr=False)
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict, repr=False)

    def stop(self) -> None:
        """End what was started, children first asked and then made to."""
        for process in self.processes.values():
            _end(process)
        self.processes.clear()

    @contextlib.contextmanager
    def frozen(self, what: str = "php") -> Iterator[None]:
        """Hold "php" or "database": connections are taken, nothing is answered."""
        group = self.processes[what].pid
        os.killpg(group, signal.SIGSTOP)
        try:
            yield
        finally:
            os.killpg(group, signal.SIGCONT)

    @contextlib.contextmanager
    def without_database(self) -> Iterator[None]:
        """Stop MariaDB, and start it again over the same folder."""
        _end(self.processes.pop("database"))
        try:
            yield
        finally:
            self.processes["database"] = _mariadb(self.site.parent, self.environment)

    def account(self, login: str, role: str = "editor") -> str:
        """A new application password for `login`, who is made if there is no such user."""
        return self._php("account", login, role)

    def revoke(self, login: str) -> None:
        """Take back every application password of `login`."""
        self._php("revoke", login)

    def comment(self, post: int, text: str, *, name: str = "Erika Beispiel", url: str = "") -> None:
        """What a visitor says through the form below a post; a first comment is held for moderation."""
        form = {"author": name, "email": f"{abs(hash(name))}@example.org", "url": url, "comment": text}
        form |= {"comment_post_ID": str(post), "comment_parent": "0"}
        self._form("/wp-comments-post.php", form)

    def crowd(self, post: int, count: int) -> None:
        """`count` approved comments below an article, all in the same second."""
        self._php("crowd", str(post), str(count))

    def trackback(self, link: str, url: str, *, title: str, excerpt: str, blog: str) -> None:
        """What another blog sends to the article at `link` when it links there."""
        form = {"url": url, "title": title, "excerpt": excerpt, "blog_name": blog}
        path = link.removeprefix(self.url)
        self._form(f"{path}&tb=1" if "?" in path else f"{path.rstrip('/')}/trackback/", form)

    def _form(self, path: str, form: dict[str, str]) -> None:
        request = urllib.request.Request(self.url + path, urllib.parse.urlencode(form).encode())
        with urllib.request.urlopen(request, timeout=30) as answer:
            answer.read()

    def _php(self, *arguments: str) -> str:
        command = ["php", str(HERE / "wordpress_account.php"), str(self.site), *arguments]
        done = subprocess.run(
            command, env=os.environ | self.environment, check=True, capture_output=True, timeout=60
        )
        return done.stdout.decode().strip()


def start(folder: Path, kind: str = "mariadb", *, permalinks: str = PERMALINKS, under: str = "") -> Server:
    """A fresh site in `folder`; `permalinks=""` are plain ones, `under="/blog"` puts it in a subfolder."""
    folder.mkdir(parents=True, exist_ok=True)
    port = free_port()
    url = f"http://127.0.0.1:{port}{under}"
    root = folder / "www"
    site = root / under.strip("/") if under else root
    root.mkdir()
    environment = {"LEITSTAND_TEST_SITE": url, "LEITSTAND_TEST_UNDER": under, "PHP_CLI_SERVER_WORKERS": "3"}
    server = Server(url, "admin", "", kind, site, environment)
    try:
        if kind == "mariadb":
            environment["LEITSTAND_TEST_DATABASE"] = f"127.0.0.1:{free_port()}"
            _unpack_debian(site)
            server.processes["database"] = _mariadb(site.parent, environment)
        else:
            _unpack_npm(site)
        shutil.copy(HERE / "wordpress_config.php", site / "wp-config.php")
        quiet = site / "wp-content" / "mu-plugins" / "leitstand-test.php"
        quiet.parent.mkdir(exist_ok=True)
        shutil.copy(HERE / "wordpress_quiet.php", quiet)
        server.processes["php"] = _php_server(port, root, folder / "php.log", environment)
        _install(server)
        server._php("prepare", permalinks)
        server.password = server.account("admin")
    except BaseException:
        server.stop()
        raise
    return server


def _install(server: Server) -> None:
    form = {
        "weblog_title": "Hochschule Auenried",
        "user_name": "admin",
        "admin_password": "secret-pw",
        "admin_password2": "secret-pw",
        "pw_weak": "1",
        "admin_email": "admin@example.org",
        "blog_public": "0",
        "language": "",
        "Submit": "Install",
    }
    server._form("/wp-admin/install.php?step=2", form)


def _unpack_debian(site: Path) -> None:
    if not Path("/usr/share/wordpress/wp-load.php").exists():
        raise RuntimeError("Debian's wordpress is not installed: run script/servers/wordpress as root.")
    shutil.rmtree(site, ignore_errors=True)
    subprocess.run(
        ["cp", "-rL", "/usr/share/wordpress", str(site)], check=True, timeout=120
    )  # -L: it uses links
    (site / "wp-content" / "uploads").mkdir(exist_ok=True)


def _unpack_npm(site: Path) -> None:
    builds = CACHE / BUILDS
    if not builds.exists():
        raise RuntimeError(f"{builds} is not there: run script/servers/wordpress.")
    plugin = site / "wp-content" / "mu-plugins" / "sqlite-database-integration"
    with tarfile.open(builds) as tar:
        wanted = {"wp-6.5.zip": site, "sqlite-database-integration.zip": plugin.parent}
        for member in tar:
            if (name := Path(member.name).name) in wanted and (packed := tar.extractfile(member)):
                wanted[name].mkdir(parents=True, exist_ok=True)
                zipfile.ZipFile(BytesIO(packed.read())).extractall(wanted[name])
    for unpacked in plugin.parent.glob("sqlite-database-integration*"):
        if unpacked != plugin:
            unpacked.rename(plugin)
    drop_in = (plugin / "db.copy").read_text()
    drop_in = drop_in.replace("{SQLITE_IMPLEMENTATION_FOLDER_PATH}", str(plugin))
    drop_in = drop_in.replace("{SQLITE_PLUGIN}", "sqlite-database-integration/load.php")
    (site / "wp-content" / "db.php").write_text(drop_in)
    shutil.rmtree(site / "wp-content" / "database", ignore_errors=True)
    (site / "wp-content" / "database").mkdir()
    (site / "wp-content" / "uploads").mkdir(exist_ok=True)


def _mariadb(folder: Path, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    data, user = folder / "db", getpass.getuser()
    port = int(environment["LEITSTAND_TEST_DATABASE"].rpartition(":")[2])
    if not data.exists():
        first = [
            "mariadb-install-db",
            "--no-defaults",
            f"--user={user}",
            f"--datadir={data}",
            "--skip-test-db",
        ]
        first.append("--auth-root-authentication-method=normal")
        subprocess.run(first, check=True, capture_output=True, timeout=120)
    (folder / "first.sql").write_text(
        "CREATE DATABASE IF NOT EXISTS wp CHARACTER SET utf8mb4;\n"
        "CREATE USER IF NOT EXISTS wp@'127.0.0.1' IDENTIFIED BY 'wp';\n"
        "GRANT ALL ON wp.* TO wp@'127.0.0.1';\n"
    )
    command = ["mariadbd", "--no-defaults", f"--user={user}", f"--datadir={data}", "--socket=db.sock"]
    command += [f"--port={port}", "--bind-address=127.0.0.1", f"--init-file={folder / 'first.sql'}"]
    command += [f"--pid-file={folder / 'db.pid'}", "--innodb-buffer-pool-size=64M", "--skip-name-resolve"]
    return _run(command, folder / "db.log", {}, port)


def _php_server(port: int, root: Path, log: Path, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    command = ["php", "-d", "memory_limit=256M", "-d", "upload_max_filesize=20M", "-d", "post_max_size=24M"]
    command += ["-S", f"127.0.0.1:{port}", "-t", str(root), str(HERE / "wordpress_router.php")]
    return _run(command, log, environment, port)


def _run(command: list[str], log: Path, environment: dict[str, str], port: int) -> subprocess.Popen[bytes]:
    with log.open("ab") as out:
        process = subprocess.Popen(
            command, env=os.environ | environment, stdout=out, stderr=out, start_new_session=True
        )
    wait_for(lambda: _listens(port) or process.poll() is not None, 60)
    if process.poll() is not None:
        raise RuntimeError(f"{command[0]} ended at once: {log.read_text()[-2000:]}")
    return process


def _end(process: subprocess.Popen[bytes]) -> None:
    for how in (signal.SIGCONT, signal.SIGTERM):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, how)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(20)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(20)


def wait_for(there: Callable[[], bool], seconds: float) -> None:
    """Ask until it is so. TimeoutError."""
    seconds = patient(seconds)
    end = time.monotonic() + seconds
    while not there():
        if time.monotonic() > end:
            raise TimeoutError(f"still not there after {seconds:.0f} s")
        time.sleep(0.02)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0


@functools.cache
def missing(kind: str) -> str:
    """What is not installed for this kind, in words; "" when all is there."""
    programs = ["php"] + (["mariadbd", "mariadb-install-db"] if kind == "mariadb" else [])
    lost = [program for program in programs if not shutil.which(program)]
    if kind == "mariadb" and not Path("/usr/share/wordpress/wp-load.php").exists():
        lost.append("wordpress")
    if kind == "sqlite" and not (CACHE / BUILDS).exists():
        lost.append(BUILDS)
    return ", ".join(lost)


def install() -> None:
    """Let the script install what is missing; it needs root for Debian's packages."""
    if missing("mariadb") or missing("sqlite"):
        subprocess.run([str(ROOT / "script" / "servers" / "wordpress")], check=True, timeout=600)
        missing.cache_clear()


@pytest.fixture(scope="session", params=["mariadb", "sqlite"])
def wordpress(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A running WordPress of each kind, fresh for this test run."""
    install()
    server = start(tmp_path_factory.mktemp(f"wordpress-{request.param}"), request.param)
    yield server
    server.stop()


@pytest.fixture(scope="session")
def plain_wordpress(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A WordPress in a subfolder, with plain permalinks: its interface is at `?rest_route=`."""
    install()
    folder = tmp_path_factory.mktemp("wordpress-plain")
    server = start(folder, "sqlite", permalinks="", under="/blog")
    yield server
    server.stop()


def main() -> None:
    """Start one, say where, and stay until SIGTERM or Ctrl-C."""
    install()
    over = threading.Event()
    for how in (signal.SIGTERM, signal.SIGINT):
        signal.signal(how, lambda *_: over.set())
    with tempfile.TemporaryDirectory(prefix="wordpress-") as folder:
        server = start(Path(folder), sys.argv[1] if len(sys.argv) > 1 else "mariadb")
        try:
            print(
                json.dumps({"url": server.url, "user": server.user, "password": server.password}), flush=True
            )
            over.wait()
        finally:
            server.stop()


if __name__ == "__main__":
    main()
