"""The verbs on PostgreSQL: the same tests as on SQLite, and migrations there and back."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.contract.servers import postgres

ROOT = Path(__file__).resolve().parents[2]
APPS = ("decide", "learn", "speak", "listen", "people", "site")

pytestmark = [pytest.mark.contract, pytest.mark.enable_socket, pytest.mark.timeout(900)]


@pytest.fixture
def database():
    with postgres.running() as url:
        yield url


def run(database, *words):
    return subprocess.run(
        [sys.executable, "-m", *words],
        cwd=ROOT,
        env={
            **os.environ,
            "LEITSTAND_TEST_DATABASE_URL": database,
            "DJANGO_SETTINGS_MODULE": "tests.settings",
        },
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_verbs_pass_their_tests_on_postgresql(database):
    told = run(
        database, "pytest", "tests/listen", "tests/speak", "tests/learn", "tests/decide", "tests/people",
        "-q", "-p", "no:cacheprovider", "--allow-hosts=127.0.0.1",
    )  # fmt: skip
    assert told.returncode == 0, told.stdout[-4000:]


def test_every_migration_goes_there_and_back_on_postgresql(database):
    assert run(database, "django", "migrate", "-v0").returncode == 0
    for app in APPS:
        back = run(database, "django", "migrate", app, "zero", "-v0")
        assert back.returncode == 0, back.stderr[-2000:]
    assert run(database, "django", "migrate", "-v0").returncode == 0
