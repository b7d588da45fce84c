"""The organisation's policy: one text, read from files, changed with a look at what it would have done."""

import datetime as dt
import json
from dataclasses import replace

import pytest
from click.testing import CliRunner

from leitstand.commands.policy import command
from leitstand.people.models import Account
from leitstand.speak import limits
from leitstand.speak.composing import checking
from leitstand.speak.composing.said import Said, VariantSaid
from leitstand.speak.models import Acknowledgement, Circumstances, Delivery, PolicyVersion, Reply
from leitstand.speak.policing import actions, files, lines, queries
from leitstand.vocabulary import policy
from leitstand.vocabulary.errors import Invalid, Refused
from leitstand.vocabulary.finding import Level
from leitstand.vocabulary.network import Limits
from leitstand.vocabulary.policy import Condition, Example, Period, Term, Words
from tests.speak.conftest import NOW, member_of

pytestmark = pytest.mark.django_db

HOUSE = """[policy]
version = "1"
name.de = "Richtlinie"

# Geheimes bleibt geheim
[[article]]
id = "3.1"
title.de = "Vertrauliches"
title.en = "Confidential"
text.de = "Der Umbau ist noch nicht öffentlich."
text.en = "The conversion is not public yet."
severity = "block"
rule = "terms"
parameters.terms = [{ term = "Seerose", instead = "das Vorhaben" }]
bad = ["Seerose kommt."]
"""


@pytest.fixture(autouse=True)
def home(settings, tmp_path, monkeypatch):
    settings.CONFIG = replace(settings.CONFIG, home=tmp_path)
    monkeypatch.setattr(limits, "of", lambda _account: Limits(characters=500, pictures=4))


@pytest.fixture
def owner(organization):
    return member_of(organization, "owner", "Henrik Voss")


@pytest.fixture
def house(organization):
    files.write(organization.pk, {"policy.toml": HOUSE})
    return files.held(organization.pk).policy


def sent(organization, account, mention, content, day=NOW):
    reply = Reply.objects.create(organization=organization, mention=mention, content=content, language="de")
    return Delivery.objects.create(
        organization=organization,
        reply=reply,
        account=account,
        content=content,
        revision=content,
        state="sent",
        due=day,
        published=day,
        receipt_published=day,
    )


def found(account, content, **more):
    what = Said(content=content, variants={account.pk: VariantSaid()}, **more)
    return checking.variant(account, what, [], now=NOW).findings


def test_without_a_policy_every_rule_is_asked(account):
    assert {one.rule for one in found(account, "Rufen Sie an: 0171 23456789")} == {"telephone"}


def test_with_a_policy_only_its_articles_are_asked_with_their_severity(house, account):
    (one,) = found(account, "Seerose beginnt im Mai. Rufen Sie an: 0171 23456789")
    assert (one.article, one.level, one.offer) == ("3.1", Level.STOP, "das Vorhaben")


def test_a_change_of_the_file_holds_at_once_and_a_broken_file_changes_nothing(house, organization, account):
    place = files.folder(organization.pk) / "policy.toml"
    place.write_text(HOUSE.replace("Seerose", "Reiherhaus"), encoding="utf-8")
    assert found(account, "Das Reiherhaus wird schön.")
    place.write_text(HOUSE.replace('severity = "block"', "severity = block"), encoding="utf-8")
    held = files.held(organization.pk)
    assert [one.place for one in held.problems] == ["policy.toml:12:12"]
    assert found(account, "Das Reiherhaus wird schön."), "the last good policy holds"


def test_after_a_restart_the_last_saved_version_holds_while_the_file_is_broken(owner):
    actions.begin(owner, "city", now=NOW)
    place = files.folder(owner.organization_id) / files.FIRST
    place.write_text("[policy\n", encoding="utf-8")
    files._known.clear()
    held = files.held(owner.organization_id)
    assert held.problems
    assert len(held.policy.articles) > 20


def test_only_an_owner_begins_and_only_once(owner, editor):
    with pytest.raises(Refused):
        actions.begin(editor, "university", now=NOW)
    actions.begin(owner, "university", now=NOW)
    with pytest.raises(Refused):
        actions.begin(owner, "city", now=NOW)
    assert Circumstances.objects.get().public_body is True
    assert PolicyVersion.objects.get().hash == files.held(owner.organization_id).policy.hash


