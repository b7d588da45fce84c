"""Holding sources open: nothing lost or repeated across breaks, and each source by itself."""

from __future__ import annotations

import json
import threading
from contextlib import suppress
from datetime import timedelta
from time import monotonic, sleep

import pytest
from django.db import OperationalError

from leitstand import registry
from leitstand.listen import actions, live, queries
from leitstand.listen.models import Mention, Source
from leitstand.networks.bluesky import streaming
from leitstand.vocabulary.errors import TryLater
from tests.listen.conftest import NOW, member_of, source_of
from tests.paper_wire import PaperWire

SERVER = "https://social.example"
STREAM = f"{SERVER}/api/v1/streaming/hashtag?tag=auenried"
TIMELINE = f"{SERVER}/api/v1/timelines/tag/auenried"


def status(id: int, words: str = "Neues aus Auenried") -> dict:
    return {
        "id": str(id),
        "uri": f"{SERVER}/statuses/{id}",
        "url": f"{SERVER}/@ida/{id}",
        "created_at": (NOW - timedelta(minutes=60 - id)).isoformat(),
        "content": f"<p>{words}</p>",
        "account": {
            "id": "7",
            "acct": "ida",
            "username": "ida",
            "display_name": "Ida",
            "url": f"{SERVER}/@ida",
        },
    }


def update(id: int) -> bytes:
    return b"update\n" + json.dumps(status(id)).encode()


def paper(*openings: list[bytes], timeline: list[dict] = ()) -> PaperWire:
    wire = PaperWire(SERVER)
    wire.says("GET", TIMELINE, json=list(timeline))
    for events in openings:
        wire.streams(STREAM, events, TryLater("The stream ended.", timedelta(seconds=5)))
    return wire


@pytest.fixture
def live_source(organization) -> Source:
    return source_of(organization, network="mastodon", source=f"tag {SERVER} auenried", live=True)


def hear(source: Source, wire: PaperWire) -> None:
    with pytest.raises(TryLater):
        live.hear(source, threading.Event(), lambda: NOW, lambda _account: wire)


@pytest.mark.django_db
def test_what_a_stream_brings_is_kept_with_its_cursor(live_source, watch):
    hear(live_source, paper([b"", update(1), b"", update(2), b""]))
    live_source.refresh_from_db()
    assert Mention.objects.count() == 2
    assert '"2"' in live_source.cursor


@pytest.mark.django_db
def test_a_broken_stream_goes_on_without_loss_or_repeat(live_source, watch):
    hear(live_source, paper([b"", update(1), b""]))
    fresh = Source.objects.get()
    hear(fresh, paper([b"", update(2), update(3), b""], timeline=[status(2), status(1)]))
    assert sorted(Mention.objects.values_list("post_id", flat=True)) == sorted(
        {f"{SERVER}/statuses/{n}" for n in (1, 2, 3)}
    )


@pytest.mark.django_db
def test_a_stream_that_breaks_before_its_first_event_goes_on_from_where_it_began(organization):
    source = source_of(organization, network="bluesky", source="wss://jet.example/subscribe", live=True)
    began = registry.network("bluesky").begin(NOW)
    wire = PaperWire("").streams(
        streaming.address(source.source, began), [], TryLater("x", timedelta(seconds=1))
    )
    hear(source, wire)
    assert Source.objects.get().cursor == began


@pytest.mark.django_db
def test_a_stream_that_is_told_to_end_ends_with_what_it_has(live_source, watch):
    ended = threading.Event()
    ended.set()
    live.hear(live_source, ended, lambda: NOW, lambda _account: paper([update(1), update(2), b""]))
    assert Mention.objects.count() <= 1


@pytest.mark.django_db
def test_opening_counts_as_a_failure_until_it_has_answered(live_source, watch):
    wire = PaperWire(SERVER).says("GET", TIMELINE, json=[])
    wire.streams(STREAM, [], TryLater("Nobody there.", timedelta(seconds=1)))
    hear(live_source, wire)
    assert Source.objects.get().failures == 1


@pytest.mark.django_db
def test_a_source_that_failed_waits_before_it_is_opened_again(live_source):
    live.health.opened(live_source, NOW)
    live.health.failed(live_source, TryLater("x", timedelta(seconds=30)), NOW)
    assert queries.live_sources(NOW + timedelta(seconds=29)) == {live_source.pk: False}
    assert queries.live_sources(NOW + timedelta(seconds=31)) == {live_source.pk: True}


@pytest.mark.django_db(transaction=True)
def test_the_listener_opens_new_sources_and_lets_go_of_removed_ones(organization, watch):
    stop, wires = threading.Event(), []

    def wire_for(_account):
        wires.append(paper([b"", update(len(wires) + 1), b""], [b""] * 10_000))
        return wires[-1]

    began = monotonic()

    def now():  # a clock that runs fast: a table that was locked for a moment is tried again soon
        return NOW + timedelta(seconds=20 * (monotonic() - began))

    listener = threading.Thread(
        target=live.listen_live, args=(stop, now, wire_for), kwargs={"look_seconds": 0.05}
    )
    owner = member_of(organization, "owner")
    listener.start()
    try:
        source = source_of(organization, network="mastodon", source=f"tag {SERVER} auenried", live=True)
        assert _soon(lambda: Mention.objects.count() >= 1), "an added source is opened within seconds"
        assert _soon(lambda: actions.remove_source(owner, source) is None)
        assert _soon(lambda: not any(t.name == f"source-{source.pk}" for t in threading.enumerate()))
    finally:
        stop.set()
        listener.join(20)
    assert not listener.is_alive()


def _soon(true, seconds: float = 10.0) -> bool:
    end = monotonic() + seconds
    while monotonic() < end:
        with suppress(
            OperationalError
        ):  # SQLite in memory, shared by threads, lets no reader beside a writer
            if true():
                return True
        sleep(0.05)
    return False
