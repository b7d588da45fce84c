"""The charter: nothing is decided before the button, nothing is lost, and what nobody lives is listed."""

import datetime as dt
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leitstand.decide.charter import actions, drafts, pages, queries, standing, starters
from leitstand.decide.deciding import actions as deciding
from leitstand.decide.models import Charter, CharterVersion, Goal, Presence, Sentence, Stance
from leitstand.learn.hours import actions as hours
from leitstand.learn.models import Outcome
from leitstand.people.models import Organization
from leitstand.speak.aiming import queries as aiming
from leitstand.vocabulary.errors import Invalid, Refused
from tests.decide.charter_words import LONG_AGO, NOW, decided, member_of, said

PAGE = "/decide/charter/"


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("name", starters.NAMES)
def test_every_starter_can_be_decided_as_it_stands(owner, name, language):
    content = starters.content(name, language, owner.person_id, NOW.date())
    version = decided(owner, NOW, content)
    assert version.number == 1
    assert len(queries.goals(owner.organization)) == 3
    assert queries.sentences(owner.organization)[0].kind == "mission"
    words = {one.words for one in aiming.usable(owner.organization)}
    assert {one["words"] for part in drafts.PARTS for one in content[part]} == words


def test_an_unknown_starter_is_an_empty_page_and_an_empty_charter_is_not_decided(owner):
    assert starters.content("circus", "de", owner.person_id, NOW.date()) == drafts.empty()
    with pytest.raises(Invalid, match="at least one sentence"):
        decided(owner, content=drafts.empty())
    assert not CharterVersion.objects.exists()
    assert Charter.objects.get().draft == drafts.empty()


@pytest.mark.parametrize("lacking", drafts.MISSING)
def test_a_goal_that_lacks_something_is_refused_by_name_and_the_draft_stays(owner, lacking):
    content = starters.content("university", "de", owner.person_id, NOW.date())
    content["goals"][1][lacking] = None
    with pytest.raises(Invalid, match="Forschung wird nachgefragt"):
        decided(owner, content=content)
    assert Charter.objects.get().draft["goals"][1]["words"] == "Forschung wird nachgefragt"
    assert not Goal.objects.exists()


def test_an_owner_who_left_is_no_owner(owner, editor):
    content = starters.content("city", "de", editor.person_id, NOW.date())
    editor.delete()
    with pytest.raises(Invalid, match="somebody who owns it"):
        decided(owner, content=content)


def test_only_owners_decide_and_readers_do_not_write(owner, editor, reader):
    row = actions.begin(editor)
    with pytest.raises(Refused):
        actions.decide(editor, "So.", decided_by="wir", review=None, seen=row.draft_number, now=NOW)
    for write in (
        lambda: actions.begin(reader),
        lambda: actions.keep(reader, "sentences", [], seen=1),
        lambda: actions.drop(reader),
        lambda: actions.publish(editor, public=True, words="", now=NOW),
    ):
        with pytest.raises(Refused):
            write()


def test_two_writers_notice_each_other(owner, editor):
    row = actions.begin(owner)
    actions.keep(editor, "audiences", [], seen=row.draft_number)
    with pytest.raises(Refused, match="Aylin Demirbas has changed"):
        actions.keep(owner, "audiences", [], seen=row.draft_number)


def test_a_change_keeps_what_pointed_and_ends_what_was_struck(owner, charter):
    first = queries.sentences(owner.organization)
    row = actions.begin(owner)
    draft = row.draft
    struck = draft["sentences"].pop(1)
    draft["sentences"][0]["words"] = "Wir fragen mehr."
    draft["sentences"].append({"id": None, "kind": "value", "words": "Wir hören zu.", "decided_by": "Senat"})
    row = actions.keep(owner, "sentences", draft["sentences"], seen=row.draft_number)
    version = actions.decide(
        owner, "Kürzer.", decided_by="Senat", review=None, seen=row.draft_number, now=NOW
    )
    assert version.number == 2
    now = queries.sentences(owner.organization)
    assert now[0].aim_id == first[0].aim_id
    assert now[0].aim.words == "Wir fragen mehr."
    ended = Sentence.objects.get(pk=struck["id"])
    assert ended.ended == NOW
    assert not ended.aim.usable
    changes = pages.past(owner.organization)[0].changes
    assert {what for what, _part, _words in changes} == {"new", "changed", "struck"}
    assert CharterVersion.objects.get(number=1).content["sentences"][1]["words"] == struck["words"]


def test_the_draft_of_what_holds_changes_nothing(owner, charter):
    row = actions.begin(owner)
    assert drafts.changes(queries.content(owner.organization), row.draft) == []
    before = list(Sentence.objects.values())
    actions.decide(owner, "Durchsicht.", decided_by="", review=None, seen=row.draft_number, now=NOW)
    assert list(Sentence.objects.values()) == before
    assert Stance.objects.count() == 1


