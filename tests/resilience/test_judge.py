"""The judge of the kill test notices what it is there to notice: an alarm nobody heard ring is decoration."""

from __future__ import annotations

from collections import Counter

import pytest

from leitstand.speak.models import Delivery
from tests.resilience.places import Arrived
from tests.resilience.scene import NOW, answer
from tests.resilience.trial import Snapshot, Trial

pytestmark = pytest.mark.django_db


class Told:
    """A place that says what it was told to say."""

    network = "paper"

    def __init__(self) -> None:
        self.posts: dict[str, str] = {}

    def ours(self):
        return self.posts

    def missed(self, source, cursor, known, said):
        return [one.token for one in said if one.number <= cursor and one.token not in known]


@pytest.fixture
def trial(editor, account, paper):
    """One post that was kept, one answer that was sent, all as it should be."""
    made = object.__new__(Trial)
    made.places, made.member = [Told()], editor
    for field in ("said", "snapshots", "faults"):
        setattr(made, field, [])
    made.written, made.held = {}, set()
    made.told = Counter()
    row = answer(editor, account, "zeichen00001")
    made.said.append(Arrived("zeichen00001", True, "stream", "1"))
    made.written["antwort00000"] = row.pk
    made.places[0].posts["there"] = "Ja. antwort00000"
    Delivery.objects.update(state="sent", receipt_id="there", published=NOW)
    made.snapshots.append(Snapshot([("paper", "x", "1")], {"zeichen00001"}))
    return made


def faults(trial) -> dict[str, list[str]]:
    return trial.judge()["faults"]


def test_nothing_is_wrong_when_nothing_is(trial):
    assert faults(trial) == {}


def test_a_post_that_is_not_there(trial):
    trial.said.append(Arrived("zeichen00002", True, "stream", "9"))
    assert faults(trial) == {"posts lost": ["zeichen00002"]}


def test_a_post_that_is_there_twice(trial, editor, account):
    answer(editor, account, "zeichen00001 noch einmal")
    assert faults(trial) == {"posts twice": ["zeichen00001"]}


def test_a_post_that_nobody_watches_for(trial):
    trial.said[:] = [Arrived("zeichen00001", False, "stream", "9")]
    assert faults(trial) == {"posts kept that nobody watches for": ["zeichen00001"]}


def test_an_answer_that_is_said_to_be_sent_and_is_not_there(trial):
    trial.places[0].posts.clear()
    assert faults(trial) == {"answers lost": ["antwort00000"], "receipts untrue": ["antwort00000"]}


def test_an_answer_that_is_there_twice(trial):
    trial.places[0].posts["again"] = "Ja. antwort00000"
    assert faults(trial) == {"answers twice": ["antwort00000"]}


@pytest.mark.parametrize("state", ["unknown", "sending", "refused"])
def test_a_state_that_is_not_true(trial, state):
    Delivery.objects.update(state=state)
    found = faults(trial)
    assert found["states untrue"] == ["antwort00000"]
    assert ("stuck" in found) == (state == "sending")


def test_a_receipt_of_something_else(trial):
    Delivery.objects.update(receipt_id="elsewhere")
    assert faults(trial) == {"receipts untrue": ["antwort00000"]}


def test_a_cursor_that_was_ahead_of_its_posts(trial):
    trial.snapshots.append(Snapshot([("paper", "x", "1")], set()))
    assert faults(trial) == {"cursors ahead of their posts": ["death 2: x zeichen00001"]}
