"""A real disk of a few megabytes that fills up under a running worker. Needs root, to mount it."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.patience import patient
from tests.resilience.scene import feed
from tests.wire.loopback import answer, serving

ROOT = Path(__file__).resolve().parents[2]
LONG = "Auenried " + "Die Bibliothek hat neue Zeiten. " * 400

pytestmark = [pytest.mark.contract, pytest.mark.enable_socket, pytest.mark.timeout(300)]


@pytest.fixture
def disk(tmp_path):
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(place)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("a disk can only be mounted by root")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def until(true: Callable[[], object], seconds: float, what: str) -> None:
    seconds = patient(seconds)
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"no {what} within {seconds:.0f} s"
        time.sleep(0.3)


def test_a_worker_says_that_the_disk_is_full_and_goes_on_when_there_is_room(disk, tmp_path):
    said, gate = [feed("1")], threading.Event()
    gate.set()

    def script(line, heard):
        body = said[0]
        gate.wait(60)
        answer(line, 200, body, content_type="application/feed+json")

    with serving(script) as blog:
        home = disk / "home"
        environment = {key: value for key, value in os.environ.items() if not key.startswith("LEITSTAND_")}
        environment |= {"LEITSTAND_HOME": str(home), "LEITSTAND_ALLOWED_ADDRESSES": "127.0.0.1"}
        environment |= {"DJANGO_SETTINGS_MODULE": "leitstand.site.settings"}
        environment["PYTHONPATH"] = f"{ROOT / 'src'}:{ROOT}"

        def run(*command: str) -> subprocess.CompletedProcess[str]:
            whole = [sys.executable, "-m", *command]
            return subprocess.run(whole, env=environment, capture_output=True, text=True, check=False)

        def rows(query: str) -> list[tuple]:
            line = sqlite3.connect(f"file:{home / 'leitstand.sqlite3'}?mode=ro", uri=True, timeout=10)
            try:
                return line.execute(query).fetchall()
            finally:
                line.close()

        def heard() -> int:
            return rows("SELECT count(*) FROM listen_mention")[0][0]

        made = run("tests.resilience.small_disk", f"{blog.url}/feed")
        assert made.returncode == 0, made.stderr
        log = tmp_path / "worker.log"
        work = [sys.executable, "-m", "leitstand.commands", "work", "listen"]
        with log.open("wb") as out:
            worker = subprocess.Popen(work, env=environment, stdout=out, stderr=out)
        try:
            until(lambda: heard() == 1, 60, "first post")
            said[0] = feed(*map(str, range(300, 0, -1)), words=LONG)
            cursor = rows("SELECT cursor FROM listen_source")
            soon = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S")
            gate.clear()
            visits = len(blog.heard)
            line = sqlite3.connect(home / "leitstand.sqlite3", timeout=10)
            line.execute("UPDATE listen_source SET next_fetch = ?", [soon])
            line.commit()
            line.close()
            until(lambda: len(blog.heard) > visits, 30, "visit")
            fill(disk / "somebody-elses-film")
            gate.set()
            until(lambda: "Make room on the disk" in log.read_text(), 60, "word about the disk")
            assert "cursors stand where their posts are" in log.read_text()
            assert (heard(), rows("SELECT cursor FROM listen_source")) == (1, cursor)
            doctor = run("leitstand.commands", "doctor")
            assert "The disk is nearly full" in doctor.stdout, doctor.stdout + doctor.stderr

            (disk / "somebody-elses-film").unlink()
            until(lambda: heard() == 300, 150, "going on by itself")
            assert worker.poll() is None, "the worker lived through it"
        finally:
            worker.terminate()
            worker.wait(30)


def fill(place: Path) -> None:
    """Take every byte that is left."""
    with place.open("wb", buffering=0) as file:
        for size in (65536, 4096, 1):
            try:
                while True:
                    file.write(b"x" * size)
            except OSError:
                continue