def test_acts_of_the_quarter_are_counted_apart_and_what_nobody_lives_is_listed(owner, editor, charter):
    organization = owner.organization
    mission, value = queries.sentences(organization)[:2]
    said(editor, [mission.aim_id, value.aim_id], count=2)
    said(editor, [mission.aim_id], network="other")
    said(editor, [value.aim_id], at=NOW - dt.timedelta(days=91))
    told = {
        "words": "Bluesky auf Probe",
        "reason": "Weil Studierende dort sind.",
        "owner_id": owner.person_id,
    }
    deciding.decide(owner, told, [mission.aim_id], now=NOW - dt.timedelta(days=10))
    found = queries.lived(organization, NOW)
    assert found[0].acts == queries.Acts(posts=3, answers=0, decisions=1)
    assert found[1].acts.posts == 2
    assert [one.hollow for one in found] == [False, False, True, True]
    ids = [mission.aim_id, value.aim_id]
    assert queries.acts(organization, ids, NOW - queries.QUARTER, NOW) == {ids[0]: 4, ids[1]: 2}
    assert queries.acts(organization, ids, LONG_AGO, NOW)[ids[1]] == 3


def test_networks_and_planned_hours_point_to_sentences_too(owner, charter):
    organization = owner.organization
    last = queries.sentences(organization)[-1]
    there = Presence.objects.create(
        organization=organization, network="x", title="X", folded="x", state="kept"
    )
    there.aims.add(last.aim)
    hours.plan(owner, None, "x", 1.5, today=NOW.date(), aims=[last.aim_id])
    found = queries.lived(organization, NOW)[-1]
    assert (found.acts, found.hollow) == (queries.Acts(networks=1, hours=1.5), False)


def test_a_sentence_of_last_week_is_not_judged_yet(owner):
    decided(owner, NOW - dt.timedelta(days=7))
    found = queries.lived(owner.organization, NOW)
    assert all(one.young and not one.hollow for one in found)


def test_one_post_on_three_networks_counts_once_and_another_house_not_at_all(owner, editor, charter):
    from leitstand.speak.models import Delivery, Variant

    aim = queries.sentences(owner.organization)[0].aim_id
    (row,) = said(editor, [aim])
    for network in ("b", "c"):
        account = row.account
        account.pk, account.network, account.actor_id = None, network, network
        account.save()
        variant = Variant.objects.create(thought=row.variant.thought, account=account)
        Delivery.objects.create(
            organization=row.organization,
            variant=variant,
            account=account,
            state="sent",
            receipt_published=row.receipt_published,
            revision="x",
        )
    assert queries.lived(owner.organization, NOW)[0].acts.posts == 1
    stranger = member_of(Organization.objects.create(name="Stadt"), "owner", "Otto Fremd")
    assert queries.acts(stranger.organization, [aim], LONG_AGO, NOW) == {aim: 0}


def test_audiences_are_met_where_posts_for_them_got_replies(owner, editor, charter):
    aim = queries.audiences(owner.organization)[2].aim_id
    quiet = said(editor, [aim], network="loud", count=2)
    (heard,) = said(editor, [aim], network="heard")
    for seen, count in ((NOW - dt.timedelta(days=2), 3), (NOW, 5)):
        Outcome.objects.create(delivery=heard, kind="reply", count=count, seen=seen)
    Outcome.objects.create(delivery=quiet[0], kind="like", count=90, seen=NOW)
    met = queries.met(owner.organization, NOW)[aim]
    assert met == [queries.Met("heard", 1, 5), queries.Met("loud", 2, 0)]


def test_answers_of_voices_keep_their_days(owner, editor, reader):
    actions.answer(editor, editor.person, {"aims": "Berufliche."}, now=LONG_AGO)
    actions.answer(editor, editor.person, {"aims": "Berufliche."}, now=NOW)
    actions.answer(owner, editor.person, {"aims": "Beides.", "circle": "Öffentlich."}, now=NOW)
    assert [one.aims for one in queries.stances(owner.organization)] == ["Beides.", "Berufliche."]
    assert [one.aims for one in queries.voices(owner.organization)] == ["Beides."]
    with pytest.raises(Refused):
        actions.answer(editor, owner.person, {"aims": "?"}, now=NOW)
    with pytest.raises(Refused):
        actions.answer(reader, reader.person, {"aims": "?"}, now=NOW)


@settings(max_examples=50)
@given(st.lists(st.floats(0, 1000), min_size=0, max_size=20))
def test_a_usual_week_has_its_interval_or_is_not_known_yet(values):
    found = standing.usual(values)
    if len(values) < standing.LEAST_WEEKS or not any(values):
        assert found is None
    else:
        assert 0 <= found.low <= found.mean <= found.high
        assert found.n == len(values)
        assert not math.isnan(found.high)


def test_the_interval_is_students():
    found = standing.usual([1, 2, 3, 4])
    assert found.high - found.mean == pytest.approx(1.6377 * 1.29099 / 2, rel=0.01)


