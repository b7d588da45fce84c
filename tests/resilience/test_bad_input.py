"""Feeds that are too large, too deep, endless or lead inside: told plainly, nothing lost, then on."""

from __future__ import annotations

import re
import resource
import time
import zlib
from datetime import timedelta

import pytest

from leitstand.listen import tasks
from leitstand.listen.models import Mention, Source
from leitstand.wire import Caps, HttpWire
from tests.resilience.scene import NOW, feed
from tests.wire.loopback import answer, serving

pytestmark = [pytest.mark.django_db, pytest.mark.enable_socket, pytest.mark.timeout(120)]

_packer = zlib.compressobj(1, wbits=31)
PACKED = b"".join(_packer.compress(b" " * 2_000_000) for _again in range(100)) + _packer.flush()
CAPS = Caps(read_seconds=1.0, answer_seconds=2.0)
LAUGHS = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10))
BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "Auenried">' + LAUGHS + b"]>"
    b'<rss version="2.0"><channel><title>x</title><item><title>&l9;</title></item></channel></rss>'
)
OUTSIDE = (
    b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    b'<rss version="2.0"><channel><title>x</title><item><title>&f;</title></item></channel></rss>'
)


def large(told: bool):
    """200 MB of feed, with or without saying so beforehand."""

    def script(line, heard):
        size = b"Content-Length: 200000000" if told else b"Connection: close"
        line.sendall(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n" + size + b"\r\n\r\n<rss><channel>"
        )
        piece = b"<item><title>Auenried</title></item>" * 2000
        for _again in range(200_000_000 // len(piece)):
            line.sendall(piece)

    return script


def packed(line, heard):
    """200 MB that came as 200 kB."""
    answer(line, 200, PACKED, content_type="application/rss+xml", content_encoding="gzip")


def endless(line, heard):
    """A page that goes on, a little at a time, for ever."""
    line.sendall(
        b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    while True:
        line.sendall(b"7\r\n<item> \r\n")
        time.sleep(0.05)


def xml(body: bytes):
    return lambda line, heard: answer(line, 200, body, content_type="application/rss+xml")


def good(*ids: str):
    return lambda line, heard: answer(line, 200, feed(*ids), content_type="application/feed+json")


class Site:
    """A server that is well, then ill, then well again."""

    def __init__(self) -> None:
        self.script = good("1")

    def __call__(self, line, heard):
        self.script(line, heard)


@pytest.fixture
def site():
    return Site()


@pytest.fixture
def server(site):
    with serving(site) as one:
        yield one


def visit(source, server, now):
    """What the worker does with the source when its time has come."""
    Source.objects.filter(pk=source.pk).update(source=f"{server.url}/feed", next_fetch=now)
    tasks.fetch_due(now, lambda _account: HttpWire(allowed=[server.netloc], caps=CAPS))
    source.refresh_from_db()
    return source


ILL = {
    "200 MB, told": (large(told=True), "sends more than Leitstand reads"),
    "200 MB, not told": (large(told=False), "sends more than Leitstand reads"),
    "200 MB, packed": (packed, "sends more than Leitstand reads"),
    "never ends": (endless, "took too long|broke off"),
    "a bomb of entities": (xml(BOMB), "entit|declare|no feed|cannot be read"),
    "a file of ours": (xml(OUTSIDE), "entit|declare|no feed|cannot be read"),
}


@pytest.mark.parametrize("ill", ILL)
def test_it_is_told_plainly_and_nothing_is_lost(source, site, server, ill):
    before = visit(source, server, NOW).cursor
    assert Mention.objects.count() == 1

    site.script, words = ILL[ill]
    memory, begun = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    visit(source, server, NOW + timedelta(hours=1))
    assert time.monotonic() - begun < 15
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory < 100_000, "kilobytes"
    assert source.cursor == before
    assert Mention.objects.count() == 1
    told = source.problem["sentence"] % source.problem["facts"]
    assert re.search(words, told), told
    assert NOW + timedelta(hours=1) < source.next_fetch <= NOW + timedelta(days=1, hours=2)

    site.script = good("2", "1")
    visit(source, server, NOW + timedelta(days=2))
    assert sorted(Mention.objects.values_list("text", flat=True)) == ["Auenried 1", "Auenried 2"]
    assert (source.state, source.problem) == ("working", None)


def test_a_redirect_into_our_own_house_is_not_followed(source, site, server):
    with serving(good("inside")) as inside:
        site.script = lambda line, heard: answer(line, 302, location=f"{inside.url}/feed")
        visit(source, server, NOW)
        assert inside.heard == []
    told = source.problem["sentence"] % source.problem["facts"]
    assert "127.0.0.1" in told
    assert (Mention.objects.count(), source.cursor) == (0, "")


def test_one_ill_source_does_not_keep_the_others_waiting_for_ever(source, site, server, editor):
    site.script = endless
    with serving(good("1")) as well:
        fields = {"organization": editor.organization, "network": "feed", "name": "y", "created": NOW}
        Source.objects.create(source=f"{well.url}/feed", next_fetch=NOW, **fields)
        Source.objects.filter(pk=source.pk).update(source=f"{server.url}/feed")
        begun = time.monotonic()
        wires = lambda _account: HttpWire(allowed=[server.netloc, well.netloc], caps=CAPS)  # noqa: E731  # short
        assert tasks.fetch_due(NOW, wires) == 2
        assert time.monotonic() - begun < 10
    assert Mention.objects.count() == 1
