"""The matcher means what a second reader of the text understood."""

from __future__ import annotations

import pytest

from leitstand.vocabulary.watch import Watches, read_query
from tests.vocabulary.watch import second_reference as second
from tests.vocabulary.watch import slow_reference as first
from tests.vocabulary.watch.asking import finds, mistake, posts
from tests.vocabulary.watch.second_inventions import Second


def column(query: str) -> int | None:
    try:
        second.read(query)
    except second.Mistake as found:
        return found.column
    return None


@pytest.mark.parametrize("seed", range(4))
def test_the_same_posts_are_found(seed: int) -> None:
    invent = Second(seed)
    said = [invent.post() for _ in range(300)]
    queries = {q: second.read(q) for q in (invent.query() for _ in range(400)) if column(q) is None}
    found = Watches({query: read_query(query) for query in queries}).match(posts(*said))
    seen = [second.see(post) for post in said]
    wrong = [
        (query, post)
        for post, one, names in zip(said, seen, found, strict=True)
        for query, question in queries.items()
        if question(one) is not (query in names)
    ]
    assert not wrong, wrong[0]
    assert len(queries) > 250
    assert sum(map(len, found)) > 2000, "queries that find nothing prove nothing"


def test_mistakes_are_found_at_the_same_place() -> None:
    invent = Second(1)
    queries = [invent.broken() for _ in range(3000)]
    ours = [one.column if (one := mistake(query)) else None for query in queries]
    wrong = [(q, mine, column(q)) for q, mine in zip(queries, ours, strict=True) if mine != column(q)]
    assert not wrong, wrong[0]
    assert len(set(ours)) > 20, "mistakes in one place only prove little"


PLACES = {
    "(": 2,
    "(a AND": 7,
    "((a)": 1,
    "() a": 2,
    "**": 1,
    "ab**": 3,
    '"ab**"': 5,
    '"*ab"': None,
    "ab-*": 4,
    "ä*": 2,
    "ß*": None,
    "#*": 2,
    "#k-l*": 1,
    "-*x": 1,
    "@anna.": 1,
    "@anna@b@c": 1,
    "#-klima": None,
    "lang:\u00ad": 1,
    "url:u@": 1,
    "url::80": 1,
    "url:www.": 1,
    "author:@": 1,
    'foo:"x': 5,
    "NOT NOT a": None,
    "NOT NOT NOT a": 1,
    "AND\u200b a": None,
    "„a” “": 5,
    "12:30": None,
    "a OR\u00a0b": None,
}


@pytest.mark.parametrize(("query", "place"), PLACES.items())
def test_a_mistake_stands_here(query: str, place: int | None) -> None:
    ours = mistake(query)
    assert (ours.column if ours else None, column(query), first.mistake(query)) == (place,) * 3


@pytest.mark.parametrize(
    ("query", "html", "found"),
    [
        ("ab", "a</script>b", True),
        ("ab", "a<script>x</scrıpt>b", False),
        ("bahn", "a<b bahn", False),
        ("ab", "a</b x='>'>b", True),
        ("bahn", "a<title>bahn</title>", True),
        ("url:firma.example/?a=1&copy=2", "<a href='https://firma.example/?a=1&copy=2'>", True),
        ("url:firma.example", "<a title='>' href=https://firma.example>", True),
        ("url:firma.example", "<a href='x' href='https://firma.example'>", False),
        ("url:firma.example", "<!-- <a href='https://firma.example'> -->", False),
        ("url:firma.example", "<a href='https://firma.example'", False),
        ("url:firma.example", "&lt;a href=https://firma.example>", True),
        ("url:firma.example", "https://firma&shy;.example", True),
    ],
)
def test_html_is_read_as_a_browser_reads_it(query: str, html: str, found: bool) -> None:
    post = {"content": html, "mediaType": "text/html"}
    assert (finds(query, html, mediaType="text/html"), second.read(query)(second.see(post))) == (found,) * 2
