"""What the doctor says of the processes and of the clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings

from leitstand.site import health, work

NOW = datetime(2026, 11, 17, 9, tzinfo=UTC)


@pytest.fixture
def look(db):
    """What stands for a thing whose name begins so, and what to do about it."""

    def ask(what: str) -> list[str]:
        return [one.todo for one in health.look(settings.CONFIG, NOW) if one.what.startswith(what)]

    return ask


def test_a_web_server_that_never_ran_is_named(look):
    (todo,) = look("Web server")
    assert "leitstand up" in todo


def test_a_web_server_that_beats_is_well_and_one_that_is_silent_is_not(look):
    work.heartbeat(work.WEB, NOW)
    assert look("Web server, last sign of life 0 s ago") == [""]
    work.heartbeat(work.WEB, NOW - timedelta(hours=1))
    assert "Silent since" in look("Web server")[0]


def test_a_clock_that_jumped_ahead_is_named_until_it_has_held(look):
    assert look("Clock") == []
    work.heartbeat("listen", NOW - timedelta(days=90))
    work.heartbeat("listen", NOW)
    assert "Nothing is deleted" in look("Clock")[0]
