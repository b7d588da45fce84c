"""The wire made of paper behaves like the real one."""

from datetime import timedelta

import pytest

from leitstand.vocabulary.errors import Gone, TryLater, Uncertain
from leitstand.vocabulary.network import Wire
from tests.paper_wire import PaperWire


def test_it_is_a_wire():
    assert isinstance(PaperWire(), Wire)


def test_it_answers_in_order_and_then_keeps_to_the_last_answer():
    wire = PaperWire().says("GET", "/a", json=1).says("GET", "/a", json=2)
    assert [wire.get("/a").json() for _ in range(3)] == [1, 2, 2]


def test_it_remembers_what_was_asked():
    wire = PaperWire("https://social.example").says("POST", "/posts", json={"id": "1"})
    wire.post("/posts", json={"status": "Grüße"}, headers={"Idempotency-Key": "k"})
    (asked,) = wire.asked
    assert (asked.method, asked.url) == ("POST", "https://social.example/posts")
    assert asked.json == {"status": "Grüße"}
    assert asked.headers == {"Idempotency-Key": "k"}


def test_a_failing_status_raises_what_the_real_wire_raises():
    wire = PaperWire().says("GET", "/gone", status=410).says("POST", "/broken", status=500)
    wire.says("GET", "/busy", status=429, headers={"Retry-After": "60"})
    with pytest.raises(Gone):
        wire.get("/gone")
    with pytest.raises(Uncertain):
        wire.post("/broken", form={})
    with pytest.raises(TryLater) as busy:
        wire.get("/busy")
    assert busy.value.wait == timedelta(seconds=60)


def test_an_error_can_be_written_down_and_an_answer_after_it():
    wire = PaperWire().fails("DELETE", "/1", Uncertain("lost")).says("DELETE", "/1", status=204)
    with pytest.raises(Uncertain):
        wire.delete("/1")
    assert wire.delete("/1").status == 204


def test_a_stream_ends_with_the_error_written_down():
    wire = PaperWire().streams("wss://jet.example/subscribe", [b"one", b""], TryLater("gone", timedelta(0)))
    stream = wire.messages("wss://jet.example/subscribe", query={"cursor": "7"})
    assert [next(stream), next(stream)] == [b"one", b""]
    with pytest.raises(TryLater):
        next(stream)
    assert wire.asked[0].query == {"cursor": "7"}


def test_what_nobody_wrote_down_is_named():
    with pytest.raises(AssertionError, match=r"GET https://server\.example/new"):
        PaperWire().get("/new")
