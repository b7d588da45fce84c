"""A clock that jumps by a day and back: nothing is sent twice, nothing waits for the day to come again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from leitstand.learn import tasks as learn
from leitstand.learn.models import Course
from leitstand.listen import queries as listening
from leitstand.listen import tasks as listen
from leitstand.listen.models import Mention, Source
from leitstand.site import work
from leitstand.speak import actions
from leitstand.speak import tasks as speak
from leitstand.speak.models import Delivery, Takedown
from leitstand.vocabulary.errors import TryLater, Uncertain
from tests.resilience.scene import DAY, NOW, answer, feed, feed_wire, wire

pytestmark = pytest.mark.django_db
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
BACK_AND_FORTH = pytest.mark.parametrize("jump", [DAY, -DAY, 400 * DAY], ids=["ahead", "behind", "far ahead"])


def works(now, seconds: int, *, body: bytes = b"") -> None:
    """All workers for some seconds by a clock that says `now`."""
    for second in range(0, seconds + 1, 5):
        at = now + second * SECOND
        for name in work.NAMES:
            work.heartbeat(name, at)
        speak.move_due(at, wire)
        learn.read_due(at, wire)
        if body:
            listen.fetch_due(at, lambda _account: feed_wire(body))


@BACK_AND_FORTH
def test_answers_of_every_hour_go_out_once_and_within_a_minute(editor, account, paper, jump):
    answer(editor, account, "before")
    works(NOW, 10)
    answer(editor, account, "during", NOW + jump)
    Delivery.objects.filter(state="due").update(due=NOW + jump + 8 * SECOND)  # written, and not yet out
    works(NOW + MINUTE, 60)
    answer(editor, account, "after", NOW + 2 * MINUTE)
    works(NOW + 2 * MINUTE, 60)
    works(NOW + jump, 60)
    works(NOW + 4 * MINUTE, 60)
    said = sorted(note.content for note in paper.posts.values())
    assert said == ["Ja, auch dann. (after)", "Ja, auch dann. (before)", "Ja, auch dann. (during)"]
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}


@BACK_AND_FORTH
@pytest.mark.parametrize(
    "fault", [TryLater("later", 30 * SECOND), Uncertain("no answer")], ids=["later", "unsure"]
)
def test_what_was_put_off_by_the_wrong_clock_goes_on(editor, account, paper, jump, fault):
    row = answer(editor, account, now=NOW + jump)
    paper.faults = [(isinstance(fault, Uncertain), fault)]
    works(NOW + jump, 0)
    works(NOW, 60)
    row.refresh_from_db()
    assert row.state == "sent"
    assert len(paper.posts) == 1


@BACK_AND_FORTH
def test_polling_goes_on_within_a_minute_and_nothing_is_lost(source, jump):
    works(NOW, 0, body=feed("1"))
    works(NOW + jump, 600, body=feed("2", "1"))
    Source.objects.update(next_fetch=max(NOW + jump, NOW) + 6 * timedelta(hours=1))
    asked = source.__class__.objects.get().last_asked
    works(NOW + timedelta(hours=1), 60, body=feed("3", "2", "1"))
    source.refresh_from_db()
    if jump > timedelta(0):
        assert source.last_asked != asked
        assert Mention.objects.count() == 3
    works(NOW + timedelta(hours=8), 60, body=feed("3", "2", "1"))
    assert Mention.objects.count() == 3


def test_a_stream_that_was_opened_in_the_future_is_opened_again(source):
    Source.objects.update(live=True, last_asked=NOW + DAY, next_fetch=NOW + DAY + MINUTE)
    assert listening.live_sources(NOW) == {source.pk: True}


def test_take_downs_and_outcomes_do_not_wait_for_the_day_to_come_again(editor, account, paper):
    row = answer(editor, account)
    works(NOW, 0)
    row.refresh_from_db()
    works(NOW + DAY, 0)
    actions.take_down(editor, row, "Falscher Tag", now=NOW + DAY)
    works(NOW, 20)
    assert Takedown.objects.get().state == "gone"
    assert Course.objects.get().next_reading <= NOW + timedelta(hours=2)


def test_outcomes_that_a_wrong_clock_ended_are_read_again(editor, account, paper):
    answer(editor, account)
    works(NOW, 0)
    works(NOW + 400 * DAY, 0)
    assert Course.objects.get().next_reading is None
    works(NOW + MINUTE, 0)
    assert Course.objects.get().next_reading == NOW + 6 * MINUTE


def test_the_log_says_that_the_clock_went_back(db, caplog):
    work.heartbeat("speak", NOW + DAY)
    work.heartbeat("speak", NOW)
    assert "the clock went back by 1 day" in caplog.text
    caplog.clear()
    work.heartbeat("speak", NOW - 5 * SECOND)
    assert caplog.text == "", "clocks are set by seconds all the time"
