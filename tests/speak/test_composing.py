"""A thought is written by people, fitted to each account, and handed to the ledger exactly as it stands."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from leitstand.speak import limits, tasks
from leitstand.speak.composing import actions, planning, queries, said
from leitstand.speak.composing.said import Said, VariantSaid
from leitstand.speak.models import ApprovalPlan, Delivery, Thought, Version
from leitstand.vocabulary.errors import Invalid, Refused
from leitstand.vocabulary.network import Limits
from tests.speak.conftest import NOW, member_of, wire

WORDS = "Wer kein Gerät hat, bekommt eines von uns. Ausgabe ab Montag."


@pytest.fixture(autouse=True)
def room(monkeypatch):
    monkeypatch.setattr(limits, "of", lambda _account: Limits(characters=300, pictures=4))


def written(editor, account, **more):
    what = Said(
        **{"content": WORDS, "voice": editor.person_id, "variants": {account.pk: VariantSaid()}, **more}
    )
    thought = actions.begin(editor, now=NOW)
    return actions.save(editor, thought, what, seen=0, now=NOW)


def test_what_is_planned_goes_out_word_for_word_and_once(editor, account, paper):
    thought = written(editor, account)
    (delivery,) = planning.plan(editor, thought, seen=thought.version, now=NOW)
    assert (delivery.content, delivery.author, delivery.state) == (WORDS, editor.person, "due")
    assert tasks.move_due(NOW, wire) == 0
    assert tasks.move_due(NOW + timedelta(seconds=9), wire) == 1
    assert queries.state_of(queries.deliveries(thought)) == queries.PUBLISHED
    with pytest.raises(Refused, match="planned already"):
        planning.plan(editor, thought, seen=thought.version, now=NOW)


def test_a_thread_goes_out_part_by_part_each_answering_the_one_before(editor, account, paper):
    thought = written(editor, account, content="Eins.\n---\nZwei.\n---\nDrei.")
    parts = planning.plan(editor, thought, seen=thought.version, now=NOW)
    at = NOW + timedelta(seconds=9)
    for _round in range(3):
        tasks.move_due(at, wire)
    rows = [Delivery.objects.get(pk=one.pk) for one in parts]
    assert [row.state for row in rows] == ["sent"] * 3
    assert [note.in_reply_to for note in paper.posts.values()] == [
        None,
        rows[0].receipt_id,
        rows[1].receipt_id,
    ]


def test_two_editors_notice_each_other_and_nothing_is_overwritten(editor, account):
    thought = written(editor, account)
    other = member_of(editor.organization, "editor", "Henrik Voss")
    actions.save(other, thought, replace(said.of(thought), content="Ganz anders."), seen=1, now=NOW)
    with pytest.raises(Refused, match="Henrik Voss has changed this"):
        actions.save(editor, thought, replace(said.of(thought), content="Mein Satz."), seen=1, now=NOW)
    assert Thought.objects.get().content == "Ganz anders."


def test_words_of_others_cannot_go_out_in_the_voices_name(editor, account):
    thought = written(editor, account, content="Kurz.")
    other = member_of(editor.organization, "editor", "Henrik Voss")
    thought = actions.save(other, thought, replace(said.of(thought), content=WORDS), seen=1, now=NOW)
    with pytest.raises(Refused, match=r"Most of these words \(100 %\)"):
        planning.plan(other, thought, seen=2, now=NOW)
    mine = WORDS.replace("bekommt eines", "bekommt von der Bibliothek eines")
    thought = actions.save(other, thought, replace(said.of(thought), voice=other.person_id), seen=2, now=NOW)
    thought = actions.save(editor, thought, replace(said.of(thought), content=mine), seen=3, now=NOW)
    assert planning.plan(editor, thought, seen=4, now=NOW)[0].author == other.person


def test_history_keeps_each_hand_and_can_be_brought_back(editor, account):
    thought = written(editor, account)
    other = member_of(editor.organization, "editor", "Henrik Voss")
    changed = actions.save(other, thought, replace(said.of(thought), content="Neu."), seen=1, now=NOW)
    for seconds, text in enumerate(("Neu. Und", "Neu. Und mehr."), 1):
        at = NOW + timedelta(seconds=seconds)
        changed = actions.save(
            other, changed, replace(said.of(changed), content=text), seen=changed.version, now=at
        )
    assert [(v.by, v.said["content"]) for v in queries.versions(thought)] == [
        (other.person, "Neu. Und mehr."),
        (editor.person, WORDS),
    ]
    back = actions.restore(editor, changed, 1, seen=changed.version, now=NOW)
    assert back.content == WORDS
    assert actions.authors(back)["thought"] == [(0, len(WORDS), editor.person_id)]
    assert Version.objects.count() == 3


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"content": "x" * 301}, "longer than the network allows"),
        ({"content": " "}, "nothing to say yet"),
        ({"variants": {}}, "No account is chosen"),
        ({"due": NOW - timedelta(minutes=2)}, "has passed"),
        ({"due": NOW, "embargo": NOW + timedelta(days=1)}, "before the embargo"),
    ],
)
def test_what_stands_against_it_is_said_and_nothing_is_planned(editor, account, change, why):
    thought = written(editor, account, **change)
    with pytest.raises((Refused, Invalid), match=why):
        planning.plan(editor, thought, seen=thought.version, now=NOW)
    assert not Delivery.objects.exists()


def test_an_account_to_connect_anew_stops_it(editor, account):
    thought = written(editor, account)
    type(account).objects.update(state="reconnect")
    with pytest.raises(Refused, match="connected anew"):
        planning.plan(editor, thought, seen=1, now=NOW)


def test_a_planned_thought_is_locked_until_taken_back_and_can_be_planned_again(editor, account):
    thought = written(editor, account, due=NOW + timedelta(hours=3))
    planning.plan(editor, thought, seen=1, now=NOW)
    with pytest.raises(Refused, match="on its way"):
        actions.save(editor, thought, replace(said.of(thought), content="Anders."), seen=1, now=NOW)
    assert planning.take_back(editor, thought, now=NOW) == 1
    assert queries.state_of(queries.deliveries(thought)) == queries.DRAFT
    changed = actions.save(editor, thought, replace(said.of(thought), content="Anders."), seen=1, now=NOW)
    assert [one.content for one in planning.plan(editor, changed, seen=2, now=NOW)] == ["Anders."]


def test_moving_changes_the_time_and_not_the_words(editor, account):
    thought = written(editor, account, due=NOW + timedelta(hours=3))
    (delivery,) = planning.plan(editor, thought, seen=1, now=NOW)
    planning.move(editor, thought, NOW + timedelta(hours=5), now=NOW)
    moved = Delivery.objects.get()
    assert (moved.due, moved.revision) == (NOW + timedelta(hours=5), delivery.revision)


def test_the_fingerprint_holds_words_and_pictures_but_not_the_time():
    note = {"embargo": "2026-12-01T00:00:00+00:00"}
    assert said.revision("Ja.", "de", note) == said.revision("Ja.", "de", {})
    assert (
        len(
            {
                said.revision(c, la, n)
                for c, la, n in [
                    ("Ja.", "de", {}),
                    ("Ja,", "de", {}),
                    ("Ja.", "en", {}),
                    ("Ja.", "de", {"pictures": [{"sha256": "1"}]}),
                ]
            }
        )
        == 4
    )


def test_what_is_said_survives_being_kept():
    what = Said(content="Ja.", due=NOW, embargo=NOW, variants={3: VariantSaid(summary="Vorsicht")})
    assert said.back(said.told(what)) == what


def test_a_free_slot_is_a_working_hour_at_which_the_account_is_silent(editor, account):
    thought = written(editor, account, due=datetime(2026, 11, 17, 11, 0, tzinfo=UTC))
    planning.plan(editor, thought, seen=1, now=NOW)
    other = written(editor, account, time_zone="Europe/Berlin")
    assert planning.free_slot(other, {account.pk}, now=NOW) == datetime(2026, 11, 17, 15, tzinfo=UTC)
    friday = datetime(2026, 11, 20, 15, tzinfo=UTC)
    assert planning.free_slot(other, {account.pk}, now=friday) == datetime(2026, 11, 23, 8, tzinfo=UTC)


def test_readers_write_nothing(reader):
    with pytest.raises(Refused):
        actions.begin(reader, now=NOW)


def test_bringing_a_version_back_loses_no_newer_words(editor, account):
    thought = written(editor, account)
    other = member_of(editor.organization, "editor", "Henrik Voss")
    thought = actions.save(other, thought, replace(said.of(thought), content="Neu."), seen=1, now=NOW)
    actions.restore(other, thought, 1, seen=2, now=NOW)
    assert [one.said["content"] for one in queries.versions(thought)] == [WORDS, "Neu.", WORDS]


def test_what_is_emptied_by_mistake_stays_in_the_history(editor, account):
    thought = written(editor, account)
    thought = actions.save(editor, thought, replace(said.of(thought), content=""), seen=1, now=NOW)
    assert [one.said["content"] for one in queries.versions(thought)] == ["", WORDS]


def test_moved_into_the_night_it_does_not_pass_the_second_person_by(editor, account, paper):
    day, night = NOW + timedelta(days=1), NOW + timedelta(days=1, hours=14)
    thought = written(editor, account, due=day)
    ApprovalPlan.objects.create(organization=editor.organization, limit=0.3)
    planning.plan(editor, thought, seen=1, now=NOW)
    assert Delivery.objects.get().state == "due"
    ApprovalPlan.objects.update(limit=planning.risk_at(Thought.objects.get(), day, NOW).value + 0.01)
    with pytest.raises(Refused, match="second person"):
        planning.move(editor, thought, night, now=NOW)
    assert Delivery.objects.get().due == day
    planning.move(editor, thought, day + timedelta(hours=1), now=NOW)
    assert Delivery.objects.get().due == day + timedelta(hours=1)


def test_moving_a_draft_is_noticed_by_who_is_writing_it(editor, account):
    thought = written(editor, account)
    planning.move(editor, thought, NOW + timedelta(days=1), now=NOW)
    with pytest.raises(Refused, match="has changed this"):
        actions.save(editor, thought, replace(said.of(thought), content="Anders."), seen=1, now=NOW)
