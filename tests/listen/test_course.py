"""The page of one story: who followed whom, where and when, copies behind what they repeat."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from leitstand.listen import actions, course
from leitstand.listen.fronts import actions as fronts
from leitstand.listen.models import Judgement, Mention, Story
from leitstand.vocabulary.post import Actor
from tests.listen.conftest import post

pytestmark = pytest.mark.django_db
ROOF = "Der Sturm hat das Dach der Bibliothek in Auenried abgedeckt"
URL = "https://zeitung.example/dach"


@pytest.fixture
def told(source, watch):
    """An article, an answer to it, a link to it, words without a link, and two copies."""
    now = datetime.now(UTC)
    minutes = timedelta(minutes=1)
    said = [
        (
            "a",
            90,
            ROOF,
            {
                "type": "Article",
                "url": URL,
                "network": "feed",
                "attributed_to": Actor(id="z", name="Zeitung"),
            },
        ),
        (
            "b",
            80,
            "Wirklich, das Dach in Auenried?",
            {"in_reply_to": "a", "attributed_to": Actor(id="n", name="Nele")},
        ),
        (
            "c",
            60,
            f"Auenried ohne Dach {URL}",
            {"network": "mastodon", "attributed_to": Actor(id="o", name="Olaf")},
        ),
        (
            "d",
            50,
            "Sturm in Auenried: Dach der Bibliothek fort",
            {"attributed_to": Actor(id="p", name="Pia")},
        ),
        ("e", 40, ROOF, {"attributed_to": Actor(id="q", name="Quirin")}),
        ("f", 30, "", {"announces": "a", "type": "Announce", "attributed_to": Actor(id="r", name="Rosa")}),
    ]
    posts = [
        post(id, words or ROOF, **more | {"published": now - ago * minutes}) for id, ago, words, more in said
    ]
    actions.take_in(source, posts, "1", now=now)
    return Story.objects.get()


def test_everybody_after_the_first_has_a_delay_and_a_tie(organization, told, now):
    page = course.page(organization, told.pk, datetime.now(UTC))
    assert [(echo.mention.author_name, echo.behind) for echo in page.echoes] == [
        ("Nele", "10 min"), ("Olaf", "30 min"), ("Pia", "40 min"),
    ]  # fmt: skip
    ties = [echo.tie for echo in page.echoes]
    assert "Zeitung" in ties[0]
    assert len(set(ties)) == 3, "an answer, a link and neither are told apart"


def test_one_owner_follows_nobody_of_its_own(organization, editor, told):
    fronts.own(editor, "Verlag", "zeitung.example\nn", now=datetime.now(UTC))
    page = course.page(organization, told.pk, datetime.now(UTC))
    assert "Nele" not in {echo.mention.author_name for echo in page.echoes}


def test_copies_stand_behind_what_they_repeat(organization, told):
    page = course.page(organization, told.pk, datetime.now(UTC))
    assert [turn.mention.post_id for turn in page.turns] == ["a", "b", "c", "d"]
    assert page.turns[0].repeats == 2
    assert page.turns[0].repeaters == (("Quirin", "50 min"), ("Rosa", "60 min"))


def test_the_lanes_count_every_post_once(organization, told):
    page = course.page(organization, told.pk, datetime.now(UTC))
    assert {lane.network: (lane.own, lane.repeats) for lane in page.lanes} == {
        "feed": (3, 2),
        "mastodon": (1, 0),
    }
    for lane in page.lanes:
        assert all(0 <= bar.left <= 100 and bar.own + bar.repeats <= 100 for bar in lane.bars)


def test_without_judgements_the_tone_is_unknown_and_with_them_has_an_interval(client, editor, told):
    client.force_login(editor.person, backend="allauth.account.auth_backends.AuthenticationBackend")
    address = reverse("listen:story", args=[told.pk])
    assert client.get(address).context["page"].tone.judged == 0
    for mention in Mention.objects.exclude(post_id="f"):
        label = "negative" if mention.post_id in "ab" else "neutral"
        Judgement.objects.create(mention=mention, question="tone", label=label, probability=0.9)
    tone = client.get(address).context["page"].tone
    assert tone.judged == 5
    _words, share, between = tone.shares[0]
    assert share == "40\N{NO-BREAK SPACE}%"
    low, high = between.removesuffix("\N{NO-BREAK SPACE}%").split("–")
    assert int(low) < 40 < int(high)


def test_the_page_of_a_story_asks_a_fixed_number_of_questions(
    client, editor, told, django_assert_max_num_queries
):
    client.force_login(editor.person, backend="allauth.account.auth_backends.AuthenticationBackend")
    address = reverse("listen:story", args=[told.pk])
    client.get(address)
    with django_assert_max_num_queries(24) as few:
        client.get(address)
    more = [
        post(f"x{n}", f"Auenried Dach Bibliothek Sturm {n}", attributed_to=Actor(id=f"x{n}"))
        for n in range(30)
    ]
    actions.take_in(Mention.objects.first().source, more, "2", now=datetime.now(UTC))
    with django_assert_max_num_queries(len(few)):
        client.get(address)


def test_a_story_whose_every_word_was_taken_down_still_has_a_page(client, editor, told):
    client.force_login(editor.person, backend="allauth.account.auth_backends.AuthenticationBackend")
    Mention.objects.update(taken_down=datetime.now(UTC), text="", name="")
    answer = client.get(reverse("listen:story", args=[told.pk]))
    assert answer.status_code == 200
    assert answer.context["page"].echoes == ()
