"""How many posts a second does the listener take in from a Jetstream, from its messages to the tables?

    script/bench live [--events 60000] [--watches 50] [--before FOLDER] [--html] [--dry]

The same invented events go through the whole of `listen.live.hear` into a fresh SQLite file, in a process of
their own each time: with the kernels and without them, with the archive off and on. FOLDER holds the sources
of an earlier version, which is measured beside. What a socket costs is not in it. --html: instead, how long
1,000 watches take over posts in HTML, as Mastodon sends them, with kernels and plainly.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import _ledger
from bench._firehose import Talk
from leitstand.firehose.hose import Firehose
from leitstand.vocabulary import batch
from leitstand.vocabulary.post import Post
from leitstand.vocabulary.watch import Watches, read_query

WARM = 4000
"""Events that are not counted: processes load what they need with them."""


class Said:
    """A wire on which these events were said."""

    server, me = "", None

    def __init__(self, events: list[bytes]) -> None:
        self.events = events

    def messages(self, _url: str) -> Iterator[bytes]:
        """Every event."""
        yield from self.events


def main() -> None:
    """Measure each way and say what came of it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--events", type=int, default=60_000)
    parser.add_argument("--watches", type=int, default=50)
    parser.add_argument("--before", type=Path, help="sources of an earlier version")
    parser.add_argument("--html", action="store_true", help="ask watches of posts in HTML instead")
    parser.add_argument("--way", help=argparse.SUPPRESS)
    parser.add_argument("--archive", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--dry", action="store_true", help="write nothing into bench/results.md")
    given = parser.parse_args()
    if given.way:
        print(json.dumps(measured(given)))
        return
    if given.html:
        html(given)
        return
    for archive in (False, True):
        tell(given, archive=archive)


def tell(given: argparse.Namespace, *, archive: bool) -> None:
    """One line for the archive off or on: with kernels, and beside it without."""
    ways = ["kernels", "plain", *(["before"] if given.before else [])]
    found = {way: child(given, way, archive=archive) for way in ways}
    figures = {way: told(one) for way, one in found.items()}
    quick = found["kernels"]
    mode = f"archive {'on' if archive else 'off'}, {given.watches} watches, {quick['mentions']:,} mentions"
    figure = f"live intake ({mode}): kernels {figures.pop('kernels')}"
    peer = "; ".join(
        f"{'earlier version' if way == 'before' else way} {said}" for way, said in figures.items()
    )
    ratio = " / ".join(f"{found[way]['seconds'] / quick['seconds']:.1f}" for way in figures)
    same = {(one["posts"], one["mentions"], one["seen"]) for one in found.values()}
    print(f"{figure}; {peer}; {ratio}")
    if len(same) > 1:
        raise SystemExit(f"They did not take in the same: {same}")
    if not given.dry:
        _ledger.write("live", figure, peer=peer, ratio=ratio)


def html(given: argparse.Namespace, posts: int = 5000) -> None:
    """Watches asked of posts in HTML: processor time each, the best of three turns."""
    talk = Talk(1)
    asked = [talk.query() for _ in range(1000)]
    queries = {str(number): read_query(query) for number, query in enumerate(asked)}
    link = '<a href="https://auen.example/tags/bus" class="mention hashtag" rel="tag">#<span>bus</span></a>'
    said = [f"<p>{talk.text(asked)} {link}</p>" for _ in range(posts)]
    columns = batch.of([Post(id=str(n), content=text, media_type="text/html") for n, text in enumerate(said)])
    quick, plain = Firehose(queries), Watches(queries)
    quick.warm()
    if quick.match(columns) != plain.match(columns):
        raise SystemExit("They do not answer the same.")
    each = [_best(matcher, columns) / posts * 1e6 for matcher in (quick, plain)]
    figure = f"posts in HTML, 1,000 watches: {each[0]:.1f} us of processor each, decoding included"
    print(f"{figure}; plain matcher {each[1]:.1f} us")
    if not given.dry:
        _ledger.write(
            "live", figure, peer=f"plain matcher {each[1]:.1f} us", ratio=f"{each[1] / each[0]:.1f}"
        )


def _best(matcher: Watches, columns: Any) -> float:
    took = []
    for _ in range(3):
        began = process_time()
        matcher.match(columns)
        took.append(process_time() - began)
    return min(took)


def told(one: dict[str, Any]) -> str:
    """Posts by the clock, and what each took of the processor, however busy the machine was."""
    each = one["processor"] / one["posts"] * 1e6
    return f"{one['posts'] / one['seconds']:,.0f} posts/s, {each:.0f} us of processor a post"


def child(given: argparse.Namespace, way: str, *, archive: bool) -> dict[str, Any]:
    """Measure in a process of its own."""
    more = ["--archive"] if archive else []
    asked = [sys.executable, __file__, "--way", way, *more]
    asked += ["--events", str(given.events), "--watches", str(given.watches)]
    path = [str(given.before)] if way == "before" else []
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(path)}
    done = subprocess.run(asked, env=env, stdout=subprocess.PIPE, check=True)
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def measured(given: argparse.Namespace) -> dict[str, Any]:
    """What one way takes for all events but the first ones."""
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"LEITSTAND_HOME": home, "DJANGO_SETTINGS_MODULE": "leitstand.site.settings"}
        import django  # noqa: PLC0415  # only now is it said where its settings are

        django.setup()
        from django.core.management import call_command  # noqa: PLC0415

        call_command("migrate", verbosity=0)
        return heard(given)


def heard(given: argparse.Namespace) -> dict[str, Any]:
    """Listen to all of it."""
    from leitstand.listen import live  # noqa: PLC0415
    from leitstand.listen.models import Archiving, Source, Watch  # noqa: PLC0415
    from leitstand.people.models import Organization  # noqa: PLC0415

    talk, organization = Talk(1), Organization.objects.create(name="Hochschule Auenried", language="de")
    asked = [talk.query() for _ in range(given.watches)]
    Watch.objects.bulk_create(
        [Watch(organization=organization, name=str(n), query=query) for n, query in enumerate(asked)]
    )
    if given.archive:
        Archiving.objects.create(organization=organization, active=True, purpose="bench", days=1)
    source = Source.objects.create(
        organization=organization,
        network="bluesky",
        source="wss://jet.example/subscribe",
        name="Jet",
        live=True,
    )
    if given.way != "before":
        _set(live, kernels=given.way == "kernels")
    said = talk.events(given.events + WARM, asked)
    for events in (said[:WARM], said[WARM:]):
        began, used, wire = perf_counter(), process_time(), Said(events)
        live.hear(source, threading.Event(), lambda: datetime.now(UTC), lambda _account, wire=wire: wire)  # type: ignore[misc]  # paper
    row = Source.objects.get()
    return {
        "seconds": perf_counter() - began,
        "processor": process_time() - used,
        "posts": given.events,
        "mentions": row.mentions_kept,
        "seen": row.posts_seen,
    }


def _set(live: Any, *, kernels: bool) -> None:
    """With kernels from the first page on, or without any."""
    from leitstand import firehose  # noqa: PLC0415
    from leitstand.listen.sieve import Sieve  # noqa: PLC0415

    class Ready(Sieve):
        def refresh(self) -> None:
            self._full = True
            super().refresh()
            if self._loader:
                self._loader.join()

    live.Sieve = Ready
    if not kernels:
        firehose.installed = lambda: False


if __name__ == "__main__":
    main()
