"""Everything ends: too large, too slow, too many headers, too well compressed."""

import gzip
import time
import tracemalloc

import brotli
import pytest

from leitstand.vocabulary.errors import TryLater, Uncertain
from leitstand.wire import Caps, HttpWire
from tests.patience import patient
from tests.wire.loopback import HERE, says, serving

pytestmark = pytest.mark.allow_hosts(HERE)

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
MEGABYTE = b"x" * 2**20


CAPS = Caps()


def asked(script, caps=CAPS, ask=lambda wire: wire.get("/")):
    """The error, the seconds it took, and the most memory that was held meanwhile, in bytes."""
    with serving(script) as server, HttpWire(server=server.url, allowed=HERE, caps=caps) as wire:
        tracemalloc.start()
        began = time.monotonic()
        with pytest.raises((TryLater, Uncertain)) as ended:
            ask(wire)
        seconds, peak = time.monotonic() - began, tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        server.stopped.set()
    return ended.value, seconds, peak


def endless(piece, pause=0.0, head=HEAD + b"\r\n"):
    """The head, and then `piece` for ever."""

    def script(line, heard):
        line.sendall(head)
        for _ in range(100_000):
            line.sendall(piece)
            if pause:
                time.sleep(pause)

    return script


def test_a_feed_of_200_megabytes_that_says_so_is_not_even_begun():
    def script(line, heard):
        line.sendall(HEAD + b"Content-Length: 209715200\r\n\r\n")
        for _ in range(200):
            line.sendall(MEGABYTE)

    error, seconds, peak = asked(script)
    assert "more than Leitstand reads" in str(error)
    assert error.wait.days == 1
    assert (seconds < patient(5), peak < 4_000_000) == (True, True), (seconds, peak)


def test_a_feed_of_200_megabytes_that_does_not_say_so_is_cut_off():
    def script(line, heard):
        line.sendall(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
        for _ in range(200):
            line.sendall(b"100000\r\n" + MEGABYTE + b"\r\n")
        line.sendall(b"0\r\n\r\n")

    error, seconds, peak = asked(script)
    assert "more than Leitstand reads" in str(error)
    assert (seconds < patient(30), peak < 45_000_000) == (True, True), (seconds, peak)


def test_twenty_megabytes_are_read():
    with serving(says(200, b"y" * 20_000_000)) as server, HttpWire(server=server.url, allowed=HERE) as wire:
        assert len(wire.get("/").body) == 20_000_000


@pytest.mark.parametrize(
    ("name", "packed"),
    [
        ("gzip", gzip.compress(bytes(200_000_000), 9)),
        ("deflate", gzip.zlib.compress(bytes(200_000_000), 9)),
        ("br", brotli.compress(bytes(200_000_000), quality=4)),
    ],
)
def test_a_bomb_ends_before_it_is_large(name, packed):
    error, seconds, peak = asked(says(200, packed, Content_Encoding=name))
    assert "more than Leitstand reads" in str(error)
    assert (seconds < patient(5), peak < 30_000_000) == (True, True), (seconds, peak)


def test_a_bomb_smaller_than_the_cap_is_known_by_its_ratio():
    packed = gzip.compress(bytes(10_000_000), 9)
    error, _seconds, peak = asked(says(200, packed, Content_Encoding="gzip"))
    assert "more than Leitstand reads" in str(error)
    assert peak < 20_000_000


def test_honest_text_counts_unpacked():
    page = gzip.compress(b"".join(b"<item>Meldung %d</item>" % i for i in range(1_000_000)), 1)
    assert len(page) < 5_000_000
    error, _seconds, _peak = asked(says(200, page, Content_Encoding="gzip"))
    assert "more than Leitstand reads" in str(error)


def test_a_bomb_in_a_bomb_is_not_opened():
    packed = gzip.compress(gzip.compress(bytes(2_000_000)))
    error, _seconds, peak = asked(says(200, packed, Content_Encoding="gzip, gzip"))
    assert "more than Leitstand reads" in str(error)
    assert peak < 3_000_000


def test_bytes_that_decompress_to_nothing_end_too():
    rubbish = gzip.compress(b"") + MEGABYTE
    head = HEAD + b"Content-Encoding: gzip\r\n\r\n"
    error, _seconds, peak = asked(endless(rubbish, head=head), Caps(body_bytes=5_000_000))
    assert "more than Leitstand reads" in str(error)
    assert peak < 20_000_000


def test_well_compressed_honest_text_is_read():
    page = b"".join(b"<item><title>Meldung %d</title></item>\n" % i for i in range(200_000))
    packed = says(200, gzip.compress(page, 9), Content_Encoding="gzip")
    with serving(packed) as server, HttpWire(server=server.url, allowed=HERE) as wire:
        assert wire.get("/").body == page


def test_a_page_that_never_ends_ends():
    error, seconds, _peak = asked(endless(b"la ", 0.02), Caps(answer_seconds=1.0))
    assert "too long" in str(error)
    assert 0.9 < seconds < 3


def test_a_slow_drip_ends_though_each_drop_is_in_time():
    error, seconds, _peak = asked(endless(b".", 0.2), Caps(answer_seconds=1.0, read_seconds=0.5))
    assert "too long" in str(error)
    assert 0.9 < seconds < 3


def test_a_drip_that_falls_silent_ends_with_the_whole_answer():
    def script(line, heard):
        line.sendall(HEAD + b"\r\n.")
        time.sleep(0.5)
        line.sendall(b".")
        time.sleep(4)

    error, seconds, _peak = asked(script, Caps(answer_seconds=1.0, read_seconds=3.0))
    assert "too long" in str(error)
    assert seconds < 2


def test_headers_that_drip_end_too():
    error, seconds, _peak = asked(endless(b"a", 0.1, head=HEAD + b"X: "), Caps(answer_seconds=0.8))
    assert "too long" in str(error)
    assert seconds < 3


def test_a_silent_server_ends_after_the_time_for_reading():
    error, seconds, _peak = asked(lambda line, heard: time.sleep(2), Caps(read_seconds=0.3))
    assert "too long" in str(error)
    assert seconds < 1.5


def test_a_slow_answer_to_a_write_is_uncertain():
    error, seconds, _peak = asked(
        endless(b".", 0.1), Caps(answer_seconds=0.6), lambda wire: wire.post("/", json={})
    )
    assert isinstance(error, Uncertain)
    assert seconds < 3


@pytest.mark.parametrize("head", [b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nX-One-Long-Header: "])
def test_a_flood_of_headers_ends(head):
    error, seconds, peak = asked(endless(b"X-A: " + b"b" * 1000 + b"\r\n", head=head))
    assert isinstance(error, TryLater)
    assert (seconds < patient(5), peak < 5_000_000) == (True, True), (seconds, peak)


def test_a_flood_of_hints_before_the_answer_ends():
    hints = b"HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\n" * 50
    enough = patient(15)
    error, seconds, peak = asked(endless(hints, head=b""), Caps(body_bytes=1000, answer_seconds=2 * enough))
    assert isinstance(error, TryLater)
    assert (seconds < enough, peak < 5_000_000) == (True, True), (seconds, peak)


def test_redirects_share_the_time_of_one_answer():
    def script(line, heard):
        time.sleep(0.4)
        line.sendall(b"HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n")

    error, seconds, _peak = asked(script, Caps(answer_seconds=1.0))
    assert "too long" in str(error)
    assert seconds < 2
