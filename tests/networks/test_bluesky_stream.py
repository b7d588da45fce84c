"""Jetstream on a wire of paper: where a stream begins, how events are gathered, how it ends."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leitstand.networks.bluesky import NETWORK, streaming
from leitstand.vocabulary.errors import TryLater
from tests.paper_wire import PaperWire

V1, V2 = "wss://jet.example/subscribe", "wss://jet.example/xrpc/network.bsky.jetstream.subscribeEvents"
BEGIN = 1_783_175_888_000_000
DID = "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa"


def _event(moment: int, source: str = V1) -> bytes:
    record = {"$type": "app.bsky.feed.post", "text": str(moment), "createdAt": "2026-07-04T14:38:06Z"}
    commit = {
        "operation": "create",
        "collection": "app.bsky.feed.post",
        "rkey": str(moment),
        "record": record,
    }
    if source == V1:
        return json.dumps({"did": DID, "time_us": moment, "kind": "commit", "commit": commit}).encode()
    seen = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=moment)).isoformat()
    kind = "network.bsky.jetstream.subscribeEvents#commit"
    payload = {
        "$type": kind,
        "seq": 5,
        "did": DID,
        "time": "2020-01-01T00:00:00Z",
        "witnessedAt": seen,
        **commit,
    }
    return json.dumps({"$type": "message", "payload": payload}).encode()


def _pages(messages: list[bytes], source: str = V1, since: str = "", error: Exception | None = None) -> list:
    wire = PaperWire("").streams(streaming.address(source, since), messages, error)
    return list(NETWORK.stream(wire, source, since))


def test_the_first_stream_begins_now_with_posts_only():
    asked = parse_qs(urlsplit(streaming.address(V1, "")).query)
    assert asked == {"wantedCollections": ["app.bsky.feed.post"], "maxMessageSizeBytes": ["200000"]}


def test_a_stream_can_begin_at_a_moment_before_its_first_event():
    begun = NETWORK.begin(datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=BEGIN))
    assert begun == str(BEGIN)
    assert "cursor" in parse_qs(urlsplit(streaming.address(V1, begun)).query)


def test_the_newer_wire_is_asked_in_its_own_words():
    asked = parse_qs(urlsplit(streaming.address(V2, str(BEGIN))).query)
    assert asked["collections"] == ["app.bsky.feed.post"]
    assert asked["kinds"] == ["commit"]
    assert "wantedCollections" not in asked


@pytest.mark.parametrize("source", [V1, V2])
def test_a_stream_goes_on_five_seconds_before_the_last_event(source):
    asked = parse_qs(urlsplit(streaming.address(source, str(BEGIN))).query)
    assert asked["cursor"] == [str(BEGIN - 5_000_000)]


def test_what_was_asked_for_in_the_address_is_kept_but_never_a_second_cursor():
    address = streaming.address(f"{V1}?wantedDids={DID}&cursor=5&compress=true", str(BEGIN))
    asked = parse_qs(urlsplit(address).query)
    assert (asked["wantedDids"], len(asked["cursor"]), "compress" in asked) == ([DID], 1, False)


@pytest.mark.parametrize("cursor", ["yesterday", "-5", "٣", "1.5"])
def test_a_cursor_that_cannot_be_one_is_never_sent(cursor):
    assert "cursor" not in streaming.address(V1, cursor)


@pytest.mark.parametrize("source", [V1, V2])
def test_on_a_quiet_network_each_event_comes_at_once(source):
    moments = [BEGIN + n * 2_000_000 for n in range(20)]
    pages = _pages([_event(moment, source) for moment in moments], source)
    assert [page.cursor for page in pages] == [str(moment) for moment in moments]


def test_on_a_busy_network_events_are_gathered_and_none_is_lost():
    moments = [BEGIN + n * 1_000 for n in range(5_000)]
    pages = _pages([_event(moment) for moment in moments])
    assert [post.content for page in pages for post in NETWORK.parse(page.raw)] == [str(m) for m in moments]
    assert len(pages) < 50
    assert max(page.raw.count(b"\n") + 1 for page in pages) <= 200


def test_silence_is_passed_on_with_what_was_gathered():
    pages = _pages([*(_event(BEGIN + n) for n in range(15)), b"", b""])
    assert [bool(page.raw) for page in pages[-2:]] == [True, False]
    assert pages[-1].cursor == str(BEGIN + 14)


def test_before_anything_was_said_the_cursor_stays_as_it_was():
    assert _pages([b""], since=str(BEGIN))[0].cursor == str(BEGIN)
    assert _pages([b""])[0].cursor == ""


def test_a_cursor_never_goes_back():
    pages = _pages([_event(BEGIN - 4_000_000), _event(BEGIN + 1), _event(BEGIN - 7)], since=str(BEGIN))
    assert [page.cursor for page in pages] == [str(BEGIN), str(BEGIN + 1), str(BEGIN + 1)]


def test_what_was_heard_before_the_line_broke_is_handed_on_first():
    wire = PaperWire("")
    messages = [_event(BEGIN + n) for n in range(12)]
    wire.streams(streaming.address(V1, ""), messages, TryLater("broken", timedelta(seconds=1)))
    heard: list[str] = []
    try:
        for page in NETWORK.stream(wire, V1, ""):
            heard += [post.content for post in NETWORK.parse(page.raw)]
    except TryLater as error:
        heard.append(str(error))
    assert heard == [*(str(BEGIN + n) for n in range(12)), "broken"]


def test_a_complaint_of_the_server_ends_the_stream_for_a_while():
    complaint = b'{"$type":"error","error":"ConsumerTooSlow","message":"reading below the floor rate"}'
    with pytest.raises(TryLater, match="ConsumerTooSlow"):
        _pages([_event(BEGIN, V2), complaint], V2)


@pytest.mark.parametrize(
    "noise", [b"{", b"null", b"[]", b'{"kind":"commit"}', b'{"did":"x","kind":"y"}', b"\xff"]
)
def test_noise_between_events_moves_nothing(noise):
    pages = _pages([noise, _event(BEGIN), noise])
    assert [(page.cursor, page.raw) for page in pages] == [(str(BEGIN), _event(BEGIN))]


def test_a_pretty_printed_event_stays_one_line():
    pretty = json.dumps(json.loads(_event(BEGIN)), indent=2).encode()
    (page,) = _pages([pretty])
    assert b"\n" not in page.raw
    assert [post.content for post in NETWORK.parse(page.raw)] == [str(BEGIN)]


@settings(max_examples=50)
@given(
    st.lists(st.integers(0, 3_000_000), min_size=1, max_size=60),
    st.integers(0, 59),
    st.sampled_from([V1, V2]),
)
def test_cutting_a_stream_anywhere_loses_nothing(gaps, cut, source):
    moments, now = [], BEGIN
    for gap in gaps:
        now += gap + 1
        moments.append(now)
    first = _pages([_event(moment, source) for moment in moments[:cut]], source)
    cursor = first[-1].cursor if first else ""
    start = int(cursor) - 5_000_000 if cursor else 0
    rest = _pages([_event(m, source) for m in moments if m >= start], source, cursor)
    heard = [post.id for page in (*first, *rest) for post in NETWORK.parse(page.raw)]
    assert list(dict.fromkeys(heard)) == [f"at://{DID}/app.bsky.feed.post/{moment}" for moment in moments]
