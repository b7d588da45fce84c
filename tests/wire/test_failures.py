"""When the other side says no, breaks off or says nothing: for reads, and for writes."""

import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from leitstand.vocabulary.errors import Gone, Reconnect, Rejected, TryLater, Uncertain
from leitstand.wire import Caps, HttpWire
from tests.wire.loopback import HERE, answer, hang_up, says, serving

pytestmark = pytest.mark.allow_hosts(HERE)


def open_to(url):
    return HttpWire(server=url, allowed=HERE)


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (401, Reconnect),
        (404, Gone),
        (410, Gone),
        (403, Rejected),
        (400, Rejected),
        (422, Rejected),
        (429, TryLater),
    ],
)
def test_a_refusal_is_the_same_error_for_reads_and_writes(status, error):
    with serving(says(status)) as server, open_to(server.url) as wire:
        for ask in (lambda: wire.get("/"), lambda: wire.post("/", json={}), lambda: wire.delete("/")):
            with pytest.raises(error) as raised:
                ask()
            assert raised.value.facts["status"] == status


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_fault_of_the_server_leaves_a_write_uncertain(status):
    with serving(says(status, Retry_After="7")) as server, open_to(server.url) as wire:
        with pytest.raises(TryLater) as later:
            wire.get("/")
        for ask in (lambda: wire.post("/", form={}), lambda: wire.put("/", json=1), lambda: wire.delete("/")):
            with pytest.raises(Uncertain):
                ask()
    assert later.value.wait == timedelta(seconds=7)


def test_a_moment_to_come_back_is_kept():
    moment = format_datetime(datetime.now(UTC) + timedelta(minutes=20), usegmt=True)
    with (
        serving(says(429, Retry_After=moment)) as server,
        open_to(server.url) as wire,
        pytest.raises(TryLater) as later,
    ):
        wire.post("/", json={})
    assert timedelta(minutes=19) < later.value.wait <= timedelta(minutes=20)


def test_nobody_listening_is_tried_later_also_when_writing():
    with serving(says()) as server:
        pass
    with open_to(server.url) as wire:
        for ask in (lambda: wire.get("/"), lambda: wire.post("/", json={}), lambda: wire.delete("/")):
            with pytest.raises(TryLater, match="Connection refused"):
                ask()


def test_a_reset_in_the_middle_of_an_answer():
    def script(line, heard):
        line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf")
        hang_up(line)

    with serving(script) as server, open_to(server.url) as wire:
        with pytest.raises(TryLater):
            wire.get("/")
        with pytest.raises(Uncertain):
            wire.post("/", json={})


def test_a_reset_before_the_answer_leaves_a_write_uncertain():
    with serving(lambda line, heard: hang_up(line)) as server, open_to(server.url) as wire:
        with pytest.raises(TryLater):
            wire.get("/")
        with pytest.raises(Uncertain):
            wire.post("/", json={})
        assert len(server.heard) == 2


def test_an_answer_shorter_than_it_says_is_broken():
    def script(line, heard):
        answer(line, 200, b"short", Content_Length="500")
        raise EOFError

    with serving(script) as server, open_to(server.url) as wire, pytest.raises(TryLater, match="broke off"):
        wire.get("/")


def test_an_answer_longer_than_it_says_is_cut_where_it_said():
    with serving(says(200, b"0123456789", Content_Length="4")) as server, open_to(server.url) as wire:
        assert wire.get("/").body == b"0123"


def test_what_is_no_http_is_tried_later():
    def script(line, heard):
        line.sendall(b"SSH-2.0-OpenSSH_9.2\r\n\r\n")
        raise EOFError

    with serving(script) as server, open_to(server.url) as wire, pytest.raises(TryLater):
        wire.get("/")


def test_a_broken_compression_is_tried_later():
    with (
        serving(says(200, b"no gzip", Content_Encoding="gzip")) as server,
        open_to(server.url) as wire,
        pytest.raises(TryLater),
    ):
        wire.get("/")


def test_a_kept_connection_that_died_is_replaced_for_reads():
    """The server resets the second request on a line; nothing could be told from the socket before."""
    seen = {}

    def script(line, heard):
        seen[line] = seen.get(line, 0) + 1
        if seen[line] == 2:
            hang_up(line)
        answer(line, 200, b"fine")

    with serving(script) as server, open_to(server.url) as wire:
        assert wire.get("/1").body == b"fine"
        assert wire.get("/2").body == b"fine"
        assert server.calls == 2
        with pytest.raises(Uncertain):
            wire.post("/3", json={})
    assert [heard.target for heard in server.heard] == ["/1", "/2", "/2", "/3"]


def test_a_write_that_never_gets_an_answer_is_uncertain():
    caps = Caps(read_seconds=0.3)
    silent = serving(lambda line, heard: server.stopped.wait(5))
    with silent as server, HttpWire(server=server.url, allowed=HERE, caps=caps) as wire:
        with pytest.raises(Uncertain, match="look on the network"):
            wire.post("/", json={})
        with pytest.raises(TryLater, match="too long"):
            wire.get("/")


def test_the_words_of_the_server_reach_the_author():
    body = json.dumps({"code": "comment_duplicate", "message": "<b>Doppelter</b> Kommentar &ndash; schon da"})
    said = says(409, body.encode(), Content_Type="application/json; charset=utf-8")
    with serving(said) as server, open_to(server.url) as wire, pytest.raises(Rejected) as refused:
        wire.post("/", json={})
    assert refused.value.facts["words"] == "Doppelter Kommentar – schon da"
    assert refused.value.facts["code"] == "comment_duplicate"
    assert "Doppelter Kommentar" in str(refused.value)


def test_a_whole_page_of_html_is_no_reason():
    said = says(403, b"<html><body>Access denied" + b"x" * 9000, Content_Type="text/html")
    with serving(said) as server, open_to(server.url) as wire, pytest.raises(Rejected) as refused:
        wire.get("/")
    assert refused.value.facts["words"] == ""
    assert "gave no reason" in str(refused.value)
