"""The order of the front page: independent voices, networks, freshness; no farm of copies pays."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leitstand.listen import actions, front, outlets
from leitstand.listen import stories as told
from leitstand.listen.fronts import actions as fronts
from leitstand.listen.models import FrontPage, Mention, Story
from leitstand.listen.weights import Reckoning, Weights, weights
from leitstand.vocabulary.post import Actor, Post
from tests.listen.conftest import post, source_of

HOUR, WEEK = timedelta(hours=1), timedelta(days=7)
ROOF = "Der Sturm hat das Dach der Bibliothek in Auenried abgedeckt"
FARM = "Goldene Uhren in Auenried jetzt billig kaufen, nur heute im Angebot"


def weight(voices: int, networks: int, silent: timedelta, seeded: int = 0, **chosen) -> float:
    return Reckoning(
        voices=voices, seeded=seeded, networks=networks, silent=silent, weights=Weights(**chosen)
    ).total


def article(id: str, url: str, said: str, minutes: float = 0, **fields) -> Post:
    """An article at this address, by an author of its site."""
    return post(
        id, said, minutes, type="Article", name=said, url=url, attributed_to=Actor(id=f"{id}#a"), **fields
    )


def test_more_voices_more_networks_and_freshness_weigh_more():
    usual = weight(3, 1, HOUR)
    assert weight(4, 1, HOUR) > usual
    assert weight(3, 2, HOUR) > usual
    assert weight(3, 1, 19 * HOUR) == pytest.approx(usual / 2)
    assert weight(3, 1, -HOUR) == weight(3, 1, timedelta()), "a clock set back is no bonus"


def test_the_weights_of_an_organisation_change_the_order():
    assert weight(3, 1, 6 * HOUR, halved=6 * HOUR) == pytest.approx(weight(3, 1, timedelta()) / 2)
    assert weight(3, 3, HOUR, spread=0.0) == weight(3, 1, HOUR)


@given(
    voices=st.integers(0, 10_000),
    seeded=st.integers(0, 10_000),
    stranger=st.floats(0, 1),
    seeds=st.sampled_from([(), (1,)]),
)
def test_a_voice_never_counts_more_than_one(voices, seeded, stranger, seeds):
    chosen = Weights(seeds=seeds, stranger=stranger)
    seeded = min(seeded, voices)
    one = Reckoning(voices=voices, seeded=seeded, networks=1, silent=HOUR, weights=chosen)
    assert seeded <= one.counted + 1e-9 or not seeds
    assert one.counted <= voices


@pytest.mark.parametrize(
    ("address", "outlet"),
    [
        ("https://www.zeitung.example/kultur/1", "zeitung.example"),
        ("https://sport.zeitung.example/2", "zeitung.example"),
        ("http://news.paper.co.uk/a", "paper.co.uk"),
        ("https://auenried.wordpress.com/2026/1", "auenried.wordpress.com"),
        ("https://www.medium.com/@ida/post", "medium.com/@ida"),
        ("https://ida.hypotheses.org/12", "ida.hypotheses.org"),
        ("https://www.youtube.com/watch?v=1", ""),
        ("zeitung.example", "zeitung.example"),
        ("https://192.0.2.7/feed", ""),
        ("localhost", ""),
        ("https://[broken", ""),
        ("", ""),
    ],
)
def test_an_outlet_is_its_site_whatever_the_subdomain(address, outlet):
    assert outlets.outlet(address) == outlet


@given(st.text(max_size=60))
def test_no_address_breaks_the_outlet(address):
    found = outlets.outlet(address)
    assert found == outlets.outlet(address)
    assert "www." not in found[:4]


@pytest.mark.django_db
class TestStories:
    @pytest.fixture
    def now(self) -> datetime:
        return datetime(2026, 3, 2, 10, tzinfo=UTC)

    def take(self, source, *posts):
        actions.take_in(source, posts, "1", now=datetime(2026, 3, 2, 10, tzinfo=UTC))

    def top(self, organization, now):
        return front.stories(organization, now, WEEK)

    def test_a_hundred_copies_of_one_outlet_do_not_outrank_five_independent_voices(
        self, organization, source, watch, now
    ):
        said = [
            "Das Dach der Bibliothek in Auenried hat der Sturm abgedeckt",
            "Sturm deckt Dach ab: Bibliothek Auenried",
        ]
        said += ["Bibliothek Auenried: Dach nach Sturm fort", "Sturm, Dach, Bibliothek: Auenried räumt auf"]
        for number, words in enumerate([ROOF, *said]):
            self.take(source, article(f"v{number}", f"https://haus{number}.example/dach", words, 30))
        farm = [article(f"f{n}", f"https://farm{n}.example/uhr", FARM, 29 - n / 10) for n in range(100)]
        self.take(source, *farm)
        first, second = self.top(organization, now)
        assert "Dach" in first.story.headline
        assert (first.voices, second.voices) == (5, 1)
        assert second.repeats == 99

    def test_a_hundred_subdomains_with_words_of_their_own_are_one_voice(
        self, organization, source, watch, now
    ):
        farm = [
            article(
                f"f{n}", f"https://blog{n}.farm.example/uhr", f"Auenried Uhren Gold Angebot {'x' * (n + 1)}"
            )
            for n in range(20)
        ]
        self.take(source, *farm)
        assert {told.voices for told in self.top(organization, now)} == {1}

    def test_the_outlets_of_one_owner_are_one_voice_and_taking_the_owner_away_parts_them(
        self, organization, source, watch, editor, now
    ):
        self.take(
            source,
            article("a", "https://morgen.example/dach", ROOF, 3),
            article("b", "https://www.abend.example/dach", "Bibliothek Auenried ohne Dach nach dem Sturm", 2),
            post(
                "c",
                "Sturm, Dach, Bibliothek Auenried",
                1,
                attributed_to=Actor(id="c", preferred_username="abend@x.example"),
            ),
        )
        assert self.top(organization, now)[0].voices == 3
        said = "morgen.example\nhttps://abend.example\n@abend@x.example"
        owner = fronts.own(editor, "Verlag", said, now=now)
        assert self.top(organization, now)[0].voices == 1
        fronts.disown(editor, owner)
        assert self.top(organization, now)[0].voices == 3

    def test_seeds_count_fully_and_others_less(self, organization, source, watch, now):
        seed = source_of(organization, source="https://seed.example/feed", name="Saat")
        self.take(
            source,
            *(article(f"v{n}", f"https://haus{n}.example/dach", f"{ROOF} Teil {n}", 5) for n in range(3)),
        )
        self.take(seed, article("s", "https://saat.example/mensa", "Die Mensa in Auenried kocht Linsen", 5))
        assert "Dach" in self.top(organization, now)[0].story.headline
        row = FrontPage.objects.create(organization=organization, stranger=0.1)
        row.seeds.set([seed])
        first = self.top(organization, now)[0]
        assert "Mensa" in first.story.headline
        assert (first.reckoning.seeded, first.reckoning.counted) == (1, 1.0)

    def test_a_network_with_nothing_but_copies_adds_nothing(self, organization, source, watch, now):
        self.take(source, article("a", "https://haus.example/dach", ROOF, 9))
        before = self.top(organization, now)[0].reckoning
        self.take(source, post("b", ROOF, 9, network="mastodon", announces="a", type="Announce"))
        after = self.top(organization, now)[0]
        assert after.reckoning.spread == before.spread == 1
        assert set(after.networks) == {"feed", "mastodon"}, "it is shown all the same"

    def test_what_was_heard_before_outlets_were_kept_counts_by_author(self, organization, source, watch, now):
        self.take(
            source,
            post("a", ROOF, 3),
            post("b", "Ohne Dach: Bibliothek in Auenried nach dem Sturm", 2, attributed_to=Actor(id="nele")),
        )
        Mention.objects.update(voice="")
        assert self.top(organization, now)[0].voices == 2

    def test_a_story_knows_its_size_also_when_posts_are_gone(self, organization, source, watch, now):
        self.take(source, *(article(f"v{n}", f"https://haus{n}.example/d", ROOF) for n in range(3)))
        assert Story.objects.get().size == 3
        assert front.extent(organization, now, WEEK) == front.Extent(1, 0, 3)
        Mention.objects.filter(post_id="v1").delete()
        told.resize([Story.objects.get().pk])
        assert front.extent(organization, now, WEEK) == front.Extent(1, 0, 2)

    def test_the_order_asks_a_fixed_number_of_questions(
        self, organization, source, watch, now, django_assert_max_num_queries
    ):
        FrontPage.objects.create(organization=organization)
        self.take(
            source,
            *(
                article(
                    f"v{n}",
                    f"https://haus{n}.example/d",
                    f"Auenried {chr(97 + n % 26) * 5}{chr(97 + n // 26) * 5}",
                )
                for n in range(40)
            ),
        )
        with django_assert_max_num_queries(7):
            self.top(organization, now)
        assert Story.objects.count() > 10
        assert weights(organization).owners == ()
