"""Copies are found, and what only looks like one is left alone."""

import datetime as dt

import pytest

from leitstand.analyses import copy
from leitstand.vocabulary import batch
from leitstand.vocabulary.analysis import Context
from leitstand.vocabulary.post import Post

NOW = dt.datetime(2026, 11, 17, 9, tzinfo=dt.UTC)
NEWS = "Die Hochschule Auenried eröffnet am Montag ihr neues Labor für Wasserbau, der Eintritt ist frei."


def asked(*posts: Post, known: copy.Known = copy.START) -> list[str | None]:
    answer, _known = copy.analyse(batch.of(posts), known, Context(now=NOW))
    return answer["copy_of"].to_pylist()


def said(*contents: str) -> list[str | None]:
    return asked(*(Post(id=str(number), content=content) for number, content in enumerate(contents)))


@pytest.mark.parametrize(
    "again",
    [
        NEWS,
        NEWS.upper(),
        f"RT @anna@chaos.example: {NEWS} https://auenried.example/labor",
        f"<p>{NEWS.replace('Labor', '<b>Labor</b>')}</p>",
        NEWS.replace("frei", "kostenlos"),
        "RT @anna: Die Hochschule Auenried eröffnet am Montag ihr neues Labor für Wasserbau, der Ein…",
        "Die Hochschule Auenried eröffnet am Montag ihr neues Labor für den Wasserbau, Eintritt frei!",
    ],
)
def test_finds_the_same_words_in_other_clothes(again):
    assert said(NEWS, "Etwas ganz anderes aus der Mensa, mit Linsen", again) == [None, None, "0"]


@pytest.mark.parametrize(
    "other",
    [
        "Das neue Labor der Hochschule Auenried ist ein Gewinn für die ganze Stadt.",
        "Die Hochschule Auenried eröffnet im Herbst eine Ausstellung über Brücken.",
        "",
        "😀",
    ],
)
def test_leaves_alone_what_is_said_in_other_words(other):
    assert said(NEWS, other) == [None, None]


def test_a_short_greeting_is_nobodys_copy():
    assert said("Guten Morgen!", "Guten Morgen!") == [None, None]


def test_another_number_in_the_same_sentence_is_news():
    level = "Pegel Auenried: Der Wasserstand beträgt heute {} Zentimeter und steigt weiter."
    assert said(level.format(320), level.format(345), level.format(320)) == [None, None, "0"]


def test_a_copy_of_a_copy_goes_back_to_the_first():
    assert said(NEWS, NEWS + " Schön!", NEWS + " Schön!") == [None, "0", "0"]


def test_a_repost_is_a_copy_of_what_it_repeats():
    first, echo = Post(id="a", content=NEWS), Post(id="b", content=NEWS)
    posts = [
        first,
        echo,
        Post(id="c", announces="b"),
        Post(id="d", announces="gone"),
        Post(id="e", announces="d"),
    ]
    assert asked(*posts) == [None, "a", "a", "gone", "gone"]


def test_a_post_that_comes_again_is_no_copy_of_itself():
    assert (
        asked(Post(id="a", content=NEWS), Post(id="a", content=NEWS), Post(id="x", announces="x"))
        == [None] * 3
    )


def test_who_says_the_same_after_a_month_says_it_again():
    later = NOW + copy.LIFE + dt.timedelta(hours=1)
    posts = [Post(id="a", content=NEWS, published=NOW), Post(id="b", content=NEWS, published=later)]
    assert asked(*posts) == [None, None]


def test_what_was_known_is_not_touched():
    _answer, known = copy.analyse(batch.of([Post(id="a", content=NEWS)]), copy.START, Context(now=NOW))
    before = copy.pack(known)
    assert asked(Post(id="b", content=NEWS), known=known) == ["a"]
    assert copy.pack(known) == before
    assert asked(Post(id="b", content=NEWS)) == [None]


def test_memory_stays_bounded(monkeypatch):
    monkeypatch.setattr(copy, "REMEMBERED", 10)
    posts = [Post(id=str(n), content=f"{NEWS} Gruppe {n} trifft sich am Tor") for n in range(35)]
    _answer, known = copy.analyse(batch.of(posts), copy.START, Context(now=NOW))
    assert 10 <= len(known.old.entries) + len(known.young.entries) < 20
    assert known.get("34") is not None
    assert known.get("0") is None
    again = copy.unpack(copy.pack(known))
    assert (again.old, again.young) == (known.old, known.young)
