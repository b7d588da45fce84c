"""The worker loops: one for each name, faults written down, never more than once in a span."""

import threading
from datetime import UTC, datetime, timedelta

import pytest

from leitstand.site import clock, tree, web, work
from leitstand.site.models import Heartbeat

NOW = datetime(2026, 11, 17, 9, tzinfo=UTC)


def test_every_worker_of_the_tree_has_work():
    assert set(tree.WORKERS) == {*work.WORK, work.LIVE}


def test_a_move_in_a_span_moves_once_whatever_the_clock_says():
    moves = []
    move = work.every(timedelta(hours=1), lambda now: moves.append(now) or 1)
    assert [move(NOW), move(NOW + timedelta(days=1)), move(NOW - timedelta(days=1))] == [1, 0, 0]
    assert moves == [NOW]


@pytest.mark.django_db
def test_a_fault_is_written_down_and_the_next_move_still_comes(caplog, monkeypatch):
    stop = threading.Event()

    def breaks(now):
        raise ZeroDivisionError("ours")

    def moves(now):
        stop.set()
        return 1

    monkeypatch.setattr(work, "AFTER_FAULT_SECONDS", 0)
    monkeypatch.setattr(work, "close_old_connections", lambda: None)
    work.loop("speak", (breaks, moves), stop)
    assert "ours" in caplog.text
    assert Heartbeat.objects.get().name == "speak"


@pytest.fixture
def beat(db):
    """The listener lives on until this moment, with a sign of life each."""

    def live(*moments):
        for moment in moments:
            work.heartbeat("listen", moment)

    return live


DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


def deleted(now):
    return clock.when_it_holds("listen", lambda _now: 7)(now)


def test_what_deletes_by_age_works_while_the_clock_goes_on_as_usual(beat):
    beat(NOW, NOW + 2 * DAY)
    assert deleted(NOW + 2 * DAY) == 7


def test_a_clock_that_jumps_months_ahead_deletes_nothing_before_it_has_held_for_a_day(beat):
    ahead = NOW + 90 * DAY
    beat(NOW)
    assert deleted(ahead) == 0  # before anybody noticed
    beat(ahead, ahead + MINUTE)
    assert deleted(ahead + MINUTE) == 0
    beat(ahead + DAY + MINUTE)
    assert deleted(ahead + DAY + MINUTE) == 7


def test_a_clock_that_was_set_right_again_is_believed_again(beat):
    beat(NOW, NOW + 90 * DAY, NOW + MINUTE)
    assert deleted(NOW + MINUTE) == 7


def test_the_web_server_is_given_no_more_threads_than_its_machine_carries(monkeypatch):
    monkeypatch.setattr("multiprocessing.cpu_count", lambda: 2)
    assert web.threads() == 5
    monkeypatch.setattr("multiprocessing.cpu_count", lambda: 64)
    assert web.threads() == web.MOST_THREADS
