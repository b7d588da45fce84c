"""Holds the matcher equal to the slow reference: 1,000 invented queries x 20,000 invented posts.

    script/bench match_equality [--queries 1000] [--posts 20000] [--seed 1] [--processes 2] [--kernels]

With `--kernels` those of `leitstand.firehose` must say what the plain matcher says of the same pairs, and the
reference is not asked; every other post is plain text, for what is odd the kernels leave to the plain code.
Ends with 1 at the first difference, and prints the smallest thing that shows it.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import sys
import time
import unicodedata
from importlib import import_module
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # for the reference, which lies among the tests

from bench import _ledger
from leitstand.vocabulary import activity, batch
from leitstand.vocabulary.watch import Mistake, Watches, read_query
from tests.vocabulary.watch import slow_reference
from tests.vocabulary.watch.invented import Inventor

KERNELS = "leitstand.firehose.hose"


def good_queries(count: int, seed: int) -> list[str]:
    """Invented queries that can be read, once both readers agree on those that cannot, and where."""
    inventor, queries = Inventor(seed), dict[str, None]()
    while len(queries) < count:
        query = inventor.query()
        by_us, by_reference = our_mistake(query), slow_reference.mistake(query)
        if by_us != by_reference:
            raise SystemExit(f"{query!r}: the mistake is at {by_us}, says the reference: at {by_reference}")
        if by_us is None:
            queries[query] = None
    return list(queries)


def our_mistake(query: str) -> int | None:
    """The column of the mistake, or None."""
    try:
        read_query(query)
    except Mistake as mistake:
        return mistake.column
    return None


def differences(queries: list[str], seed: int, posts: int) -> tuple[int, int, list[tuple[str, str, bool]]]:
    """Pairs looked at, hits, and (query, post, what the reference says) where the two disagree."""
    inventor = Inventor(seed)
    said = [inventor.post(number) for number in range(posts)]
    watches = Watches({query: read_query(query) for query in queries})
    trees = {query: slow_reference.understand(query) for query in watches.names}
    found = watches.match(batch.of([activity.of(post) for post in said]))
    wrong, hits = [], 0
    for post, names in zip(said, found, strict=True):
        seen = slow_reference.Seen(post)
        expected = [name for name in watches.names if slow_reference.ask(trees[name], seen)]
        hits += len(expected)
        if expected != names:
            odd = sorted(set(expected) ^ set(names), key=len) or ["the order"]
            wrong.append((odd[0], json.dumps(post, ensure_ascii=False), odd[0] in expected))
    return len(trees) * len(said), hits, wrong


def kernel_differences(
    queries: list[str], seed: int, posts: int
) -> tuple[int, int, list[tuple[str, str, bool]]]:
    """Pairs looked at, hits, and (query, post, what the plain matcher says) where the kernels differ."""
    inventor = Inventor(seed)
    said = [inventor.post(number) for number in range(posts)]
    for post in said[::2]:
        post |= {"content": plain_text(inventor), "mediaType": "text/plain"}
        post.pop("summary", None)
    read = {query: read_query(query) for query in queries}
    some, hose = batch.of([activity.of(post) for post in said]), import_module(KERNELS).Firehose(read)
    expected, found = Watches(read).match(some), hose.match(some)
    wrong = []
    for post, right, names in zip(said, expected, found, strict=True):
        if right != names:
            odd = sorted(set(right) ^ set(names), key=len) or ["the order"]
            wrong.append((odd[0], json.dumps(post, ensure_ascii=False), odd[0] in right))
    print(f"{hose.unsure} of {posts} posts were left to the plain code", flush=True)
    return len(read) * len(said), sum(map(len, expected)), wrong


def plain_text(inventor: Inventor) -> str:
    """Words, tags, handles and links in the forms that people write."""
    said = []
    for _ in range(inventor.dice.randint(1, 30)):
        one = inventor.one(
            (inventor.word, inventor.word, lambda: "#" + inventor.word(), inventor.handle, inventor.link)
        )
        said.append(next(word for word in iter(one, None) if not any(map(unicodedata.combining, word))))
    return inventor.one((" ", " ", ", ")).join(said)


def main() -> None:
    """Run it and say what came out."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, value in (("queries", 1000), ("posts", 20_000), ("seed", 1), ("processes", 2)):
        parser.add_argument(f"--{name}", type=int, default=value)
    parser.add_argument("--kernels", action="store_true", help="compare the kernels with the plain matcher")
    parser.add_argument("--dry", action="store_true", help="write nothing into bench/results.md")
    given = parser.parse_args()
    started = time.perf_counter()
    queries = good_queries(given.queries, given.seed)
    share = 1000
    jobs = [
        (queries, given.seed + 1 + n, min(share, given.posts - n * share))
        for n in range(-(-given.posts // share))
    ]
    with multiprocessing.get_context("spawn").Pool(given.processes) as pool:
        done = pool.starmap(kernel_differences if given.kernels else differences, jobs, chunksize=1)
    wrong = [one for _pairs, _hits, some in done for one in some]
    pairs, hits = sum(d[0] for d in done), sum(d[1] for d in done)
    figure = ("kernels and plain matcher: " if given.kernels else "") + (
        f"{pairs} pairs of {len(queries)} queries and {given.posts} posts, {hits} hits, "
        f"{len(wrong)} differences, {time.perf_counter() - started:.0f} s, seed {given.seed}"
    )
    print(figure)
    if not given.dry:
        _ledger.write("match_equality", figure)
    for query, post, expected in sorted(wrong, key=lambda one: len(one[1]))[:5]:
        print(f"{query!r} is {expected} for {post} by the reference only")
    raise SystemExit(1 if wrong else 0)


if __name__ == "__main__":
    main()
