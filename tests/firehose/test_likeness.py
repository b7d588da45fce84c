"""Copies of posts are noticed while they pass, exact and near ones."""

from __future__ import annotations

import pytest

pytest.importorskip("numba", reason="the extra firehose is not installed")

from leitstand.firehose import columns, work
from leitstand.firehose.hose import Firehose
from leitstand.vocabulary.watch import read_query
from tests.vocabulary.watch.asking import posts

SAID = "Die Straßenbahn der Linie fünf fährt heute bis Mitternacht nur noch bis zur Hochschule Auenried"


def copies_of(*texts: str, first: int = 0, memory: work.Copies | None = None) -> list[int]:
    hose = Firehose({"it": read_query("bahn")})
    some = columns.pieces(posts(*({"content": text, "mediaType": "text/plain"} for text in texts)))
    return hose.asked(some, memory or work.copies(64), first)[2].tolist()


def test_the_same_words_are_a_copy_whatever_stands_between_them() -> None:
    assert copies_of(
        SAID, "Etwas ganz anderes, das gestern im Stadtrat lange besprochen wurde", f"{SAID.upper()}!!!"
    ) == [
        -1,
        -1,
        0,
    ]


def test_a_few_words_more_or_less_are_nearly_the_same() -> None:
    assert copies_of(SAID, f"RT @anna: {SAID} https://x.example/1", SAID.replace("heute ", "")) == [-1, 0, 1]


def test_short_posts_have_no_copies() -> None:
    assert copies_of("Guten Morgen", "Guten Morgen") == [-1, -1]


def test_copies_are_found_across_blocks_and_forgotten_with_the_ring() -> None:
    memory = work.copies(8)
    assert copies_of(SAID, memory=memory) == [-1]
    assert copies_of(SAID, first=5, memory=memory) == [0]
    assert copies_of(SAID, first=100, memory=memory) == [-1]


def test_a_copy_of_which_too_much_is_found_is_still_one_and_order_is_kept_over_many_posts() -> None:
    hose = Firehose({str(number): read_query("bahn*") for number in range(3000)})
    texts = [f"Bahn {number} {SAID} {'x y z ' * (number % 3)}" for number in range(5)] * 12
    some = columns.pieces(posts(*({"content": text, "mediaType": "text/plain"} for text in texts)))
    rows, _queries, copy, _language = hose.asked(some, work.copies(64), 0)
    assert len(rows) == 3000 * len(texts)
    assert copy[:5].tolist()[0] == -1
    assert copy[5:].tolist() == list(range(len(texts) - 5))
