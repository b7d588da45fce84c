"""How many posts a second go through the watches: the plain matcher, kernels on one core and two, and peers.

    script/bench match [--posts 120000] [--watches 10000] [--seed 1] [--peers PYTHON] [--growth N] [--dry]

All stages are decoding events as Jetstream sends them (some 665 bytes each), all watches, exact and near
copies (all are forgotten before each run), the language by its small words, and Parquet (texts in zstd) of
every post with what was found. Times are processor time where one core works, wall time where two do; each
is the best of some runs, for the machine is not ours alone. `--peers` names the Python of an environment with
daachorse, google-re2, hyperscan, ahocorasick_rs, pyahocorasick, orjson and msgspec; they look for the same
words and phrases in texts that were folded for them, without booleans, prefixes, hashtags and order. Posts
and watches are invented.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import _ledger, _stages
from bench._firehose import Talk
from leitstand.firehose.hose import Firehose
from leitstand.networks.bluesky import wires
from leitstand.vocabulary import batch
from leitstand.vocabulary.watch import Query, Watches, folding, read_query
from leitstand.vocabulary.watch.query import Words

RECORD = 143_199
"""Posts a second, the most that any network is known to have carried (Twitter, 3 August 2013)."""


def best(work: Callable[[], object], clock: Callable[[], float] = time.process_time, runs: int = 5) -> float:
    """Seconds of the quickest of some runs, after one that warms up."""
    work()
    took = []
    for _ in range(runs):
        started = clock()
        work()
        took.append(clock() - started)
    return min(took)


def plain(lines: list[bytes], queries: dict[str, Query]) -> float:
    """Posts per processor second through parser and plain matcher."""
    watches = Watches(queries)
    watches.match(batch.of(list(wires.parse(lines[0]))))
    started = time.process_time()
    watches.match(batch.of(list(wires.parse(b"\n".join(lines)))))
    return len(lines) / (time.process_time() - started)


def one_core(raw: bytes, count: int, hose: Firehose, folder: Path) -> dict[str, float]:
    """Microseconds a post, after each stage more; the stages take turns, so that a busy hour troubles all."""
    some, told = _stages.blocks(raw), dict.fromkeys(_stages.NAMES, float("inf"))
    workers = [_stages.Worker(hose, folder / "one", stages=n) for n in range(1, len(_stages.NAMES) + 1)]
    for _run in range(6):
        for name, worker in zip(_stages.NAMES, workers, strict=True):
            worker.forget()
            started = time.process_time()
            for block in some:
                worker.work(block)
            worker.flush()
            told[name] = min(told[name], (time.process_time() - started) / count * 1e6)
    for name, took in told.items():
        print(f"{name:12} {took:6.2f} us a post, {1e6 / took:9,.0f} posts per CPU second", flush=True)
    last = workers[-1]
    shares = [f"{100 * part / last.posts:.1f} %" for part in (last.copied, last.named, last.unsure)]
    print(f"copies {shares[0]}, language named {shares[1]}, left to the parser {shares[2]}", flush=True)
    return told


def growth(raw: bytes, count: int, talk: Talk, most: int) -> dict[int, float]:
    """Microseconds a post for decoding and matching, by number of watches."""
    told, queries = {}, {}
    for wanted in (100, 1000, 10_000, 100_000, 1_000_000):
        if wanted > most:
            break
        while len(queries) < wanted:
            queries[str(len(queries))] = read_query(talk.query())
        started = time.process_time()
        hose = Firehose(queries)
        filed = time.process_time() - started
        worker = _stages.Worker(hose, None, stages=2)
        told[wanted] = best(lambda worker=worker: worker.work(raw), runs=3) / count * 1e6
        started = time.perf_counter()
        hose.put("new", read_query('"ganz neu" OR bahn*'))
        live = time.perf_counter() - started
        print(f"{wanted:9,} watches {told[wanted]:6.2f} us a post, filed in {filed:.1f} s", end="; ")
        print(f"one more in {live * 1e3:.1f} ms", flush=True)
    return told


def peers(python: str, lines: list[bytes], queries: dict[str, Query]) -> dict[str, float]:
    """Microseconds a post of others, each doing less."""
    words = {
        " ".join(step.words) for query in queries.values() for step in query.steps if isinstance(step, Words)
    }
    texts = [folding.alike(json.loads(line)["commit"]["record"]["text"]) for line in lines]
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
        json.dump({"words": sorted(words), "texts": texts, "lines": [line.decode() for line in lines]}, file)
        file.flush()
        asked = [python, str(Path(__file__).with_name("_match_peers.py")), file.name]
        done = subprocess.run(asked, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def main() -> None:
    """Measure, and write what came out."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--posts", type=int, default=120_000)
    parser.add_argument("--watches", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--peers", metavar="PYTHON", help="the Python of an environment with the peers")
    parser.add_argument("--growth", type=int, default=0, metavar="WATCHES", help="up to so many watches")
    parser.add_argument("--dry", action="store_true", help="write nothing into bench/results.md")
    given = parser.parse_args()
    write = (lambda *_told, **_more: None) if given.dry else _ledger.write
    talk = Talk(given.seed)
    asked = [talk.query() for _ in range(given.watches)]
    queries = {str(number): read_query(query) for number, query in enumerate(asked)}
    lines = talk.events(given.posts, asked)
    raw = b"\n".join(lines) + b"\n"
    hose = Firehose(queries)
    hose.warm()
    with tempfile.TemporaryDirectory() as folder:
        stages = one_core(raw, len(lines), hose, Path(folder))
        whole = stages["+ Parquet"]
        some = _stages.blocks(raw, 1_000_000)
        two = min(_stages.two(some, hose, Path(folder)) for _run in range(6)) / len(lines) * 1e6
        rate, late, held = _stages.latency(lines, hose, Path(folder), RECORD)
    by_plain = plain(lines[:3000], queries)
    print(f"two threads {1e6 / two:,.0f} posts/s; p99 {late:.1f} ms at {rate:,} a second", end=", ")
    print(f"of which {held:,.0f} were held")
    print(f"plain matcher and parser {by_plain:,.0f} posts per CPU second")
    told = ", ".join(f"{name} {took:.2f}" for name, took in stages.items())
    figure = (
        f"{given.watches:,} watches, all stages: {1e6 / whole:,.0f} posts per CPU second on one core "
        f"({1e6 / whole / RECORD:.2f} x {RECORD:,}), {1e6 / two:,.0f}/s on two ({1e6 / two / RECORD:.2f} x); "
        f"p99 {late:.1f} ms at {RECORD:,}/s; us a post: {told}"
    )
    write(
        "match",
        figure,
        peer=f"parser and plain matcher {by_plain:,.0f}/s",
        ratio=f"{1e6 / whole / by_plain:.0f}",
    )
    if given.peers:
        others = peers(given.peers, lines[:20_000], queries)
        print({name: round(took, 2) for name, took in others.items()})
        matching, decoding = stages["+ watches"] - stages["decode"], stages["decode"]
        nearest = min(took for name, took in others.items() if "decode" not in name)
        told = ", ".join(f"{name} {took:.2f}" for name, took in others.items())
        figure = f"us a post: decode {decoding:.2f}, fold and all watches {matching:.2f}"
        write("match", figure, peer=told, ratio=f"{nearest / matching:.2f}")
    if given.growth:
        grown = growth(raw, len(lines), Talk(given.seed + 1), given.growth)
        told = ", ".join(f"{count:,} watches {took:.2f}" for count, took in grown.items())
        ratio = f"{grown[100_000] / grown[100]:.2f}" if 100_000 in grown else ""
        write("match", f"decode and match, us a post: {told}", peer="100 watches to 100,000", ratio=ratio)


if __name__ == "__main__":
    main()
