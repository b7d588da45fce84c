"""A live Jetstream through kernels leaves the same traces as without them, wherever it is cut."""

from __future__ import annotations

import json
import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

pytest.importorskip("numba", reason="the extra firehose is not installed")

from leitstand.listen import actions, keeping, live
from leitstand.listen.models import Archiving, Mention, Source, SourceDay
from leitstand.listen.sieve import Sieve
from leitstand.networks.bluesky import wires
from leitstand.vocabulary.errors import TryLater
from leitstand.vocabulary.network import Page
from tests.firehose.conftest import warm  # noqa: F401  # a fixture: one process compiles, the others load
from tests.firehose.invented_events import Events
from tests.listen.conftest import member_of, source_of

BEGAN, STEP = 1_763_750_000_000_000, 60_000
NOW = datetime.fromtimestamp(BEGAN / 1e6, UTC) + timedelta(minutes=10)
SAID = (
    *["2025-11-21T18:4%s:0%s.25Z"] * 6,
    "",
    "2025-11-21T18:4%s:0%s.5Z",
    "2025-11-21T19:4%s:0%s+01:00",
    "2025-11-21 18:4%s",
    "soon",
    "2031-01-0%s",
)
DEAD = TryLater("The line broke.", timedelta(seconds=1))


def events(count: int, seed: int = 21) -> list[bytes]:
    """Events in turn, 60 ms apart, some of them later deleted, with moments in any spelling."""
    invented = Events(seed)
    dice, found = invented.dice, []
    for number in range(count):
        event = invented.event(number) | {"time_us": BEGAN + STEP * number}
        record = event.get("commit", {}).get("record")
        if record is not None:
            spelling = dice.choice(SAID)
            record["createdAt"] = spelling % tuple(dice.sample(range(9), spelling.count("%s")))
            said = record.get("text", "") if dice.random() < 0.3 else "Ein ruhiger Tag"
            record["text"] = said + dice.choice((" auenried", "", "", "", ""))
            if not spelling:
                del record["createdAt"]
        found.append(json.dumps(event, separators=(",", ":")).encode())
        if dice.random() < 0.03 and record is not None:
            gone = event["commit"] | {"operation": "delete"}
            gone.pop("record")
            later = event | {"commit": gone, "time_us": event["time_us"] + 5}
            found.append(json.dumps(later, separators=(",", ":")).encode())
    return found


class Jet:
    """A Jetstream that can be asked again from any moment, and breaks now and then."""

    server, me = "", None

    def __init__(self, said: list[bytes], breaks: Iterator[int]) -> None:
        self.said, self.breaks = said, breaks
        self.times = [json.loads(line)["time_us"] for line in said]

    def messages(self, url: str) -> Iterator[bytes]:
        since = int(parse_qs(urlsplit(url).query)["cursor"][0])
        at = next((place for place, time in enumerate(self.times) if time > since), len(self.said))
        end = at + 5_000_000 // STEP + next(self.breaks)
        yield from self.said[at:end]
        if end < len(self.said):
            raise DEAD


class Ready(Sieve):
    """One whose kernels are there from the first page on."""

    def refresh(self) -> None:
        self._full = True
        super().refresh()
        if self._loader:
            self._loader.join()


@pytest.fixture
def jet(organization, monkeypatch, tmp_path) -> Source:
    monkeypatch.setattr(keeping, "home", lambda: tmp_path)
    editor = member_of(organization)
    for query in ("auenried", "bahn AND NOT zug", "url:firma.example"):
        actions.add_watch(editor, query, query, now=NOW)
    Archiving.objects.create(organization=organization, active=True, purpose="Rückblick", days=3)
    monkeypatch.setattr(live, "FLUSH_SECONDS", 1000.0)
    return source_of(organization, network="bluesky", source="wss://jet.example/subscribe", live=True)


def hear(source: Source, wire: Jet) -> None:
    live.hear(Source.objects.get(pk=source.pk), threading.Event(), lambda: NOW, lambda _account: wire)


def traces(source: Source) -> dict[str, object]:
    """Everything that hearing leaves in tables and files."""
    row = Source.objects.get(pk=source.pk)
    day = SourceDay.objects.get(source=source)
    archive = keeping.archive(source.organization_id)
    return {
        "mentions": sorted(
            (m.post_id, m.text, bool(m.taken_down), m.published, sorted(w.pk for w in m.watches.all()))
            for m in Mention.objects.all()
        ),
        "source": (
            row.cursor,
            row.posts_seen,
            row.mentions_kept,
            row.newest,
            row.usual_gap_seconds,
            row.gaps,
        ),
        "day": (day.posts, day.mentions, day.read_bytes),
        "archive": [one for batch in archive.read(NOW.date()) for one in batch.to_pylist()],
    }


