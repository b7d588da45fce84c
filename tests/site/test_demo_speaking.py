"""The demo's fortnight of speaking, counted by hand and by the program: the two agree."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from leitstand.people.actions import remove_demo
from leitstand.people.models import Account, Membership, Organization, Person
from leitstand.site import demo
from leitstand.speak import queries, tasks
from leitstand.speak.approving.friction import friction
from leitstand.speak.composing import queries as composing
from leitstand.speak.models import Delivery, Recall, Release, Thought

NOON = datetime(2026, 3, 4, 11, tzinfo=UTC)
NIGHT = datetime(2026, 3, 28, 22, 45, tzinfo=UTC)  # and the clocks change within two hours


@pytest.fixture
def house(db):
    demo.tell(NOON)
    return Organization.objects.get(is_demo=True)


def test_the_friction_page_says_what_one_counts_by_hand(house):
    """Nine thoughts and three answers went out. Asked: speicher 95 min, werkstatt 14, strom 6, mensa: no."""
    told = friction(house, NOON - timedelta(days=14), NOON)
    assert (told.said, told.waited, told.decided) == (9 + 3, 3, 4)
    assert told.hours == pytest.approx((95 + 14 + 6) / 60)
    assert told.longest == 95
    assert told.middle is not None
    assert told.middle.value == 14
    assert told.needless == 2
    assert told.unseen == 0


def test_everything_of_the_fortnight_is_there_and_nothing_could_leave(house):
    states = {one.title: composing.state_of(composing.deliveries(one)) for one in Thought.objects.all()}
    assert (
        sorted(states.values()).count("draft") == 5
    )  # three drafts, one declined, one taken back by its author
    assert {title for title, state in states.items() if state == "planned"} == {
        "Leihgeräte: was wir wissen",
        "Exchange: places for spring",
        "Preis für das Labor Hartung (Sperrfrist)",
    }
    assert [title for title, state in states.items() if state == "waiting"] == [
        "Aufbau der offenen Labore, live"
    ]
    assert list(Release.objects.order_by("asked").values_list("state", flat=True)) == [
        "released",
        "released",
        "released",
        "declined",
        "asked",
    ]
    (recall,) = Recall.objects.all()
    assert sorted(recall.takedowns.values_list("state", flat=True)) == ["accepted", "gone", "unknown"]
    assert recall.night
    assert Delivery.objects.filter(part=2, state="sent").count() == 2
    assert set(Account.objects.values_list("state", flat=True)) == {Account.PAUSED}
    assert len(Thought.objects.exclude(time_zone="Europe/Berlin").values("time_zone").distinct()) == 2


def test_told_at_night_the_worker_finds_nothing_to_do_and_all_of_it_can_be_removed(db):
    demo.tell(NIGHT)
    house = Organization.objects.get(is_demo=True)
    assert Delivery.objects.filter(variant__thought__title="Zum Vortrag heute", state="sent").exists()
    later = NIGHT + timedelta(days=30)
    assert not queries.due(later)
    assert not queries.takedowns_due(later)
    assert not queries.to_look_for(later)
    tasks.move_due(later)
    assert not Delivery.objects.exclude(overdue=None).exists()
    remove_demo(Membership.objects.get(person__email=demo.EMAIL, organization=house))
    assert not Thought.objects.exists()
    assert not Person.objects.exists()
