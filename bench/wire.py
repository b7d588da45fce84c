"""What the checked client costs and withstands, beside clients and feed readers that others write.

    script/bench wire [--peers PYTHON] [--requests 3000] [--dry]

A server on 127.0.0.1 in a process of its own answers quickly, and as badly as a server can. Each question to
a bad one is asked by a fresh process with 3 GB at most, which is ended after some seconds. `--peers` names
the Python of an environment with httpx2, requests, aiohttp, fastfeedparser and atoma; each is used as its
makers mean it: with a timeout of 2 s. Feeds are invented, RSS and Atom with 30 entries each; feedparser is
the peer of our reader, which is feedparser within limits.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import _ledger

from leitstand.wire import Guard

HERE = Path(__file__).parent
OURS = "leitstand"
PEERS = ("httpx2", "requests", "aiohttp", "urllib")
READERS = ("to posts", "feedparser", "fastfeedparser", "atoma")
WORDS = (
    "Labor",
    "Hafen",
    "Gleis",
    "Mensa",
    "Turm",
    "Weg",
    "Linse",
    "öffnet",
    "heute",
    "wieder",
    "für",
    "alle",
)
BAD = {
    "/silent": "no answer",
    "/slow-headers": "headers for ever, a byte at a time",
    "/headers": "headers for ever, quickly",
    "/drip": "a body for ever, a byte at a time",
    "/endless": "a body for ever, quickly",
    "/bomb": "8 GB packed into 8 MB",
    "/loop": "redirects for ever",
    "/inside": "a redirect to a server of the private network, asked with a sign-in",
}
PATIENCE = 8.0
"""Seconds after which a client counts as hung; each was told 2."""
MUCH = 200.0
"""Megabytes for one answer that nobody asked to be so large."""


def main() -> None:
    """Measure, print, and write a line for each."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument(
        "--peers", metavar="PYTHON", default="", help="the Python of an environment with the peers"
    )
    asked.add_argument("--requests", type=int, default=3000)
    asked.add_argument("--dry", action="store_true", help="write nothing into bench/results.md")
    given = asked.parse_args()
    for figure, peer, ratio in _lines(given.peers, given.requests):
        print(f"{figure} | {peer} | {ratio}", flush=True)
        if not given.dry:
            _ledger.write("wire", figure, peer=peer, ratio=ratio)


def _lines(peers: str, count: int) -> Iterator[tuple[str, str, str]]:
    """What was measured, beside what, as it comes."""
    yield _check()
    yield _feeds(peers)
    with _serving() as (first, _second):
        yield from _rates(first, count, peers)
        yield from _bad(first, peers)


def _rates(port: int, count: int, peers: str) -> Iterator[tuple[str, str, str]]:
    """Questions a second, over one connection and with a new one for each."""
    for path, what in (("/small", "one connection"), ("/close", "a connection for each")):
        url, told = f"http://127.0.0.1:{port}{path}", {}
        for name in (OURS, *PEERS):
            if (found := _client(name, peers, "rate", name, url, str(count))) and "wall" in found:
                told[name] = found
        mine = told.pop(OURS)
        figure = (
            f"{what}, 2 kB: {count / mine['wall']:,.0f} answers/s, "
            f"{mine['processor'] / count * 1e6:,.0f} us of processor each"
        )
        peer = ", ".join(
            f"{name} {count / one['wall']:,.0f}/s ({one['processor'] / count * 1e6:,.0f} us)"
            for name, one in told.items()
        )
        ratio = f"{told['httpx2']['processor'] / mine['processor']:.2f} x httpx2" if "httpx2" in told else ""
        yield figure, peer, ratio


def _check() -> tuple[str, str, str]:
    """What the address check costs: asked once for each new connection."""
    took = {}
    for name, answers in (
        ("one address", ["93.184.215.14"]),
        ("eight", [f"93.184.215.{n}" for n in range(8)]),
    ):
        guard = Guard(["intranet.example", "10.0.0.0/8"], resolve=lambda _host, _port, said=answers: said)
        began = time.process_time()
        for _one in range(2_000):
            guard.addresses("site.example", 443)
        took[name] = (time.process_time() - began) / 2_000 * 1e6
    told = ", ".join(f"{name} {one:.0f} us" for name, one in took.items())
    return f"address check, once a connection, without the look-up itself: {told}", "", ""


def _bad(port: int, peers: str) -> Iterator[tuple[str, str, str]]:
    """Each bad server, and what each client does about it."""
    for path, what in BAD.items():
        told = {name: _met(name, peers, f"http://127.0.0.1:{port}{path}") for name in (OURS, *PEERS)}
        peer = ", ".join(f"{name} {one}" for name, one in told.items() if one and name != OURS)
        yield f"{what}: {told[OURS]}", peer, ""


