"""One press takes back everywhere; gone is what was seen gone; what stays with us proves unchanged."""

from datetime import timedelta

import pytest

from leitstand.people.models import Account
from leitstand.speak import tasks
from leitstand.speak.composing import actions as composing
from leitstand.speak.composing import planning
from leitstand.speak.composing.said import Said, VariantSaid
from leitstand.speak.models import Delivery, Recall, Takedown
from leitstand.speak.recalling import actions, queries
from leitstand.vocabulary.errors import Invalid, Refused, TryLater, Uncertain
from leitstand.vocabulary.network import Offer
from tests.speak.conftest import NOW, member_of, wire
from tests.speak.test_composing import room, written  # noqa: F401  # a fixture

SOON = NOW + timedelta(seconds=9)
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def second_account(organization, account):
    return Account.objects.create(
        organization=organization,
        network="paper",
        actor_id="us2",
        handle="@zwei",
        server="https://paper.example",
    )


@pytest.fixture
def public(editor, account, second_account, paper):
    what = Said(
        content="Am Dienstag.",
        voice=editor.person_id,
        variants={account.pk: VariantSaid(), second_account.pk: VariantSaid()},
    )
    thought = composing.begin(editor, what, now=NOW)
    planning.plan(editor, thought, seen=1, now=NOW)
    tasks.move_due(SOON, wire)
    return thought


def rows(thought):
    return queries.of_thought(thought.pk)


def states():
    return sorted(Takedown.objects.values_list("state", flat=True))


def test_everything_is_asked_at_once_and_gone_when_seen_gone(editor, public, paper):
    row = actions.recall(editor, rows(public), "Wochentag falsch", now=LATER)
    assert states() == ["requested", "requested"]
    tasks.move_due(LATER, wire)
    tasks.move_due(LATER, wire)
    assert queries.counts(row.takedowns.all())["gone"] == 2
    assert set(Takedown.objects.values_list("witness", flat=True)) == {"public"}


@pytest.mark.parametrize(
    ("fault", "state"),
    [
        ((True, None), "accepted"),  # 200, and it is still there
        ((False, Uncertain("slow")), "unknown"),
        ((False, TryLater("gone away", timedelta(minutes=1))), "requested"),
    ],
)
def test_a_server_that_lies_is_slow_or_gone_never_makes_it_gone(editor, public, paper, fault, state):
    paper.sticky = True
    paper.faults = [fault] * 2
    actions.recall(editor, rows(public), "falsch", now=LATER)
    for minutes in range(3):
        tasks.move_due(LATER + timedelta(minutes=minutes), wire)
        paper.faults = paper.faults or ([fault] * 2 if fault[1] else [])
    assert "gone" not in states()
    assert state in states()


def test_where_strangers_may_never_look_the_interface_is_the_witness(editor, public, paper, monkeypatch):
    def walled(_line, _receipt):
        raise TryLater("walled", timedelta(minutes=1), walled=True)

    monkeypatch.setattr(paper, "visible", walled)
    monkeypatch.setattr(paper, "offers", paper.offers | Offer.CONFIRM)
    monkeypatch.setattr(paper, "confirm", lambda _line, _receipt: bool(paper.posts), raising=False)
    actions.recall(editor, rows(public), "falsch", now=LATER)
    tasks.move_due(LATER, wire)
    tasks.move_due(LATER, wire)
    assert set(Takedown.objects.values_list("state", "witness")) == {("gone", "interface")}


def test_what_was_only_planned_is_withdrawn_and_what_nobody_knows_is_asked_for_when_found(
    editor, account, paper
):
    thought = written(editor, account, content="Eins.\n---\nZwei.")
    planning.plan(editor, thought, seen=1, now=NOW)
    paper.faults = [(True, Uncertain("timeout"))]
    tasks.move_due(SOON, wire)
    actions.recall(editor, rows(thought), "falsch", now=SOON)
    assert Delivery.objects.get(part=1).state == "withdrawn"
    assert Takedown.objects.get().next_step is None
    for minutes in (1, 2, 3):
        tasks.move_due(SOON + timedelta(minutes=minutes), wire)
    assert states() == ["gone"]


def test_an_account_that_is_not_connected_is_asked_as_soon_as_it_is(editor, public, account, paper):
    Account.objects.filter(pk=account.pk).update(state="reconnect")
    actions.recall(editor, rows(public), "falsch", now=LATER)
    tasks.move_due(LATER, wire)
    tasks.move_due(LATER, wire)
    assert states() == ["gone", "requested"]
    Account.objects.update(state="working")
    tasks.move_due(LATER + timedelta(minutes=1), wire)
    tasks.move_due(LATER + timedelta(minutes=1), wire)
    assert states() == ["gone", "gone"]


def test_it_needs_a_reason_a_public_post_and_somebody_who_may(editor, reader, public, account):
    with pytest.raises(Invalid, match="why it is taken back"):
        actions.recall(editor, rows(public), " ", now=LATER)
    with pytest.raises(Refused):
        actions.recall(reader, rows(public), "falsch", now=LATER)
    draft = written(editor, account)
    planning.plan(editor, draft, seen=1, now=LATER)
    with pytest.raises(Refused, match="Nothing of this is public"):
        actions.recall(editor, rows(draft), "falsch", now=LATER)
    assert not Recall.objects.exists()


def test_what_stays_with_us_proves_unchanged_and_the_correction_is_one_draft(editor, public):
    row = actions.recall(editor, rows(public), "Wochentag falsch", now=LATER)
    fresh = Recall.objects.get()
    assert actions.fingerprint(fresh.kept) == fresh.sha256
    fresh.kept[0]["content"] = "Am Donnerstag."
    assert actions.fingerprint(fresh.kept) != fresh.sha256
    first = actions.correct(editor, row, now=LATER)
    assert actions.correct(editor, row, now=LATER) == first
    assert first.variants.filter(chosen=True).count() == 2


def test_from_the_page_it_is_two_presses_and_then_the_truth(editor, public, client, paper):
    client.force_login(editor.person)
    page = f"/speak/take-back/thought/{public.pk}/"
    assert "2 posts are public" in client.get(page).content.decode()
    assert client.post(page, {"reason": ""}).status_code == 422
    done = client.post(page, {"reason": "Wochentag falsch"})
    said = client.get(done.url).content.decode()
    assert "Verified gone: 0 of 2" in said
    tasks.move_due(LATER + timedelta(days=30), wire)
    tasks.move_due(LATER + timedelta(days=30), wire)
    assert "Verified gone: 2 of 2" in client.get(done.url).content.decode()
    assert "Wochentag falsch" in client.get("/speak/taken-back/").content.decode()
    owner = member_of(editor.organization, "owner", "Vera Kern")
    client.force_login(owner.person)
    client.post(done.url, {"act": "hold", "until": "2027-11-16"})
    assert Recall.objects.get().until.year == 2027
