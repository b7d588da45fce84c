"""Streams: events and messages, silence in between, and an end that says so."""

import itertools
import socket
import threading
import time
from contextlib import closing, contextmanager

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from websockets.sync.server import serve

from leitstand.vocabulary.errors import Gone, Invalid, Reconnect, Rejected, TryLater
from leitstand.vocabulary.network import Connection
from leitstand.vocabulary.post import Actor
from leitstand.wire import Caps, HttpWire
from leitstand.wire.events import Reader
from leitstand.wire.transport import TooMuch
from tests.wire.loopback import HERE, hang_up, says, serving

pytestmark = pytest.mark.allow_hosts(HERE)

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n\r\n"
TOKEN = "Bearer geheim-geheim"


def listening(url, **caps):
    connection = Connection(server=url, headers={"Authorization": TOKEN}, actor=Actor(id="wir"))
    return HttpWire(connection, allowed=HERE, caps=Caps(**caps))


def streaming(*pieces, then=None, pause=0.0):
    """The head, the pieces, and then silence (`None`), a goodbye ("end") or a reset ("reset")."""

    def script(line, heard):
        line.sendall(HEAD)
        for piece in pieces:
            line.sendall(piece)
            time.sleep(pause)
        if then == "reset":
            hang_up(line)
        if then == "end":
            raise EOFError
        time.sleep(3)

    return script


# Events


def test_events_come_one_by_one_and_a_thump_is_a_sign_of_life():
    script = streaming(
        b":)\n", b"event: update\ndata: {}\n\n", b":thump\n", b"data: a\ndata: b\n\n", then="end"
    )
    with serving(script) as server, listening(server.url) as wire, closing(wire.events("/s")) as stream:
        heard = [next(stream) for _ in range(4)]
        with pytest.raises(TryLater) as ended:
            next(stream)
    assert heard == [b"", b"update\n{}", b"", b"message\na\nb"]
    assert server.heard[0].headers["accept"] == "text/event-stream"
    assert server.heard[0].headers["authorization"] == TOKEN
    assert "ended the stream" in str(ended.value)
    assert ended.value.wait.total_seconds() <= 60


def test_silence_is_told():
    with serving(streaming(b"data: 1\n\n")) as server, listening(server.url, silence_seconds=0.2) as wire:
        stream = wire.events("/s")
        began = time.monotonic()
        assert [next(stream) for _ in range(4)] == [b"message\n1", b"", b"", b""]
        assert 0.5 < time.monotonic() - began < 1.5
        stream.close()


def test_a_stream_that_is_closed_lets_go_of_its_thread_and_its_line_at_once():
    with serving(streaming(b"data: 1\n\n")) as server, listening(server.url) as wire:
        stream = wire.events("/s")
        next(stream)
        began = time.monotonic()
        stream.close()
    assert time.monotonic() - began < 1
    assert not [thread for thread in threading.enumerate() if thread.name == "leitstand-events"]


def test_a_stream_may_last_longer_than_an_answer():
    script = streaming(*[b"data: x\n\n"] * 5, pause=0.2, then="end")
    caps = {"answer_seconds": 0.4, "read_seconds": 0.3, "body_bytes": 10}
    with serving(script) as server, listening(server.url, **caps) as wire:
        stream = wire.events("/s")
        assert [next(stream) for _ in range(5)] == [b"message\nx"] * 5
        stream.close()


def test_a_dead_stream_ends():
    caps = {"silence_seconds": 0.1, "dead_seconds": 0.4}
    with serving(streaming(b"data: 1\n\n")) as server, listening(server.url, **caps) as wire:
        stream = wire.events("/s")
        with pytest.raises(TryLater, match="too long"):
            [next(stream) for _ in range(20)]


@pytest.mark.parametrize("then", ["end", "reset"])
def test_what_came_before_the_end_is_not_lost(then):
    script = streaming(b"data: 1\n\ndata: 2\n\ndata: half", then=then)
    with serving(script) as server, listening(server.url) as wire:
        heard = []
        with pytest.raises(TryLater):
            heard.extend(wire.events("/s"))
    assert heard == [b"message\n1", b"message\n2"] or (then == "reset" and heard == [])


def test_an_event_without_end_ends():
    with serving(streaming(*[b"data: " + b"x" * 60_000 + b"\n"] * 100)) as server:
        stream = listening(server.url, message_bytes=1_000_000).events("/s")
        with pytest.raises(TryLater, match="more than Leitstand reads"):
            next(stream)


@pytest.mark.parametrize(
    ("status", "error"), [(401, Reconnect), (404, Gone), (403, Rejected), (503, TryLater)]
)
def test_a_stream_that_is_refused_says_why(status, error):
    with serving(says(status)) as server, listening(server.url) as wire:
        with pytest.raises(error):
            next(wire.events("/s"))
        with pytest.raises(error):
            next(wire.messages("/s"))


def test_a_page_is_no_stream():
    with serving(says(200, b"<html>", Content_Type="text/html")) as server, listening(server.url) as wire:
        with pytest.raises(TryLater, match="no stream"):
            next(wire.events("/s"))
        with pytest.raises(TryLater):
            next(wire.messages("/s"))


