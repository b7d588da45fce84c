"""The kernels name a language by its small words, and say nothing rather than guess."""

from __future__ import annotations

import pytest

pytest.importorskip("numba", reason="the extra firehose is not installed")

from leitstand.firehose import columns, speaking, work
from leitstand.firehose.hose import Firehose
from leitstand.vocabulary.watch import read_query
from tests.vocabulary.watch.asking import posts

WORDS = {
    "und": [0],
    "die": [0, 1],
    "strassenbahnhaltestelle": [0],
    "and": [1],
    "the": [1],
    "für": [0],
    "hai": [9],
}
SPEECH = speaking.speech(WORDS, [3] * 9 + [5], least=6, more=3)


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("Und FÜR für und", 0),
        ("the bus and the tram", 1),
        ("die die die", -1),
        ("die und und", 0),
        ("Straßenbahnhaltestelle STRASSENBAHNHALTESTELLE", 0),
        ("und", -1),
        ("#und #und @und und", -1),
        ("hai hai", 9),
        ("https://the.example/and/the", -1),
        ("", -1),
        ("und " * 1000, 0),
        ("x " * 48 + "und " * 10, -1),
    ],
)
def test_a_language_is_named_where_its_small_words_are_clearly_more(said: str, language: int) -> None:
    some = columns.pieces(posts({"content": said, "mediaType": "text/plain"}))
    hose = Firehose({"it": read_query("bahn")})
    found = hose.asked(some, work.copies(0), 0, SPEECH)[3].tolist()
    assert found == [-1 if some.state[0] == work.UNSURE else language]
    assert hose.asked(some, work.copies(0), 0)[3].tolist() == [-1], "nobody asked"


def test_more_languages_or_weights_than_there_is_room_for_are_refused() -> None:
    with pytest.raises(ValueError, match="too many languages"):
        speaking.speech({}, [1] * 17, 6, 3)
    with pytest.raises(ValueError, match="too large"):
        speaking.speech({}, [6], 6, 3)
