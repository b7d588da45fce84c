"""From mentions to an alarm: every bin once, one alarm a storm, whatever happens on the way."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext

from leitstand.listen import actions as listen
from leitstand.listen.alarms import actions, looking, storms, tasks
from leitstand.listen.models import Alarm, AlarmClock, Judgement, Mention
from tests.listen.alarms.conftest import START, evenly

MINUTE = timedelta(minutes=1)
pytestmark = pytest.mark.django_db


def minutes(first: float, last: float, step: float = 1.0):
    """Looks of the worker, minute by minute after START."""
    at = first
    while at <= last:
        tasks.look(START + at * MINUTE)
        at += step


def test_a_storm_over_a_quiet_watch_raises_one_alarm_within_half_an_hour(quiet_days, owner, storm):
    minutes(0, 60)
    alarm = Alarm.objects.get()
    assert alarm.opened - START <= 30 * MINUTE
    assert START - 15 * MINUTE <= alarm.onset <= START + 15 * MINUTE
    assert alarm.heard > 3 * alarm.high > 0
    assert "volume" in alarm.channels
    assert alarm.figures["new"]["now"] == 40


def test_quiet_days_raise_nothing(quiet_days, say, owner):
    say(evenly(START, START + timedelta(hours=3), 30))
    minutes(0, 180, 5)
    assert not Alarm.objects.exists()


def test_a_storm_that_goes_on_updates_its_alarm_and_opens_no_second(quiet_days, owner, storm):
    minutes(0, 30)
    first = Alarm.objects.get()
    minutes(31, 60)
    later = Alarm.objects.get()
    assert later.pk == first.pk
    assert later.heard > first.heard
    assert len(later.curve["channels"]["volume"]) > len(first.curve["channels"]["volume"])


def test_it_is_calm_again_after_the_storm_and_says_when(quiet_days, owner, storm):
    minutes(0, 360, 20)
    alarm = Alarm.objects.get()
    assert alarm.state == "calm"
    assert START + 60 * MINUTE < alarm.calmed <= START + 300 * MINUTE


def test_each_bin_is_stepped_once_however_often_the_worker_looks(quiet_days, owner, storm):
    for at in range(0, 60):
        tasks.look(START + at * MINUTE)
        tasks.look(START + at * MINUTE + timedelta(seconds=20))
    often = Alarm.objects.get()
    points = often.curve["channels"]["volume"]
    assert [b[0] - a[0] for a, b in pairwise(points)] == [300.0] * (len(points) - 1)
    assert sum(p[1] for p in points if p[0] >= START.timestamp()) == 110  # bins that ended a minute ago


def test_killed_before_anything_is_stored_the_next_look_finds_the_same(quiet_days, owner, storm, monkeypatch):
    minutes(0, 5)
    before = AlarmClock.objects.get()

    def killed(*_args, **_named):
        raise DatabaseError("killed")

    with monkeypatch.context() as broken:
        broken.setattr(storms, "settle", killed)
        for at in range(6, 30):
            with pytest.raises(DatabaseError):
                looking.look(before.organization_id, START + at * MINUTE)
    after = AlarmClock.objects.get()
    assert (after.until, after.version, bytes(after.packed)) == (
        before.until,
        before.version,
        bytes(before.packed),
    )
    assert not Alarm.objects.exists()
    minutes(30, 60)
    killed_once = Alarm.objects.get()
    assert sum(p[1] for p in killed_once.curve["channels"]["volume"] if p[0] >= START.timestamp()) == 110


def test_a_process_that_begins_anew_goes_on_where_the_other_stopped(quiet_days, owner, storm):
    for at in range(0, 60):
        looking._HELD.clear()
        tasks.look(START + at * MINUTE)
    forgetful = Alarm.objects.get()
    assert sum(p[1] for p in forgetful.curve["channels"]["volume"] if p[0] >= START.timestamp()) == 110


def test_of_two_processes_that_look_at_once_one_stores(quiet_days, owner, storm, monkeypatch):
    minutes(0, 30)
    stored = AlarmClock.objects.get()
    store = looking._store

    def overtaken(here, events, now):
        AlarmClock.objects.filter(pk=here.clock.pk).update(version=here.clock.version + 1)
        return store(here, events, now)

    monkeypatch.setattr(looking, "_store", overtaken)
    before = Alarm.objects.get().version
    looking.look(stored.organization_id, START + 36 * MINUTE)
    assert AlarmClock.objects.get().until == stored.until
    assert Alarm.objects.get().version == before


def test_after_a_night_switched_off_nothing_is_learned_and_old_posts_are_no_storm(quiet_days, owner, say):
    minutes(0, 10)
    morning = START + timedelta(hours=9)
    said = evenly(START + timedelta(hours=1), morning, 6)
    say(said, author="https://nachts.example/n")
    Mention.objects.filter(author_id__startswith="https://nachts").update(heard=morning + MINUTE)
    for at in range(0, 60):
        tasks.look(morning + at * MINUTE)
    assert not Alarm.objects.exists()
    assert AlarmClock.objects.get().since is not None


def test_a_clock_that_goes_back_begins_anew_from_the_mentions(quiet_days, owner, storm):
    tasks.look(START + timedelta(days=3))
    minutes(0, 60)
    assert AlarmClock.objects.get().until <= START + 60 * MINUTE
    assert Alarm.objects.get().heard >= 100


def test_a_storm_that_was_closed_as_nothing_raises_no_second_alarm_while_it_blows(quiet_days, owner, storm):
    minutes(0, 25)
    actions.close(owner, Alarm.objects.get(), Alarm.NOTHING, now=START + 25 * MINUTE)
    minutes(26, 360, 20)
    alarm = Alarm.objects.get()
    assert (alarm.state, alarm.verdict) == ("closed", "nothing")
    assert alarm.calmed is not None


def test_an_archive_read_in_at_once_is_no_storm(quiet_days, owner, say):
    minutes(0, 5)
    say([START + 6 * MINUTE] * 300, authors=100, published=START - timedelta(days=90))
    minutes(6, 40)
    assert not Alarm.objects.exists()


def test_a_paused_watch_is_forgotten_and_counted_back_when_it_looks_out_again(
    quiet_days, owner, editor, watch
):
    minutes(0, 5)
    listen.change_watch(editor, watch, active=False)
    other = listen.add_watch(editor, "Anderes", "anderes", now=START)
    minutes(6, 12)
    assert list(AlarmClock.objects.get().learned) == [str(other.pk)]
    listen.change_watch(editor, watch, active=True)
    minutes(13, 20)
    assert AlarmClock.objects.get().learned[str(watch.pk)] < START.isoformat()


@pytest.mark.parametrize("how", ["paused", "removed"])
def test_an_alarm_ends_with_its_watch(quiet_days, owner, storm, editor, watch, how):
    minutes(0, 30, 5)
    if how == "paused":
        listen.change_watch(editor, watch, active=False)
    else:
        listen.remove_watch(editor, watch)
    tasks.look(START + 31 * MINUTE)
    alarm = Alarm.objects.get()
    assert (alarm.state, alarm.watch_name) == ("calm", "Wir")


def test_alarms_go_when_the_posts_they_tell_of_are_gone(quiet_days, owner, storm, organization):
    minutes(0, 30, 5)
    assert tasks.tidy(START + timedelta(days=400)) == 0  # it still blows
    Alarm.objects.update(state="calm", calmed=START)
    assert tasks.tidy(START + timedelta(days=organization.retention_days - 1)) == 0
    assert tasks.tidy(START + timedelta(days=organization.retention_days + 1)) == 1


def test_one_author_behind_most_posts_is_a_doubt_and_is_named(quiet_days, owner, say):
    say(evenly(START, START + timedelta(hours=1), 0.5), author="https://laut.example/one", authors=1,
        author_handle="@one@laut.example")  # fmt: skip
    minutes(0, 60)
    doubts = Alarm.objects.get().doubts
    assert any(
        "one author" in one["sentence"] and one["facts"]["name"] == "@one@laut.example" for one in doubts
    )
    assert any("one network" in one["sentence"] and one["facts"]["name"] == "Mastodon" for one in doubts)


def test_critical_posts_are_a_channel_of_their_own_where_they_are_judged(quiet_days, owner, say):
    Judgement.objects.bulk_create(
        [
            Judgement(
                mention=one, question="tone", label="negative" if n % 10 == 0 else "neutral", probability=0.9
            )
            for n, one in enumerate(quiet_days)
        ]
    )
    loud = say(evenly(START, START + timedelta(hours=1), 0.5), author="https://wut.example/w", authors=40)
    Judgement.objects.bulk_create(
        [Judgement(mention=one, question="tone", label="negative", probability=0.9) for one in loud]
    )
    minutes(0, 60)
    figure = Alarm.objects.get().figures["negative"]
    assert figure["now"] == 110
    assert figure["beyond"] == "more"


def questions(organization_id: int, at: int) -> int:
    with CaptureQueriesContext(connection) as asked:
        looking.look(organization_id, START + at * MINUTE)
    return len(asked)


def test_a_look_asks_as_many_questions_for_six_watches_as_for_two(quiet_days, owner, editor, say):
    def more(numbers) -> None:
        for n in numbers:
            other = listen.add_watch(editor, f"Weitere {n}", f"weitere{n}", now=START)
            say(evenly(START - timedelta(days=1), START + timedelta(hours=1), 5), of=other)

    more([1])
    minutes(0, 5)
    two = questions(owner.organization_id, 11)
    more([2, 3, 4, 5])
    tasks.look(START + 16 * MINUTE)
    assert questions(owner.organization_id, 21) == two <= 14
