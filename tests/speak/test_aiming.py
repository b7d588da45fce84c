"""Posts and answers point to what the charter says; nothing is held up by it and nothing is lost."""

import json

import pytest

from leitstand.speak.aiming import actions, queries
from leitstand.speak.composing import actions as composing
from leitstand.speak.composing import queries as written
from leitstand.speak.composing import said
from leitstand.speak.composing.said import Said
from leitstand.speak.exchange import actions as exchange
from leitstand.speak.exchange import leaving, reading
from leitstand.speak.exchange import queries as previewed
from leitstand.speak.models import Aim, Delivery, Reply, Thought, Variant, Version
from leitstand.speak.planner import queries as planner
from leitstand.vocabulary.errors import Refused
from tests.speak.conftest import NOW, member_of


@pytest.fixture
def goal(organization):
    return actions.declare(organization, Aim.GOAL, "Fragen am selben Tag", now=NOW)


@pytest.fixture
def audience(organization):
    return actions.declare(organization, Aim.AUDIENCE, "Eltern", now=NOW)


def begun(editor, **told):
    return composing.begin(editor, Said(content="Die Leihe gilt.", voice=editor.person_id, **told), now=NOW)


def test_goals_are_offered_before_audiences_and_what_was_struck_no_more(organization, audience, goal):
    assert queries.usable(organization) == [goal, audience]
    actions.retire(goal)
    assert queries.usable(organization) == [audience]
    assert goal in queries.known(organization)


def test_from_the_composer_a_draft_points_and_keeps_what_the_charter_struck(editor, client, goal, audience):
    client.force_login(editor.person)
    thought = composing.begin(editor, now=NOW)
    page = f"/speak/compose/{thought.pk}/"
    shown = client.get(page).content.decode()
    assert shown.count('name="aims"') == 2
    assert '<option value="Eltern">' in shown
    given = {
        "seen": 0,
        "content": "Ja.",
        "language": "de",
        "voice": editor.person_id,
        "time_zone": "Europe/Berlin",
        "aims": [goal.pk, audience.pk, 999999],
    }
    assert client.post(page, given).status_code == 302
    assert set(thought.aims.all()) == {goal, audience}
    actions.retire(goal)
    assert "no longer in the charter" in client.get(page).content.decode()
    assert client.post(page, {**given, "seen": 1, "content": "Nein."}).status_code == 302
    assert set(thought.aims.all()) == {goal, audience}
    assert client.post(page, {**given, "seen": 2, "aims": []}).status_code == 302
    assert not thought.aims.exists()


def test_versions_bring_aims_back_and_those_from_before_the_charter_take_none_away(editor, goal):
    thought = begun(editor, aims=(goal.pk,))
    thought = composing.save(
        editor, thought, Said(content="Anders.", voice=editor.person_id), seen=1, now=NOW
    )
    assert not thought.aims.exists()
    first = thought.versions.order_by("number").first()
    thought = composing.restore(editor, thought, first.number, seen=2, now=NOW)
    assert list(thought.aims.all()) == [goal]
    old = {name: value for name, value in first.said.items() if name != "aims"}
    Version.objects.filter(pk=first.pk).update(said=old)
    thought = composing.restore(editor, thought, first.number, seen=thought.version, now=NOW)
    assert list(thought.aims.all()) == [goal]
    assert list(composing.copied(editor, thought, now=NOW).aims.all()) == [goal]


def test_an_answer_points_from_its_form(editor, client, account, mention, goal):
    client.force_login(editor.person)
    form = {"content": "Ja, sie gilt.", "account": account.pk, "language": "de", "aims": [goal.pk]}
    assert 'name="aims"' in client.get(f"/speak/?post={mention.pk}").content.decode()
    assert client.post(f"/speak/{mention.pk}/answer/", form).status_code == 302
    assert list(Reply.objects.get().aims.all()) == [goal]


def test_readers_do_not_point_and_nobody_points_to_anothers_charter(editor, reader, goal):
    thought = begun(editor)
    with pytest.raises(Refused):
        actions.point(reader, thought, [goal.pk])
    stranger = Aim.objects.create(organization=_other().organization, kind=Aim.GOAL, words="Fremd")
    actions.point(editor, thought, [goal.pk, stranger.pk])
    assert list(thought.aims.all()) == [goal]


def _other():
    from leitstand.people.models import Organization

    return member_of(Organization.objects.create(name="Stadt Auenried"), "editor", "Otto Fremd")


def test_export_and_import_keep_aims_by_their_words(editor, goal, audience):
    begun(editor, aims=(goal.pk, audience.pk))
    line = next(leaving.lines(editor.organization))
    assert json.loads(line)["aims"] == [
        {"kind": "goal", "words": "Fragen am selben Tag"},
        {"kind": "audience", "words": "Eltern"},
    ]
    there = _other()
    for who in (editor, there):
        Thought.objects.all().delete()
        read = reading.read(line.encode(), "Europe/Berlin")
        preview = previewed.preview(who.organization, read, [], NOW)
        assert exchange.keep(who, preview, plan=False, zone="Europe/Berlin", now=NOW).made == 1
        kept = written.thoughts(who.organization).get()
        assert {one.words for one in kept.aims.all()} == {"Fragen am selben Tag", "Eltern"}
        assert said.of(kept).aims
    assert queries.usable(there.organization) == []


def test_the_calendar_is_filtered_by_goals_of_the_charter_and_by_own_words(editor, goal):
    begun(editor, due=NOW, aims=(goal.pk,))
    begun(editor, due=NOW, goal="Mensa füllen")
    organization = editor.organization
    assert planner.goals(organization) == ["Fragen am selben Tag", "Mensa füllen"]
    for words in planner.goals(organization):
        only = planner.Filters(goal=words)
        found = planner.entries(organization, NOW, NOW.replace(hour=23), NOW, only)
        assert len(found) == 1


def test_after_it_went_out_its_words_stay_and_what_it_is_for_may_still_be_said(editor, client, account, goal):
    client.force_login(editor.person)
    thought = begun(editor)
    variant = Variant.objects.create(thought=thought, account=account)
    Delivery.objects.create(
        organization=editor.organization, variant=variant, account=account, state="sent", revision="x"
    )
    page = f"/speak/compose/{thought.pk}/"
    assert 'name="aims"' in client.get(page).content.decode()
    assert client.post(f"{page}point/", {"aims": [goal.pk, "x", "9" * 30]}).status_code == 302
    assert list(thought.aims.all()) == [goal]
