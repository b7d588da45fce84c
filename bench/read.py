"""How much of what four sets of real data say `leitstand read` understands.

    script/bench read [--failures] [--hard]

Run over `feedparser-suite` (every file polled through the feed network with the headers it asks for),
`mastodon-api`, `bluesky-wire` and `wordpress-wxr` in `../shared/data`. What is expected of a feed is what
feedparser's own parse holds, and the file's own `Expect:` where it is about entries; of the others, what a
plain walk through their JSON or XML finds. `--hard` times feeds that were made to keep a reader busy.
"""

from __future__ import annotations

import argparse
import io
import json
import lzma
import re
import sys
import tarfile
import tempfile
import time
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import feedparser

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # for tests/paper_wire.py

import _feeds
import _ledger

from leitstand import registry
from leitstand.commands._reading import Wish, of_file
from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.post import Post

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data"
WP = "{http://wordpress.org/export/1.%s/}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
Row = tuple[str, str, list[str]]  # (what, where, what is wrong; empty: met)


def feeds() -> Iterator[Row]:
    """Every file of feedparser's suite: read, carried, expected."""
    with tarfile.open(DATA / "feedparser-suite" / "feeds.tar.xz") as suite:
        for member in suite:
            if member.isfile():
                raw = suite.extractfile(member).read()
                yield from _feeds.judged(member.name, raw)


def mastodon() -> Iterator[Row]:
    """Every recorded answer, read as a file; its statuses, whatever they are wrapped in, must come out."""
    recorded = lzma.decompress((DATA / "mastodon-api" / "responses.jsonl.xz").read_bytes())
    for number, line in enumerate(recorded.splitlines()):
        answer = json.loads(line)
        where = f"{number}:{answer['method']} {answer['uri'][:60]}"
        body = answer["body"] if isinstance(answer["body"], str) else json.dumps(answer["body"])
        wanted = [status for said in _documents(body) for status in _statuses(said)]
        posts, complaint = _read(body.encode())
        found = {(post.id, post.content.partition("<ul><li>")[0]) for post in posts}
        wrong = [f"not there: {s['uri']}" for s in wanted if (s["uri"], s["content"]) not in found]
        if not wanted and posts:
            wrong.append(f"{len(posts)} posts out of nothing")
        if wanted and complaint:
            wrong.append(complaint)
        yield "mastodon-api", where, wrong


def bluesky() -> Iterator[Row]:
    """Every Jetstream event: posts, reposts and deletions of posts come out, in order, and nothing else."""
    path = DATA / "bluesky-wire" / "jetstream_v1_expected.jsonl"
    found = iter([post for _line, post in of_file(str(path), Wish()) if isinstance(post, Post)])
    for line in path.read_bytes().splitlines():
        event = json.loads(line)
        commit = event.get("commit", {})
        collection = commit.get("collection", "")
        if collection not in ("app.bsky.feed.post", "app.bsky.feed.repost"):
            yield "bluesky-wire", commit.get("rkey", event["kind"]), []
            continue
        post, record = next(found, None), commit.get("record", {})
        deleted, repost = commit["operation"] == "delete", collection.endswith("repost")
        wanted = (
            f"at://{event['did']}/{collection}/{commit['rkey']}",
            "Tombstone" if deleted else "Announce" if repost else "Note",
            "" if deleted or repost else record["text"],
            record["subject"]["uri"] if repost else None,
        )
        said = post and (post.id, post.type, post.content, post.announces)
        yield "bluesky-wire", commit["rkey"], [] if said == wanted else [f"{said} instead of {wanted}"]
    yield from (("bluesky-wire", post.id, ["one post too many"]) for post in found)


def wordpress() -> Iterator[Row]:
    """Every export: refused where its README says so, else the same public entries and comments."""
    with tarfile.open(DATA / "wordpress-wxr" / "wxr.tar.xz") as exports:
        for member in exports:
            if not member.isfile():
                continue
            raw = exports.extractfile(member).read()
            posts, complaint = _read(raw)
            name = member.name.rpartition("/")[2]
            if re.match(r"malformed|missing|invalid-version", name):
                yield "wordpress-wxr", name, [] if complaint and not posts else ["read, not refused"]
                continue
            wanted, said = Counter(_entries(raw)), Counter((p.name or "", p.content) for p in posts)
            yield (
                "wordpress-wxr",
                name,
                []
                if wanted == said and not complaint
                else [
                    complaint
                    or f"{sum((wanted - said).values())} missing, {sum((said - wanted).values())} too many"
                ],
            )


