"""The watches of a post as a column."""

from __future__ import annotations

from datetime import UTC, datetime

from leitstand.analyses import matched
from leitstand.vocabulary.analysis import Context
from leitstand.vocabulary.watch import Watches, read_query
from tests.vocabulary.watch.asking import posts

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)


def test_each_row_gets_the_names_of_its_watches() -> None:
    watches = Watches({"Bahn": read_query("bahn*"), "Uni": read_query("hochschule auenried")})
    batch = posts({"content": "Bahnhof der Hochschule Auenried"}, {"content": "Tram"}, {"content": "Bahn!"})
    found = matched.analyse(batch, Context(now=NOW, watches=watches))
    assert found.schema == matched.GIVES
    assert found.column("matched").to_pylist() == [["Bahn", "Uni"], [], ["Bahn"]]


def test_without_watches_nothing_is_matched() -> None:
    found = matched.analyse(posts({"content": "Bahn"}), Context(now=NOW))
    assert found.column("matched").to_pylist() == [[]]


def test_it_needs_only_what_it_says() -> None:
    batch = posts({"content": "Bahn"}).select(list(matched.NEEDS))
    watches = Watches({"a": read_query('bahn OR #x OR @x OR url:x.example OR lang:de OR author:x OR "a b"')})
    assert matched.analyse(batch, Context(now=NOW, watches=watches)).column("matched").to_pylist() == [["a"]]
