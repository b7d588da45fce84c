"""A drill goes the whole way and leaves no trace where real things are counted."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from leitstand.listen.alarms import actions, pages, queries, tasks
from leitstand.listen.models import Alarm, AlarmClock, AlarmDrill, AlarmNotice, Mention, Story
from tests.listen.alarms.conftest import START

MINUTE = timedelta(minutes=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def drill(quiet_days, owner, watch) -> AlarmDrill:
    tasks.look(START)
    return actions.begin_drill(owner, watch, now=START + MINUTE)


def test_a_drill_is_noticed_by_the_same_detector_and_told_to_who_began_it(drill, owner, mail, mailoutbox):
    tasks.drill(START + 2 * MINUTE)
    alarm = Alarm.objects.get()
    assert alarm.drill == drill
    assert alarm.heard > alarm.high
    tasks.deliver(START + 2 * MINUTE)
    assert mailoutbox[0].subject.startswith("[Drill] Storm: Wir")
    assert "This is a drill. Nothing has happened" in mailoutbox[0].body
    assert mailoutbox[0].to == [owner.person.email]


def test_nothing_of_a_drill_enters_mentions_stories_counts_or_the_detector(drill, owner):
    mentions, stories = Mention.objects.count(), Story.objects.count()
    before = AlarmClock.objects.get()
    tasks.drill(START + 2 * MINUTE)
    after = AlarmClock.objects.get()
    assert (Mention.objects.count(), Story.objects.count()) == (mentions, stories)
    assert (bytes(after.packed), after.version) == (bytes(before.packed), before.version)
    assert queries.record(owner.organization, START + timedelta(days=1)).alarms == 0
    for at in range(3, 90, 5):
        tasks.look(START + at * MINUTE)
    assert not Alarm.objects.filter(drill=None).exists()


def test_taken_it_is_calm_again_its_posts_are_removed_and_the_reaction_is_kept(drill, owner):
    tasks.drill(START + 2 * MINUTE)
    alarm = Alarm.objects.get()
    assert all("[" in post["text"] for post in AlarmDrill.objects.get().posts)
    actions.acknowledge(alarm, owner.person, now=START + 6 * MINUTE)
    tasks.drill(START + 7 * MINUTE)
    tasks.drill(START + 8 * MINUTE)
    alarm.refresh_from_db()
    ended = AlarmDrill.objects.get()
    assert (alarm.state, alarm.calmed) == ("calm", START + 7 * MINUTE)
    assert (ended.posts, bytes(ended.packed), ended.ended) == ([], b"", START + 7 * MINUTE)
    assert pages.reaction(alarm) == "4 min"


def test_a_drill_that_nobody_takes_ends_by_itself(drill):
    tasks.drill(START + 2 * MINUTE)
    tasks.drill(START + 30 * MINUTE)
    assert AlarmDrill.objects.get().ended is None
    tasks.drill(START + 62 * MINUTE)
    assert Alarm.objects.get().state == "calm"


def test_who_begins_a_drill_at_night_is_told_at_once(drill, owner):
    actions.change_reach(owner, quiet_from=time(0), quiet_to=time(23, 59), urgent_passes=False)
    tasks.drill(START + 2 * MINUTE)
    assert not AlarmNotice.objects.get().waited


def test_a_drill_brings_in_the_deputy_as_a_real_storm_would(drill, owner, editor):
    actions.change_plan(owner, deputy=editor.person, escalate_minutes=5)
    tasks.drill(START + 2 * MINUTE)
    tasks.escalate(START + 8 * MINUTE)
    assert AlarmNotice.objects.filter(person=editor.person, reason="deputy").exists()


def test_a_watch_that_never_heard_anything_can_be_drilled(owner, watch):
    actions.begin_drill(owner, watch, now=START)
    tasks.drill(START + MINUTE)
    assert Alarm.objects.get().heard > 0


def test_the_worker_killed_while_it_raises_the_alarm_raises_it_the_next_time(drill, monkeypatch):
    from leitstand.listen.alarms import telling

    with monkeypatch.context() as broken:
        broken.setattr(telling, "of_alarm", lambda *_args: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            tasks.drill(START + 2 * MINUTE)
    assert not Alarm.objects.exists()
    assert AlarmDrill.objects.get().posts == []
    tasks.drill(START + 3 * MINUTE)
    tasks.drill(START + 4 * MINUTE)
    assert Alarm.objects.count() == 1
    assert AlarmNotice.objects.count() == 1


def test_a_real_storm_during_a_drill_has_an_alarm_of_its_own(drill, storm):
    tasks.drill(START + 2 * MINUTE)
    for at in range(5, 45, 5):
        tasks.look(START + at * MINUTE)
    assert {alarm.drill_id is None for alarm in Alarm.objects.all()} == {True, False}
