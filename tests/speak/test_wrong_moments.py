"""Pressed at the wrong moment, nothing goes out twice, passes the second person by, or comes back later."""

from datetime import timedelta

import pytest

from leitstand.listen.models import Alarm
from leitstand.people.models import Account, Membership
from leitstand.speak import actions as speak
from leitstand.speak import tasks
from leitstand.speak.approving import actions as approving
from leitstand.speak.approving import queries
from leitstand.speak.composing import planning
from leitstand.speak.composing.said import VariantSaid
from leitstand.speak.models import ApprovalPlan, Delivery, Recall, Release, Takedown
from leitstand.speak.recalling import actions as recalling
from leitstand.vocabulary.errors import Gone, Refused
from tests.speak.conftest import NOW, member_of, wire
from tests.speak.test_composing import room, written  # noqa: F401  # a fixture

LATER = NOW + timedelta(minutes=10)
SOON = LATER + timedelta(seconds=9)


def states():
    return list(Delivery.objects.order_by("pk").values_list("state", flat=True))


@pytest.fixture
def storm(organization):
    return Alarm.objects.create(
        organization=organization, watch_name="Klausuren", kind="spike", onset=NOW, opened=NOW, updated=NOW
    )


@pytest.fixture
def second(organization):
    return member_of(organization, "editor", "Henrik Voss")


@pytest.fixture
def asked(editor, account, storm):
    planning.plan(editor, written(editor, account), seen=1, now=NOW)
    return Release.objects.get()


@pytest.fixture
def another(organization, account):
    return Account.objects.create(
        organization=organization, network="paper", actor_id="us2", server="https://paper.example"
    )


@pytest.mark.parametrize("state", ["claimed", "preparing", "sending", "waiting", "due"])
def test_only_what_nobody_knows_is_sent_again(editor, account, paper, state):
    planning.plan(editor, written(editor, account), seen=1, now=NOW)
    Delivery.objects.update(state=state)
    with pytest.raises(Refused):
        speak.send_again(editor, Delivery.objects.get(), now=LATER)
    assert states() == [state]


def test_who_asks_does_not_send_the_link_to_themselves(editor, asked, second, paper):
    with pytest.raises(Refused, match="their own words"):
        approving.invite(editor, asked, "Ich selbst", "privat@elsewhere.example", now=LATER)
    approving.invite(second, asked, "Kanzlei", "kanzlei@elsewhere.example", now=LATER)
    assert Release.objects.get().mail == "kanzlei@elsewhere.example"


def test_a_link_to_a_colleague_would_say_nothing_of_who_pressed(editor, asked, second, paper):
    with pytest.raises(Refused, match="works here"):
        approving.invite(second, asked, "Aylin", editor.person.email.upper(), now=LATER)


def test_the_link_of_whom_nobody_asks_any_more_is_no_longer_good(asked, second, paper):
    first = approving.invite(second, asked, "Kanzlei", "kanzlei@elsewhere.example", now=LATER)
    link = queries.token(first)
    approving.invite(second, asked, "Labor", "labor@elsewhere.example", now=LATER)
    with pytest.raises(Gone):
        approving.answer_by_link(link, True, "", now=LATER)
    assert states() == ["waiting"]


def test_two_words_at_once_the_first_one_stands(asked, second, paper, monkeypatch):
    invited = approving.invite(second, asked, "Kanzlei", "kanzlei@elsewhere.example", now=LATER)
    stale = Release.objects.get(pk=invited.pk)
    approving.release(second, asked, now=LATER)
    monkeypatch.setattr(queries, "by_token", lambda _token, _now: stale)
    with pytest.raises(Gone):
        approving.answer_by_link("", False, "Bitte nicht.", now=LATER)
    assert (Release.objects.get().state, states()) == ("released", ["due"])


def test_a_part_that_was_taken_back_does_not_hold_up_the_others(
    editor, account, another, second, storm, paper
):
    variants = {account.pk: VariantSaid(), another.pk: VariantSaid()}
    planning.plan(editor, written(editor, account, variants=variants), seen=1, now=NOW)
    approving.release(second, Release.objects.get(), now=LATER)
    speak.withdraw(editor, Delivery.objects.order_by("pk")[0], now=LATER)
    tasks.move_due(SOON, wire)
    assert states() == ["withdrawn", "sent"]


def test_the_one_named_who_left_or_may_no_more_holds_nothing_up(editor, account, second, storm, paper):
    owner = member_of(editor.organization, "owner", "Vera Kern")
    ApprovalPlan.objects.create(organization=editor.organization, first=owner.person)
    planning.plan(editor, written(editor, account), seen=1, now=NOW)
    Membership.objects.filter(pk=owner.pk).update(role="reader")
    assert queries.who_is_asked(Release.objects.get(), NOW) == [second.person]
    approving.release(second, Release.objects.get(), now=LATER)
    assert states() == ["due"]


def test_at_the_deadline_without_a_deputy_anybody_may(editor, account, second, storm, paper):
    owner = member_of(editor.organization, "owner", "Vera Kern")
    ApprovalPlan.objects.create(organization=editor.organization, first=owner.person)
    planning.plan(editor, written(editor, account), seen=1, now=NOW)
    row = Release.objects.get()
    assert queries.who_is_asked(row, NOW) == [owner.person]
    assert set(queries.who_is_asked(row, row.deadline)) == {owner.person, second.person}


def test_taking_back_what_was_only_planned_withdraws_it_as_it_says(editor, account, paper):
    made = planning.plan(editor, written(editor, account), seen=1, now=NOW)
    with pytest.raises(Refused, match="is withdrawn"):
        recalling.recall(editor, made, "falsch", now=LATER)
    tasks.move_due(SOON, wire)
    assert (states(), paper.calls) == (["withdrawn"], [])


def test_taking_back_does_not_lose_against_a_sender_that_was_quicker(editor, account, paper):
    made = planning.plan(editor, written(editor, account), seen=1, now=NOW)
    Delivery.objects.update(state="claimed")
    recalling.recall(editor, made, "falsch", now=LATER)
    assert Takedown.objects.get().state == "requested"


@pytest.mark.parametrize("state", ["claimed", "sending", "unknown"])
def test_what_was_taken_back_on_its_way_never_goes_out_later(editor, account, paper, state):
    made = planning.plan(editor, written(editor, account), seen=1, now=NOW)
    Delivery.objects.update(state=state)
    row = recalling.recall(editor, [Delivery.objects.get()], "falsch", now=LATER)
    Delivery.objects.update(state="due")  # the network had no time, or a person says: again
    tasks.move_due(SOON, wire)
    assert (states(), paper.calls) == (["withdrawn"], [])
    assert not row.takedowns.exists()
    assert not made[0].steps.filter(there="gone").exists()


def test_two_presses_take_back_once(editor, account, paper):
    made = planning.plan(editor, written(editor, account), seen=1, now=NOW)
    tasks.move_due(SOON, wire)
    first = recalling.recall(editor, made, "falsch", now=LATER)
    again = recalling.recall(editor, [Delivery.objects.get()], "falsch", now=LATER)
    assert (first, Recall.objects.count()) == (again, 1)
