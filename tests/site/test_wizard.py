"""The first run: from nobody to the first matches, without script."""

import re
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from leitstand.listen import actions as listen
from leitstand.listen.models import Source, Watch
from leitstand.people import wires
from leitstand.people.models import Organization, Person
from leitstand.vocabulary.post import Actor, Post
from tests.paper_wire import PaperWire

pytestmark = pytest.mark.django_db

FEED = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>Campusfunk Auenried</title>
<link>https://funk.example/</link>
<item><guid>1</guid><title>Chor sucht Ten&#246;re</title></item></channel></rss>"""
FIRST = {
    "organization": "Hochschule Auenried",
    "name": "Aylin Demirbas",
    "email": "aylin@auenried.example",
    "password": "ein langes Kennwort",
}


class Paper(PaperWire):
    """Answers one feed; everything else is not there."""

    def __enter__(self):
        return self

    def __exit__(self, *error):
        pass

    def _found(self, paper, key, name):
        if key not in paper:
            self.says(key[0], key[1], status=404)
        return super()._found(paper, key, name)


@pytest.fixture
def paper(monkeypatch):
    wire = Paper("https://funk.example")
    wire.says("GET", "https://funk.example/feed", body=FEED, headers={"content-type": "application/rss+xml"})
    monkeypatch.setattr(wires, "open_wire", lambda account=None: wire)
    return wire


@pytest.fixture
def begun(client):
    client.post(reverse("welcome_organization"), FIRST)
    return client


@pytest.mark.parametrize("path", ["/", "/listen/stories", "/people/me", "/account/login/"])
def test_while_nobody_works_here_every_page_leads_to_the_first_run(client, path):
    assert client.get(path).url == reverse("welcome")
    assert client.get(reverse("welcome")).url == reverse("welcome_language")


def test_choosing_a_language_goes_on_in_it(client):
    chosen = {"language": "de", "next": reverse("welcome_organization")}
    said = client.post(reverse("language"), chosen, follow=True)
    assert said.redirect_chain[-1][0] == reverse("welcome_organization")
    assert '<html lang="de"' in said.content.decode()
    client.post(reverse("welcome_organization"), FIRST)
    assert (Person.objects.get().language, Organization.objects.get().language) == ("de", "de")


def test_the_first_person_is_signed_in_at_once(client):
    assert client.post(reverse("welcome_organization"), FIRST).url == reverse("welcome_watch")
    assert client.get(reverse("welcome_watch")).status_code == 200


def test_a_weak_password_is_said_beside_its_field_and_nobody_is_made(client):
    said = client.post(reverse("welcome_organization"), FIRST | {"password": "kurz"})
    assert said.status_code == 422
    assert 'id="id_password_error"' in said.content.decode()
    assert not Person.objects.exists()


def test_the_organisations_name_is_suggested_as_a_watch(begun):
    said = unescape(begun.get(reverse("welcome_watch")).content.decode())
    assert 'value=""Hochschule Auenried""' in said


def test_a_query_that_cannot_be_read_is_explained_and_kept_for_mending(begun):
    said = begun.post(reverse("welcome_watch"), {"query": '"Hochschule'})
    assert said.status_code == 422
    assert "never closed" in said.content.decode()
    assert not Watch.objects.exists()


def test_going_back_changes_the_watch_instead_of_adding_another(begun):
    begun.post(reverse("welcome_watch"), {"query": "mensa"})
    begun.post(reverse("welcome_watch"), {"query": "mensa OR bibliothek"})
    assert Watch.objects.get().query == "mensa OR bibliothek"


def test_an_address_becomes_a_source_in_two_steps(begun, paper):
    found = begun.post(reverse("welcome_source"), {"find": "1", "address": "https://funk.example/feed"})
    text = found.content.decode()
    assert "Campusfunk Auenried" in text
    assert "funk.example" in text[text.index("What just happened") :], "it says what left this machine"
    word = re.search(r'name="chosen" value="([^"]+)"', text).group(1)
    assert begun.post(reverse("welcome_source"), {"chosen": unescape(word)}).url == reverse(
        "welcome_networks"
    )
    assert Source.objects.get().name == "Campusfunk Auenried"


def test_each_state_of_the_first_source_page_has_one_filled_button(begun, paper):
    before = begun.get(reverse("welcome_source")).content.decode()
    found = begun.post(reverse("welcome_source"), {"find": "1", "address": "https://funk.example/feed"})
    assert [said.count("btn-main") for said in (before, found.content.decode())] == [1, 1]


def test_an_address_with_nothing_to_hear_adds_nothing(begun, paper):
    said = begun.post(reverse("welcome_source"), {"find": "1", "address": "https://funk.example/nichts"})
    assert said.status_code == 422
    assert 'id="id_address_error"' in said.content.decode()
    assert not Source.objects.exists()


def test_a_forged_choice_adds_nothing(begun):
    said = begun.post(reverse("welcome_source"), {"chosen": "feed:https://evil.example"})
    assert said.status_code == 422
    assert not Source.objects.exists()


def test_every_network_that_can_be_spoken_on_is_offered_and_none_is_needed(begun):
    said = begun.get(reverse("welcome_networks")).content.decode()
    for network in ("mastodon", "bluesky", "wordpress"):
        assert reverse("connect", args=[network]) in said
    assert reverse("connect", args=["feed"]) not in said
    assert reverse("welcome_first") in said


def test_first_matches_appear_by_themselves_and_on_reload(begun, paper):
    begun.post(reverse("welcome_watch"), {"query": "tenöre"})
    said = begun.get(reverse("welcome_first")).content.decode()
    assert "There is no source yet." in said
    assert 'hx-trigger="every 3s"' in said
    source = Source.objects.create(
        organization=Organization.objects.get(),
        network="feed",
        source="https://funk.example/feed",
        name="Campusfunk",
    )
    now = timezone.now()
    post = Post(
        id="1",
        content="Der Chor sucht Tenöre.",
        published=now,
        attributed_to=Actor(id="chor", name="Der Chor"),
    )
    listen.take_in(source, [post], "", now=now)
    assert "Der Chor sucht Tenöre." in begun.get(reverse("welcome_first")).content.decode()
    fragment = begun.get(reverse("welcome_first"), headers={"HX-Request": "true"}).content.decode()
    assert "Der Chor sucht Tenöre." in fragment
    assert "<html" not in fragment


def test_the_first_steps_are_over_once_somebody_works_here(begun, client):
    assert begun.get(reverse("welcome_organization")).url == reverse("welcome_watch")
    begun.logout()
    second = client.post(reverse("welcome_organization"), FIRST | {"email": "zweite@auenried.example"})
    assert second.url.startswith(reverse("account_login"))
    assert Person.objects.count() == 1


def test_sample_data_are_loaded_looked_at_and_removed_with_one_click(begun):
    assert begun.post(reverse("welcome_sample")).url == "/"
    said = begun.get("/").content.decode()
    assert "Sample data" in said
    assert Organization.objects.filter(is_demo=True).count() == 1
    begun.post(reverse("people:remove_demo"))
    assert list(Organization.objects.values_list("name", "is_demo")) == [("Hochschule Auenried", False)]
    assert list(Person.objects.values_list("email", flat=True)) == ["aylin@auenried.example"]
