"""`leitstand up` as an operator meets it: it starts, mends itself, stops whole, and leaves nobody behind."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from leitstand.site import tree as tree_of_up
from tests.browser import program
from tests.browser.program import Program, until

pytestmark = [pytest.mark.enable_socket, pytest.mark.timeout(300)]

WORKERS = ("web", *tree_of_up.WORKERS)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that has been up once, so that each test starts quickly."""
    place = tmp_path_factory.mktemp("up") / "home"
    program.start(place).stop()
    return place


@pytest.fixture(scope="module")
def tree(home: Path) -> Iterator[Program]:
    """A running tree for the tests that leave it running."""
    running = program.start(home)
    yield running
    end(running)


@pytest.fixture
def mortal(home: Path, tmp_path: Path) -> Iterator[Program]:
    """A running tree of its own, over a copy of the home, for the tests that end it."""
    running = program.start(shutil.copytree(home, tmp_path / "home", ignore=shutil.ignore_patterns("*.txt")))
    until(lambda: set(workers(running)) == set(WORKERS), 30, "a process for each worker")
    yield running
    end(running)


def end(running: Program) -> None:
    """Whatever a test did to it, nothing of it runs afterwards."""
    with contextlib.suppress(subprocess.TimeoutExpired):
        running.stop()
    for number in members(running):
        with contextlib.suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)


def members(tree: Program) -> dict[int, str]:
    """Every living process that works on this home folder, with its command line."""
    wanted = f"LEITSTAND_HOME={tree.home}".encode()
    found = {}
    for place in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if wanted in (place / "environ").read_bytes().split(b"\0"):
                found[int(place.name)] = (place / "cmdline").read_bytes().replace(b"\0", b" ").decode()
    return found


def workers(tree: Program) -> dict[str, int]:
    """The process of each worker that the crew of this tree keeps alive."""
    found, over = {}, crew(tree)
    for number in members(tree):
        if over and parent(number) == over:
            with contextlib.suppress(OSError):
                found[Path(f"/proc/{number}/comm").read_text().strip().removeprefix("leit-")] = number
    return {name: number for name, number in found.items() if name in WORKERS}


def crew(tree: Program) -> int:
    """The process in which everything is loaded, a child of `leitstand up` itself; 0 when there is none."""
    for number, line in members(tree).items():
        if re.search(r" work --parent \d+ all $", line) and parent(number) == tree.process.pid:
            return number
    return 0


def parent(number: int) -> int:
    """The parent of a process; 0 when it is gone."""
    with contextlib.suppress(OSError):
        return int(Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[1])
    return 0


def answers(tree: Program) -> bool:
    with (
        contextlib.suppress(URLError, ConnectionError, TimeoutError),
        urlopen(f"{tree.url}/welcome/language", timeout=30) as page,
    ):
        return page.status == 200
    return False


def doctor(home: Path, **environment: str) -> tuple[int, str]:
    process = program.command(home, "doctor", environment=environment, out="doctor")
    status = process.wait(60)
    return status, (home / "doctor-out.txt").read_text() + (home / "doctor-err.txt").read_text()


def test_the_printed_address_answers_and_every_worker_lives(tree):
    assert answers(tree)
    assert f"Leitstand is here: {tree.url}/" in tree.said()
    assert until(lambda: _all(tree), 30, "a process for each worker")


def test_the_files_of_the_pages_are_served_from_the_very_first_start(tree):
    page = urlopen(f"{tree.url}/welcome/language", timeout=30).read().decode()
    style = re.search(r'href="(/static/[^"]+\.css)"', page)
    assert style, page
    assert urlopen(tree.url + style[1], timeout=30).status == 200


def test_killed_workers_are_started_again_within_seconds(tree):
    before = until(lambda: _all(tree), 30, "a process for each worker")
    begun = time.monotonic()
    for number in before.values():
        os.kill(number, signal.SIGKILL)
    after = until(lambda: _all(tree, but=before), 20, "a new process for each worker")
    assert set(after) == set(WORKERS)
    assert time.monotonic() - begun < 10


