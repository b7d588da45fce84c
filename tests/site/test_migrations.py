"""Every migration can be taken back, on SQLite; PostgreSQL is asked in tests/contract/test_postgres.py."""

import os
import subprocess
import sys

import pytest

APPS = ("learn", "speak", "listen", "people", "site")


def migrate(home, *words):
    return subprocess.run(
        [sys.executable, "-m", "django", "migrate", *words, "-v0"],
        env={**os.environ, "LEITSTAND_HOME": str(home), "DJANGO_SETTINGS_MODULE": "leitstand.site.settings"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.timeout(300)
def test_every_migration_goes_there_and_back(tmp_path):
    assert migrate(tmp_path).returncode == 0
    for app in APPS:
        told = migrate(tmp_path, app, "zero")
        assert told.returncode == 0, f"{app}: {told.stderr[-2000:]}"
    assert migrate(tmp_path).returncode == 0
