"""Who follows an account is read page by page, and what a network does not tell stays untold."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from leitstand.networks.bluesky import Bluesky
from leitstand.networks.mastodon import NETWORK as MASTODON
from leitstand.vocabulary.audience import Follower
from leitstand.vocabulary.errors import Invalid, Refused, TryLater
from tests.paper_wire import PaperWire

SOCIAL = "https://social.example"
LIST = "/api/v1/accounts/7/followers"
APP = "https://appview.example"
BLUESKY = Bluesky(public=APP)


def account(name: str, **more: object) -> dict[str, object]:
    said: dict[str, object] = {
        "id": "1",
        "acct": name,
        "uri": f"{SOCIAL}/users/{name}",
        "created_at": "2026-01-02T00:00:00.000Z",
        "last_status_at": "2026-03-01",
        "statuses_count": 12,
        "avatar": f"{SOCIAL}/avatars/{name}.png",
        "note": "<p>Liest gern.</p>",
    }
    return said | more


def mastodon(*pages: list[dict[str, object]]) -> PaperWire:
    wire = PaperWire(SOCIAL)
    for number, page in enumerate(pages):
        url = f"{SOCIAL}{LIST}" + (f"?max_id={number}" if number else "")
        onward = f'<{SOCIAL}{LIST}?max_id={number + 1}>; rel="next"'
        link = {"link": f'{onward}, <{SOCIAL}{LIST}?since_id=9>; rel="prev"'}
        wire.says("GET", url, json=page, headers=link if number + 1 < len(pages) else {})
    return wire


def test_mastodon_pages_go_on_by_the_link_alone():
    wire = mastodon([account("a"), account("b")], [account("c")])
    pages = list(MASTODON.followers(wire, f"account {SOCIAL} 7"))
    assert [[one.id[-1] for one in page] for page in pages] == [["a", "b"], ["c"]]
    assert wire.asked[0].query == {"limit": "80"}


def test_a_link_to_another_server_is_not_followed():
    wire = PaperWire(SOCIAL)
    away = {"link": '<https://elsewhere.example/x>; rel="next"'}
    wire.says("GET", f"{SOCIAL}{LIST}", json=[account("a")], headers=away)
    assert len(list(MASTODON.followers(wire, f"account {SOCIAL} 7"))) == 1


NOTHING = {"posts": None, "picture": None, "described": None, "created": None}


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({}, {"posts": 12, "picture": True, "described": True}),
        ({}, {"last_post": datetime(2026, 3, 1, tzinfo=UTC), "created": datetime(2026, 1, 2, tzinfo=UTC)}),
        ({"statuses_count": 0, "last_status_at": None}, {"posts": 0, "last_post": None}),
        ({"avatar": f"{SOCIAL}/original/missing.png", "note": ""}, {"picture": False, "described": False}),
        ({"acct": "eva@else.example", "statuses_count": 0}, {"posts": None, "last_post": None}),
        ({"acct": "eva@else.example"}, {"posts": 12, "last_post": None}),
        ({"statuses_count": "many", "avatar": None, "note": 3, "created_at": "?"}, NOTHING),
    ],
)
def test_what_a_mastodon_server_cannot_know_is_not_told(said, told):
    ((one,),) = MASTODON.followers(mastodon([account("a", **said)]), f"account {SOCIAL} 7")
    assert {name: getattr(one, name) for name in told} == told
    assert list(MASTODON.described(PaperWire(SOCIAL), [one])) == [one]


def test_the_account_behind_a_handle_is_found_at_its_own_server():
    wire = PaperWire("https://our.example")
    about = account(
        "hochschule",
        id="7",
        display_name="Hochschule Auenried",
        followers_count=1234,
        url=f"{SOCIAL}/@hochschule",
    )
    wire.says("GET", f"{SOCIAL}/api/v1/accounts/lookup", json=about)
    wire.says("GET", f"{SOCIAL}/api/v1/accounts/7", json=about)
    wire.says("GET", f"{SOCIAL}/.well-known/webfinger", status=404)
    found = MASTODON.followed(wire, "@hochschule@social.example")
    assert (found.name, found.followers, found.id) == ("Hochschule Auenried", 1234, f"account {SOCIAL} 7")
    with pytest.raises(Invalid, match="no account of Mastodon"):
        MASTODON.followed(PaperWire("https://our.example"), "Hochschule Auenried")


def test_a_server_that_tells_strangers_nothing_says_so():
    wire = PaperWire(SOCIAL)
    wire.says("GET", f"{SOCIAL}{LIST}", status=401)
    with pytest.raises(Refused, match="strangers"):
        list(MASTODON.followers(wire, f"account {SOCIAL} 7"))


def xrpc(method: str, query: str) -> str:
    return f"{APP}/xrpc/{method}?{query}"


def profile(did: str, **more: object) -> dict[str, object]:
    return {"did": did, "handle": f"{did[-1]}.test", "createdAt": "2026-01-02T03:04:05Z", **more}


def test_bluesky_pages_go_on_by_cursor_and_profiles_tell_the_rest():
    wire = PaperWire("")
    listed = "app.bsky.graph.getFollowers"
    first = [profile("did:plc:a", avatar="https://cdn.example/a", description="Liest."), profile("did:plc:b")]
    wire.says("GET", xrpc(listed, "actor=did%3Aplc%3Aus&limit=100"), json={"followers": first, "cursor": "x"})
    wire.says(
        "GET",
        xrpc(listed, "actor=did%3Aplc%3Aus&limit=100&cursor=x"),
        json={"followers": [profile("did:plc:c"), {}]},
    )
    every = [one for page in BLUESKY.followers(wire, "did:plc:us") for one in page]
    assert [one.id for one in every] == ["did:plc:a", "did:plc:b", "did:plc:c"]
    assert (every[0].picture, every[0].described, every[1].picture, every[1].described) == (
        True,
        True,
        False,
        False,
    )
    assert every[0].posts is None
    asked = "actors=did%3Aplc%3Aa&actors=did%3Aplc%3Ab&actors=did%3Aplc%3Ac"
    profiles = [profile("did:plc:a", postsCount=3), profile("did:plc:b", postsCount=0)]
    wire.says("GET", xrpc("app.bsky.actor.getProfiles", asked), json={"profiles": profiles})
    item = {"post": {"indexedAt": "2020-01-01T00:00:00Z"}, "reason": {"indexedAt": "2026-02-01T00:00:00Z"}}
    wire.says(
        "GET", xrpc("app.bsky.feed.getAuthorFeed", "actor=did%3Aplc%3Aa&limit=1"), json={"feed": [item]}
    )
    a, b, c = BLUESKY.described(wire, every)
    assert (a.posts, a.last_post) == (3, datetime(2026, 2, 1, tzinfo=UTC))
    assert (b.posts, b.last_post, c.posts) == (0, None, None)


def test_a_feed_that_may_not_be_seen_tells_no_last_post():
    wire = PaperWire("")
    wire.says(
        "GET",
        xrpc("app.bsky.actor.getProfiles", "actors=did%3Aplc%3Aa"),
        json={"profiles": [profile("did:plc:a", postsCount=3)]},
    )
    wire.says(
        "GET",
        xrpc("app.bsky.feed.getAuthorFeed", "actor=did%3Aplc%3Aa&limit=1"),
        status=400,
        json={"error": "BlockedByActor"},
    )
    (one,) = BLUESKY.described(wire, [Follower(id="did:plc:a")])
    assert (one.posts, one.last_post) == (3, None)


def test_a_busy_network_is_not_taken_for_an_empty_one():
    wire = PaperWire("")
    wire.says("GET", xrpc("app.bsky.graph.getFollowers", "actor=did%3Aplc%3Aus&limit=100"), status=429)
    with pytest.raises(TryLater):
        list(BLUESKY.followers(wire, "did:plc:us"))
