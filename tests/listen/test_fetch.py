"""Asking sources: politely, each by itself, and with a word about what is wrong."""

from __future__ import annotations

from datetime import timedelta

import pytest

from leitstand.listen import actions, health, tasks
from leitstand.listen.models import Mention, Source
from leitstand.people.models import Account
from leitstand.vocabulary.errors import Gone, Reconnect, Rejected, TryLater
from tests.listen.conftest import NOW, post, source_of
from tests.paper_wire import PaperWire

pytestmark = pytest.mark.django_db

FEED = "https://blog.example/feed.json"
OTHER = "https://other.example/feed.json"


def feed(*ids: str, every: timedelta = timedelta(hours=2)) -> dict:
    """A feed of ours: one post each `every`, the first one newest."""
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Warm gerechnet",
        "items": [
            {
                "id": f"https://blog.example/{id}",
                "content_text": f"Auenried {id}",
                "date_published": (NOW - every * place).isoformat(),
            }
            for place, id in enumerate(ids)
        ],
    }


@pytest.fixture
def wire() -> PaperWire:
    return PaperWire()


def fetch(wire, now=NOW) -> int:
    return tasks.fetch_due(now, lambda _account: wire)


def test_a_due_source_is_asked_and_its_posts_are_kept(source, watch, wire):
    wire.says("GET", FEED, json=feed("1", "2"))
    assert fetch(wire) == 1
    source.refresh_from_db()
    assert Mention.objects.count() == 2
    assert source.cursor
    assert (source.last_asked, source.last_answered, source.failures) == (NOW, NOW, 0)


def test_nobody_is_asked_before_the_time(source, watch, wire):
    wire.says("GET", FEED, json=feed("1", "2"))
    fetch(wire)
    assert fetch(wire, NOW + timedelta(seconds=119)) == 0


@pytest.mark.parametrize(("every", "minutes"), [(2 / 60, 2), (0.5, 15), (48, 60)])
def test_busy_sources_are_asked_often_and_sleepy_ones_seldom(source, watch, wire, every, minutes):
    wire.says("GET", FEED, json=feed(*"123456", every=timedelta(hours=every)))
    fetch(wire)
    source.refresh_from_db()
    assert source.next_fetch - NOW == timedelta(minutes=minutes)


def test_a_source_paused_removed_or_live_is_not_asked(organization, source, wire):
    source_of(organization, source=OTHER, live=True)
    Source.objects.filter(pk=source.pk).update(state="paused")
    assert fetch(wire) == 0


def test_a_broken_source_never_stops_the_others(organization, source, watch, wire):
    source_of(organization, source=OTHER)
    wire.says("GET", FEED, body=b"this is no feed", headers={"content-type": "text/plain"})
    wire.says("GET", OTHER, json=feed("1"))
    assert fetch(wire) == 2
    assert Mention.objects.count() == 1
    source.refresh_from_db()
    assert source.state == "failing"
    assert source.problem["sentence"]


def test_a_server_that_asks_for_patience_gets_it(source, watch, wire):
    wire.says("GET", FEED, status=429, headers={"retry-after": "7200"})
    fetch(wire)
    source.refresh_from_db()
    assert source.next_fetch >= NOW + timedelta(hours=2)
    assert fetch(wire, NOW + timedelta(minutes=119)) == 0


def test_one_hitch_is_no_news_but_three_are(source, watch, wire):
    wire.fails("GET", FEED, TryLater("Nobody answered.", timedelta(seconds=1)))
    now, states = NOW, []
    for _visit in range(3):
        assert fetch(wire, now) == 1
        source.refresh_from_db()
        states.append(source.state)
        now = source.next_fetch
    assert states == ["working", "working", "failing"]
    assert source.problem == {"sentence": "Nobody answered.", "facts": {}}
    wire = PaperWire().says("GET", FEED, json=feed("1"))
    fetch(wire, now)
    source.refresh_from_db()
    assert (source.state, source.problem, source.failures) == ("working", None, 0)


def test_patience_doubles_up_to_six_hours_and_is_spread(source):
    pauses = []
    for source.failures in range(1, 14):
        pauses.append(health.backoff(source))
    assert pauses[:7] == sorted(set(pauses[:7])), "each failure waits longer than the one before"
    assert timedelta(minutes=3) < pauses[0] <= timedelta(minutes=4)
    assert timedelta(hours=4, minutes=48) <= pauses[-1] <= timedelta(hours=6)
    others = {health.backoff(Source(pk=pk, failures=5)) for pk in range(20)}
    assert len(others) > 15, "sources that failed together are not asked together"
    assert health.backoff(source) == health.backoff(source), "the same question has the same answer"


@pytest.mark.parametrize("error", [Gone("It is gone."), Rejected("No.")])
def test_a_clear_no_is_shown_at_once(source, watch, wire, error):
    wire.fails("GET", FEED, error)
    fetch(wire)
    source.refresh_from_db()
    assert (source.state, source.problem["sentence"]) == ("failing", error.sentence)


def test_a_network_that_was_uninstalled_is_named(organization, wire):
    source = source_of(organization, network="carrier-pigeon")
    fetch(wire)
    source.refresh_from_db()
    assert source.problem["facts"] == {"network": "carrier-pigeon"}