@pytest.mark.django_db
def test_kernels_and_parser_leave_the_same_traces(jet, monkeypatch, tmp_path):
    said = events(500)
    wire = Jet(said, iter(()))
    wire.messages = lambda _url: iter(said)
    found = []
    for sieve in (Sieve, Ready):
        monkeypatch.setattr(live, "Sieve", sieve)
        monkeypatch.setattr(live, "MOST_POSTS", 10**9)
        monkeypatch.setattr(keeping, "home", lambda place=tmp_path / sieve.__name__: place)
        hear(jet, wire)
        found.append(traces(jet))
        Mention.objects.all().delete()
        SourceDay.objects.all().delete()
        blank = {"cursor": "", "posts_seen": 0, "mentions_kept": 0, "newest": None, "last_heard": None}
        Source.objects.update(**blank, usual_gap_seconds=None, gaps=0)
    plain, quick = found
    assert len(plain["mentions"]) > 80
    assert len(plain["archive"]) > 300
    for name in plain:
        assert quick[name] == plain[name], name


@contextmanager
def killed(monkeypatch, dice: random.Random) -> Iterator[None]:
    """Somebody pulls the plug at one of the next writings, before it or just after."""
    left, before, real = dice.randint(1, 14), dice.random() < 0.5, live.take_in

    def take_in(*given, **more):
        nonlocal left
        left -= 1
        if left == 0 and before:
            raise MemoryError
        new = real(*given, **more)
        if left == 0:
            raise MemoryError
        return new

    with monkeypatch.context() as patch, suppress(MemoryError, TryLater):
        patch.setattr(live, "take_in", take_in)
        yield


@pytest.mark.django_db
@pytest.mark.parametrize("seed", [1, 2])
def test_wherever_it_is_cut_nothing_is_lost_nothing_is_twice_and_the_cursor_waits(jet, monkeypatch, seed):
    dice, said = random.Random(seed), events(300, seed)
    monkeypatch.setattr(live, "Sieve", dice.choice([Ready, Ready, Sieve]))
    monkeypatch.setattr(live, "MOST_POSTS", 20)
    wire = Jet(said, iter(lambda: dice.randint(0, 60), None))
    Source.objects.update(cursor=str(BEGAN - 1))
    asked = {
        post.id: json.loads(line)["time_us"]
        for line in said
        for post in wires.parse(line)
        if "auenried" in post.content.casefold().split() and not post.updated
    }
    for _again in range(200):
        with killed(monkeypatch, dice):
            hear(jet, wire)
        cursor = int(Source.objects.get().cursor)
        stored = set(Mention.objects.values_list("post_id", flat=True))
        assert {post for post, time in asked.items() if time <= cursor} <= stored, "the cursor was ahead"
        if cursor >= wire.times[-1]:
            break
    assert cursor == wire.times[-1]
    assert set(asked) <= stored
    assert Mention.objects.count() == len(stored)
    every = {post.id: post.type for line in said for post in wires.parse(line)}
    alive = {id for id, type in every.items() if type != "Tombstone"}
    kept = keeping.archive(jet.organization_id).read(NOW.date())
    assert len(alive) > 200
    assert {id for batch in kept for id in batch["id"].to_pylist()} == alive


@pytest.mark.django_db
def test_a_new_watch_is_heard_with_after_the_next_writing(organization, editor):
    sieve = Ready(source_of(organization, network="bluesky", source="jetstream", live=True))
    sieve.refresh()
    page = Page(raw=b"\n".join(events(200)), cursor="1")
    before = sieve.sift(page)
    actions.add_watch(editor, "Wir", "auenried", now=NOW)
    sieve.refresh()
    after = sieve.sift(page)
    more = {post.id: post.content for post in after.posts if post not in before.posts}
    assert len(more) > 5
    assert all("auenried" in content for content in more.values())
    assert len(before.posts) + len(before.unasked) == len(after.posts) + len(after.unasked)


@pytest.mark.django_db
def test_kernels_are_fetched_when_pages_are_full_and_not_for_a_few_posts(organization):
    sieve = Sieve(source_of(organization, network="bluesky", source="jetstream", live=True))
    sieve.sift(Page(raw=b"\n".join(events(20)), cursor="1"))
    sieve.refresh()
    assert sieve._loader is None
    sieve.sift(Page(raw=b"\n".join(events(200)), cursor="2"))
    sieve.refresh()
    sieve._loader.join()
    assert sieve.sift(Page(raw=b"\n".join(events(20)), cursor="3")).unasked


@pytest.mark.django_db
@pytest.mark.parametrize("given", [{"keep": Source.ALL}, {"network": "mastodon", "source": "public"}])
def test_where_everything_is_kept_or_the_network_speaks_otherwise_the_parser_reads(organization, given):
    fields = {"network": "bluesky", "source": "jetstream", "live": True} | given
    sieve = Ready(source_of(organization, **fields))
    sieve.refresh()
    assert sieve._loader is None
