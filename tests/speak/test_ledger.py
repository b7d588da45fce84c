"""The ledger: exactly once or honestly unknown, whatever the network and our own process do."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leitstand.speak import actions, ledger, noting, queries, sending, tasks
from leitstand.speak.models import Delivery, Step, Takedown
from leitstand.vocabulary.errors import Invalid, Reconnect, Refused, Rejected, TryLater, Uncertain
from leitstand.vocabulary.lives import DELIVERY
from tests.speak.conftest import NOW, mention_in, wire

SOON = NOW + actions.UNDO
NONE = dict.fromkeys(queries.TABS, 0)


def write(editor, mention, account, content="Ja, auch dann. Bringen Sie den Ausweis mit.", now=NOW):
    return actions.answer(editor, mention, account, content, language="de", limit=300, now=now)


def later(seconds):
    return SOON + dt.timedelta(seconds=seconds)


def test_an_answer_goes_out_once_and_brings_its_receipt(editor, mention, account, paper):
    delivery = write(editor, mention, account)
    assert tasks.move_due(SOON, wire) == 1
    delivery.refresh_from_db()
    assert delivery.state == "sent"
    assert delivery.receipt_url == f"https://paper.example/{delivery.key}"
    assert tasks.move_due(later(3600), wire) == 0
    assert paper.calls == ["publish"]
    assert [s.there for s in delivery.steps.order_by("pk")] == ["due", "claimed", "sending", "sent"]


def test_it_waits_long_enough_to_be_undone(editor, mention, account, paper):
    delivery = write(editor, mention, account)
    assert tasks.move_due(NOW, wire) == 0
    actions.undo(editor, mention, now=NOW)
    assert tasks.move_due(later(60), wire) == 0
    delivery.refresh_from_db()
    assert delivery.state == "withdrawn"
    assert queries.inbox(mention.organization).get() == mention


def test_two_people_never_answer_the_same(editor, mention, account):
    write(editor, mention, account)
    with pytest.raises(Refused, match="Aylin Demirbas has already answered"):
        write(editor, mention, account, "Und noch einmal.")
    assert Delivery.objects.count() == 1


def test_a_reader_may_read_only(reader, mention, account):
    with pytest.raises(Refused, match="Readers cannot"):
        write(reader, mention, account)
    with pytest.raises(Refused):
        actions.let_stand(reader, mention, "opinion", "", now=NOW)


def test_what_the_policy_stops_is_not_kept(editor, mention, account):
    with pytest.raises(Refused, match="telephone number"):
        write(editor, mention, account, "Mobil 0171 2345678")
    with pytest.raises(Refused, match="longer than the network allows"):
        write(editor, mention, account, "a" * 301)
    with pytest.raises(Invalid):
        write(editor, mention, account, "  ")
    assert Delivery.objects.count() == 0


def test_a_timeout_is_unknown_and_found_by_looking(editor, mention, account, paper):
    paper.faults = [(True, Uncertain("No answer."))]
    delivery = write(editor, mention, account)
    tasks.move_due(SOON, wire)
    delivery.refresh_from_db()
    assert delivery.state == "unknown"
    tasks.move_due(later(5), wire)
    delivery.refresh_from_db()
    assert (delivery.state, paper.calls) == ("sent", ["publish", "look"])


def test_what_stays_unknown_goes_to_a_person_and_is_never_sent_again_by_itself(
    editor, mention, account, paper
):
    paper.faults = [(False, Uncertain("No answer."))]
    delivery = write(editor, mention, account)
    for seconds in range(0, 40_000, 100):
        tasks.move_due(later(seconds), wire)
    delivery.refresh_from_db()
    assert paper.calls == ["publish"] + ["look"] * len(ledger.LOOKS)
    assert (delivery.state, delivery.next_look) == ("unknown", None)
    actions.send_again(editor, delivery, now=later(50_000))
    tasks.move_due(later(50_000), wire)
    delivery.refresh_from_db()
    assert (delivery.state, len(paper.posts)) == ("sent", 1)


def test_nobody_sends_again_before_somebody_has_looked(editor, mention, account, paper):
    paper.faults = [(True, Uncertain("No answer."))]
    delivery = write(editor, mention, account)
    tasks.move_due(SOON, wire)
    delivery.refresh_from_db()
    with pytest.raises(Refused, match="Look first"):
        actions.send_again(editor, delivery, now=SOON)


def test_later_means_later_and_nothing_was_lost(editor, mention, account, paper):
    paper.faults = [(False, TryLater("Too many requests.", dt.timedelta(seconds=90)))]
    delivery = write(editor, mention, account)
    tasks.move_due(SOON, wire)
    assert tasks.move_due(later(89), wire) == 0
    tasks.move_due(later(90), wire)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts, len(paper.posts)) == ("sent", 2, 1)


def test_a_no_gives_the_networks_words_back(editor, mention, account, paper):
    paper.faults = [(False, Rejected("The network said no: “%(words)s”.", words="Text is spam"))]
    delivery = write(editor, mention, account)
    tasks.move_due(SOON, wire)
    delivery.refresh_from_db()
    assert delivery.state == "refused"
    assert delivery.problem["facts"]["words"] == "Text is spam"


def test_a_short_lived_permission_is_renewed_and_the_answer_still_goes_out(editor, mention, account, paper):
    paper.faults = [(False, Reconnect("The token has expired."))]
    delivery = write(editor, mention, account)
    tasks.move_due(SOON, wire)
    tasks.move_due(later(1), wire)
    delivery.refresh_from_db()
    account.refresh_from_db()
    assert (delivery.state, account.headers, account.state) == ("sent", {"a": "new"}, "working")


def test_a_revoked_permission_pauses_the_account_and_keeps_the_answer(editor, mention, account, paper):
    account.given = {"token": "revoked"}
    account.save()
    paper.faults = [(False, Reconnect("The token was revoked."))]
    delivery = write(editor, mention, account)
    for seconds in range(0, 100, 2):
        tasks.move_due(later(seconds), wire)
    delivery.refresh_from_db()
    account.refresh_from_db()
    assert (delivery.state, account.state, paper.posts) == ("due", "reconnect", {})
    assert paper.calls.count("publish") == 1
    account.state, account.given = "working", {}
    account.save()
    tasks.move_due(later(200), wire)
    delivery.refresh_from_db()
    assert delivery.state == "sent"


def dies_at(state, delivery, worker="elsewhere/1-1"):
    Delivery.objects.filter(pk=delivery.pk).update(state=state, worker=worker, claimed=SOON, published=SOON)


def test_killed_before_the_call_it_simply_goes_out(editor, mention, account, paper):
    delivery = write(editor, mention, account)
    dies_at("claimed", delivery)
    tasks.move_due(SOON + sending.LEASE, wire)
    delivery.refresh_from_db()
    assert (delivery.state, len(paper.posts)) == ("sent", 1)


@pytest.mark.parametrize("arrived", [True, False])
def test_killed_during_the_call_it_is_unknown_until_seen(editor, mention, account, paper, arrived):
    delivery = write(editor, mention, account)
    dies_at("sending", delivery)
    if arrived:
        delivery.refresh_from_db()
        paper.posts["there"] = noting.note_of(delivery)
    tasks.move_due(SOON + sending.LEASE, wire)
    delivery.refresh_from_db()
    assert delivery.state == "unknown"
    tasks.move_due(SOON + sending.LEASE + dt.timedelta(seconds=5), wire)
    delivery.refresh_from_db()
    assert delivery.state == ("sent" if arrived else "unknown")
    assert "publish" not in paper.calls


def test_a_dead_process_of_this_machine_is_noticed_at_once_a_living_one_is_left_alone(
    editor, mention, account
):
    import socket

    delivery = write(editor, mention, account)
    dies_at("sending", delivery, f"{socket.gethostname()}/1-{sending.started(1)}")
    assert tasks.sweep(SOON) == 0
    dies_at("sending", delivery, f"{socket.gethostname()}/1-12345678901")
    assert tasks.sweep(SOON) == 1


def test_our_own_fault_leaves_the_row_unknown_and_is_told_loudly(editor, mention, account, paper):
    paper.faults = [(True, ZeroDivisionError("ours"))]
    delivery = write(editor, mention, account)
    with pytest.raises(ZeroDivisionError):
        tasks.move_due(SOON, wire)
    delivery.refresh_from_db()
    assert delivery.state == "unknown"


faults = st.sampled_from(
    [
        (True, None),
        (True, Uncertain("?")),
        (False, Uncertain("?")),
        (False, TryLater("later", dt.timedelta(seconds=30))),
        (False, Reconnect("expired")),
        (False, Rejected("no")),
    ]
)


@pytest.mark.django_db(transaction=False)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    plan=st.lists(faults, max_size=5), deaths=st.lists(st.sampled_from(["claimed", "sending"]), max_size=2)
)
def test_whatever_happens_it_is_never_said_twice_and_every_life_is_lawful(
    editor, organization, account, paper, plan, deaths
):
    from django.db import transaction

    with transaction.atomic():
        paper.clear()
        paper.faults = list(plan)
        delivery = write(editor, mention_in(organization, f"post-{id(plan)}"), account)
        for turn in range(12):
            tasks.move_due(later(turn * 400), wire)
            delivery.refresh_from_db()
            if deaths and delivery.state == "due":
                dies_at(deaths.pop(), delivery)
        assert len(paper.posts) <= 1
        assert delivery.state != "sent" or len(paper.posts) == 1
        assert not paper.posts or delivery.state in ("sent", "unknown")
        for step in Step.objects.filter(delivery=delivery).exclude(here=""):
            assert step.there in DELIVERY.steps[step.here]
        transaction.set_rollback(True)


def publish(editor, mention, account):
    delivery = write(editor, mention, account)
    tasks.move_due(SOON, wire)
    delivery.refresh_from_db()
    return delivery


def test_gone_is_only_said_when_it_was_seen_gone(editor, mention, account, paper):
    delivery = publish(editor, mention, account)
    paper.sticky = True
    takedown = actions.take_down(editor, delivery, "Falscher Tag", now=later(60))
    tasks.move_due(later(60), wire)
    for seconds in range(61, 2000, 50):
        tasks.move_due(later(seconds), wire)
        takedown.refresh_from_db()
        assert takedown.state == "accepted"
    paper.posts.clear()
    tasks.move_due(later(9000), wire)
    takedown.refresh_from_db()
    assert (takedown.state, takedown.gone) == ("gone", later(9000))
    assert paper.calls.count("delete") == 1


@pytest.mark.parametrize(
    ("fault", "state"),
    [
        (TryLater("later", dt.timedelta(seconds=30)), "requested"),
        (Uncertain("?"), "unknown"),
        (Rejected("no"), "impossible"),
    ],
)
def test_a_take_down_says_what_it_knows_and_no_more(editor, mention, account, paper, fault, state):
    delivery = publish(editor, mention, account)
    paper.faults = [(False, fault)]
    actions.take_down(editor, delivery, "Falscher Tag", now=later(60))
    tasks.move_due(later(60), wire)
    assert Takedown.objects.get().state == state


def test_an_uncertain_take_down_asks_again_and_ends_where_it_can_be_seen(editor, mention, account, paper):
    delivery = publish(editor, mention, account)
    paper.faults = [(True, Uncertain("?"))]
    actions.take_down(editor, delivery, "Falscher Tag", now=later(60))
    for seconds in (60, 66, 67, 80):
        tasks.move_due(later(seconds), wire)
    assert Takedown.objects.get().state == "gone"


def test_pressing_twice_asks_once(editor, mention, account, paper):
    delivery = publish(editor, mention, account)
    first = actions.take_down(editor, delivery, "Falscher Tag", now=later(60))
    assert actions.take_down(editor, delivery, "Noch einmal", now=later(61)) == first


def test_only_what_was_published_can_be_taken_down(editor, mention, account):
    with pytest.raises(Refused, match="published"):
        actions.take_down(editor, write(editor, mention, account), "x", now=NOW)


def test_a_take_down_without_a_connection_is_refused_and_says_so(editor, mention, account, paper):
    delivery = publish(editor, mention, account)
    delivery.account.state = "paused"
    with pytest.raises(Refused, match="not connected"):
        actions.take_down(editor, delivery, "Falscher Tag", now=later(60))


def test_let_stand_keeps_its_reason_and_can_be_undone(editor, mention):
    row = actions.let_stand(editor, mention, "opinion", "", now=NOW)
    assert (row.state, row.reason, row.by) == ("let_stand", "opinion", editor.person)
    assert queries.counts(mention.organization) == {**NONE, "let_stand": 1}
    actions.undo(editor, mention, now=NOW)
    assert queries.counts(mention.organization) == {**NONE, "open": 1}


def test_another_reason_needs_words(editor, mention):
    with pytest.raises(Invalid, match="few words"):
        actions.let_stand(editor, mention, "other", " ", now=NOW)
