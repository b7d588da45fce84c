"""Praise and complaint in sentences the model was not made with, and in a language it was not taught."""

import datetime as dt

import pytest

from leitstand.analyses import tone
from leitstand.vocabulary import batch, judging
from leitstand.vocabulary.analysis import Context
from leitstand.vocabulary.post import Post

CONTEXT = Context(now=dt.datetime(2026, 11, 22, tzinfo=dt.UTC))
PRAISE = ["Was für ein wunderbarer Abend, vielen Dank an alle!", "I love the new reading room, thank you!"]
COMPLAINT = [
    "Ich bin so enttäuscht und wütend, das war furchtbar.",
    "This is terrible, I hate waiting for hours.",
]


def heard(*contents):
    posts = batch.of(Post(id=str(n), content=content) for n, content in enumerate(contents))
    return tone.analyse(posts, CONTEXT).to_pylist()


def test_praise_is_not_taken_for_complaint():
    assert [row["tone"] for row in heard(*PRAISE)] == ["positive"] * 2
    assert [row["tone"] for row in heard(*COMPLAINT)] == ["negative"] * 2


@pytest.mark.skipif(judging.encoder() is None, reason="other languages need the optional sentence encoder")
def test_the_encoder_carries_it_to_languages_nobody_taught():
    spanish = heard(
        "¡Qué noche tan maravillosa, muchas gracias a todos!", "Estoy muy decepcionado, fue horrible."
    )
    assert [row["tone"] for row in spanish] == ["positive", "negative"]


def test_the_unsure_is_left_open_and_its_probability_told():
    rows = heard(*PRAISE, *COMPLAINT, "Na ja.", "Es ist Dienstag", "hm", "Der Bus fährt um acht")
    for row in rows:
        assert (row["tone"] is None) == (row["tone_probability"] < 0.5)
        assert row["tone_calibrated"] is False
