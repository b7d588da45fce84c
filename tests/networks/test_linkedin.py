"""`linkedin` writes its little text format, knows when its permission ends, finds what is there already."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leitstand.networks.linkedin import NETWORK
from leitstand.networks.linkedin.posts import little, plain
from leitstand.vocabulary.errors import Invalid, TryLater
from leitstand.vocabulary.post import Note
from tests.fakes import NOW, FakeWire, Say
from tests.fakes.linkedin import LinkedIn


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("Grüße (kurz) & gut", r"Grüße \(kurz\) & gut"),
        ("a_b*c~d|e<f>{g}[h]@i", r"a\_b\*c\~d\|e\<f\>\{g\}\[h\]\@i"),
        ("#Mensa und # allein", r"#Mensa und \# allein"),
        ("C:\\Ordner", "C:\\\\Ordner"),
    ],
)
def test_what_has_a_meaning_there_is_escaped(said, written):
    assert little(said) == written


@settings(max_examples=50)
@given(st.text(max_size=80))
def test_our_words_come_back_as_they_were(said):
    assert plain(little(said)) == said


def test_others_words_come_without_their_templates():
    assert plain(r"{hashtag|\#|Mensa} von @[Hochschule](urn:li:organization:42) \(neu\)") == (
        "#Mensa von Hochschule (neu)"
    )


@pytest.mark.parametrize(("refresh", "days"), [("refresh-1", 5), ("-", 30)])
def test_days_to_the_end_are_those_of_what_can_be_prolonged(refresh, days):
    fake = LinkedIn()
    connection = NETWORK.connect(FakeWire(fake), fake.given | {"refresh": refresh})
    assert (connection.ends - NOW).days == days


def test_a_token_that_ended_is_told_at_the_form():
    fake = LinkedIn()
    with pytest.raises(Invalid):
        NETWORK.connect(FakeWire(fake), fake.given | {"refresh": "-", "token": "alt"})


def test_words_that_are_there_already_are_the_post_that_is_there():
    fake = LinkedIn()
    wire = FakeWire(fake, NETWORK.connect(FakeWire(fake), fake.given))
    note = Note(content="Die Mensa öffnet wieder.", published=NOW)
    assert NETWORK.publish(wire, note, key="k").id == NETWORK.publish(wire, note, key="k").id


def test_a_month_of_the_interface_that_is_over_says_who_must_act(monkeypatch):
    fake = LinkedIn()
    wire = FakeWire(fake, NETWORK.connect(FakeWire(fake), fake.given))
    gone = Say({"status": 426, "code": "NONEXISTENT_VERSION", "message": "not active"}, 426)
    monkeypatch.setattr(fake, "refuse", lambda ask: gone)
    with pytest.raises(TryLater, match="needs an update") as later:
        NETWORK.publish(wire, Note(content="x", published=NOW), key="k")
    assert later.value.wait == timedelta(days=1)
