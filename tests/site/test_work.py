"""The worker loops: one for each name, faults written down, never more than once in a span."""

import threading
from datetime import UTC, datetime, timedelta

import pytest

from leitstand.site import tree, work
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
