"""Advertising nobody asked for, and comments that are none."""

import datetime as dt

from leitstand.analyses import spam
from leitstand.vocabulary import batch
from leitstand.vocabulary.analysis import Context
from leitstand.vocabulary.post import Post

CONTEXT = Context(now=dt.datetime(2026, 11, 22, tzinfo=dt.UTC))
ADVERTISING = [
    "Check out my new channel and subscribe please!!",
    "Free phone giveaway http://win.example",
    "Verdiene 5000 Euro im Monat von zu Hause, klick hier https://geld.example/jetzt",
]
TALKING = ["I love this song so much", "Die Vorlesung war heute gut", "Who is still listening in 2026?"]


def heard(*contents):
    posts = batch.of(Post(id=str(n), content=content) for n, content in enumerate(contents))
    return spam.analyse(posts, CONTEXT).to_pylist()


def test_advertising_is_put_aside_and_talk_is_not():
    assert [row["spam"] for row in heard(*ADVERTISING)] == ["spam"] * 3
    assert [row["spam"] for row in heard(*TALKING)] == ["ham"] * 3


def test_links_in_markup_count_like_links():
    plain, marked = heard(
        "Win now http://win.example", '<p>Win now <a href="http://win.example">http://win.example</a></p>'
    )
    assert plain == marked


def test_it_is_not_calibrated_here_until_it_was():
    assert [row["spam_calibrated"] for row in heard(*TALKING, "")] == [False] * 4
