"""`mastodon` reads what servers really say, and says what they understand."""

from __future__ import annotations

import json
import lzma
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from leitstand.networks.mastodon import NETWORK
from leitstand.vocabulary.errors import Gone, Invalid, TryLater
from leitstand.vocabulary.post import Actor, Note, Picture, Receipt
from tests.paper_wire import PaperWire

EXAMPLES = Path(__file__).parent / "examples" / "mastodon"
RECORDED = Path(__file__).resolve().parents[3] / "shared" / "data" / "mastodon-api" / "responses.jsonl.xz"
HERE = "https://social.example"
ME = Actor(
    id=f"{HERE}/ap/users/101", name="Hochschule Auenried", preferred_username="auenried@social.example"
)
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def _wire() -> PaperWire:
    return PaperWire(HERE, ME)


def _status(id: str, content: str = "<p>Am Montag.</p>", **more: object) -> dict:
    said = {"id": id, "content": content, "created_at": "2026-03-02T09:00:01.000Z", "in_reply_to_id": None}
    said |= {
        "uri": f"{ME.id}/statuses/{id}",
        "url": f"{HERE}/@auenried/{id}",
        "account": {"acct": "auenried"},
    }
    return said | more


def _erikas(id: str) -> dict:
    account = {"id": "102", "acct": "erika@anderswo.example", "uri": "https://anderswo.example/users/erika"}
    return _status(id, "<p>Wann?</p>", uri="https://anderswo.example/users/erika/statuses/7", account=account)


def _walk(said: object):
    """Every status, wherever it stands: an independent, slower reading."""
    if isinstance(said, dict):
        if {"id", "content", "account", "uri", "visibility"} <= said.keys():
            yield said
        for value in said.values():
            yield from _walk(value)
    elif isinstance(said, list):
        for value in said:
            yield from _walk(value)


def _recorded() -> list[dict]:
    with lzma.open(RECORDED, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


@pytest.mark.skipif(not RECORDED.exists(), reason="the recorded answers lie beside the clone, if at all")
def test_every_status_of_a_thousand_recorded_answers_becomes_a_post_of_the_same_content():
    answers = statuses = 0
    for recorded in _recorded():
        try:
            said = json.loads(recorded["body"])
        except ValueError:
            continue
        posts = {p.id: p for p in NETWORK.parse(recorded["body"].encode(), f"{HERE}{recorded['uri']}")}
        answers += 1
        expected = list(_walk(said))
        assert set(posts) == {status["uri"] for status in expected}
        for status in expected:
            statuses += 1
            post = posts[status["uri"]]
            options = [option["title"] for option in (status["poll"] or {}).get("options", [])]
            assert post.content.startswith(status["content"])
            assert all(title in post.content for title in options)
            assert options or post.content == status["content"]
            assert post.attributed_to.id == status["account"]["uri"]
            assert post.published == datetime.fromisoformat(status["created_at"])
            assert post.interaction_count["reply"] == status["replies_count"]
            assert post.interaction_count["announce"] == status["reblogs_count"]
            assert post.interaction_count["like"] == status["favourites_count"]
            assert (post.summary or "") == status["spoiler_text"]
            assert post.language == status["language"]
            assert post.announces == (status["reblog"] and status["reblog"]["uri"])
            told = [media for media in status["media_attachments"] if media["url"]]
            assert [a.name for a in post.attachment if a.type != "Link"] == [m["description"] for m in told]
            assert len(post.tag) == len(status["tags"]) + len(status["mentions"])
    assert (answers, statuses) >= (900, 403)


@pytest.mark.skipif(not RECORDED.exists(), reason="the recorded answers lie beside the clone, if at all")
def test_the_recorded_streams_are_read_as_they_were_sent():
    streams = [r["body"] for r in _recorded() if "/streaming/" in r["uri"] and "event:" in r["body"]]
    for body in streams:
        posts = list(NETWORK.parse(body.encode(), HERE))
        events = [line[6:].strip() for line in body.splitlines() if line.startswith("event:")]
        assert len(posts) >= sum(event in ("update", "status.update", "delete") for event in events)
    assert len(streams) >= 6


def test_notifications_name_the_post_of_ours_that_is_answered():
    raw = (EXAMPLES / "notifications.json").read_bytes()
    (post,) = NETWORK.parse(raw, f"{HERE}/api/v1/notifications#me={ME.id}")
    assert post.in_reply_to == f"{ME.id}/statuses/1001"
    assert post.also["mastodon:local"] == f"{HERE}/api/v1/statuses/1002"
    (stranger,) = NETWORK.parse(raw, f"{HERE}/api/v1/notifications#me={HERE}/users/bert")
    assert stranger.in_reply_to == f"{HERE}/api/v1/statuses/1001"


def test_websocket_frames_mean_the_same_as_server_sent_events():
    status = json.loads((EXAMPLES / "thread.json").read_text())["ancestors"][0]
    frame = json.dumps({"stream": ["public"], "event": "update", "payload": json.dumps(status)}).encode()
    event = b"update\n" + json.dumps(status).encode()
    assert list(NETWORK.parse(frame, HERE)) == list(NETWORK.parse(event, HERE)) != []
    (gone,) = NETWORK.parse(b'{"event":"delete","payload":"1001"}', HERE)
    assert (gone.type, gone.id) == ("Tombstone", f"{HERE}/api/v1/statuses/1001")


def test_what_is_no_json_is_refused_and_half_characters_are_mended():
    with pytest.raises(Invalid):
        list(NETWORK.parse(b"<html>"))
    broken = _status("1", "<p>\ud83d</p>", account={"acct": "x", "url": "http://["})
    (post,) = NETWORK.parse(json.dumps(broken).encode(), "http://[")
    assert post.content == "<p>?</p>"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("Grüße", 5),
        ("👩‍🔬👍🏽🇩🇪", 3),
        ("e\u0301", 1),
        ("https://hochschule-auenried.example/ein/sehr/langer/weg?mit=allem#und-mehr", 23),
        ("Mehr: http://a.example.", 6 + 23 + 1),
        ("(https://a.example/x_(y))", 1 + 23 + 1),
        ("a.example", 9),
        ("@erika@anderswo.example Danke", 6 + 6),
        ("post@anderswo.example", 21),
        ("Zeile\nZeile", 11),
    ],
)
def test_counts_as_mastodon_counts(text, count):
    assert NETWORK.length(text) == count


