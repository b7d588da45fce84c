"""A talk makes a watch by itself, which begins and ends by itself and has an alarm of its own."""

from __future__ import annotations

from datetime import timedelta

import pytest

from leitstand.listen.alarms import actions, events, looking, tasks
from leitstand.listen.alarms.events import Occasion, plan_event, query_of
from leitstand.listen.models import Alarm, AlarmEvent, AlarmNotice, Watch
from leitstand.vocabulary import batch
from leitstand.vocabulary.errors import Invalid, Refused
from leitstand.vocabulary.post import Actor, Post
from leitstand.vocabulary.watch import Watches, read_query
from tests.listen.alarms.conftest import START, evenly, member

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def occasion(**fields) -> Occasion:
    given = {
        "speaker": "Dr. Mira Falkenhain",
        "title": "Faire Prüfungen im Netz",
        "hashtag": "#digitalforum",
        "starts": START + 3 * HOUR,
        "zone": "Europe/Berlin",
    }
    return Occasion(**given | fields)


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("Mira Falkenhain spricht gleich.", True),
        ("Falkenhain zu Prüfungen: schwach", True),
        ("Live vom #digitalforum", True),
        ("Falkenhain war gestern im Kino", False),
        ("Die Prüfungen sind vorbei", False),
    ],
)
def test_the_query_finds_name_hashtag_and_the_last_name_beside_a_word_of_the_title(said, found):
    watches = Watches({"it": read_query(query_of(occasion()))})
    post = Post(id="1", content=said, attributed_to=Actor(id="x"))
    assert bool(watches.match(batch.of([post]))[0]) is found


@pytest.mark.parametrize("title", ["", "und oder aber", '"AND (', "OR NOT"])
def test_any_title_gives_a_query_that_can_be_read(title):
    read_query(query_of(occasion(title=title, hashtag="")))


def test_the_watch_begins_before_the_event_and_ends_by_itself_after_72_hours(editor):
    event = plan_event(editor, occasion(), now=START)
    assert (event.state, event.watch.active) == ("planned", False)
    tasks.move_events(START + HOUR)
    assert AlarmEvent.objects.get().state == "watching"
    assert Watch.objects.get().active
    tasks.move_events(START + HOUR + timedelta(hours=71, minutes=59))
    assert Watch.objects.get().active
    tasks.move_events(START + HOUR + timedelta(hours=72))
    assert AlarmEvent.objects.get().state == "over"
    assert not Watch.objects.get().active
    tasks.move_events(START + timedelta(days=9))
    assert not Watch.objects.get().active


def test_an_event_that_runs_already_is_watched_at_once(editor):
    assert plan_event(editor, occasion(starts=START - HOUR), now=START).state == "watching"


def test_an_event_whose_72_hours_are_over_is_not_planned(editor):
    with pytest.raises(Invalid, match="over already"):
        plan_event(editor, occasion(starts=START - timedelta(days=4)), now=START)
    assert not Watch.objects.exists()


def test_a_reader_plans_no_event(reader):
    with pytest.raises(Refused):
        plan_event(reader, occasion(), now=START)


def test_two_events_of_a_name_on_a_day_get_watches_of_their_own(editor):
    first, second = (plan_event(editor, occasion(), now=START) for _n in range(2))
    assert second.watch.name == f"{first.watch.name} (2)"


def test_one_that_is_ended_by_hand_stays_ended(editor):
    event = plan_event(editor, occasion(starts=START), now=START)
    events.cancel(editor, event, now=START)
    tasks.move_events(START + HOUR)
    assert not Watch.objects.get().active


def test_a_storm_about_it_is_told_to_the_person_and_the_press_office_and_wakes_them(
    organization, owner, editor, say, watch
):
    speaker = member(organization, "reader", "Mira Falkenhain")
    press = member(organization, "editor", "Jonas Tegeler")
    actions.change_plan(owner, press=press.person, first=owner.person)
    event = plan_event(editor, occasion(starts=START, person=speaker.person), now=START - HOUR)
    say(evenly(START - timedelta(days=8), START + 4 * HOUR, 30))
    say(evenly(START, START + 2 * HOUR, 60), of=event.watch)
    say(
        evenly(START + 2 * HOUR, START + 3 * HOUR, 0.5),
        author="https://laut.example/l",
        authors=40,
        of=event.watch,
    )
    for at in range(-60, 185, 5):
        tasks.look(START + timedelta(minutes=at))
    alarm = Alarm.objects.get()
    assert alarm.watch == event.watch
    assert alarm.urgent
    assert {str(one.person) for one in AlarmNotice.objects.filter(reason="alarm")} == {
        "Mira Falkenhain", "Jonas Tegeler", "Aylin Demirbas",
    }  # fmt: skip


def test_its_budget_is_its_own_and_takes_nothing_from_the_other_watches(editor, watch):
    alone = looking.budgets(editor.organization_id, [watch.pk], {})
    event = plan_event(editor, occasion(starts=START), now=START)
    both = looking.budgets(editor.organization_id, [watch.pk, event.watch.pk], {event.watch.pk: event})
    assert both[watch.pk, "volume"] == alone[watch.pk, "volume"]
    assert both[event.watch.pk, "volume"].spike > 2 * alone[watch.pk, "volume"].spike


def test_fewer_bearable_false_alarms_make_every_watch_less_sensitive(owner, watch):
    before = looking.budgets(owner.organization_id, [watch.pk], {})[watch.pk, "volume"]
    actions.change_plan(owner, false_a_month=1.0)
    assert (
        looking.budgets(owner.organization_id, [watch.pk], {})[watch.pk, "volume"].spike == before.spike / 4
    )
