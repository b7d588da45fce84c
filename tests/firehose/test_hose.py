"""The kernels answer exactly what the plain matcher answers."""

from __future__ import annotations

import random
import re
import sys
import threading
import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("numba", reason="the extra firehose is not installed")

from bench.match_equality import good_queries
from leitstand.firehose import characters, index
from leitstand.firehose.hose import Firehose
from leitstand.vocabulary import activity, batch
from leitstand.vocabulary.watch import Query, Watches, folding, read_query
from tests.vocabulary.watch.asking import posts
from tests.vocabulary.watch.invented import Inventor

HARD = re.split(
    " ",
    "ß ẞ ss SS ς σ Σ \u0345 ᾳ αι ﬁ fi ﬃ a\u0308 ä Ä \u0308 \u00ad \u200d \ufe0f \u2067 🚆 👩\u200d🔬 "
    "\x00 \x1f ＃ ＠ # @ ١٢ שלום مرحبا 가 \u1100\u1161 \u1161 \u11a8 각 ŉ ǰ İ ı ſ "
    "httpſ://x.example "
    "http://x.example/ä https://www.x.example:80/b @anna @anna-b.c@x.example a@b ＠anna "
    "h\u00adttp://x.example "
    "#klima #\u00adklima ＃klima _ x_y 𝔘 ꟸ \u0e48 ह\u093f 。 . - ' ; )",
)
ASKED = (
    "ss* OR fi*",
    '"ss fi*" OR #klima*',
    "@anna OR @anna-b.c@x.example",
    "url:x.example/ä OR url:x.example/b",
    "αι* OR σ",
    "ä OR 가 OR 각 OR 가각*",
    "x_y OR ١٢ OR ſ",
    "(a OR b) NOT (ss OR klima)",
    "שלום lang:de",
    "author:anna network:bluesky",
)


def queries(*said: str) -> dict[str, Query]:
    return {query: read_query(query) for query in said}


def test_invented_queries_and_posts_match_as_the_plain_matcher_says() -> None:
    asked = queries(*good_queries(200, seed=7))
    inventor = Inventor(8)
    some = batch.of([activity.of(inventor.post(number)) for number in range(500)])
    expected = Watches(asked).match(some)
    assert sum(map(len, expected)) > 5_000, "queries that find nothing prove nothing"
    assert Firehose(asked).match(some) == expected


@settings(max_examples=100)
@given(
    st.lists(st.lists(st.sampled_from(HARD), max_size=12), min_size=1, max_size=6), st.sampled_from(("", " "))
)
def test_hard_characters_in_any_order_mean_what_they_mean_to_the_plain_matcher(
    texts: list, between: str
) -> None:
    asked = queries(*ASKED)
    some = posts(
        *({"content": between.join(t), "network": "bluesky", "mediaType": "text/plain"} for t in texts)
    )
    assert Firehose(asked).match(some) == Watches(asked).match(some)


@settings(max_examples=30)
@given(st.integers(0, 10**9), st.integers(0, 12))
def test_cutting_a_batch_anywhere_changes_nothing(seed: int, cut: int) -> None:
    inventor, hose = Inventor(seed), Firehose(queries(*ASKED))
    some = posts(*(inventor.post(number) for number in range(12)))
    assert hose.match(some.slice(0, cut)) + hose.match(some.slice(cut)) == hose.match(some)


@settings(max_examples=30)
@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from((*ASKED, None))), max_size=30))
def test_adding_and_taking_away_in_any_order_is_the_same_as_beginning_anew(changes: list) -> None:
    hose, expected = Firehose(), {}
    for name, query in changes:
        if query is not None:
            expected[name] = read_query(query)
            hose.put(name, expected[name])
        elif expected.pop(name, None):
            hose.drop(name)
    inventor = Inventor(3)
    some = posts(*(inventor.post(number) for number in range(40)))
    assert hose.names == tuple(expected)
    assert hose.match(some) == Watches(expected).match(some)


def test_bringing_watches_up_to_date_keeps_their_order_and_files_only_what_is_new() -> None:
    hose = Firehose(queries(*ASKED))
    filed = hose._kernel.asked
    wanted = queries(*reversed(ASKED[:7]), "neu*")
    hose.update(wanted)
    inventor = Inventor(4)
    some = posts(*(inventor.post(number) for number in range(60)))
    assert hose.match(some) == Watches(wanted).match(some)
    assert hose._kernel.asked == filed + 1


def test_dead_watches_are_left_behind_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "PATIENCE", 10)
    hose = Firehose(queries(*ASKED))
    for number in range(60):
        hose.put("it", read_query(f"bahn{number} OR ss"))
    assert hose._kernel.asked < 40
    assert hose.match(posts({"content": "Bahn59"}, {"content": "Bahn58"})) == [["it"], []]
    with pytest.raises(KeyError):
        hose.drop("nobody")


