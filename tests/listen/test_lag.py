"""How far behind its network a live source is, and what it costs, is written down and told."""

from __future__ import annotations

import json
import threading
from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse

from leitstand import registry
from leitstand.listen import live, pages
from leitstand.listen.models import Source, SourceDay
from leitstand.networks.bluesky import streaming
from leitstand.site import health
from leitstand.vocabulary.errors import TryLater
from tests.listen.conftest import NOW, member_of, source_of
from tests.paper_wire import PaperWire

pytestmark = pytest.mark.django_db

JET = "wss://jet.example/subscribe"


@pytest.fixture
def source(organization) -> Source:
    return source_of(organization, name="Ganz Bluesky", network="bluesky", source=JET, live=True)


def event(seconds_ago: float) -> bytes:
    moment = NOW - timedelta(seconds=seconds_ago)
    record = {"text": "Neues aus Auenried", "createdAt": moment.isoformat()}
    commit = {"operation": "create", "collection": "app.bsky.feed.post", "rkey": "3l", "record": record}
    at = int(streaming.cursor(moment))
    return json.dumps({"did": "did:plc:x", "time_us": at, "kind": "commit", "commit": commit}).encode()


def test_what_a_stream_brought_and_how_late_it_was_is_written_with_its_cursor(source, watch):
    source.cursor = began = registry.network("bluesky").begin(NOW - timedelta(minutes=1))
    said = [event(8.0), event(2.5)]
    wire = PaperWire("").streams(streaming.address(JET, began), said, TryLater("x", timedelta(seconds=1)))
    with pytest.raises(TryLater):
        live.hear(source, threading.Event(), lambda: NOW, lambda _account: wire)
    row = Source.objects.get()
    assert (row.lag_seconds, row.waiting_bytes, row.mentions_kept) == (2.5, 0, 1)
    assert SourceDay.objects.get().read_bytes == sum(map(len, said))


def test_a_source_that_is_behind_says_so_on_its_page_and_to_the_doctor(client, source, organization):
    source.last_answered, source.lag_seconds = NOW, 3.25
    assert pages.health(source, NOW).label == "works"
    source.lag_seconds, source.waiting_bytes = 400.0, 2_500_000
    source.save()
    told = pages.health(source, NOW)
    assert (told.label, told.chip) == ("behind", "unknown")
    assert "7 min" in told.sentence
    client.force_login(member_of(organization).person)
    assert "7 min" in client.get(reverse("listen:source", args=[source.pk])).content.decode()
    looks = [look for look in health.look(settings.CONFIG, NOW) if "Ganz Bluesky" in look.what]
    assert [look.well for look in looks] == [False]
    assert "2.5 MB wait" in looks[0].what
