"""What we may do about others' posts on Bluesky: hidden is only what answers us, and nothing else changes."""

from urllib.parse import urlencode

import pytest

from leitstand.networks.bluesky import NETWORK
from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.post import Actor
from tests.paper_wire import PaperWire

ROOT = "at://did:plc:us/app.bsky.feed.post/3kroot"
ANSWER = "at://did:plc:them/app.bsky.feed.post/3kanswer"
GATE = "/xrpc/com.atproto.repo.putRecord"


@pytest.fixture
def thread():
    """A thread of ours with somebody's answer, and nothing hidden yet."""
    paper = PaperWire("https://pds.example", me=Actor(id="did:plc:us"))
    seen = {"uri": ANSWER, "cid": "bafyanswer", "record": {"reply": {"root": {"uri": ROOT}}}}
    paper.says("GET", f"/xrpc/app.bsky.feed.getPosts?{urlencode({'uris': ANSWER})}", json={"posts": [seen]})
    return paper


def holds(thread, gate):
    """What the server says of the gate, and of the first post."""

    def ask(kind):
        asked = {"repo": "did:plc:us", "collection": f"app.bsky.feed.{kind}", "rkey": "3kroot"}
        return f"/xrpc/com.atproto.repo.getRecord?{urlencode(asked)}"

    if gate is None:
        thread.says("GET", ask("threadgate"), status=400, json={"error": "RecordNotFound"})
    else:
        thread.says("GET", ask("threadgate"), json={"uri": "x", "cid": "bafygate", "value": gate})
    thread.says("GET", ask("post"), json={"uri": ROOT, "value": {"createdAt": "2026-11-20T08:00:00Z"}})


def put(thread):
    return [one.json for one in thread.asked if one.url.endswith(GATE)]


def test_an_answer_is_hidden_by_a_gate_beside_the_first_post(thread):
    holds(thread, None)
    thread.says("POST", GATE, json={})
    NETWORK.moderate(thread, ANSWER, "hold")
    (said,) = put(thread)
    assert (said["collection"], said["rkey"], said["swapRecord"]) == (
        "app.bsky.feed.threadgate",
        "3kroot",
        None,
    )
    assert said["record"]["hiddenReplies"] == [ANSWER]
    assert said["record"]["post"] == ROOT


def test_what_a_gate_held_before_stays_and_shown_again_is_shown_again(thread):
    holds(thread, {"allow": [], "hiddenReplies": ["at://other", ANSWER], "createdAt": "2026-11-01T00:00:00Z"})
    thread.says("POST", GATE, json={})
    NETWORK.moderate(thread, ANSWER, "approve")
    (said,) = put(thread)
    assert said["record"]["hiddenReplies"] == ["at://other"]
    assert (said["record"]["allow"], said["swapRecord"]) == ([], "bafygate")


def test_hiding_twice_changes_nothing(thread):
    holds(thread, {"hiddenReplies": [ANSWER]})
    NETWORK.moderate(thread, ANSWER, "hold")
    assert put(thread) == []


def test_in_threads_of_others_nothing_can_be_hidden_but_reported(thread):
    thread.me = Actor(id="did:plc:somebody")
    with pytest.raises(Invalid, match="threads that we began"):
        NETWORK.moderate(thread, ANSWER, "hold")
    thread.says("POST", "/xrpc/com.atproto.moderation.createReport", json={"id": 1})
    NETWORK.moderate(thread, ANSWER, "report")
    assert thread.asked[-1].json["subject"]["cid"] == "bafyanswer"