def test_after_its_web_server_was_killed_the_pages_come_back_and_no_old_one_answers(tree):
    web = until(lambda: _all(tree), 30, "a process for each worker")["web"]
    old = until(
        lambda: {one for one in members(tree) if parent(one) == web}, 30, "what the web server starts"
    )
    os.kill(web, signal.SIGKILL)
    until(lambda: not old & set(members(tree)), 30, "the end of what the old web server had started")
    until(lambda: answers(tree), 60, "the pages")


def test_a_killed_crew_takes_its_workers_along_and_comes_back_with_new_ones(tree):
    before, over = until(lambda: _all(tree), 30, "a process for each worker"), crew(tree)
    os.kill(over, signal.SIGKILL)
    until(lambda: _all(tree, but=before), 60, "a new process for each worker")
    until(lambda: not {*before.values(), over} & set(members(tree)), 30, "the end of the old ones")
    until(lambda: answers(tree), 60, "the pages")


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGHUP])
def test_one_signal_stops_all_of_it(mortal, how):
    assert mortal.stop(how) == 0
    assert members(mortal) == {}


def test_a_killed_supervisor_leaves_nobody_behind_and_the_next_start_works(mortal):
    mortal.stop(signal.SIGKILL)
    until(lambda: not members(mortal), 60, "the end of every worker")
    again = program.start(mortal.home)
    assert answers(again)
    assert again.stop() == 0


def test_a_second_tree_over_the_same_home_is_refused_with_the_number_of_the_first(tree):
    second = program.command(tree.home, "up", "--port", str(program.free_port()), out="second")
    assert second.wait(60) == 2
    said = (tree.home / "second-err.txt").read_text()
    assert "runs already" in said
    assert f"process {tree.process.pid}" in said
    assert "Nothing was started" in said
    assert answers(tree)


def test_a_port_that_is_taken_is_named_and_nothing_starts(tree, tmp_path):
    until(lambda: answers(tree), 60, "the pages, which another test may have ended")
    other = program.command(tmp_path, "up", "--port", str(tree.port))
    assert other.wait(60) == 2
    assert f"port {tree.port}" in (tmp_path / "err.txt").read_text()
    assert not (tmp_path / "leitstand.sqlite3").exists()


def test_a_home_that_cannot_be_prepared_serves_no_page_and_says_why(tmp_path):
    (tmp_path / "leitstand.sqlite3").write_text("no database at all, but a letter to a friend " * 40)
    process = program.command(tmp_path, "up", "--port", str(program.free_port()))
    assert process.wait(60) == 1
    assert "not a database" in (tmp_path / "err.txt").read_text()
    assert "is here" not in (tmp_path / "out.txt").read_text()
    assert (tmp_path / "leitstand.sqlite3").read_text().startswith("no database")


def test_the_doctor_finds_a_running_tree_well_and_names_what_needs_somebody(tree):
    said = until(lambda: _well(tree.home), 60, "a sign of life of each worker")
    assert "well   Database (sqlite)" in said
    assert "LOOK   Mail" in said
    assert "LEITSTAND_MAIL_URL" in said


def test_the_doctor_says_which_worker_is_silent_and_how_to_start_it(tmp_path):
    status, said = doctor(tmp_path)
    assert status == 1
    assert "LOOK   Database (sqlite)\n       " in said
    assert "`leitstand up`" in said


def test_the_doctor_lists_every_setting_that_cannot_be_used(tmp_path):
    status, said = doctor(tmp_path, LEITSTAND_PORT="seventy", LEITSTAND_COLOUR="green")
    assert status == 2
    assert "LEITSTAND_PORT='seventy'" in said
    assert "LEITSTAND_COLOUR" in said


def _all(tree: Program, but: Mapping[str, int] | None = None) -> dict[str, int]:
    """The process of each worker once all are there, and none is one of `but`."""
    here, old = workers(tree), set((but or {}).values())
    return here if set(here) == set(WORKERS) and not old & set(here.values()) else {}


def _well(home: Path) -> str:
    said = doctor(home)[1]
    alive = all(f"well   Worker {name}, last sign of life" in said for name in WORKERS if name != "web")
    return said if alive else ""
