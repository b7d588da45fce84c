"""A real PostgreSQL that ends every connection of a running worker, again and again."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from tests.patience import patient
from tests.ports import free_port
from tests.resilience.scene import feed
from tests.wire.loopback import answer, serving

ROOT = Path(__file__).resolve().parents[2]
TOOLS = sorted(Path("/usr/lib/postgresql").glob("*/bin"))

pytestmark = [pytest.mark.contract, pytest.mark.enable_socket, pytest.mark.timeout(300)]


@pytest.fixture
def database(tmp_path):
    if not TOOLS:
        pytest.skip("PostgreSQL is not installed: run script/servers/bluesky")
    home, port, whom = Path(f"/tmp/lost-{os.getpid()}"), free_port(), {}  # postgres must reach it
    home.mkdir()
    if os.geteuid() == 0:  # PostgreSQL refuses to be root
        shutil.chown(home, "postgres", "postgres")
        whom = {"user": "postgres", "group": "postgres", "extra_groups": []}
    init = [TOOLS[-1] / "initdb", "-D", home / "pg", "-U", "app", "--auth=trust", "--no-sync", "-E", "UTF8"]
    subprocess.run(init, check=True, capture_output=True, cwd="/", **whom)
    options = ["-c", "listen_addresses=127.0.0.1", "-c", f"unix_socket_directories={home}"]
    command = [TOOLS[-1] / "postgres", "-D", home / "pg", "-p", str(port), *options]
    with (tmp_path / "pg.log").open("wb") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log, cwd="/", **whom)
    try:
        place = f"postgresql://app@127.0.0.1:{port}/postgres"
        until(lambda: reached(place), 30, "PostgreSQL")
        yield place
    finally:
        server.terminate()
        server.wait(30)
        shutil.rmtree(home)


def reached(place: str) -> bool:
    try:
        psycopg.connect(place).close()
    except psycopg.OperationalError:
        return False
    return True


def until(true: Callable[[], object], seconds: float, what: str) -> None:
    seconds = patient(seconds)
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"no {what} within {seconds:.0f} s"
        time.sleep(0.2)


def test_a_worker_whose_connections_are_ended_goes_on_and_loses_nothing(database, tmp_path):
    count = [1]

    def script(line, heard):
        body = feed(*map(str, range(count[0], 0, -1)))
        answer(line, 200, body, content_type="application/feed+json")

    with serving(script) as blog, psycopg.connect(database, autocommit=True) as us:
        environment = {key: value for key, value in os.environ.items() if not key.startswith("LEITSTAND_")}
        environment |= {"LEITSTAND_HOME": str(tmp_path / "home"), "LEITSTAND_DATABASE_URL": database}
        environment |= {"LEITSTAND_ALLOWED_ADDRESSES": "127.0.0.1", "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
        environment["DJANGO_SETTINGS_MODULE"] = "leitstand.site.settings"
        start = [sys.executable, "-m", "tests.resilience.small_disk", f"{blog.url}/feed"]
        made = subprocess.run(start, env=environment, capture_output=True, text=True, check=False)
        assert made.returncode == 0, made.stderr
        log = tmp_path / "worker.log"
        work = [sys.executable, "-m", "leitstand.commands", "work", "listen"]
        with log.open("wb") as out:
            worker = subprocess.Popen(work, env=environment, stdout=out, stderr=out)

        def heard() -> int:
            return us.execute("SELECT count(*) FROM listen_mention").fetchone()[0]

        try:
            for turn in range(1, 6):
                count[0] = turn * 5
                us.execute("UPDATE listen_source SET next_fetch = now()")
                end = time.monotonic() + turn * 0.3
                while time.monotonic() < end:
                    us.execute(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                        "WHERE datname = 'postgres' AND pid <> pg_backend_pid()"
                    )
                us.execute("UPDATE listen_source SET next_fetch = now()")
                until(lambda: heard() == count[0], 60, f"{count[0]} posts")
            assert worker.poll() is None, "the worker lived through it"
        finally:
            worker.terminate()
            worker.wait(30)
    said = log.read_text()
    assert "the database does not take anything in" in said
    assert "it then goes on by itself" in said
    assert "Traceback" not in said, said