def _met(name: str, peers: str, url: str) -> str:
    """Refused, hung, took memory, let in, gave the sign-in away; "" for a client that is not here."""
    found = _client(name, peers, "ask", name, url)
    if found is None:
        return ""
    much = f"{float(found['megabytes']):,.0f} MB"
    if found.get("hung"):
        return f"no end, {much} after {PATIENCE:.0f} s" if float(found["megabytes"]) > MUCH else "hung"
    if float(found["megabytes"]) > MUCH or found.get("error") == "MemoryError":
        return f"took {much}"
    if "error" in found:
        return f"refused in {float(found['seconds']):.1f} s"
    if found["start"] == "signed in":
        return "went in, and gave the sign-in away"
    return "went in" if found["start"] == "secret" else f"took {found['answer']:,} bytes"


def _feeds(peers: str) -> tuple[str, str, str]:
    """Feeds a second."""
    with tempfile.TemporaryDirectory() as folder:
        for number, raw in enumerate(_invented()):
            Path(folder, f"{number:03}.xml").write_bytes(raw)
        told = {}
        for name in (OURS, *READERS):
            if (found := _client(name, peers, "feeds", name, folder)) and "entries" in found:
                told[name] = found
    rates = {name: one["files"] / one["processor"] for name, one in told.items()}
    mine, entries = rates.pop(OURS), told[OURS]["entries"]
    figure = (
        f"feeds of 30 entries: {mine:,.0f}/s within limits, {rates.pop('to posts'):,.0f}/s to posts with all "
        f"that is cleaned; {entries:,.0f} entries"
    )
    peer = ", ".join(f"{name} {rate:,.0f}/s ({told[name]['entries']:,.0f})" for name, rate in rates.items())
    return figure, peer, f"{mine / rates['feedparser']:.2f} x feedparser"


def _invented(count: int = 40) -> Iterator[bytes]:
    """RSS and Atom in turn, with HTML, pictures, categories."""
    dice = random.Random(5)
    for number in range(count):
        make = _atom if number % 2 else _rss
        yield f"<?xml version='1.0' encoding='utf-8'?>{make(number, dice)}".encode()


def _atom(number: int, dice: random.Random) -> str:
    moment = "<updated>2026-03-02T10:00:00Z</updated>"
    entries = "".join(
        f"<entry><id>{link}</id><title>{title}</title><link href='{link}'/>{moment}"
        f"<author><name>Ada</name></author><content type='html'>{body}</content></entry>"
        for title, link, body in _entries(number, dice)
    )
    head = f"<id>urn:x:{number}</id><title>Seite</title>{moment}"
    return f"<feed xmlns='http://www.w3.org/2005/Atom'>{head}{entries}</feed>"


def _rss(number: int, dice: random.Random) -> str:
    items = "".join(
        f"<item><guid>{link}</guid><title>{title}</title><link>{link}</link><category>Hafen</category>"
        f"<pubDate>Mon, 02 Mar 2026 10:00:00 GMT</pubDate><description>{body}</description></item>"
        for title, link, body in _entries(number, dice)
    )
    head = "<title>Seite</title><link>https://site.example</link><description>Von hier</description>"
    return f"<rss version='2.0'><channel>{head}{items}</channel></rss>"


def _entries(number: int, dice: random.Random) -> Iterator[tuple[str, str, str]]:
    """Title, link and escaped HTML."""
    for one in range(30):
        text = " ".join(dice.choices(WORDS, k=120))
        more = f"&lt;img src='/bild{one}.png' alt='Bild'&gt;&lt;a href='/mehr{one}'&gt;mehr&lt;/a&gt;"
        title = " ".join(dice.choices(WORDS, k=7))
        yield title, f"https://site{number}.example/{one}", f"&lt;p&gt;{text}&lt;/p&gt;{more}"


def _client(name: str, peers: str, *words: str) -> dict[str, object] | None:
    """What a client says, "hung" where it had to be ended, None where it is not installed."""
    python = sys.executable if name in (OURS, "to posts", "feedparser", "urllib") else peers
    if not python:
        return None
    command = [python, str(HERE / "_wire_clients.py"), *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as client:
        try:
            if words[0] == "ask":
                client.stdout.readline()
            said, _errors = client.communicate(timeout=PATIENCE if words[0] == "ask" else 600.0)
        except subprocess.TimeoutExpired:
            megabytes = _highest(client.pid)
            client.kill()
            return {"hung": True, "megabytes": megabytes}
    if client.returncode == 3:
        return None
    if client.returncode:  # the system ended it: no memory was left
        return {"error": "MemoryError", "megabytes": 3 * 1024.0}
    found: dict[str, object] = json.loads(said)
    return found


def _highest(pid: int) -> float:
    """Megabytes that a process held at most."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


@contextlib.contextmanager
def _serving() -> Iterator[tuple[int, int]]:
    """The ports of the server, which ends with us."""
    command = [sys.executable, str(HERE / "_wire_server.py")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        first, second = server.stdout.readline().split()
        try:
            yield int(first), int(second)
        finally:
            server.kill()


if __name__ == "__main__":
    main()
