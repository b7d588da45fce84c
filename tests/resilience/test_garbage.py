"""After the publishing request has left, only a true receipt or Uncertain may come: all else could double."""

from __future__ import annotations

import datetime as dt
import json
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leitstand import registry
from leitstand.vocabulary.errors import Uncertain
from leitstand.vocabulary.network import Offer
from leitstand.vocabulary.post import Actor, Note
from tests.paper_wire import PaperWire

NOW = dt.datetime(2026, 11, 17, 9, tzinfo=dt.UTC)
NETWORKS = [name for name, one in registry.networks().items() if Offer.PUBLISH in one.offers]
BLOG = "https://blog.example/wp-json/wp/v2/"
NELE = {"acct": "nele@social.example", "url": "https://social.example/@nele", "username": "nele"}
PARENT = "at://did:plc:nele/app.bsky.feed.post/3abc"


def mastodon() -> tuple[PaperWire, str, str, Note]:
    wire = PaperWire("https://social.example", me=Actor(id="https://social.example/@us"))
    id = "https://social.example/@nele/7"
    wire.says("GET", "/api/v1/statuses/7", json={"id": "7", "uri": id, "account": NELE})
    return wire, "POST", "/api/v1/statuses", note(id)


def wordpress() -> tuple[PaperWire, str, str, Note]:
    wire = PaperWire("https://blog.example", me=Actor(id=f"{BLOG}users/1"))
    wire.says("GET", f"{BLOG}comments/5", json={"id": 5, "post": 3})
    return wire, "POST", f"{BLOG}comments", note(f"{BLOG}comments/5")


def wordpress_article() -> tuple[PaperWire, str, str, Note]:
    wire = PaperWire("https://blog.example", me=Actor(id=f"{BLOG}users/1"))
    wire.says("GET", f"{BLOG}posts", json=[])
    return wire, "POST", f"{BLOG}posts", note(None)


def bluesky() -> tuple[PaperWire, str, str, Note]:
    wire = PaperWire("https://pds.example", me=Actor(id="did:plc:us"))
    parent = {"posts": [{"uri": PARENT, "cid": "bafy", "record": {}}]}
    wire.says("GET", f"/xrpc/app.bsky.feed.getPosts?{urlencode({'uris': PARENT})}", json=parent)
    return wire, "POST", "/xrpc/com.atproto.repo.putRecord", note(PARENT)


CASES = {"mastodon": [mastodon], "wordpress": [wordpress, wordpress_article], "bluesky": [bluesky]}
TRUTH = {
    "mastodon": lambda wire: {"id": "8", "uri": "https://social.example/users/us/statuses/8"},
    "wordpress": lambda wire: {"id": 8, "link": "https://blog.example/#comment-8"},
    "bluesky": lambda wire: {
        "uri": "at://did:plc:us/app.bsky.feed.post/" + wire.asked[-1].json["rkey"],
        "cid": "bafyx",
    },
}
GARBAGE = [
    b"",
    b"   ",
    b"<!doctype html><title>Bitte anmelden</title>",
    b"null",
    b"true",
    b"0",
    b'"ok"',
    b"[]",
    b"[{}]",
    b"{}",
    b'{"id": null}',
    b'{"id": {}, "link": [], "uri": {}}',
    b'{"id": "",',
    b'{"id": "12", "uri": 5, "url": null, "link": null}',
    b'{"error": "ok", "success": true}',
    b"\xff\xfe\x00\x80",
    b"[" * 200_000,
    b'{"id": 1e999, "created_at": [], "content": 3}',
    json.dumps({"uri": "at://did:plc:somebody/app.bsky.feed.post/3k", "id": True, "link": {}}).encode(),
]
MAKERS = [pytest.param(name, make, id=make.__name__) for name in CASES for make in CASES[name]]


def note(answered: str | None) -> Note:
    return Note(content="Am Montag ab acht Uhr.", published=NOW, in_reply_to=answered)


def send(name: str, make, **said):
    wire, method, place, words = make()
    wire.says(method, place, **said)
    return registry.network(name).publish(wire, words, key="key-1"), wire


def test_every_network_asked_here_publishes():
    assert set(CASES) <= set(NETWORKS)


@pytest.mark.parametrize(("name", "make"), MAKERS)
@pytest.mark.parametrize("status", [200, 201, 202, 204, 302])
@pytest.mark.parametrize("body", GARBAGE, ids=range(len(GARBAGE)))
def test_garbage_in_answer_to_what_was_sent_is_uncertain(name, make, status, body):
    with pytest.raises(Uncertain, match="look on the network"):
        send(name, make, status=status, body=body, headers={"location": "https://login.example/"})


@pytest.mark.parametrize(("name", "make"), MAKERS)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    said=st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["id", "uri", "url", "link", "_links", "content", "created_at", "date_gmt", "account"]
                ),
                inner,
                max_size=5,
            )
        ),
        max_leaves=12,
    )
)
def test_whatever_object_comes_back_it_is_a_receipt_or_uncertain(name, make, said):
    try:
        receipt, _wire = send(name, make, body=json.dumps(said).encode())
    except Uncertain:
        return
    assert receipt.url.startswith("http")


@pytest.mark.parametrize(("name", "make"), MAKERS)
def test_a_true_answer_is_a_receipt(name, make):
    wire, method, place, words = make()
    wire.says(method, place, status=201, json={})
    with pytest.raises(Uncertain):
        registry.network(name).publish(wire, words, key="key-1")
    receipt, _wire = send(name, make, status=201, json=TRUTH[name](wire))
    assert receipt.url.startswith("http")
