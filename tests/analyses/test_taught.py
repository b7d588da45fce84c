"""A question of one's own, asked of posts: labels with all their probabilities, nothing without a model."""

import datetime as dt

import pytest

from leitstand.analyses import taught
from leitstand.vocabulary import batch, judging
from leitstand.vocabulary.analysis import Context
from leitstand.vocabulary.post import Post

NOW = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
TEXTS = [
    f"Wann öffnet {place} {day}?"
    for place in ("die Mensa", "das Labor")
    for day in ("heute", "morgen", "bald")
]
TEXTS += [
    f"Danke für {what} {day}!" for what in ("alles", "das Fest") for day in ("heute", "gestern", "neulich")
]
MODEL = judging.fit([judging.said(text) for text in TEXTS], ["hours"] * 6 + ["thanks"] * 6)


def asked(*posts, model=MODEL):
    return taught.analyse(batch.of(posts), Context(now=NOW, taught=model)).to_pylist()


def test_each_post_gets_the_likeliest_label_and_the_chances_of_all():
    hours, thanks = asked(
        Post(id="1", content="Wann öffnet das Café?"), Post(id="2", content="Danke für das Café!")
    )
    assert (hours["label"], thanks["label"]) == ("hours", "thanks")
    assert dict(hours["probabilities"])["hours"] == hours["probability"] > 0.5
    assert sum(dict(hours["probabilities"]).values()) == pytest.approx(1, abs=1e-3)


def test_without_a_model_nothing_is_said():
    assert asked(Post(id="1", content="Danke!"), model=None) == [
        {"label": None, "probability": None, "probabilities": None}
    ]


def test_a_title_is_part_of_what_was_said_and_markup_is_not():
    title, marked = asked(
        Post(id="1", content="Das Fest", name="Danke für alles"),
        Post(id="2", content="<p>Danke für alles. Das <i>Fest</i></p>"),
    )
    assert title == marked


def test_even_an_empty_post_gets_the_usual_label():
    (empty,) = asked(Post(id="1", content=""))
    assert empty["label"] in MODEL.labels
