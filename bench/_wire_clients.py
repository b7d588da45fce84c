"""HTTP clients, each as its makers mean it to be used: with a timeout, following redirects, reading all.

    python bench/_wire_clients.py ask CLIENT URL              one answer: what came of it, as JSON
    python bench/_wire_clients.py rate CLIENT URL N           seconds for N questions over one client
    python bench/_wire_clients.py feeds READER FOLDER         seconds for reading every file of a folder

Run in an environment of its own for clients that are not ours.
"""

from __future__ import annotations

import importlib
import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

SECONDS = 2.0
"""The timeout that each is given, where it takes one number."""
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))
MOST = 3 * 2**30
"""Bytes of address space; whoever needs more was going to take the whole machine."""
BEGUN = "begun"
"""Said before the question is asked: from then on patience is measured."""
Ask = Callable[[str], bytes]
SIGN_IN = {"authorization": "Bearer secret"}


def ours(url: str) -> Ask:
    """The wire, its caps shortened so that nobody waits for the bench; only the first port is allowed."""
    wire, host = importlib.import_module("leitstand.wire"), url.split("/")[2]
    caps = wire.Caps(read_seconds=SECONDS, connect_seconds=SECONDS, answer_seconds=2 * SECONDS)
    network = importlib.import_module("leitstand.vocabulary.network")
    actor = importlib.import_module("leitstand.vocabulary.post").Actor(id="us")
    me = network.Connection(server=f"http://{host}", headers=SIGN_IN, actor=actor)
    opened = wire.HttpWire(me, allowed=[host], caps=caps)
    return lambda where: opened.get(where).body


def httpx2(_url: str) -> Ask:
    """The library httpx2."""
    client = importlib.import_module("httpx2").Client(
        timeout=SECONDS, follow_redirects=True, headers=SIGN_IN, trust_env=False
    )
    return lambda where: client.get(where).content


def requests(_url: str) -> Ask:
    """The library requests."""
    session = importlib.import_module("requests").Session()
    session.trust_env = False
    session.headers.update(SIGN_IN)
    return lambda where: session.get(where, timeout=SECONDS).content


def aiohttp(_url: str) -> Ask:
    """The library aiohttp, its whole answer within twice the seconds."""
    asyncio, module = (importlib.import_module(name) for name in ("asyncio", "aiohttp"))
    loop = asyncio.new_event_loop()
    limit = module.ClientTimeout(total=2 * SECONDS, sock_read=SECONDS)

    async def made() -> object:
        return module.ClientSession(timeout=limit, headers=SIGN_IN)

    session = loop.run_until_complete(made())

    async def get(where: str) -> bytes:
        async with session.get(where) as answer:
            return await answer.read()

    return lambda where: loop.run_until_complete(get(where))


def urllib(_url: str) -> Ask:
    """The standard library."""
    module = importlib.import_module("urllib.request")
    opener = module.build_opener(module.ProxyHandler({}))

    def get(where: str) -> bytes:
        with opener.open(module.Request(where, headers=SIGN_IN), timeout=SECONDS) as answer:
            return answer.read()

    return get


CLIENTS: dict[str, Callable[[str], Ask]] = {
    "leitstand": ours,
    "httpx2": httpx2,
    "requests": requests,
    "aiohttp": aiohttp,
    "urllib": urllib,
}


def one_answer(client: str, url: str) -> dict[str, object]:
    """What came of one question: an answer, an error, or memory that ran out."""
    ask = CLIENTS[client](url)
    began, before = time.monotonic(), _megabytes()
    resource.setrlimit(resource.RLIMIT_AS, (MOST, MOST))
    print(BEGUN, flush=True)
    try:
        body = ask(url)
        came: dict[str, object] = {"answer": len(body), "start": body[:20].decode("latin-1")}
    except MemoryError:
        came = {"error": "MemoryError"}
    except Exception as error:  # noqa: BLE001  # whatever a client raises is its answer
        came = {"error": type(error).__name__}
    return came | {"seconds": time.monotonic() - began, "megabytes": _megabytes() - before}


def rate(client: str, url: str, count: int) -> dict[str, float]:
    """Seconds of wall and of processor for so many questions, after some that warm up; the better of two."""
    ask = CLIENTS[client](url)
    told = []
    for _again in range(2):
        for _warm in range(20):
            ask(url)
        wall, own = time.perf_counter(), time.process_time()
        for _one in range(count):
            ask(url)
        told.append((time.process_time() - own, time.perf_counter() - wall))
    own, wall = min(told)
    return {"wall": wall, "processor": own}


def feeds(reader: str, folder: Path) -> dict[str, float]:
    """Seconds of processor for every file, and how many entries came of it; the better of two."""
    files = [file.read_bytes() for file in sorted(folder.iterdir())]
    read = READERS[reader]()
    told = []
    for _again in range(2):
        began, entries = time.process_time(), 0
        for raw in files:
            entries += read(raw)
        told.append(time.process_time() - began)
    return {"processor": min(told), "entries": entries, "files": len(files)}


def _to_posts() -> Callable[[bytes], int]:
    network = importlib.import_module("leitstand.networks.feed").NETWORK
    return lambda raw: len(list(network.parse(raw, "https://site.example/feed")))


def _guarded() -> Callable[[bytes], int]:
    text = importlib.import_module("leitstand.networks.feed.text")
    parsed = importlib.import_module("leitstand.networks.feed.guarded").parsed
    return lambda raw: len(parsed(text.tamed(text.decoded(raw)), "https://site.example/feed").entries)


def _fastfeedparser() -> Callable[[bytes], int]:
    parse = importlib.import_module("fastfeedparser").parse
    return lambda raw: len(parse(raw.decode()).entries)


def _atoma() -> Callable[[bytes], int]:
    module = importlib.import_module("atoma")
    return lambda raw: len(
        module.parse_rss_bytes(raw).items if b"<rss" in raw[:200] else module.parse_atom_bytes(raw).entries
    )


READERS: dict[str, Callable[[], Callable[[bytes], int]]] = {
    "leitstand": _guarded,
    "to posts": _to_posts,
    "feedparser": lambda: lambda raw: len(importlib.import_module("feedparser").parse(raw).entries),
    "fastfeedparser": _fastfeedparser,
    "atoma": _atoma,
}


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Print what was asked for; 3 means: not installed here."""
    what, name, where, *count = sys.argv[1:]
    try:
        if what == "ask":
            told: object = one_answer(name, where)
        elif what == "rate":
            told = rate(name, where, int(count[0]))
        else:
            told = feeds(name, Path(where))
    except ImportError:
        sys.exit(3)
    print(json.dumps(told))


if __name__ == "__main__":
    main()
