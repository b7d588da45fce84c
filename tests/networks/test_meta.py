"""What Meta's codes mean, whatever their status says; and what only one of the three does."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from leitstand.networks.facebook import NETWORK as FACEBOOK
from leitstand.networks.instagram import NETWORK as INSTAGRAM
from leitstand.networks.threads import NETWORK as THREADS
from leitstand.vocabulary.errors import Gone, Invalid, Reconnect, Rejected, TryLater, Uncertain
from leitstand.vocabulary.graph import sorting
from leitstand.vocabulary.post import Note, Picture
from tests.fakes import NOW, FakeWire
from tests.fakes.meta import Facebook, Instagram, Threads
from tests.paper_wire import PaperWire

PICTURE = Picture(content=b"\x89", media_type="image/png", alt="Hof", url="https://auenried.example/h.png")


@pytest.mark.parametrize(
    ("error", "status", "meant"),
    [
        ({"code": 190, "error_subcode": 463}, 400, Reconnect),
        ({"code": 190, "error_subcode": 460}, 401, Reconnect),
        ({"code": 102}, 400, Reconnect),
        ({"code": 4}, 403, TryLater),
        ({"code": 32}, 403, TryLater),
        ({"code": 613}, 400, TryLater),
        ({"code": 80002}, 400, TryLater),
        ({"code": 4}, 500, TryLater),
        ({"code": 368, "error_subcode": 1390008}, 400, TryLater),
        ({"code": 9007, "error_subcode": 2207027}, 400, TryLater),
        ({"code": 10}, 403, Rejected),
        ({"code": 200}, 403, Rejected),
        ({"code": 100, "error_subcode": 33}, 400, Gone),
        ({"code": 100}, 400, Rejected),
        ({"code": 1}, 400, Uncertain),
        ({"code": 2, "is_transient": True}, 400, Uncertain),
        ({"code": 2, "is_transient": True}, 503, Uncertain),
        ({"code": 506}, 400, Rejected),
    ],
)
def test_a_code_means_what_the_reference_says_when_something_was_sent(error, status, meant):
    wire = PaperWire().says("POST", "/x", status=status, json={"error": {"message": "why", **error}})
    with pytest.raises(meant), sorting("Facebook", "a_right", writing=True):
        wire.post("/x", form={})


def test_a_fault_of_theirs_while_reading_is_asked_again():
    wire = PaperWire().says("GET", "/x", status=400, json={"error": {"message": "why", "code": 2}})
    with pytest.raises(TryLater), sorting("Facebook"):
        wire.get("/x")


def test_they_are_asked_again_when_the_header_says_so():
    usage = '{"1":[{"type":"pages","estimated_time_to_regain_access":19}]}'
    wire = PaperWire().says(
        "GET", "/x", status=400, json={"error": {"code": 32}}, headers={"x-business-use-case-usage": usage}
    )
    with pytest.raises(TryLater) as later, sorting("Facebook"):
        wire.get("/x")
    assert later.value.wait == timedelta(minutes=19)


def test_the_page_that_was_asked_for_must_be_among_those_the_token_reaches():
    fake = Facebook()
    with pytest.raises(Invalid, match="It reaches: Hochschule Auenried"):
        FACEBOOK.connect(FakeWire(fake), fake.given | {"page": "andere"})
    fake.rights = fake.rights.replace("pages_manage_posts ", "")
    with pytest.raises(Rejected, match="pages_manage_posts"):
        FACEBOOK.connect(FakeWire(fake), fake.given)


def test_days_to_the_end_of_a_permission_are_known():
    fake = Facebook()
    assert FACEBOOK.connect(FakeWire(fake), fake.given).ends == NOW + timedelta(days=90)
    fake = Threads()
    assert (THREADS.connect(FakeWire(fake), fake.given).ends - NOW).days == 59


def test_pictures_of_a_page_have_their_texts():
    fake = Facebook()
    wire = FakeWire(fake, FACEBOOK.connect(FakeWire(fake), fake.given))
    FACEBOOK.publish(wire, Note(content="Zwei", published=NOW, pictures=(PICTURE, PICTURE)), key="k")
    assert list(fake.pictures.values()) == ["Hof", "Hof"]


@pytest.mark.parametrize(
    ("network", "fake", "thing"), [(FACEBOOK, Facebook, "is_hidden"), (INSTAGRAM, Instagram, "hidden")]
)
def test_a_comment_is_hidden_shown_and_deleted(network, fake, thing):
    fake = fake()
    wire = FakeWire(fake, network.connect(FakeWire(fake), fake.given))
    id = fake.put("Kauft hier!", "123_1" if network is FACEBOOK else fake.first)
    at = f"https://www.facebook.com/{id}" if network is FACEBOOK else f"{fake.host}/instagram/{id}"
    for act, hidden in (("spam", True), ("approve", False), ("hold", True)):
        network.moderate(wire, at, act)
        assert fake.things[id]["said"][thing] is hidden
    network.moderate(wire, at, "trash")
    assert id not in fake.things


@pytest.mark.parametrize(
    "pictures",
    [
        (),
        (PICTURE,) * 11,
        (replace(PICTURE, url=None),),
        (replace(PICTURE, url="http://192.0.2.1/a.png"),),
    ],
)
def test_instagram_says_before_it_sends_what_cannot_be(pictures):
    fake = Instagram()
    wire = FakeWire(fake, INSTAGRAM.connect(FakeWire(fake), fake.given))
    heard = len(fake.heard)
    with pytest.raises(Invalid):
        INSTAGRAM.prepare(wire, Note(content="x", published=NOW, pictures=pictures), key="k")
    assert len(fake.heard) == heard


def test_a_container_that_expired_is_made_anew():
    fake = Instagram()
    wire = FakeWire(fake, INSTAGRAM.connect(FakeWire(fake), fake.given))
    note = Note(content="x", published=NOW, pictures=(PICTURE,))
    note = replace(note, prepared=INSTAGRAM.prepare(wire, note, key="k").state)
    (box,) = fake.boxes.values()
    box["state"] = "EXPIRED"
    assert INSTAGRAM.prepare(wire, note, key="k").state == ""


def test_an_emoji_counts_its_bytes_on_threads():
    assert [THREADS.length(text) for text in ("Grüße", "👍", "a👍b")] == [5, 4, 6]