def test_a_watch_is_heard_within_a_second_among_ten_thousand_while_others_listen() -> None:
    dice = random.Random(1)
    many = queries(*(f"wort{n} OR ding{dice.randrange(10**6)}" for n in range(10_000)))
    hose, some, ended = (
        Firehose(many),
        posts(*({"content": f"ganz neu {n}"} for n in range(200))),
        threading.Event(),
    )
    listeners = [
        threading.Thread(target=lambda: [hose.match(some) for _ in iter(ended.is_set, True)]) for _ in "ab"
    ]
    for thread in listeners:
        thread.start()
    started = time.perf_counter()
    hose.put("new", read_query('"ganz neu"'))
    assert hose.match(some) == [["new"]] * 200
    took = time.perf_counter() - started
    ended.set()
    for thread in listeners:
        thread.join()
    assert took < 1


def test_long_texts_long_words_and_many_terms_are_no_exception() -> None:
    asked = queries(
        "klima",
        "a" * 40 + "*",
        " OR ".join(f"x{n}" for n in range(3000)),
        "NOT (" + " OR ".join(f"(b{n} c{n})" for n in range(40)) + ") klima",
    )
    some = posts(
        {"content": "wort " * 40_000 + "klima"},
        {"content": "a" * 100},
        {"content": "x2999"},
        {"content": "klima b3 c3"},
    )
    expected = Watches(asked).match(some)
    assert [len(found) for found in expected] == [2, 1, 1, 1]
    assert Firehose(asked).match(some) == expected


def test_more_findings_than_there_is_room_for_are_all_found() -> None:
    asked = {str(n): read_query("bahn") for n in range(5000)}
    assert Firehose(asked).match(posts({"content": "bahn"}, {"content": "x"}, {"content": "bahn"})) == [
        list(asked),
        [],
        list(asked),
    ]


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("https://klima.example/klima", ""),
        ("ahttps://x.example klima", "klima"),
        ("HTTP://x.example/klima, klima", "klima"),
        ("http://x.example/klima)., #klima", "#klima klima"),
        ("ftp://klima.example", "klima"),
        ("https://", "https"),
        ("http:// klima", "klima http"),
        ("http://..., klima https://x.example/y", "klima http"),
        ("httpſ://x.example/klima", ""),
        ("h\u00adttp://x.example/klima", ""),
        ("http://x.example/ä/klima", ""),
        ("http://x.example”klima", "klima"),
        ("http://a.example/http://klima", ""),
        ("Straße: klima://klima #KLIMA", "klima straße #klima"),
        ("＃klima ä＠anna", "#klima klima"),
        ("ä＠anna ＠Anna b.@anna", "@anna"),
        ("x" * 31 + "ß//" + "y" * 29 + "://klima https://klima", "klima"),
    ],
)
def test_links_are_no_words_wherever_they_stand(said: str, found: str) -> None:
    asked = queries("klima", "#klima", "@anna", "straße", "http", "https")
    some = posts({"content": said, "mediaType": "text/plain"}, {"content": "– " + said})
    assert [set(names) for names in Firehose(asked).match(some)] == [set(found.split())] * 2
    assert Firehose(asked).match(some) == Watches(asked).match(some)
    linked = asked | queries("url:x.example")
    assert Firehose(linked).match(some) == Watches(linked).match(some)


def test_ascii_is_folded_at_once_as_the_table_says_of_each_character() -> None:
    for point in range(128):
        row = int(characters.table().rows[point])
        odd = characters.SLOW | characters.UNSEEN | characters.MARK | characters.LONGER
        assert not row & odd, hex(point)
        assert row & characters.POINT == ord(chr(point).lower())
        assert bool(row & characters.WORD) == (chr(point).isalnum() or chr(point) == "_")


def test_the_table_knows_every_character_as_the_plain_matcher_does() -> None:
    rows = characters.table().rows
    for point in [*range(0x3400), *range(0xA000, 0xABFF), *range(0xF900, 0x12000), *range(0x1D000, 0x20000)]:
        char, row = chr(point), int(rows[point])
        if 0xD800 <= point < 0xE000 or row & characters.SLOW:
            continue
        assert bool(row & characters.WORD) == (folding.words(char) == [char]), hex(point)
        assert bool(row & characters.UNSEEN) == (not folding.visible(char)), hex(point)
        assert unicodedata.is_normalized("NFC", char) or not folding.visible(char), hex(point)
    for point in (*range(0x40000, 0xE0000, 97), *range(0xE1000, sys.maxunicode, 997)):
        assert not folding.words(chr(point)), hex(point)
        assert rows[point] == point
