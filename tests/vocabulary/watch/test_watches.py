"""Many watches at once: the same answers as one at a time, in the order they were added."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.match_equality import differences, good_queries
from leitstand.vocabulary.watch import COLUMNS, Watches, read_query
from leitstand.vocabulary.watch.anchors import anchors
from leitstand.vocabulary.watch.index import WordTable
from leitstand.vocabulary.watch.query import Operator, Words
from tests.vocabulary.watch import slow_reference
from tests.vocabulary.watch.asking import posts
from tests.vocabulary.watch.invented import Inventor


def watches(**queries: str) -> Watches:
    return Watches({name: read_query(query) for name, query in queries.items()})


def test_three_hundred_invented_queries_and_a_thousand_posts_match_as_the_reference_says() -> None:
    pairs, hits, wrong = differences(good_queries(300, seed=7), seed=8, posts=1000)
    assert pairs == 300_000
    assert hits > 10_000, "queries that find nothing prove nothing"
    assert not wrong, wrong[0]


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10**9))
def test_one_query_alone_matches_as_the_reference_says(seed: int) -> None:
    inventor = Inventor(seed)
    query = next(q for q in iter(inventor.query, None) if slow_reference.mistake(q) is None)
    _pairs, _hits, wrong = differences([query], seed, posts=20)
    assert not wrong, wrong[0]


def test_names_come_in_the_order_they_were_added() -> None:
    many = watches(z="bahn", a="bus OR bahn", m="ba*")
    assert many.match(posts({"content": "Bahn Bus"}, {"content": "Tram"}, {"content": "Bus"})) == [
        ["z", "a", "m"],
        [],
        ["a"],
    ]


def test_watches_never_change() -> None:
    one = watches(a="bahn", b="bus")
    two = one.with_query("c", read_query("tram"))
    assert (one.names, two.names, two.without("a").names) == (("a", "b"), ("a", "b", "c"), ("b", "c"))
    assert two.with_query("a", read_query("tram")).match(posts({"content": "Tram"})) == [["a", "c"]]
    assert len(two) == 3
    with pytest.raises(KeyError):
        one.without("c")
    with pytest.raises(TypeError):
        one.queries["a"] = read_query("x")


def test_no_watches_find_nothing_in_each_row() -> None:
    assert Watches().match(posts({}, {})) == [[], []]
    assert watches(a="bahn").match(posts()) == []
    assert Watches().names == ()


@given(st.integers(0, 10**9), st.integers(0, 12))
@settings(max_examples=30, deadline=None)
def test_cutting_a_batch_changes_nothing(seed: int, cut: int) -> None:
    inventor = Inventor(seed)
    batch = posts(*(inventor.post(number) for number in range(12)))
    many = watches(a="ba*", b="#klima", c="url:firma.example OR @anna", d="lang:de", e="author:anna OR x")
    assert many.match(batch.slice(0, cut)) + many.match(batch.slice(cut)) == many.match(batch)


def test_only_the_named_columns_are_read() -> None:
    batch = posts({"content": "Bahn"}).select(COLUMNS)
    assert watches(a="bahn").match(batch) == [["a"]]


@pytest.mark.parametrize(
    ("query", "anchored"),
    [
        ("und bahnhofsvorplatz", ["bahnhofsvorplatz"]),
        ("bahnhofsvorplatz NOT hochschule", ["bahnhofsvorplatz"]),
        ("(a OR b) straßenbahn", ["straßenbahn"]),
        ("bus OR tram", ["bus", "tram"]),
        ("bus NOT (tram NOT bahn)", ["bus"]),
        ("lang:de bus", ["bus"]),
        ("NOT (NOT bus OR tram)", ["bus"]),
    ],
)
def test_a_query_waits_behind_its_rarest_words(query: str, anchored: list[str]) -> None:
    assert anchors(read_query(query).steps) == {read_query(word).steps[0] for word in anchored}


def test_a_query_without_anchors_is_refused_by_the_index() -> None:
    with pytest.raises(ValueError, match="no anchors"):
        anchors((Words(("a",)), Operator.NOT))


def test_the_table_of_words_forgets_and_still_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(WordTable, "KEPT", 10)
    table = WordTable()
    table.file(Words(("ba",), open=True), "ba", open=True)
    for number in range(100):
        assert table[f"ba{number}"] == (Words(("ba",), open=True),)
        assert table[f"x{number}"] == ()
    assert len(table) <= 10


def test_reading_queries_loads_no_columns() -> None:
    asked = "import sys, leitstand.vocabulary.watch; sys.exit('pyarrow' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asked], check=False).returncode == 0
