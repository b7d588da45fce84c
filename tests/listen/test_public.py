"""The public page, feed and JSON: off at first, only what all may read anyway, quiet about its readers."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from xml.etree import ElementTree

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from leitstand.listen import actions
from leitstand.listen.fronts import actions as fronts
from leitstand.listen.models import FrontPage, Mention, Owner, Source, Story
from leitstand.vocabulary.errors import Invalid, Refused
from leitstand.vocabulary.post import Actor
from tests.listen.conftest import member_of, post, source_of

pytestmark = pytest.mark.django_db
ROOF = "Der Sturm hat das Dach der Bibliothek in Auenried abgedeckt, und der Regen fällt auf die Bücher"
LONG = "Wort für Wort steht es in der Zeitung. " * 40
CHOSEN = {
    "public": True,
    "slug": "auenried",
    "title": "Auenried liest",
    "about": "Was gesagt wird",
    "indexed": False,
}
PUBLIC = ("stories", "feed", "stories_json")


@pytest.fixture(autouse=True)
def _fresh():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def open_page(editor) -> FrontPage:
    return fronts.publish(editor, CHOSEN, now=datetime.now(UTC))


@pytest.fixture
def told(source, watch) -> Story:
    now = datetime.now(UTC)
    ago = timedelta(minutes=10)
    article = post(
        "a", f"{ROOF}. {LONG}", type="Article", name=ROOF, url="https://zeitung.example/dach",
        attributed_to=Actor(id="z", name="Zeitung"),
    )  # fmt: skip
    echo = post(
        "b",
        f"Auenried: {ROOF} https://zeitung.example/dach mit geheimem Zusatz",
        attributed_to=Actor(id="n", name="Nele"),
    )
    actions.take_in(source, [_at(article, now - ago), _at(echo, now - ago / 2)], "1", now=now)
    return Story.objects.get()


def _at(one, moment):
    from leitstand.vocabulary.post import Post

    return Post(**{name: getattr(one, name) for name in Post.__slots__} | {"published": moment})


def get(name: str, *args, **headers):
    return Client().get(reverse(f"public:{name}", args=["auenried", *args]), headers=headers)


@pytest.mark.parametrize("name", PUBLIC)
def test_nothing_is_public_until_it_is_switched_on(told, organization, name):
    assert get(name).status_code == 410
    FrontPage.objects.create(organization=organization, slug="auenried")
    assert get(name).status_code == 410
    assert get("story", told.pk).status_code == 410


@pytest.mark.parametrize("name", PUBLIC)
def test_switched_on_strangers_read_it_without_cookies_and_switched_off_they_do_not(
    told, editor, open_page, name
):
    answer = get(name)
    assert answer.status_code == 200
    assert not answer.cookies, "nobody is followed"
    assert ROOF.partition(",")[0] in answer.content.decode()
    fronts.publish(editor, CHOSEN | {"public": False}, now=datetime.now(UTC))
    assert get(name).status_code == 410, "at once, whatever was kept"


def test_only_a_headline_and_a_short_excerpt_of_the_first_source_is_shown(told, open_page):
    for answer in (
        get("stories"),
        get("feed"),
        get("stories_json"),
        get("story", told.pk),
        get("story_json", told.pk),
    ):
        said = answer.content.decode()
        assert "geheimem Zusatz" not in said, "nobody else's words"
        assert said.count("Wort für Wort steht es") < 10
        assert "https://zeitung.example/dach" in said


def test_what_was_addressed_to_us_or_not_meant_for_all_is_not_public(organization, source, watch, open_page):
    mine = source_of(organization, source=Source.NOTIFICATIONS, name="An uns", keep="all")
    now = datetime.now(UTC)
    actions.take_in(mine, [post("x", "Vertraulich: Auenried streicht Stellen")], "1", now=now)
    hidden = post("y", "Nur für Freunde: Auenried feiert ein Fest", also={"mastodon:visibility": "private"})
    actions.take_in(source, [hidden], "1", now=now)
    Mention.objects.update(published=now)
    Story.objects.update(last_published=now)
    assert json.loads(get("stories_json").content)["stories"] == []
    for story in Story.objects.all():
        assert get("story", story.pk).status_code == 410


@pytest.mark.parametrize("circle", ["matrix", "mattermost"])
def test_what_is_said_in_a_closed_circle_is_never_public(organization, watch, open_page, circle):
    room = source_of(organization, network=circle, source="somehow", name="Kreis", keep="all")
    now = datetime.now(UTC)
    actions.take_in(room, [_at(post("x", "Unter uns: Auenried streicht Stellen"), now)], "1", now=now)
    assert Mention.objects.get().network == circle
    assert json.loads(get("stories_json").content)["stories"] == []
    assert get("story", Story.objects.get().pk).status_code == 410


def test_words_that_were_taken_down_are_not_public(told, open_page):
    Mention.objects.filter(post_id="a").update(taken_down=datetime.now(UTC), text="", name="")
    first = json.loads(get("stories_json").content)["stories"][0]["first"]
    assert first["name"] == "Nele"
    cache.clear()
    Mention.objects.update(taken_down=datetime.now(UTC), text="", name="")
    assert json.loads(get("stories_json").content)["stories"] == []


def test_another_organisation_s_stories_are_not_reached_through_this_address(told, open_page, organization):
    other = type(organization).objects.create(name="Stadtwerke Lindental")
    Story.objects.update(organization=other)
    assert get("story", told.pk).status_code == 410
    assert get("story_json", told.pk).json()["error"]


def test_who_has_it_already_is_told_so(told, open_page):
    for name in PUBLIC:
        answer = get(name)
        assert "public" in answer["Cache-Control"]
        assert get(name, **{"If-None-Match": answer["ETag"]}).status_code == 304


def test_asking_again_within_the_minute_asks_the_database_almost_nothing(
    told, open_page, django_assert_max_num_queries
):
    get("stories_json")
    with django_assert_max_num_queries(2):
        get("stories_json")


def test_the_page_is_strict_and_not_indexed_unless_chosen(told, editor, open_page):
    answer = get("stories")
    assert "script-src" not in answer["Content-Security-Policy"]
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "<script" not in answer.content.decode()
    assert "noindex" in answer["X-Robots-Tag"]
    fronts.publish(editor, CHOSEN | {"indexed": True}, now=datetime.now(UTC))
    answer = get("stories")
    assert "X-Robots-Tag" not in answer
    assert "noindex" not in answer.content.decode()


def test_the_feed_is_atom_with_an_entry_a_story(told, open_page):
    tree = ElementTree.fromstring(get("feed").content)
    atom = "{http://www.w3.org/2005/Atom}"
    assert tree.findtext(f"{atom}title") == "Auenried liest"
    entries = tree.findall(f"{atom}entry")
    assert len(entries) == 1
    assert entries[0].find(f"{atom}link").get("href") == "https://zeitung.example/dach"


@pytest.mark.parametrize("asked", ["page=2", "page=x", "page=-1", "page=²", "page=99999999999999999999"])
def test_pages_of_json_go_on_without_gaps_and_nonsense_is_a_page_too(source, watch, open_page, asked):
    now = datetime.now(UTC)
    letters = [sha256(bytes([n])).hexdigest()[:8] for n in range(30)]
    posts = [
        _at(post(word, f"Auenried {word} {word[::-1]}"), now - timedelta(minutes=n))
        for n, word in enumerate(letters)
    ]
    actions.take_in(source, posts, "1", now=now)
    first = get("stories_json").json()
    second = Client().get(first["next"]).json()
    ids = [one["id"] for page in (first, second) for one in page["stories"]]
    assert len(ids) == len(set(ids)) == first["count"] == 30
    assert second["next"] is None
    address = reverse("public:stories_json", args=["auenried"])
    assert Client().get(f"{address}?{asked}").status_code == 200


def test_members_read_json_of_theirs_whether_it_is_public_or_not(client, editor, told):
    assert client.get(reverse("listen:stories_json")).status_code == 302, "strangers sign in first"
    client.force_login(editor.person, backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = client.get(reverse("listen:stories_json"))
    assert "private" in answer["Cache-Control"]
    assert [one["id"] for one in answer.json()["stories"]] == [told.pk]
    one = client.get(reverse("listen:story_json", args=[told.pk])).json()
    assert one["voices"] == 2
    assert client.get(reverse("listen:story_json", args=[told.pk + 1])).status_code == 410


class TestOrderPage:
    @pytest.fixture
    def client(self, client, editor):
        client.force_login(editor.person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    def test_weights_and_seeds_are_kept_and_go_back_to_the_usual(self, client, organization, source):
        given = {"halved_hours": 6, "spread": "0.5", "stranger": "0.1", "seeds": [source.pk]}
        assert client.post(reverse("listen:weigh"), given).status_code == 302
        row = FrontPage.objects.get()
        assert (row.halved_hours, row.spread, list(row.seeds.all())) == (6, 0.5, [source])
        client.post(reverse("listen:weigh"), {"usual": "1"})
        row.refresh_from_db()
        assert (row.halved_hours, row.spread, row.seeds.count()) == (18, 0.25, 0)

    def test_a_weight_out_of_bounds_is_shown_beside_its_field(self, client):
        answer = client.post(reverse("listen:weigh"), {"halved_hours": 0, "spread": "9", "stranger": "0.1"})
        assert answer.status_code == 422
        assert set(answer.context["page"].weights.errors) == {"halved_hours", "spread"}
        assert not FrontPage.objects.exists()

    def test_an_outlet_has_one_owner(self, client, editor):
        own = reverse("listen:own")
        assert (
            client.post(own, {"name": "Verlag", "outlets": "morgen.example\nabend.example"}).status_code
            == 302
        )
        wrong = client.post(own, {"name": "Haus", "outlets": "www.abend.example\nmittag.example"})
        assert wrong.status_code == 422
        assert "Verlag" in wrong.content.decode()
        assert client.post(own, {"name": "Haus", "outlets": "mittag.example"}).status_code == 422
        owner = Owner.objects.get()
        assert client.post(reverse("listen:disown", args=[owner.pk])).status_code == 302
        assert not Owner.objects.exists()
        assert client.post(reverse("listen:disown", args=[owner.pk])).status_code == 410

    def test_an_address_is_needed_and_is_nobody_else_s(self, client, organization, db):
        publish = reverse("listen:publish")
        assert client.post(publish, {"public": "on"}).status_code == 422
        other = type(organization).objects.create(name="Stadtwerke Lindental")
        FrontPage.objects.create(organization=other, slug="auenried", public=True)
        assert client.post(publish, {"public": "on", "slug": "Auenried"}).status_code == 422
        assert client.post(publish, {"public": "on", "slug": "Uns"}).status_code == 302
        assert FrontPage.objects.get(organization=organization).slug == "uns"

    def test_the_page_says_why_a_story_is_first(self, client, told):
        answer = client.get(reverse("listen:order"))
        said = answer.content.decode()
        assert answer.context["page"].told[0].reckoning.voices == 2
        assert said.count("<h1") == 1
        assert "<c-" not in said


def test_readers_look_and_change_nothing(organization, source):
    reader = member_of(organization, "reader")
    now = datetime.now(UTC)
    for change in (
        lambda: fronts.publish(reader, CHOSEN, now=now),
        lambda: fronts.weigh_as_usual(reader, now=now),
        lambda: fronts.own(reader, "Verlag", "a.example\nb.example", now=now),
    ):
        with pytest.raises(Refused):
            change()
    client = Client()
    client.force_login(reader.person, backend="allauth.account.auth_backends.AuthenticationBackend")
    said = client.get(reverse("listen:order")).content.decode()
    assert reverse("listen:weigh") not in said
    assert not FrontPage.objects.exists()


def test_a_public_page_without_an_address_cannot_be_kept(editor):
    with pytest.raises(Invalid):
        fronts.publish(editor, CHOSEN | {"slug": ""}, now=datetime.now(UTC))
