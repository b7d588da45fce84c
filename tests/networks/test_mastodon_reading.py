"""Reading on from a cursor loses and repeats nothing, however a timeline grows meanwhile."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leitstand.networks.mastodon import NETWORK
from leitstand.vocabulary.errors import TryLater
from leitstand.vocabulary.network import Answer
from leitstand.vocabulary.post import Actor
from tests.paper_wire import PaperWire

HERE = "https://social.example"
SOURCE = f"public {HERE}"


class Timeline:
    """A server with one timeline, sorted by id as Mastodon sorts it; `limit` is what it gives at most."""

    server, me = HERE, Actor(id=f"{HERE}/users/auenried")

    def __init__(self, limit: int = 40) -> None:
        self.ids: list[int] = []
        self.limit = limit
        self.asked = 0

    def get(self, url: str, *, query: dict[str, str] | None = None, headers: object = None) -> Answer:
        self.asked += 1
        above = int((query or {}).get("min_id", 0))
        newer = sorted(id for id in self.ids if id > above)
        page = newer[: self.limit] if above else newer[-self.limit :]
        raw = json.dumps([_status(id) for id in reversed(page)]).encode()
        return Answer(status=200, url=HERE + url, headers={}, body=raw)


def _status(id: int) -> dict:
    minute = f"2026-03-02T{id // 60 % 24:02}:{id % 60:02}:00.000Z"
    said = {
        "id": str(id),
        "uri": f"{HERE}/users/e/statuses/{id}",
        "content": f"<p>{id}</p>",
        "created_at": minute,
    }
    return said | {"account": {"acct": "e"}, "edited_at": None}


def _read(server: object, since: str) -> tuple[list[int], str]:
    ids: list[int] = []
    for page in NETWORK.read(server, SOURCE, since):
        ids += [int(post.id.rpartition("/")[2]) for post in NETWORK.parse(page.raw, page.url)]
        since = page.cursor
    return ids, since


def test_the_first_reading_gives_the_newest_page_oldest_first():
    server = Timeline()
    server.ids = list(range(1000, 1100))
    ids, cursor = _read(server, "")
    assert ids == list(range(1060, 1100))
    assert _read(server, cursor) == ([], cursor)


@settings(max_examples=60, deadline=None)
@given(steps=st.lists(st.integers(0, 130), min_size=1, max_size=6))
def test_however_many_come_between_readings_each_is_given_once_and_in_order(steps):
    server, cursor, given_ids = Timeline(), "", []
    server.ids = [999]
    for step in steps:
        ids, cursor = _read(server, cursor)
        given_ids += ids
        server.ids += range(server.ids[-1] + 1, server.ids[-1] + 1 + step)
    ids, cursor = _read(server, cursor)
    assert given_ids + ids == server.ids


@settings(max_examples=60, deadline=None)
@given(late=st.sets(st.integers(1010, 1038), min_size=1, max_size=20))
def test_posts_of_other_servers_that_arrive_late_are_not_passed_over(late):
    server = Timeline()
    server.ids = [id for id in range(1000, 1040) if id not in late]
    _ids, cursor = _read(server, "")
    server.ids += sorted(late)
    ids, cursor = _read(server, cursor)
    assert ids == sorted(late)
    assert _read(server, cursor)[0] == []


@settings(max_examples=30, deadline=None)
@given(cut=st.integers(0, 4))
def test_stopping_after_any_page_and_going_on_from_its_cursor_changes_nothing(cut):
    server = Timeline()
    server.ids = [1001]
    _ids, cursor = _read(server, "")
    server.ids += range(1002, 1150)
    ids: list[int] = []
    for number, page in enumerate(NETWORK.read(server, SOURCE, cursor)):
        if number == cut:
            break
        ids += [int(post.id.rpartition("/")[2]) for post in NETWORK.parse(page.raw, page.url)]
        cursor = page.cursor
    assert ids + _read(server, cursor)[0] == list(range(1002, 1150))


def test_a_quiet_timeline_costs_one_question_a_poll():
    server = Timeline()
    server.ids = list(range(1, 30))
    _ids, cursor = _read(server, "")
    server.asked = 0
    _read(server, cursor)
    assert server.asked == 1


def test_a_server_that_ignores_where_we_are_is_not_asked_for_ever():
    wire = PaperWire(HERE).says("GET", "/api/v1/timelines/public", json=[_status(2), _status(1)])
    _ids, cursor = _read(wire, "")
    wire.asked.clear()
    assert _read(wire, cursor)[0] == []
    assert len(wire.asked) == 1


def test_an_event_that_was_read_before_is_not_told_again_and_silence_is_passed_on():
    update = b"update\n" + json.dumps(_status(2)).encode()
    wire = PaperWire(HERE).says("GET", "/api/v1/timelines/public", json=[_status(2), _status(1)])
    wire.says("GET", "/api/v1/timelines/public", json=[])
    wire.streams(
        "/api/v1/streaming/public", [b"", update, b"", b"update\n" + json.dumps(_status(3)).encode()]
    )
    pages = list(NETWORK.stream(wire, SOURCE, ""))
    assert [bool(page.raw) for page in pages] == [True, False, False, False, True]
    assert pages[-1].cursor != pages[-2].cursor


def test_an_edit_in_a_stream_is_told_with_its_moment_and_only_once():
    edited = b"status.update\n" + json.dumps(_status(3) | {"edited_at": "2026-03-02T09:00:00.000Z"}).encode()
    wire = PaperWire(HERE).says("GET", "/api/v1/timelines/public", json=[_status(3)])
    wire.streams("/api/v1/streaming/public", [b"", edited, edited, b"filters_changed\n", b"update\nno json"])
    pages = [page for page in NETWORK.stream(wire, SOURCE, "") if page.raw]
    (post,) = NETWORK.parse(pages[1].raw, pages[1].url)
    assert post.updated is not None
    assert len(pages) == 2


def test_a_stream_of_notifications_tells_only_what_is_said_to_us():
    def event(kind: str) -> bytes:
        said = {"id": "9", "type": kind, "created_at": "2026-03-02T09:00:00.000Z", "status": _status(4)}
        return b"notification\n" + json.dumps(said).encode()

    wire = PaperWire(HERE, Actor(id=f"{HERE}/users/auenried")).says(
        "GET", "/api/v1/notifications?types[]=mention", json=[]
    )
    quiet = [b"", event("favourite"), b"update\n" + json.dumps(_status(5)).encode()]
    wire.streams("/api/v1/streaming/user/notification", [*quiet, event("mention")])
    pages = [page for page in NETWORK.stream(wire, "notifications", "") if page.raw]
    assert [post.id for page in pages for post in NETWORK.parse(page.raw, page.url)] == [_status(4)["uri"]]


def test_an_answer_that_is_no_list_is_asked_for_again_later():
    wire = PaperWire(HERE).says("GET", "/api/v1/timelines/public", json={"error": "?"})
    with pytest.raises(TryLater, match="no list"):
        _read(wire, "")
