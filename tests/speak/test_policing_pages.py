"""The policy by its pages: findings that offer words, an article changed by its form."""
# ruff: noqa: F811  # fixtures of the file beside, by name

import html
import re
from dataclasses import replace

import pytest

from leitstand import registry
from leitstand.speak.models import Thought
from leitstand.speak.policing import files
from leitstand.speak.policing.forms import ArticleForm
from leitstand.vocabulary import policy
from leitstand.vocabulary.finding import Level
from leitstand.vocabulary.policy import Term
from tests.speak.test_policing import home, house, owner, sent  # noqa: F401  # fixtures

pytestmark = pytest.mark.django_db


def test_what_a_finding_offers_is_put_in_without_a_script(house, client, editor, account):
    client.force_login(editor.person)
    client.post("/speak/compose/new/")
    thought = Thought.objects.get()
    address = f"/speak/compose/{thought.pk}/"
    given = {
        "seen": 0,
        "content": "Guten Tag.\n\n---\n\nSeerose beginnt im Mai.",
        "voice": editor.person_id,
        "language": "de",
        "time_zone": "Europe/Berlin",
        "accounts": [account.pk],
        "act": "save",
    }
    client.post(address, given)
    page = client.get(address).content.decode()
    assert "3.1 Confidential" in page
    assert "The conversion is not public yet." in page
    assert "has not read the policy as it stands now" in page
    button = re.search(r'value="(offer:[^"]+)"', page)[1]
    client.post(address, {**given, "seen": 1, "act": button})
    assert Thought.objects.get().content == "Guten Tag.\n\n---\n\ndas Vorhaben beginnt im Mai."
    late = client.post(address, {**given, "seen": 2, "content": "Seerose heute.", "act": button})
    assert (late.status_code, "Seerose heute." in late.content.decode()) == (409, True)


def test_an_answer_takes_what_is_offered_too(house, client, editor, account, mention):
    client.force_login(editor.person)
    given = {"content": "Ja, Seerose kommt.", "account": account.pk, "language": "de"}
    page = client.post(f"/speak/{mention.pk}/answer/", {**given, "preview": "1"}).content.decode()
    button = re.search(r'name="offer" value="([^"]+)"', page)[1]
    page = client.post(f"/speak/{mention.pk}/answer/", {**given, "offer": button}).content.decode()
    assert "Ja, das Vorhaben kommt.</textarea>" in page


def test_an_owner_changes_an_article_by_its_form_after_seeing_what_it_does(
    house, client, owner, account, mention
):
    sent(owner.organization, account, mention, "Der Reiher ist zurück.")
    client.force_login(owner.person)
    address = "/speak/policy/article/3.1/"
    page = client.get(address).content.decode()
    assert "Seerose |" in page
    given = {
        "id": "3.1",
        "level": "second person",
        "title_de": "Tiere",
        "text_de": "Keine Tiere.",
        "p_terms": "Reiher",
        "bad": "Der Reiher kommt.",
        "seen": house.hash,
    }
    page = client.post(address, {**given, "act": "look"}).content.decode()
    assert "1 would have been held up" in page
    assert files.held(owner.organization_id).policy == house
    toml = html.unescape(re.search(r'name="toml" value="([^"]*)"', page)[1])
    proposed = re.search(r'name="proposed" value="([^"]*)"', page)[1]
    save = {"seen": house.hash, "proposed": proposed, "toml": toml, "act": "save:toml"}
    assert client.post(address, save).status_code == 302
    saved = files.held(owner.organization_id).policy.article("3.1")
    assert (saved.title.de, saved.level, saved.parameters) == (
        "Tiere",
        Level.ASK,
        {"terms": (Term("Reiher"),)},
    )


@pytest.mark.parametrize(
    ("given", "status", "says"),
    [
        ({"act": "look:toml", "toml": 'id = "x'}, 422, "article.toml:"),
        ({"act": "look:toml", "toml": ""}, 409, "exactly one [[article]]"),
        ({"act": "look", "id": "3.1", "level": "hint", "title_de": "x"}, 422, "one language at least"),
        (
            {"act": "look", "id": "3.1", "level": "hint", "title_de": "x", "text_de": "y", "bad": "Gut."},
            422,
            "cannot be saved like this",
        ),
        (
            {
                "act": "look",
                "id": "3.1",
                "level": "hint",
                "title_de": "x",
                "text_de": "y",
                "when": "hour > 3",
            },
            422,
            "“hour &gt; 3” cannot be read",
        ),
    ],
)
def test_what_cannot_be_is_said_and_kept_in_the_form(house, client, owner, given, status, says):
    client.force_login(owner.person)
    answer = client.post("/speak/policy/article/3.1/", given)
    assert (answer.status_code, says in answer.content.decode()) == (status, True)
    assert files.held(owner.organization_id).policy == house


def test_only_owners_see_the_editor(house, client, editor):
    client.force_login(editor.person)
    assert client.get("/speak/policy/article/3.1/").status_code == 409
    assert "Change article" not in client.get("/speak/policy/").content.decode()


def test_every_article_of_the_starters_comes_back_from_its_form_as_it_was(house):
    for starter in policy.STARTERS:
        for article in policy.read({"x": policy.starter(starter)}, registry.rules()).articles:
            blank = ArticleForm(article)
            given = {one.html_name: one.value() for one in blank if one.value() not in (None, False)}
            form = ArticleForm(article, {name: str(one) for name, one in given.items()})
            assert form.is_valid(), (article.id, form.errors)
            said = form.said()
            assert _sorted(said) == _sorted(article), article.id


def _sorted(article):
    key = lambda one: (one.text, str(one.facts))  # noqa: E731  # used twice, here only
    return replace(article, good=sorted(article.good, key=key), bad=sorted(article.bad, key=key))