def _entries(raw: bytes) -> Iterator[tuple[str, str]]:
    version = re.search(rb"wordpress\.org/export/1\.(\d)/\"?[^<]*<channel", raw.replace(b"excerpt/", b""))
    wp = WP % (version.group(1).decode() if version else "2")
    for item in ET.fromstring(raw).iter("item"):
        text = lambda tag, item=item: " ".join([item.findtext(tag) or ""]).strip()  # noqa: E731
        if item.find(wp + "post_id") is None and item.find(wp + "status") is None:
            continue
        if text(wp + "status") not in ("publish", "") or text(wp + "post_password"):
            continue
        if text(wp + "post_type") in ("attachment", "nav_menu_item"):
            continue
        yield text("title"), text(CONTENT)
        for comment in item.findall(wp + "comment"):
            yield "", (comment.findtext(wp + "comment_content") or "").strip()


def _documents(body: str) -> Iterator[object]:
    """The JSON of an answer, or of each event of a streamed one."""
    for text in re.findall(r"^data: (.*)$", body, re.MULTILINE) or [body]:
        try:
            yield json.loads(text)
        except ValueError:
            continue


def _statuses(said: object) -> Iterator[dict]:
    if isinstance(said, list):
        for one in said:
            yield from _statuses(one)
    elif isinstance(said, dict):
        if (
            "account" in said
            and "visibility" in said
            and isinstance(said.get("content"), str)
            and "uri" in said
        ):
            yield said
        for one in said.values():
            yield from _statuses(one)


def _read(raw: bytes) -> tuple[list[Post], str]:
    with tempfile.NamedTemporaryFile() as file:
        file.write(raw)
        file.flush()
        posts, complaint = [], ""
        try:
            for _line, post in of_file(file.name, Wish()):
                if isinstance(post, Post):
                    posts.append(post)
                else:
                    complaint = str(post)
        except Invalid as error:
            complaint = str(error)
    return posts, complaint


def hard() -> None:
    """Seconds for a feed of 1 MB made to keep a reader busy; feedparser alone gets a tenth of it."""
    network = registry.network("feed")
    for name, make in _feeds.HARD.items():
        began = time.perf_counter()
        network.parse(make(1_000_000))
        ours = time.perf_counter() - began
        began = time.perf_counter()
        feedparser.parse(io.BytesIO(make(100_000)), response_headers={"content-type": "application/xml"})
        alone = time.perf_counter() - began
        print(f"{name:18} ours {ours:7.2f} s for 1 MB   feedparser alone {alone:7.2f} s for 0.1 MB")


def main() -> None:
    """Count, print, and add a line to the results."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--failures", action="store_true", help="name what was not met")
    asked.add_argument("--hard", action="store_true", help="time feeds made to keep a reader busy")
    asked.add_argument("--dry", action="store_true", help="write nothing into bench/results.md")
    options = asked.parse_args()
    if options.hard:
        hard()
        return
    parts: tuple[Callable[[], Iterator[Row]], ...] = (feeds, mastodon, bluesky, wordpress)
    met, all_, began = Counter[str](), Counter[str](), time.perf_counter()
    for part in parts:
        for what, where, wrong in part():
            all_[what] += 1
            met[what] += not wrong
            if wrong and options.failures:
                print(f"{what}\t{where}\t{'; '.join(wrong)[:300]}")
    for what in all_:
        print(f"{what:28}{met[what]:6} of {all_[what]:6}   {100 * met[what] / all_[what]:.2f} %")
    total, of = sum(met.values()), sum(all_.values())
    seconds = time.perf_counter() - began
    figure = f"{total} of {of} expectations ({100 * total / of:.2f} %), no crash, {seconds:.0f} s"
    print(figure)
    if not options.dry:
        _ledger.write("read", figure, peer=", ".join(f"{what} {met[what]}/{all_[what]}" for what in all_))


if __name__ == "__main__":
    sys.exit(main())
