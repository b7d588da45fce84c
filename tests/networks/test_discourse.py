"""`discourse` is heard without an account, and what a forum holds back is neither sent nor lost."""

from __future__ import annotations

import pytest

from leitstand.networks.discourse import NETWORK
from leitstand.vocabulary.errors import Invalid, Uncertain
from leitstand.vocabulary.post import Note
from tests.fakes import NOW, FakeWire
from tests.fakes.discourse import Discourse
from tests.paper_wire import PaperWire


@pytest.fixture
def fake() -> Discourse:
    return Discourse()


@pytest.fixture
def wire(fake: Discourse) -> FakeWire:
    return FakeWire(fake, NETWORK.connect(FakeWire(fake), fake.given))


@pytest.mark.parametrize("typed", ["forum.auenried.example", "https://forum.auenried.example/c/neues/5"])
def test_a_forum_is_found_and_heard_without_an_account(fake, typed):
    (way,) = NETWORK.find(FakeWire(fake), typed)
    assert (way.name, way.source) == ("Forum Auenried", "latest https://forum.auenried.example")
    heard, cursor = [], ""
    for words in ("Eins", "Zwei", "Drei"):
        fake.put(words, "erika", 1)
        for page in NETWORK.read(FakeWire(fake), way.source, cursor):
            heard += [post.content for post in NETWORK.parse(page.raw, page.url)]
            cursor = page.cursor
    assert heard == ["<p>Willkommen im Forum.</p>", "<p>Eins</p>", "<p>Zwei</p>", "<p>Drei</p>"]


def test_what_is_no_forum_is_left_alone():
    wire = PaperWire("").says("GET", "https://auenried.example/site/basic-info.json", json={"title": "x"})
    assert list(NETWORK.find(wire, "auenried.example")) == []
    assert list(NETWORK.find(PaperWire(""), "#mensa")) == []


def test_what_the_forum_holds_back_is_uncertain_and_found_once_it_was_read(fake, wire):
    fake.held = True
    note = Note(content="Um 11 Uhr.", name="Die Mensa", published=NOW)
    with pytest.raises(Uncertain, match="staff"):
        NETWORK.publish(wire, note, key="k")
    assert NETWORK.look(wire, note, key="k") is None
    fake.held = False
    assert NETWORK.publish(wire, note, key="k").id == NETWORK.look(wire, note, key="k").id


def test_a_topic_needs_a_title_and_a_category_that_is_there(fake, wire):
    with pytest.raises(Invalid, match="title"):
        NETWORK.publish(wire, Note(content="x", published=NOW), key="k")
    with pytest.raises(Invalid, match="category"):
        NETWORK.connect(FakeWire(fake), fake.given | {"category": "77"})


def test_what_its_author_took_back_is_a_tombstone(fake):
    post = fake.put("Irrtum", "erika", 1)
    post["user_deleted"] = True
    raw = f'[{{"id": {post["id"]}, "user_deleted": true, "updated_at": "2026-03-02T09:00:00.000Z"}}]'
    assert [one.type for one in NETWORK.parse(raw.encode(), f"{fake.host}/posts.json")] == ["Tombstone"]
