"""Finding and adding sources, and what their headlines say."""

from __future__ import annotations

from datetime import timedelta

import pytest

from leitstand.listen import actions, memory, stories
from leitstand.listen.models import Source
from leitstand.people.models import Account
from leitstand.vocabulary.errors import Invalid, Refused, TryLater
from leitstand.vocabulary.network import Found
from leitstand.vocabulary.watch import Mistake
from tests.listen.conftest import NOW, member_of
from tests.paper_wire import PaperWire

pytestmark = pytest.mark.django_db

SITE = "https://blog.example"
WAY = Found(source=f"{SITE}/feed", name="Warm gerechnet", label="Feed")


class SilentWire(PaperWire):
    """What nobody wrote down is not found, as on a server that knows nothing of other networks."""

    def get(self, url, *, query=None, headers=None):
        try:
            return super().get(url, query=query, headers=headers)
        except AssertionError:
            raise TryLater(f"{url} did not answer.", timedelta(minutes=1)) from None


def test_a_site_is_asked_by_every_network_and_its_feed_is_found():
    wire = SilentWire()
    page = b'<html><link rel="alternate" type="application/rss+xml" href="/feed" title="Warm"></html>'
    wire.says("GET", SITE, body=page, headers={"content-type": "text/html"})
    found = actions.find_sources(wire, f" {SITE} ")
    assert ("feed", f"{SITE}/feed") in [(network, way.source) for network, way in found]


def test_an_address_that_leads_nowhere_says_what_came_back():
    with pytest.raises(Invalid) as told:
        actions.find_sources(SilentWire(), "https://nowhere.example")
    assert "nowhere.example did not answer" in str(told.value)


@pytest.mark.parametrize("address", ["", "   "])
def test_no_address_is_no_address(address):
    with pytest.raises(Invalid):
        actions.find_sources(SilentWire(), address)


def test_a_source_is_asked_from_now_on(editor):
    source = actions.add_source(editor, "feed", WAY, now=NOW)
    assert (source.keep, source.live, source.next_fetch, source.organization) == (
        "matches",
        False,
        NOW,
        editor.organization,
    )


def test_the_same_source_twice_is_refused_and_nothing_is_lost(editor):
    actions.add_source(editor, "feed", WAY, now=NOW)
    with pytest.raises(Invalid, match="already"):
        actions.add_source(editor, "feed", WAY, now=NOW)
    assert Source.objects.count() == 1


def test_readers_add_nothing(reader):
    with pytest.raises(Refused):
        actions.add_source(reader, "feed", WAY, now=NOW)
    with pytest.raises(Refused):
        actions.add_watch(reader, "Wir", "auenried", now=NOW)


def test_nobody_changes_what_belongs_to_another_organisation(organization, source, watch):
    stranger = member_of(type(organization).objects.create(name="Stadtwerke Lindental"), "owner")
    with pytest.raises(Refused):
        actions.remove_source(stranger, source)
    with pytest.raises(Refused):
        actions.change_watch(stranger, watch, query="x")


def test_a_connected_account_is_listened_to_once(organization):
    account = Account.objects.create(
        organization=organization, network="mastodon", actor_id="1", server="https://social.example"
    )
    first = actions.listen_to_account(account, now=NOW)
    assert actions.listen_to_account(account, now=NOW) == first
    assert (first.keep, first.addressed) == ("all", True)


def test_a_network_without_notifications_gives_no_source(organization):
    account = Account.objects.create(organization=organization, network="feed", actor_id="1", server="x")
    assert actions.listen_to_account(account, now=NOW) is None


def test_a_query_with_a_mistake_is_not_kept(editor, watch):
    with pytest.raises(Mistake) as told:
        actions.change_watch(editor, watch, query="a AND OR b")
    assert told.value.column == 7
    watch.refresh_from_db()
    assert watch.query == "auenried"


def test_a_watch_has_a_name_of_its_own(editor, watch):
    for name in ("", "x" * 101, "Wir"):
        with pytest.raises(Invalid):
            actions.add_watch(editor, name, "rad", now=NOW)


def test_watches_are_compiled_once_until_one_changes(organization, editor, watch, django_assert_num_queries):
    memory.watches(organization.pk)
    with django_assert_num_queries(1):
        assert memory.watches(organization.pk).names == (str(watch.pk),)
    actions.change_watch(editor, watch, active=False)
    assert memory.watches(organization.pk).names == ()


@pytest.mark.parametrize(
    ("name", "text", "headline"),
    [
        ("Titel", "Der Text", "Titel"),
        ("", "Kurz.", "Kurz."),
        (
            "",
            "Die Mensa streicht das Pfand für Schalen. Warum nur?",
            "Die Mensa streicht das Pfand für Schalen",
        ),
        (
            "",
            "Warum streicht die Mensa denn das Pfand? Das frage ich.",
            "Warum streicht die Mensa denn das Pfand?",
        ),
    ],
)
def test_a_headline_is_the_title_or_the_first_sentence(name, text, headline):
    assert stories.headline(name, text) == headline


def test_a_long_headline_ends_between_two_words():
    said = stories.headline("", "Wort " * 100)
    assert len(said) <= stories.LONGEST_HEADLINE + 2
    assert said.endswith("Wort …")