def test_a_reply_begins_with_the_handle_of_whom_it_answers_but_only_once():
    for text, sent in (
        ("Am Montag.", "@erika@anderswo.example Am Montag."),
        ("Liebe @Erika@anderswo.example, am Montag.", "Liebe @Erika@anderswo.example, am Montag."),
    ):
        wire = _wire().says("GET", "/api/v2/search", json={"statuses": [_erikas("55")]})
        wire.says("GET", "/api/v1/statuses/55", json=_erikas("55"))
        wire.says("POST", "/api/v1/statuses", json=_status("56"))
        note = Note(content=text, published=NOW, in_reply_to=_erikas("55")["uri"])
        receipt = NETWORK.publish(wire, note, key="schlüssel-1")
        assert (receipt.id, receipt.url) == (f"{ME.id}/statuses/56", f"{HERE}/@auenried/56")
        asked = wire.asked[-1]
        assert asked.headers["idempotency-key"] == "schlüssel-1"
        assert (asked.json["status"], asked.json["in_reply_to_id"]) == (sent, "55")


def test_a_post_that_search_confuses_with_another_is_not_answered():
    wire = _wire().says("GET", "/api/v2/search", json={"statuses": [_erikas("55")]})
    with pytest.raises(Gone):
        NETWORK.publish(wire, Note(content="x", published=NOW, in_reply_to="https://b.example/1"), key="k")
    assert [asked.method for asked in wire.asked] == ["GET"]


def test_a_picture_the_server_works_on_is_waited_for_but_not_for_ever():
    note = Note(
        content="x", published=NOW, pictures=(Picture(content=b"1", media_type="image/png", alt="A"),)
    )
    wire = _wire().says("POST", "/api/v2/media", json={"id": "9"}, status=202)
    wire.says("GET", "/api/v1/media/9", json={"id": "9"}, status=206)
    with pytest.raises(TryLater, match="still working on the picture"):
        NETWORK.publish(wire, note, key="k")
    wire = _wire().says("POST", "/api/v2/media", json={"id": "9"}, status=202)
    wire.says("GET", "/api/v1/media/9", json={"id": "9"}, status=206)
    wire.says("GET", "/api/v1/media/9", json={"id": "9"}).says("POST", "/api/v1/statuses", json=_status("1"))
    NETWORK.publish(wire, note, key="k")
    assert wire.asked[0].form == {"description": "A"}
    assert wire.asked[-1].json["media_ids"] == ["9"]