def test_a_change_says_beforehand_which_posts_it_would_have_held_up_and_freed(
    house, organization, account, mention
):
    sent(organization, account, mention, "Seerose beginnt im Mai.")
    sent(organization, account, mention, "Der Reiher ist zurück.")
    sent(organization, account, mention, "Seerose von vorgestern.", NOW - dt.timedelta(days=400))
    article = replace(house.article("3.1"), parameters={"terms": (Term("Reiher"),)}, bad=())
    seen = queries.proposal(organization, article, "3.1", NOW)
    assert [row.content for _change, row in seen.stopped] == ["Der Reiher ist zurück."]
    assert [row.content for _change, row in seen.freed] == ["Seerose beginnt im Mai."]
    assert seen.looked == 2


def test_a_saved_change_keeps_every_other_byte_and_the_version_before(house, owner):
    article = replace(house.article("3.1"), level=Level.ASK)
    actions.change(owner, article, "3.1", seen=house.hash, now=NOW)
    text = (files.folder(owner.organization_id) / "policy.toml").read_text(encoding="utf-8")
    assert "# Geheimes bleibt geheim" in text
    assert files.held(owner.organization_id).policy.article("3.1").level is Level.ASK
    version = PolicyVersion.objects.get()
    assert (version.by, version.texts) == (owner.person, {"policy.toml": text})


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"bad": (Example("Alles gut."),)}, "“Alles gut.” is an example of what 3.1 forbids"),
        ({"good": (Example("Die Seerose blüht."),)}, "“Die Seerose blüht.” is an example of what 3.1 allows"),
    ],
)
def test_an_example_that_fails_stops_the_save_and_is_named(house, owner, change, says):
    article = replace(house.article("3.1"), **change)
    with pytest.raises(Refused) as refused:
        actions.change(owner, article, "3.1", seen=house.hash, now=NOW)
    assert says in str(refused.value)
    assert files.held(owner.organization_id).policy == house
    assert not PolicyVersion.objects.exists()


def test_who_saves_second_is_told_and_a_number_is_given_once(house, owner):
    article = house.article("3.1")
    with pytest.raises(Refused, match="meanwhile"):
        actions.change(owner, replace(article, level=Level.HINT), "3.1", seen="older", now=NOW)
    with pytest.raises(Invalid, match="already"):
        actions.change(owner, article, "", seen=house.hash, now=NOW)


def test_an_article_goes_and_an_older_version_comes_back(house, owner):
    first = actions.noticed(owner.organization, now=NOW)
    actions.change(owner, None, "3.1", seen=house.hash, now=NOW)
    assert not files.held(owner.organization_id).policy.articles
    actions.bring_back(owner, first, now=NOW)
    assert files.held(owner.organization_id).policy.hash == house.hash


def test_a_change_beside_the_page_is_written_down_once(house, organization):
    assert actions.noticed(organization, now=NOW).by is None
    assert actions.noticed(organization, now=NOW) is None


def test_people_acknowledge_a_wording_and_a_mended_pattern_asks_nobody_again(house, owner, editor):
    assert queries.unread(editor)
    actions.acknowledge(editor, house.wording, now=NOW)
    assert not queries.unread(editor)
    article = house.article("3.1")
    mended = replace(article, parameters={"terms": (Term("Seerose"), Term("Reiher"))})
    actions.change(owner, mended, "3.1", seen=house.hash, now=NOW)
    assert not queries.unread(editor), "only the machine's words were changed"
    now = files.held(owner.organization_id).policy
    actions.change(owner, replace(mended, text=Words("Anders.")), "3.1", seen=now.hash, now=NOW)
    assert queries.unread(editor)
    with pytest.raises(Refused):
        actions.acknowledge(editor, house.wording, now=NOW)
    assert Acknowledgement.objects.count() == 1


def test_a_reader_is_asked_nothing_and_a_voice_until_it_is_trained_too(house, owner, editor, reader):
    assert not queries.unread(reader)
    actions.acknowledge(editor, house.wording, now=NOW)
    assert queries.asked(editor.organization, editor.person).trained is None
    actions.train(owner, editor.person, NOW.date())
    assert queries.asked(editor.organization, editor.person) is None