def test_a_stream_in_a_private_network_is_refused():
    with HttpWire() as wire:
        for stream in (wire.events("http://10.0.0.1/s"), wire.messages("ws://10.0.0.1/s")):
            with pytest.raises(Invalid):
                next(stream)


EVENTS = [
    b"event: update",
    b"data: {}",
    b"data:x",
    b"data",
    b": thump",
    b"id: 7",
    b"retry: 1",
    b"",
    b"",
    b"data: \xc3",
]


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.sampled_from(EVENTS), max_size=20),
    st.lists(st.integers(0, 200), max_size=5),
    st.sampled_from([b"\n", b"\r\n", b"\r"]),
)
def test_it_does_not_matter_where_the_bytes_are_cut(lines, cuts, end):
    data = b"".join(line + end for line in lines) + b"data: the end" + end + end + b":"
    whole = list(Reader(10_000).read(data))
    places = sorted({0, *(cut % len(data) for cut in cuts), len(data)})
    reader = Reader(10_000)
    pieces = [data[a:b] for a, b in itertools.pairwise(places)]
    assert [event for piece in pieces for event in reader.read(piece)] == whole


def test_an_event_may_be_as_large_as_allowed_and_no_larger():
    assert list(Reader(100).read(b"data: " + b"x" * 90 + b"\n\n"))
    with pytest.raises(TooMuch):
        list(Reader(100).read(b"data: " + b"x" * 101))


# Messages


@contextmanager
def websocket(handler, **more):
    with serve(handler, "127.0.0.1", 0, **more) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"ws://127.0.0.1:{server.socket.getsockname()[1]}"
        server.shutdown()
        thread.join(2)


def test_texts_and_bytes_come_as_bytes_with_our_headers_and_query():
    asked = []

    def handler(line):
        asked.append(line.request)
        line.send('{"text": "Grüße"}')
        line.send(b"\x28\xb5\x2f\xfd")

    with websocket(handler) as url, listening(url.replace("ws", "http")) as wire:
        stream = wire.messages(url + "/subscribe?a=1", query={"cursor": "7"})
        assert [next(stream), next(stream)] == ['{"text": "Grüße"}'.encode(), b"\x28\xb5\x2f\xfd"]
        with pytest.raises(TryLater, match="ended the stream"):
            next(stream)
    assert asked[0].path == "/subscribe?a=1&cursor=7"
    assert asked[0].headers["Authorization"] == TOKEN
    assert asked[0].headers["User-Agent"].startswith("Leitstand/")


def test_messages_can_be_asked_for_by_a_path_of_our_server():
    with websocket(lambda line: line.send("hi")) as url, listening(url.replace("ws", "http")) as wire:
        assert next(wire.messages("/s")) == b"hi"


def test_credentials_do_not_go_along_to_another_stream():
    asked = []
    with (
        websocket(lambda line: (asked.append(line.request), line.send("hi"))) as url,
        listening("http://127.0.0.1:9") as wire,
    ):
        assert next(wire.messages(url)) == b"hi"
    assert "Authorization" not in asked[0].headers


def test_silence_between_messages_is_told():
    def handler(line):
        line.send("1")
        time.sleep(0.5)
        line.send("2")

    with websocket(handler) as url, listening(url.replace("ws", "http"), silence_seconds=0.2) as wire:
        stream = wire.messages(url)
        assert [next(stream) for _ in range(4)] == [b"1", b"", b"", b"2"]
        stream.close()


def test_a_message_that_is_too_large_ends_the_stream():
    with (
        websocket(lambda line: line.send("x" * 2000)) as url,
        HttpWire(allowed=HERE, caps=Caps(message_bytes=1000)) as wire,
        pytest.raises(TryLater),
    ):
        next(wire.messages(url))


def test_a_stream_server_that_falls_down_is_tried_later():
    def handler(line):
        line.send("1")
        line.socket.shutdown(socket.SHUT_RDWR)

    with websocket(handler) as url, HttpWire(allowed=HERE) as wire:
        stream = wire.messages(url)
        assert next(stream) == b"1"
        with pytest.raises(TryLater):
            next(stream)


def test_a_stream_server_that_is_not_there_is_tried_later():
    with serving(says()) as server:
        pass
    with HttpWire(allowed=HERE) as wire:
        with pytest.raises(TryLater, match="Connection refused"):
            next(wire.messages(f"ws://{server.netloc}/"))
        with pytest.raises(TryLater, match="Connection refused"):
            next(wire.events(f"http://{server.netloc}/"))


def test_a_handshake_that_drips_ends():
    def script(line, heard):
        for byte in b"HTTP/1.1 101 Switching Protocols\r\n" * 9:
            line.sendall(bytes([byte]))
            time.sleep(0.1)

    with serving(script) as server, HttpWire(allowed=HERE, caps=Caps(connect_seconds=0.5)) as wire:
        began = time.monotonic()
        with pytest.raises(TryLater):
            next(wire.messages(f"ws://{server.netloc}/"))
    assert time.monotonic() - began < 3
