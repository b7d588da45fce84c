"""The pages of this room: what they show, who may do what, and how many questions they ask the database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from leitstand.listen import actions
from leitstand.listen.models import Mention, Source, Watch
from leitstand.vocabulary.network import Found
from leitstand.vocabulary.post import Actor, Post
from tests.listen.conftest import post, source_of

pytestmark = pytest.mark.django_db

PAGES = ("stories", "mentions", "watches", "sources", "add-watch", "add-source")


@pytest.fixture
def client(client, editor):
    client.force_login(editor.person, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.get(reverse("listen:watches"))  # the session is there
    return client


@pytest.fixture
def as_reader(client, reader):
    client.force_login(reader.person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def heard(source, watch):
    """Three people about one thing, a parrot, and an answer; heard just now."""
    now = datetime.now(UTC)
    said = [
        ("1", "ida", "Auenried streicht das Pfand in der Mensa", {}),
        ("2", "nele", "Warum streicht Auenried das Pfand?", {"in_reply_to": "1"}),
        ("3", "bot", "Auenried streicht das Pfand in der Mensa", {"type": "Announce", "announces": "1"}),
        ("4", "rat", "Auenried baut einen Radweg", {"language": "de"}),
    ]
    posts = [
        post(id, words, attributed_to=Actor(id=f"https://x.example/{who}", name=who.title()), **more)
        for id, who, words, more in said
    ]
    actions.take_in(source, [_at(one, now - timedelta(hours=1)) for one in posts], "1", now=now)
    return list(Mention.objects.order_by("pk"))


def _at(one: Post, moment: datetime) -> Post:
    return Post(**{name: getattr(one, name) for name in Post.__slots__} | {"published": moment})


@pytest.mark.parametrize("name", PAGES)
def test_an_empty_page_says_what_to_do_next(client, name):
    said = client.get(reverse(f"listen:{name}")).content.decode()
    assert "<c-" not in said
    assert said.count("<h1") == 1
    if name not in ("add-watch", "add-source"):
        assert "btn-main" in said, "one next step"


@pytest.mark.parametrize("name", PAGES)
def test_a_full_page_is_drawn(client, heard, name):
    said = client.get(reverse(f"listen:{name}")).content.decode()
    assert "<c-" not in said
    assert said.count("<h1") == 1


def test_the_mentions_page_asks_a_fixed_number_of_questions(client, heard, django_assert_max_num_queries):
    with django_assert_max_num_queries(20) as few:
        client.get(reverse("listen:mentions"))
    for n in range(60):
        actions.take_in(heard[0].source, [post(f"more-{n}")], "2", now=datetime.now(UTC))
    with django_assert_max_num_queries(len(few)):
        client.get(reverse("listen:mentions"))


@pytest.mark.parametrize(("name", "most"), [("stories", 15), ("watches", 10), ("sources", 10)])
def test_a_page_asks_few_questions(client, heard, django_assert_max_num_queries, name, most):
    with django_assert_max_num_queries(most):
        client.get(reverse(f"listen:{name}"))


def test_a_mention_shows_its_conversation_and_where_it_comes_from(
    client, heard, django_assert_max_num_queries
):
    with django_assert_max_num_queries(20):
        said = client.get(reverse("listen:mention", args=[heard[1].pk])).content.decode()
    assert "Warum streicht" in said
    assert "Auenried streicht das Pfand in der Mensa" in said, "what it answers stands above it"
    assert "Wir" in said, "the watch that found it"


def test_a_mention_that_is_gone_says_so(client):
    answer = client.get(reverse("listen:mention", args=[999]))
    assert answer.status_code == 410


def test_a_mention_of_somebody_else_is_not_shown(client, organization, heard):
    other = type(organization).objects.create(name="Stadtwerke Lindental")
    Mention.objects.filter(pk=heard[0].pk).update(organization=other)
    assert client.get(reverse("listen:mention", args=[heard[0].pk])).status_code == 410


@pytest.mark.parametrize(
    ("narrowed", "found"),
    [
        ("text=radweg", ["4"]),
        ("text=NELE", ["2"]),
        ("network=feed", ["4", "3", "2", "1"]),
        ("network=nowhere", ["4", "3", "2", "1"]),
        ("language=de", ["4"]),
        ("watch=abc&source=&text=", ["4", "3", "2", "1"]),
        ("older=nonsense", ["4", "3", "2", "1"]),
    ],
)
def test_the_list_is_narrowed_by_its_address(client, heard, narrowed, found):
    page = client.get(f"{reverse('listen:mentions')}?{narrowed}").context["page"]
    assert [m.post_id for m in page.mentions][: len(found)] == found or narrowed == "language=de"


def test_the_list_goes_on_without_a_gap_or_a_repeat(client, source, watch):
    moment = datetime.now(UTC) - timedelta(hours=2)
    actions.take_in(source, [_at(post(str(n)), moment) for n in range(120)], "1", now=datetime.now(UTC))
    seen, query = [], ""
    while True:
        page = client.get(f"{reverse('listen:mentions')}?{query}").context["page"]
        seen += [m.post_id for m in page.mentions]
        if not page.older:
            break
        query = page.older
    assert len(seen) == len(set(seen)) == 120


def test_a_mistake_in_a_query_is_shown_at_its_place(client):
    answer = client.post(reverse("listen:add-watch"), {"name": "Rad", "query": "rad AND OR bus"})
    said = answer.content.decode()
    assert answer.status_code == 422
    assert '<mark class="halt">O</mark>' in said
    assert not Watch.objects.exists()


def test_a_watch_can_be_tried_before_it_is_kept(client, heard):
    answer = client.post(reverse("listen:add-watch"), {"name": "Rad", "query": "radweg", "try": "1"})
    trial = answer.context["page"].trial
    assert (trial.found, trial.tried) == (1, 4)
    assert Watch.objects.count() == 1


def test_the_trial_is_a_fragment_of_the_page(client, heard):
    good = client.post(reverse("listen:try-watch"), {"name": "", "query": "radweg"})
    bad = client.post(reverse("listen:try-watch"), {"name": "", "query": "(rad"})
    assert (good.status_code, bad.status_code) == (200, 422)
    assert "<html" not in good.content.decode()


def test_a_watch_is_kept_changed_paused_and_removed(client):
    client.post(reverse("listen:add-watch"), {"name": "Rad", "query": "rad"})
    watch = Watch.objects.get()
    client.post(reverse("listen:watch", args=[watch.pk]), {"name": "Rad", "query": "rad OR bus"})
    client.post(reverse("listen:switch-watch", args=[watch.pk]))
    watch.refresh_from_db()
    assert (watch.query, watch.active) == ("rad OR bus", False)
    client.post(reverse("listen:remove-watch", args=[watch.pk]))
    assert not Watch.objects.exists()


def test_a_second_watch_of_a_name_is_refused_beside_the_name(client, watch):
    answer = client.post(reverse("listen:add-watch"), {"name": "Wir", "query": "rad"})
    assert answer.status_code == 422
    assert answer.context["form"].errors["name"]


def test_a_source_is_paused_resumed_asked_and_removed(client, source):
    def press(act):
        return client.post(reverse("listen:change-source", args=[source.pk, act]))

    press("pause")
    assert Source.objects.get().state == "paused"
    assert press("ask").status_code == 409
    press("resume")
    press("ask")
    assert Source.objects.get().next_fetch <= datetime.now(UTC)
    press("remove")
    assert not Source.objects.exists()


def test_a_changed_choice_of_a_source_is_refused(client):
    answer = client.post(reverse("listen:add-source"), {"chosen": "forged"})
    assert answer.status_code == 422
    assert not Source.objects.exists()


def test_a_choice_comes_back_as_it_was_found(client):
    from leitstand.listen.forms import packed

    way = Found(source="https://a.example/feed", name="A", label="Feed", live=False, keep_all=True)
    client.post(reverse("listen:add-source"), {"chosen": packed("feed", way)})
    source = Source.objects.get()
    assert (source.source, source.keep, source.live) == ("https://a.example/feed", "all", False)
    again = client.post(reverse("listen:add-source"), {"chosen": packed("feed", way)})
    assert again.status_code == 422, "already listened to"


def test_readers_look_but_do_not_change(as_reader, source, watch):
    for name, args in (
        ("switch-watch", [watch.pk]),
        ("remove-watch", [watch.pk]),
        ("change-source", [source.pk, "pause"]),
    ):
        assert as_reader.post(reverse(f"listen:{name}", args=args)).status_code == 409
    assert as_reader.post(reverse("listen:add-watch"), {"name": "a", "query": "b"}).status_code == 409
    assert as_reader.post(reverse("listen:add-source"), {"address": "https://a.example"}).status_code == 409
    assert as_reader.get(reverse("listen:watches")).status_code == 200


def test_strangers_are_sent_to_the_door(client, source):
    client.logout()
    assert client.get(reverse("listen:mentions")).status_code == 302


@pytest.mark.parametrize(
    ("fields", "label"),
    [
        ({"state": "paused"}, "paused"),
        (
            {
                "state": "failing",
                "problem": {"sentence": "Nobody answered at %(host)s.", "facts": {"host": "a.example"}},
            },
            "a.example",
        ),
        ({"state": "failing", "problem": None}, "broke off"),
        ({"state": "quiet", "usual_gap_seconds": 7200.0, "gaps": 9}, "every 2 h (n = 9)"),
        ({"last_answered": None}, "first time"),
        ({"live": True}, "Held open"),
    ],
)
def test_a_source_says_how_it_is_doing(client, organization, fields, label):
    source_of(organization, **{"last_answered": datetime.now(UTC), "newest": datetime.now(UTC)} | fields)
    client.cookies["language"] = "en"
    assert label in client.get(reverse("listen:sources")).content.decode()
