"""What is risky waits for a second person, whose word holds for exactly these words and nothing else."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from leitstand.listen.models import Alarm
from leitstand.speak import limits, tasks
from leitstand.speak.approving import actions as approving
from leitstand.speak.approving import friction, queries
from leitstand.speak.composing import actions, planning, said
from leitstand.speak.models import ApprovalPlan, Delivery, Release
from leitstand.vocabulary.errors import Gone, Invalid, Refused
from leitstand.vocabulary.network import Limits
from tests.speak.conftest import NOW, member_of, wire
from tests.speak.test_composing import WORDS, written

LATER = NOW + timedelta(minutes=10)


@pytest.fixture(autouse=True)
def room(monkeypatch):
    monkeypatch.setattr(limits, "of", lambda _account: Limits(characters=300, pictures=4))


@pytest.fixture
def storm(organization):
    return Alarm.objects.create(
        organization=organization, watch_name="Klausuren", kind="spike", onset=NOW, opened=NOW, updated=NOW
    )


@pytest.fixture
def asked(editor, account, storm):
    thought = written(editor, account)
    planning.plan(editor, thought, seen=thought.version, now=NOW)
    return Release.objects.get()


@pytest.fixture
def second(organization):
    return member_of(organization, "editor", "Henrik Voss")


def states():
    return list(Delivery.objects.order_by("pk").values_list("state", flat=True))


def test_harmless_words_go_out_without_anybody_else(editor, account):
    thought = written(editor, account)
    planning.plan(editor, thought, seen=1, now=NOW)
    assert (states(), Release.objects.count()) == (["due"], 0)


def test_in_a_storm_it_waits_says_why_and_goes_out_after_the_word(asked, second, paper):
    assert states() == ["waiting"]
    assert any(reason["facts"] == {"storm": "Klausuren"} for reason in asked.reasons)
    assert tasks.move_due(LATER, wire) == 0
    approving.release(second, asked, now=LATER)
    assert tasks.move_due(LATER + timedelta(seconds=9), wire) == 1
    assert paper.calls == ["publish"]


WHO = [
    ("the author", "editor", {}, "their own"),
    ("a reader", "reader", {}, "role does not release"),
    ("another editor", "second", {}, ""),
    ("an owner", "owner", {}, ""),
    ("an editor where owners are wanted", "second", {"role": "owner"}, "role does not release"),
    ("an editor who is not the one named", "second", {"first": "owner"}, "Somebody else is asked"),
    ("the one named", "owner", {"first": "owner"}, ""),
    ("the deputy", "second", {"first": "owner", "deputy": "second"}, ""),
    ("the author although named", "editor", {"first": "editor"}, "their own"),
]


@pytest.mark.parametrize(("who", "plan", "why"), [row[1:] for row in WHO], ids=[row[0] for row in WHO])
def test_who_may_release_what(editor, reader, second, account, storm, who, plan, why):
    owner = member_of(editor.organization, "owner", "Vera Kern")
    people = {"editor": editor, "reader": reader, "second": second, "owner": owner}
    given = {key: people[one].person if one in people and key != "role" else one for key, one in plan.items()}
    ApprovalPlan.objects.create(organization=editor.organization, **given)
    thought = written(editor, account)
    planning.plan(editor, thought, seen=1, now=NOW)
    asked = Release.objects.get()
    if why:
        with pytest.raises(Refused, match=why):
            approving.release(people[who], asked, now=LATER)
        assert states() == ["waiting"]
    else:
        approving.release(people[who], asked, now=LATER)
        assert states() == ["due"]


def test_a_changed_comma_makes_the_word_void(editor, account, asked, second, paper):
    thought = asked.thought
    planning.take_back(editor, thought, now=NOW)
    with pytest.raises(Refused, match="decided on this already"):
        approving.release(second, asked, now=LATER)
    text = WORDS.replace("hat,", "hat")
    changed = actions.save(editor, thought, replace(said.of(thought), content=text), seen=1, now=NOW)
    planning.plan(editor, changed, seen=2, now=NOW)
    assert Release.objects.filter(state="asked").count() == 1
    assert tasks.move_due(LATER, wire) == 0


def test_what_was_changed_behind_the_word_does_not_go_out(asked, second, paper):
    approving.release(second, asked, now=LATER)
    Delivery.objects.update(revision="0" * 64)
    tasks.move_due(LATER + timedelta(seconds=9), wire)
    assert (states(), paper.calls) == (["waiting"], [])


def test_a_no_needs_words_and_makes_it_a_draft_again(asked, second):
    with pytest.raises(Invalid, match="why not"):
        approving.decline(second, asked, " ", now=LATER)
    approving.decline(second, asked, "Bitte ohne Frist.", now=LATER)
    assert states() == ["withdrawn"]
    with pytest.raises(Refused, match="decided on this already"):
        approving.release(second, asked, now=LATER)


@pytest.mark.parametrize(
    ("then", "state", "left"),
    [
        ("deputy", "asked", ["waiting"]),
        ("withdraw", "declined", ["withdrawn"]),
        ("wait", "asked", ["waiting"]),
    ],
)
def test_what_happens_at_the_deadline_is_what_was_chosen_and_happens_once(asked, then, state, left):
    Release.objects.update(then=then)
    assert approving.lapse(asked.deadline - timedelta(seconds=1)) == 0
    assert approving.lapse(asked.deadline) == 1
    assert approving.lapse(asked.deadline + timedelta(days=1)) == 0
    assert (Release.objects.get().state, states()) == (state, left)


def test_who_is_away_is_not_asked_their_deputy_is(editor, second, account, storm):
    owner = member_of(editor.organization, "owner", "Vera Kern")
    ApprovalPlan.objects.create(organization=editor.organization, first=owner.person, deputy=second.person)
    planning.plan(editor, written(editor, account), seen=1, now=NOW)
    asked = Release.objects.get()
    assert queries.who_is_asked(asked, NOW) == [owner.person]
    assert queries.who_is_asked(asked, asked.deadline) == [second.person]
    approving.be_away(owner, owner.person, date(2026, 11, 16), date(2026, 11, 18))
    assert queries.who_is_asked(asked, NOW) == [second.person]


def test_a_reviewer_without_an_account_answers_by_a_link_that_is_good_once(editor, asked, client):
    token = queries.token(approving.invite(editor, asked, "Ida Reusch", "ida@elsewhere.example", now=NOW))
    Release.objects.update(deadline=None)
    page = f"/speak/review/{token}/"
    assert WORDS[:20] in client.get(page).content.decode()
    assert client.post(page, {"act": "no"}).status_code == 422
    assert client.post(page, {"act": "yes"}).status_code == 200
    assert states() == ["due"]
    assert client.post(page, {"act": "yes"}).status_code == 410
    with pytest.raises(Gone):
        queries.by_token(token + "x", NOW)


def test_the_pages_lead_from_the_list_to_the_word(asked, second, client):
    client.force_login(second.person)
    assert "Klausuren" in client.get(f"/speak/approvals/{asked.pk}/").content.decode()
    assert f"/speak/approvals/{asked.pk}/" in client.get("/speak/approvals/").content.decode()
    assert client.post(f"/speak/approvals/{asked.pk}/", {"act": "decline"}).status_code == 422
    assert client.post(f"/speak/approvals/{asked.pk}/", {"act": "release"}).status_code == 302
    assert states() == ["due"]


def test_friction_is_what_one_counts_by_hand(editor, account, storm, second, paper):
    for number, minutes in enumerate((10, 20, 90)):
        thought = written(editor, account, content=f"Satz {number}.")
        planning.plan(editor, thought, seen=1, now=NOW)
        at = NOW + timedelta(minutes=minutes)
        word = Release.objects.get(thought=thought)
        if number < 2:
            approving.release(second, word, "" if number else "Gut so.", now=at)
            tasks.move_due(at + timedelta(seconds=9), wire)
        else:
            approving.decline(second, word, "Nein.", now=at)
    told = friction.friction(editor.organization, NOW - timedelta(days=1), NOW + timedelta(days=1))
    assert (told.said, told.waited, told.longest, told.hours) == (2, 2, 20, 0.5)
    assert told.middle is not None
    assert (told.middle.value, told.middle.count, told.middle.low) == (15, 2, None)
    assert (told.decided, told.needless, told.unseen) == (3, 1, 0)


def test_only_owners_choose_how_it_is_approved(editor, client):
    client.force_login(editor.person)
    assert client.get("/speak/approvals/plan/").status_code == 409
    owner = member_of(editor.organization, "owner", "Vera Kern")
    client.force_login(owner.person)
    given = {
        "act": "plan",
        "limit": "0.5",
        "role": "owner",
        "minutes": "60",
        "then": "withdraw",
        "night_from": "22:00",
        "night_to": "06:00",
    }
    assert client.post("/speak/approvals/plan/", given).status_code == 302
    assert queries.plan(editor.organization).limit == 0.5
    chosen = {**given, "night": owner.person_id, "night_reach": "0151 23", "hold_in_storm": "on"}
    client.post("/speak/approvals/plan/", chosen)
    kept = queries.plan(editor.organization)
    assert (kept.night, kept.night_reach, kept.hold_in_storm) == (owner.person, "0151 23", True)
    assert client.post("/speak/approvals/plan/", {**given, "limit": "7"}).status_code == 422
    assert client.get("/speak/approvals/cost/").status_code == 200
