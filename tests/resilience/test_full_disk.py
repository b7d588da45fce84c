"""A disk that is full: said plainly, nothing lost, and on by itself when there is room again."""

from __future__ import annotations

import json
from contextlib import contextmanager, suppress
from datetime import timedelta

import pytest
from django.db import connection

from leitstand.listen import live
from leitstand.listen import tasks as listen
from leitstand.listen.models import Mention, Source
from leitstand.speak import tasks as speak
from tests.paper_wire import PaperWire
from tests.resilience.scene import NOW, answer, feed, feed_wire, turn, wire

MINUTES = timedelta(minutes=1)


@contextmanager
def full():
    """SQLite may not take one more page, as if the disk had none."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")  # else it takes the pages that were freed
        before = cursor.execute("PRAGMA max_page_count").fetchone()[0]
        pages = cursor.execute("PRAGMA page_count").fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA max_page_count = {before}")


@pytest.mark.django_db(transaction=True)
def test_the_cursor_stands_until_there_is_room_and_then_it_goes_on(source, watch, caplog):
    listen.fetch_due(NOW, lambda _account: feed_wire(feed("1")))
    source.refresh_from_db()
    before, failures = source.cursor, source.failures
    many = [str(number) for number in range(60, 0, -1)]
    body = feed(*many, words="Auenried " + "Die Bibliothek hat neue Zeiten. " * 200)
    with full():
        for visit in range(10):
            now = NOW + (60 + visit) * MINUTES
            turn("listen", lambda _now, at=now: listen.fetch_due(at, lambda _account: feed_wire(body)))
    source.refresh_from_db()
    assert (source.cursor, Mention.objects.count()) == (before, 1)
    assert source.failures <= failures + 1, "our disk is no fault of the source"
    assert "listen: the database does not take anything in (database or disk is full)" in caplog.text
    assert "Make room on the disk that holds the database; it then goes on by itself" in caplog.text
    assert "Traceback" not in caplog.text

    listen.fetch_due(NOW + 71 * MINUTES, lambda _account: feed_wire(body))
    assert Mention.objects.count() == 60


@pytest.mark.django_db(transaction=True)
def test_an_answer_waits_for_room_and_goes_out_once(editor, account, paper):
    row = answer(editor, account)
    with full(), connection.cursor() as cursor, suppress(Exception):
        while True:  # use up what is left of the last pages
            cursor.execute(
                "INSERT INTO site_heartbeat VALUES (hex(randomblob(15)), '2026-01-01', hex(randomblob(99)))"
            )
    with full():
        for second in range(5):
            at = NOW + timedelta(seconds=second)
            turn("speak", lambda _now, at=at: speak.move_due(at, wire))
        assert len(paper.posts) <= 1
    for seconds in (10, 20, 60, 200):
        speak.move_due(NOW + timedelta(seconds=seconds), wire)
    row.refresh_from_db()
    assert (row.state, len(paper.posts)) == ("sent", 1)


@pytest.mark.django_db(transaction=True)
def test_a_stream_is_opened_again_soon_and_not_ever_later(source, watch, caplog):
    server = "https://social.example"
    Source.objects.update(network="mastodon", source=f"tag {server} auenried", live=True)
    words = "Auenried " + "Die Bibliothek hat neue Zeiten. " * 3000
    account = {"id": "7", "acct": "ida", "username": "ida", "url": f"{server}/@ida"}
    said = {
        "id": "1",
        "uri": f"{server}/1",
        "created_at": NOW.isoformat(),
        "content": words,
        "account": account,
    }
    event = b"update\n" + json.dumps(said).encode()

    def opened(_account) -> PaperWire:
        paper = PaperWire(server).says("GET", f"{server}/api/v1/timelines/tag/auenried", json=[])
        return paper.streams(f"{server}/api/v1/streaming/hashtag?tag=auenried", [event, b""])

    with full():
        for _again in range(12):
            live._Listener(source.pk, lambda: NOW, opened).run()
    source.refresh_from_db()
    assert Mention.objects.count() == 0
    assert source.next_fetch <= NOW + MINUTES
    assert "the database takes nothing in (database or disk is full); its cursor stands" in caplog.text
    live._Listener(source.pk, lambda: NOW, opened).run()
    assert Mention.objects.count() == 1