def test_rules_are_told_what_is_known_of_the_house(organization, account, editor):
    text = HOUSE.replace("severity", 'when = [{ fact = "land", equals = "BY" }]\nseverity')
    files.write(organization.pk, {"policy.toml": text})
    assert not found(account, "Seerose beginnt.")
    Circumstances.objects.create(organization=organization, land="BY")
    assert found(account, "Seerose beginnt.")


def test_browser_interface_and_shell_give_the_same_answer(house, client, editor, account, tmp_path):
    text = "Seerose beginnt im Mai, sagt die Leitung von Seerose."
    shown = [(one.article, one.start, one.end, one.offer) for one in found(account, text)]
    client.force_login(editor.person)
    post = {"id": "a", "content": text, "network": "paper"}
    answer = client.post("/speak/policy/check", json.dumps(post), content_type="application/json").json()
    place = str(files.folder(editor.organization_id))
    (tmp_path / "posts.jsonl").write_text(json.dumps(post) + "\n")
    run = CliRunner().invoke(command, ["check", "--policy", place, str(tmp_path / "posts.jsonl")])
    shell = [json.loads(line) for line in run.stdout.splitlines()]
    assert answer == {"policy": house.hash, "findings": shell}
    assert [(one["article"], one["start"], one["end"], one["offer"]) for one in shell] == shown
    assert len(shown) == 2


@pytest.mark.parametrize(
    ("body", "status", "says"),
    [
        ("{", 422, "no JSON"),
        ("[1]", 422, "one planned post"),
        ('{"posts": [{"name": "x"}]}', 422, "needs “content”"),
        (json.dumps({"posts": [{"content": "x"}] * 101}), 422, "At most 100"),
    ],
)
def test_the_interface_says_what_it_cannot_read(client, editor, body, status, says):
    client.force_login(editor.person)
    answer = client.post("/speak/policy/check", body, content_type="application/json")
    assert (answer.status_code, says in answer.json()["error"]) == (status, True)


def test_strangers_ask_nothing(client, db):
    assert client.post("/speak/policy/check", "{}", content_type="application/json").status_code in (302, 403)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Term, (Term("Umbau", dt.date(2026, 11, 1), None, "Sanierung"), Term("Seerose"))),
        (Period, (Period("Quartal", dt.date(2026, 1, 1), dt.date(2026, 1, 31), ("BY", "NW")),)),
        (str, ("a | b", "ß")),
        (
            Condition,
            (
                Condition(fact="hour", at_least=22),
                Condition(fact="land", one_of=("BY", "NW")),
                Condition(fact="land", none_of=("BY",)),
                Condition(fact="paid", equals=True),
                Condition(fact="links", at_most=2),
                Condition(fact="goal", known=False),
            ),
        ),
    ],
)
def test_lists_come_back_from_their_lines_as_they_were(kind, value):
    assert lines.read(lines.written(value), kind) == value


@pytest.mark.parametrize(("kind", "line"), [(Term, "a|b|c|d|e"), (Condition, "hour > 3"), (Term, "a | x")])
def test_a_line_that_cannot_be_read_is_named(kind, line):
    with pytest.raises(Invalid, match=r"cannot be read"):
        lines.read(line, kind)


def test_every_starter_is_shown_and_opens_in_its_form(client, owner):
    client.force_login(owner.person)
    assert "Begin with" in client.get("/speak/policy/").content.decode()
    for starter in policy.STARTERS:
        files.write(owner.organization_id, {files.FIRST: policy.starter(starter)})
        held = files.held(owner.organization_id).policy
        page = client.get("/speak/policy/").content.decode()
        assert all(f'id="article-{one.id}"' in page for one in held.articles)


def test_another_organisation_has_its_own_policy(house, account):
    other = type(account.organization).objects.create(name="Stadt Auenried")
    theirs = Account.objects.create(organization=other, network="paper", actor_id="b", server=account.server)
    assert found(account, "Seerose beginnt.")
    assert not found(theirs, "Seerose beginnt.")
