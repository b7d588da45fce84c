"""Who follows an account is looked at as a sample, and nothing of any single follower is kept."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.core import serializers
from django.test import Client
from django.urls import reverse

from leitstand.listen.models import Audience
from leitstand.listen.voices import audiences
from leitstand.people.models import Membership, Organization, Person
from leitstand.vocabulary.audience import Followed, Follower
from leitstand.vocabulary.errors import Gone, Invalid, Refused, TryLater
from leitstand.vocabulary.network import Offer
from tests.paper_wire import PaperWire

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


class Crowd:
    """A network of one account, a third of whose followers never posted."""

    name, title, offers = "crowd", "Crowd", Offer.FOLLOWERS

    def __init__(self, followers: int, count: int | None = None, trouble: Exception | None = None) -> None:
        self.size, self.count, self.trouble = followers, count, trouble
        self.looked_at: list[str] = []

    def followed(self, wire, address):
        if address == "@nobody":
            raise Invalid("%(address)s is no account here.", address=address)
        return Followed(id="7", name="Hochschule", url="https://crowd.example/7", followers=self.count)

    def followers(self, wire, id):
        for start in range(0, self.size, 80):
            yield [Follower(id=f"secret{n}", picture=True) for n in range(start, min(start + 80, self.size))]
        if self.trouble:
            raise self.trouble

    def described(self, wire, drawn):
        self.looked_at += [one.id for one in drawn]
        return iter([replace(one, posts=0 if int(one.id[6:]) % 3 == 0 else 5) for one in drawn])


class Shut(PaperWire):
    def close(self) -> None:
        """Paper needs no closing."""


@pytest.fixture
def organization(db) -> Organization:
    return Organization.objects.create(name="Hochschule Auenried", language="de")


@pytest.fixture
def member(organization) -> Membership:
    person = Person.objects.create_user("ada@auenried.example", name="Ada")
    return Membership.objects.create(person=person, organization=organization, role="editor")


@pytest.fixture
def browser(member) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(member.person)
    return client


@pytest.fixture
def crowd(monkeypatch):
    """Puts a crowd on the shelf."""

    def put(followers: int = 900, count: int | None = 900, trouble: Exception | None = None) -> Crowd:
        made = Crowd(followers, count, trouble)
        monkeypatch.setattr("leitstand.registry.networks", lambda: {"crowd": made})
        monkeypatch.setattr("leitstand.registry.network", lambda name: made)
        return made

    return put


def looked(member, address: str = "@hochschule", wanted: int = 200) -> Audience:
    row = audiences.ask(member, "crowd", address, wanted, now=NOW)
    assert audiences.look_due(NOW, Shut) == 1
    row.refresh_from_db()
    return row


def test_a_sample_is_drawn_looked_at_and_kept_as_sums_alone(member, crowd):
    network = crowd(900, count=5_000)
    row = looked(member)
    assert (row.made, row.read, row.followers, row.problem) == (NOW, 900, 5_000, None)
    assert row.content["looked_at"] == 200 == len(set(network.looked_at))
    share = row.content["shares"]["never_posted"]
    assert share["n"] == 200
    assert share["low"] <= share["mean"] <= share["high"]
    assert abs(share["mean"] - 1 / 3) < 0.15
    assert "secret" not in serializers.serialize("json", [row])


def test_every_follower_has_the_same_chance_wherever_they_stand_in_the_list():
    dice = itertools.cycle([0.0, 0.137, 0.512, 0.901, 0.333, 0.777, 0.25]).__next__
    state = [12345]

    def chance(below: int) -> int:
        state[0] = (1103515245 * state[0] + 12345 + int(dice() * 1000)) % 2**31
        return (state[0] >> 8) % below

    pages = [[Follower(id=f"{n}") for n in range(start, start + 10)] for start in range(0, 50, 10)]
    counted: Counter[str] = Counter()
    for _again in range(2_000):
        some, read = audiences.drawn(iter(pages), 10, chance)
        assert (len(some), read) == (10, 50)
        counted.update(one.id for one in some)
    assert min(counted.values()) > 310  # 400 expected, standard deviation 18
    assert max(counted.values()) < 490


def test_whoever_comes_twice_while_the_list_shifts_counts_once():
    pages = [[Follower(id="a"), Follower(id="b")], [Follower(id="b"), Follower(id="c")]]
    some, read = audiences.drawn(iter(pages), 9, lambda below: 0)
    assert ([one.id for one in some], read) == (["a", "b", "c"], 3)


def test_a_network_that_has_enough_of_us_leaves_what_was_read(member, crowd):
    crowd(160, count=9_000, trouble=TryLater("Enough.", timedelta(minutes=5)))
    row = looked(member)
    assert (row.read, row.content["looked_at"]) == (160, 160)
    assert row.content["shares"]["never_posted"]["low"] == row.content["shares"]["never_posted"]["high"]


@pytest.mark.parametrize(
    ("followers", "count", "trouble", "said"),
    [
        (49, 49, None, "Fewer than 50"),
        (0, 4_000, None, "does not show who follows"),
        (0, 4_000, Gone("%(url)s is gone.", url="x"), "x is gone."),
        (0, None, TryLater("Busy.", timedelta(minutes=5)), "Busy."),
    ],
)
def test_what_cannot_be_told_is_said_in_words_and_nothing_is_kept(
    member, browser, crowd, followers, count, trouble, said
):
    crowd(followers, count, trouble)
    row = looked(member)
    assert (row.made, row.content) == (None, {})
    assert said in browser.get(reverse("listen:audiences")).content.decode()
    assert audiences.look_due(NOW, Shut) == 0


def test_what_stops_the_worker_three_times_is_given_up(member, crowd, monkeypatch):
    crowd()
    row = audiences.ask(member, "crowd", "@hochschule", 100, now=NOW)
    monkeypatch.setattr(audiences, "look", lambda *_args, **_more: 1 / 0)
    for _time in range(3):
        with pytest.raises(ZeroDivisionError):
            audiences.look_due(NOW, Shut)
    assert audiences.look_due(NOW, Shut) == 1
    row.refresh_from_db()
    assert row.problem["sentence"] == audiences.ENDED


def test_the_page_tells_shares_with_interval_count_and_what_may_explain_them(member, browser, crowd):
    crowd(900, count=5_000)
    looked(member)
    page = browser.get(reverse("listen:audiences")).content.decode()
    assert "200 were drawn by chance out of 900 followers" in page
    assert "The network counts 5000 followers" in page.replace(",", "").replace("\u202f", "")
    assert "has never posted" in page
    assert " of 200" in page
    assert "Many people only read." in page
    assert "bot" not in page.lower().replace("bottom", "").replace("both", "")


def test_somebody_asks_by_the_page_and_removes_it_again(member, browser, crowd):
    crowd()
    given = {"network": "crowd", "address": " @hochschule ", "wanted": "100"}
    assert browser.post(reverse("listen:audiences"), given).status_code == 302
    row = Audience.objects.get()
    assert (row.address, row.wanted, row.asked_by) == ("@hochschule", 100, member.person)
    again = browser.post(reverse("listen:audiences"), given)
    assert again.status_code == 422
    assert "being looked at already" in again.content.decode()
    assert "Being looked at." in again.content.decode()
    browser.post(reverse("listen:remove-audience", args=[row.pk]))
    assert not Audience.objects.exists()


def test_readers_look_but_do_not_ask_and_strangers_remove_nothing(member, browser, crowd):
    crowd()
    row = looked(member)
    other = Organization.objects.create(name="Andere", language="en")
    audiences.remove(Membership(person=member.person, organization=other, role="owner"), row.pk)
    assert Audience.objects.filter(pk=row.pk).exists()
    Membership.objects.update(role="reader")
    page = browser.get(reverse("listen:audiences"))
    assert "Look at an account" not in page.content.decode()
    assert browser.post(reverse("listen:remove-audience", args=[row.pk])).status_code == 409
    with pytest.raises(Refused):
        audiences.ask(Membership.objects.get(), "crowd", "@x", 100, now=NOW)


def test_a_network_that_lists_nobody_cannot_be_asked(member, browser, crowd):
    crowd()
    with pytest.raises(Invalid):
        audiences.ask(member, "feed", "@x", 100, now=NOW)
    wrong = browser.post(reverse("listen:audiences"), {"network": "feed", "address": "@x", "wanted": "7"})
    assert wrong.status_code == 422
    assert json.dumps(list(Audience.objects.values())) == "[]"
