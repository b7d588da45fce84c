"""`x` counts by weight as X does, pays as little as it can, and knows a post that is there already."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from leitstand.networks.x import NETWORK
from leitstand.vocabulary.errors import TryLater
from leitstand.vocabulary.metering import Metered
from leitstand.vocabulary.post import Note, Picture
from leitstand.vocabulary.quota import Charge
from tests.fakes import NOW, FakeWire
from tests.fakes.x import X


@pytest.fixture
def fake() -> X:
    return X()


@pytest.fixture
def wire(fake: X) -> FakeWire:
    return FakeWire(fake, NETWORK.connect(FakeWire(fake), fake.given))


@pytest.mark.parametrize(
    ("content", "weight"),
    [
        ("Grüße aus Auenried", 18),
        ("日本語", 6),
        ("👩‍🔬", 2),
        ("🇩🇪👍🏽", 4),
        ("mehr: https://hochschule-auenried.example/ein/sehr/langer/weg?a=1&b=2#c.", 6 + 23 + 1),
        ("(auenried.de)", 25),
        ("u\u0308ber", 4),
        ("– „so“ …", 9),
        ("a@auenried.de", 13),
        ("3.14 und z.B.", 13),
    ],
)
def test_length_is_by_weight(content, weight):
    assert NETWORK.length(content) == weight


def test_every_call_is_charged_by_the_price_list(fake, wire):
    spent: list[Charge] = []
    for number in range(3):
        fake.post(f"@auenried Frage {number}")
    paid = Metered(wire, NETWORK, spent.append)
    list(NETWORK.read(paid, "notifications", ""))
    receipt = NETWORK.publish(paid, Note(content="Ohne Verweis", published=NOW), key="k")
    NETWORK.publish(paid, Note(content="Mit https://t.co/abc", published=NOW), key="l")
    NETWORK.delete(paid, receipt.id)
    assert spent == [
        Charge("posts read", 3),
        Charge("posts"),
        Charge("posts with links"),
        Charge("deletions"),
    ]
    prices = {quota.bucket: quota.micro_dollars for quota in NETWORK.quotas}
    assert sum(prices[one.bucket] * one.units for one in spent) == 15_000 + 15_000 + 200_000 + 10_000


def test_nothing_new_costs_nothing(fake, wire):
    fake.post("@auenried Frage")
    (page,) = NETWORK.read(wire, "notifications", "")
    spent: list[Charge] = []
    assert list(NETWORK.read(Metered(wire, NETWORK, spent.append), "notifications", page.cursor)) == []
    assert spent == []


def test_words_that_are_there_already_are_the_post_that_is_there(wire):
    note = Note(content="Die Mensa öffnet wieder.", published=NOW)
    assert NETWORK.publish(wire, note, key="k").id == NETWORK.publish(wire, note, key="k").id


def test_used_up_credit_waits_and_says_so(fake, wire):
    fake.trouble = "credits"
    with pytest.raises(TryLater, match="Buy more") as later:
        NETWORK.publish(wire, Note(content="x", published=NOW), key="k")
    assert later.value.wait == timedelta(hours=1)


def test_pictures_have_their_texts_and_a_film_comes_in_pieces(fake, wire):
    pictures = tuple(Picture(content=b"PNG", media_type="image/png", alt=f"Bild {n}") for n in range(4))
    NETWORK.publish(wire, Note(content="Vier", published=NOW, pictures=pictures), key="k")
    assert list(fake.texts.values()) == [f"Bild {n}" for n in range(4)]
    film = Picture(content=bytes(9 * 2**20), media_type="video/mp4", alt="")
    note = Note(content="Film", published=NOW, pictures=(film,))
    while (done := NETWORK.prepare(wire, note, key="l")).wait is not None:
        note = replace(note, prepared=done.state)
    note = replace(note, prepared=done.state)
    NETWORK.publish(wire, note, key="l")
    pieces = list(fake.media.values())[-1]["pieces"]
    assert [len(pieces[n]) for n in range(3)] == [4 * 2**20, 4 * 2**20, 2**20]