def test_from_the_pages_a_newcomer_decides_a_charter_in_five_steps(owner, client):
    client.force_login(owner.person)
    assert "Nothing has been decided yet" in client.get(PAGE).content.decode()
    there = client.post(f"{PAGE}write/", {"starter": "university"}).url
    while not there.endswith("/decide/"):
        there = client.post(there, _form(client.get(there), act="on")).url
    assert not CharterVersion.objects.exists()
    page = client.get(there)
    assert page.content.decode().count("Goal, new") == 3
    given = _form(page, reason="Ein Anfang.", decided_by="Präsidium")
    assert client.post(there, {**given, "review": "2001-01-01"}).status_code == 422
    assert client.post(there, given).status_code == 302
    shown = client.get(PAGE).content.decode()
    assert "Version 1, decided on" in shown
    assert "not measurable yet" in shown
    told = client.get("/decide/charter.json").json()
    assert told["version"] == 1
    assert told["sentences"][0]["lived"] is None
    assert told["goals"][0]["weeklyValue"] is None
    assert "Ein Anfang." in client.get(f"{PAGE}versions/").content.decode()


def _form(response, **more):
    """What a browser would send of the page's form."""
    page = response.context["page"]
    fields, extra = {}, []
    if hasattr(page.form, "forms"):
        fields = {f"{page.form.prefix}-{k}": v for k, v in page.form.management_form.initial.items()}
        extra = page.form.forms
    for form in extra or [page.form]:
        for field in form:
            value = field.value()
            fields[field.html_name] = "" if value in (None, False) else value
    return {**fields, "seen": page.seen, **more}


def test_a_goal_without_a_sign_is_refused_on_the_page_and_its_words_stay(owner, client):
    client.force_login(owner.person)
    actions.begin(owner)
    there = f"{PAGE}write/goals/"
    given = _form(client.get(there), **{"goals-0-words": "Alle sind froh", "goals-0-due": "2030-01-01"})
    answer = client.post(there, {**given, "goals-0-owner": owner.person_id, "act": "on"})
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "The goal “Alle sind froh” needs a sign by which you see that it is reached." in shown
    assert "needs a sign by which you see that it fails" in shown
    assert "Alle sind froh</textarea>" in shown
    assert Charter.objects.get().draft["goals"] == []
    signs = {"goals-0-sign_of_success": "9 von 10", "goals-0-sign_of_failure": "unter 5 von 10"}
    answer = client.post(there, {**given, **signs, "goals-0-owner": owner.person_id, "act": "on"})
    assert answer.url.endswith("/audiences/")
    assert Charter.objects.get().draft["goals"][0]["due"] == "2030-01-01"


def test_emptied_struck_and_repeated_lines(owner, client):
    client.force_login(owner.person)
    content = starters.content("company", "de", owner.person_id, NOW.date())
    actions.begin(owner, content)
    there = f"{PAGE}write/audiences/"
    given = _form(client.get(there))
    twice = client.post(there, {**given, "audiences-0-words": "belegschaft  ", "act": "stay"})
    assert twice.status_code == 422
    assert "stands there twice" in twice.content.decode()
    kept = client.post(there, {**given, "audiences-0-words": "", "audiences-1-strike": "on", "act": "stay"})
    assert kept.url == there
    assert len(Charter.objects.get().draft["audiences"]) == 2
    assert client.post(there, given).status_code == 409  # somebody changed it meanwhile: oneself


def test_readers_read_and_strangers_do_not(reader, client, charter):
    assert client.get(PAGE).status_code == 302
    client.force_login(reader.person)
    shown = client.get(PAGE).content.decode()
    assert "Wir sagen, was wir wissen" in shown
    assert "Change, with a reason" not in shown
    for path in ("write/", "write/drop/", "public/"):
        assert client.post(PAGE + path, {"public": "on", "slug": "x"}).status_code == 409
    actions.begin(member_of(reader.organization, "editor", "Mirjam Falk"))
    assert client.get(f"{PAGE}write/sentences/").status_code == 409


def test_the_questions_page_keeps_each_answer_with_its_day(editor, client):
    client.force_login(editor.person)
    there = f"{PAGE}questions/"
    assert client.post(there, {"aims": "Berufliche.", "circle": "", "means": "2 Stunden"}).status_code == 302
    shown = client.get(there).content.decode()
    assert shown.count("Berufliche.") == 2  # in the form, and among the answers


def test_an_owner_enters_anothers_answers_only_beside_that_name(owner, editor, client):
    client.force_login(owner.person)
    actions.answer(owner, owner.person, {"aims": "Eigene Worte."}, now=NOW)
    there = f"{PAGE}questions/"
    shown = client.get(there, {"person": editor.person_id}).content.decode()
    assert f'name="person" value="{editor.person_id}"' in shown
    assert "Eigene Worte.</textarea>" not in shown
    given = {"person": editor.person_id, "aims": "Berufliche."}
    assert client.post(there, given).status_code == 302
    assert Stance.objects.get(person=editor.person).by == owner.person