def test_a_crash_while_reading_is_tried_again_later_and_counts(source, watch, wire):
    wire.fails("GET", FEED, ZeroDivisionError())
    with pytest.raises(ZeroDivisionError):
        fetch(wire)
    assert fetch(wire) == 0, "others get their turn first"
    source.refresh_from_db()
    assert source.failures == 1
    assert fetch(PaperWire().says("GET", FEED, json=feed("1")), NOW + timedelta(hours=1)) == 1
    assert Mention.objects.count() == 1


def test_a_clock_set_back_neither_stalls_nor_floods(source, watch, wire):
    wire.says("GET", FEED, json=feed("1", "2"))
    fetch(wire, NOW + timedelta(days=300))
    assert fetch(wire, NOW) == 1, "not asked for 300 days otherwise"
    assert fetch(wire, NOW + timedelta(seconds=10)) == 0
    source.refresh_from_db()
    assert NOW < source.next_fetch <= NOW + timedelta(hours=1)


def test_a_clock_set_forward_asks_once(source, watch, wire):
    wire.says("GET", FEED, json=feed("1", "2"))
    fetch(wire)
    later = NOW + timedelta(days=300)
    assert [fetch(wire, later), fetch(wire, later)] == [1, 0]


def test_a_source_that_falls_silent_says_so(source, watch, wire):
    wire.says("GET", FEED, json=feed(*"123456"))
    fetch(wire)
    for hours, state in ((15, "working"), (17, "quiet")):
        Source.objects.update(next_fetch=NOW)
        fetch(wire, NOW + timedelta(hours=hours))
        source.refresh_from_db()
        assert source.state == state, f"{hours} h of silence at a usual gap of 2 h"


def test_few_posts_say_nothing_about_silence(source, watch, wire):
    wire.says("GET", FEED, json=feed("1", "2"))
    fetch(wire)
    Source.objects.update(next_fetch=NOW)
    fetch(wire, NOW + timedelta(days=30))
    source.refresh_from_db()
    assert source.state == "working"


def test_pausing_while_it_is_read_holds(source, watch, wire, editor):
    wire.says("GET", FEED, json=feed("1"))

    def opened(_account):
        actions.pause_source(editor, Source.objects.get())
        return wire

    tasks.fetch_due(NOW, opened)
    source.refresh_from_db()
    assert source.state == "paused"


@pytest.fixture
def account(organization, editor) -> Account:
    return Account.objects.create(
        organization=organization,
        network="mastodon",
        actor_id="1",
        handle="auenried@social.example",
        server="https://social.example",
        given={"server": "https://social.example", "token": "old"},
    )


TOKEN_CHECK = "https://social.example/api/v1/accounts/verify_credentials"
NOTIFICATIONS = "https://social.example/api/v1/notifications?types[]=mention"


def test_an_ended_permission_is_renewed_once_and_reading_goes_on(account, wire):
    source = actions.listen_to_account(account, now=NOW)
    wire.fails("GET", NOTIFICATIONS, Reconnect("Your permission ended."))
    wire.says("GET", NOTIFICATIONS, json=[])
    wire.says(
        "GET",
        TOKEN_CHECK,
        json={
            "id": "1",
            "acct": "auenried",
            "username": "auenried",
            "url": "https://social.example/@auenried",
        },
    )
    fetch(PaperWireAt(wire))
    source.refresh_from_db()
    account.refresh_from_db()
    assert (source.state, account.state) == ("working", "working")


def test_a_permission_that_is_not_given_again_pauses_the_account_and_says_why(account, wire):
    source = actions.listen_to_account(account, now=NOW)
    wire.fails("GET", NOTIFICATIONS, Reconnect("Your permission ended."))
    wire.says("GET", TOKEN_CHECK, status=401)
    fetch(PaperWireAt(wire))
    source.refresh_from_db()
    account.refresh_from_db()
    assert (source.state, account.state) == ("failing", "reconnect")
    assert account.problem["sentence"] == "Your permission ended."
    assert fetch(wire, NOW + timedelta(days=2)) == 0, "an account that waits for its owner is left alone"


def PaperWireAt(wire: PaperWire) -> PaperWire:
    wire.server = "https://social.example"
    return wire


def test_retention_lets_go_of_old_mentions_and_empty_stories(organization, source, watch):
    actions.take_in(source, [post("a")], "1", now=NOW)
    organization.retention_days = 30
    organization.save()
    assert tasks.tidy(NOW + timedelta(days=29)) == 0
    assert tasks.tidy(NOW + timedelta(days=31)) >= 1
    assert not Mention.objects.exists()
    assert not organization.stories.exists()


def test_what_we_answered_is_kept(organization, source, watch):
    from leitstand.speak.models import Reply

    actions.take_in(source, [post("a"), post("b")], "1", now=NOW)
    Reply.objects.create(mention=Mention.objects.get(post_id="a"), organization=organization, content="Danke")
    tasks.tidy(NOW + timedelta(days=1000))
    assert list(Mention.objects.values_list("post_id", flat=True)) == ["a"]