def test_looking_knows_our_words_in_the_html_of_a_real_server():
    html = (
        '<p><span class="h-card"><a href="https://anderswo.example/@erika" class="u-url mention">'
        '@<span>erika</span></a></span> Ja &amp; <a href="https://a.example/x"><span class="invisible">'
        'https://</span><span class="">a.example/x</span></a><br>Ihre <a class="mention hashtag">#'
        "<span>FH</span></a></p><p>Auenried</p>"
    )
    note = Note(content="Ja & https://a.example/x\nIhre #FH\n\nAuenried", published=NOW)
    ours = _status("56", html, in_reply_to_id="55")
    wire = _wire().says("GET", "/api/v1/accounts/verify_credentials", json={"id": "101"})
    wire.says("GET", "/api/v1/accounts/101/statuses", json=[ours])
    wire.says("GET", "/api/v2/search", json={"statuses": [_erikas("55")]})
    found = NETWORK.look(wire, replace(note, in_reply_to=_erikas("55")["uri"]), key="k")
    assert found is not None
    assert found.id == ours["uri"]
    assert NETWORK.look(wire, note, key="k") is None


def test_looking_finds_an_answer_to_what_has_been_deleted_meanwhile():
    wire = _wire().says("GET", "/api/v1/accounts/verify_credentials", json={"id": "101"})
    wire.says("GET", "/api/v1/accounts/101/statuses", json=[_status("56", "<p>@erika Am Montag.</p>")])
    wire.says("GET", "/api/v2/search", json={"statuses": []})
    note = Note(content="Am Montag.", published=NOW, in_reply_to=_erikas("55")["uri"])
    assert NETWORK.look(wire, note, key="k") is not None


def test_looking_goes_back_to_the_moment_of_the_note_and_no_further():
    old = _status("1", created_at="2026-03-02T08:00:00.000Z")
    wire = _wire().says("GET", "/api/v1/accounts/verify_credentials", json={"id": "101"})
    wire.says("GET", "/api/v1/accounts/101/statuses", json=[_status("3", "<p>Anderes</p>")])
    wire.says("GET", "/api/v1/accounts/101/statuses", json=[_status("2"), old])
    found = NETWORK.look(wire, Note(content="Am Montag.", published=NOW), key="k")
    assert found is not None
    assert found.id.endswith("/2")
    assert wire.asked[-1].query["max_id"] == "3"


@pytest.mark.parametrize(("page", "seen"), [(200, True), (404, False), (410, False)])
def test_where_the_interface_is_closed_to_strangers_the_page_tells_what_they_see(page, seen):
    receipt = Receipt(id=f"{ME.id}/statuses/56", url=f"{HERE}/@auenried/56", published=NOW)
    wire = _wire().says("GET", "/api/v1/statuses/56", status=401).says("GET", "/@auenried/56", status=page)
    assert NETWORK.visible(wire, receipt) is seen
    assert all(asked.headers["authorization"] == "" for asked in wire.asked)


def test_a_handle_whose_domain_lives_elsewhere_is_found_by_webfinger():
    wire = PaperWire("")
    wire.says("GET", "https://auenried.example/api/v1/accounts/lookup", status=404)
    link = {"rel": "self", "href": "https://social.auenried.example/users/hof"}
    wire.says("GET", "https://auenried.example/.well-known/webfinger", json={"links": [link]})
    account = {
        "id": "5",
        "acct": "hof",
        "username": "hof",
        "display_name": "Hof",
        "url": "https://auenried.example/@hof",
    }
    wire.says("GET", "https://social.auenried.example/api/v1/accounts/lookup", json=account)
    (found,) = NETWORK.find(wire, "@hof@auenried.example")
    assert (found.source, found.name) == (
        "account https://social.auenried.example 5",
        "Hof (@hof@auenried.example)",
    )


@pytest.mark.parametrize("typed", ["", "Mensa", "erika", "http://[", "https://[x", "#", "@", "a b@c", "#a#b"])
def test_what_is_no_address_of_ours_is_simply_not_found(typed):
    assert list(NETWORK.find(PaperWire(""), typed)) == []


def test_an_older_server_tells_its_limits_in_version_one():
    wire = _wire().says("GET", "/api/v2/instance", status=404)
    wire.says("GET", "/api/v1/instance", json={"uri": "social.example", "max_toot_chars": 5000})
    assert NETWORK.limits(wire).characters == 5000


def test_a_post_of_others_is_reported_to_our_own_server_and_nothing_more_is_done():
    status = _status("55") | {"account": {"id": "7", "acct": "erika"}}
    wire = (
        _wire()
        .says("GET", "/api/v1/statuses/55", json=status)
        .says("POST", "/api/v1/reports", json={"id": "1"})
    )
    NETWORK.moderate(wire, f"{HERE}/@erika/55", "report")
    assert wire.asked[-1].json == {
        "account_id": "7",
        "status_ids": ["55"],
        "category": "other",
        "forward": False,
    }
    with pytest.raises(Invalid, match="only be reported"):
        NETWORK.moderate(wire, f"{HERE}/@erika/55", "trash")
