"""How queries are read, and what is said about those that cannot be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leitstand.vocabulary.watch import read_query
from leitstand.vocabulary.watch.query import Hashtag, Link, Words
from tests.vocabulary.watch import slow_reference
from tests.vocabulary.watch.asking import mistake
from tests.vocabulary.watch.invented import Inventor

MISTAKES = [
    ("OR a", 1),
    ("AND", 1),
    ("a AND OR b", 7),
    ("a OR  AND b", 7),
    ("a NOT OR b", 7),
    ("()", 2),
    ("a (OR b)", 4),
    ("(a OR )", 7),
    (")", 1),
    ("a AND", 6),
    ("a AND  \t ", 6),
    ("a OR NOT", 9),
    ("NOT", 4),
    ("", 1),
    ("   ", 1),
    ("(a", 1),
    ("a (b (c)", 3),
    ("a)", 2),
    ("(a)) b (", 4),
    ('a "b', 3),
    ('a "b" „c', 7),
    ('author:"b', 8),
    ("*bahn", 1),
    ("b*hn", 2),
    ("bahn**", 5),
    ("*", 1),
    ("a*", 2),
    ("ab OR a*", 8),
    ("🚆*", 2),
    ("E-M*", 4),
    ("bahn-*", 6),
    ("#a*", 3),
    ("#*", 2),
    ("#kli*ma", 5),
    ('"neue b*"', 8),
    ('"neue *"', 7),
    ("ort:Ulm", 1),
    ("a ort:", 3),
    ("re:publica", 1),
    ("a https://firma.example", 3),
    ("###", 1),
    ('""', 1),
    ('a " "', 3),
    ("🚆", 1),
    ("\u00ad", 1),
    ("lang:", 1),
    ("lang: de", 1),
    ('lang:""', 1),
    ("author:@", 1),
    ("url:/x", 1),
    ("url:https://", 1),
    ("url:www.", 1),
    ("a #e-mail", 3),
    ("#e-mail*", 1),
    ("@a*", 1),
    ("@-b", 1),
    ("@", 1),
    ("@anna@", 1),
    ("@@anna", 1),
    ("@anna!", 1),
    ("@a--b", 1),
    ("-bahn", 1),
    ("a -b*hn", 3),
    ("NOT bahn", 1),
    ("a OR NOT b", 1),
    ("NOT (a b)", 1),
    ("NOT NOT NOT a", 1),
]


@pytest.mark.parametrize(("query", "column"), MISTAKES)
def test_a_mistake_is_found_where_it_is(query: str, column: int) -> None:
    found = mistake(query)
    assert found, f"{query!r} was read without complaint"
    assert found.column == column, str(found)


@pytest.mark.parametrize(
    ("query", "advice"),
    [
        ("re:publica", '"re:publica"'),
        ("https://www.firma.example/x", "url:firma.example"),
        ("-bahn", "NOT bahn"),
        ("lang:", "lang:de"),
        ("OR a", '"OR"'),
        ("a*", "two characters"),
    ],
)
def test_a_mistake_says_what_to_write_instead(query: str, advice: str) -> None:
    assert advice in str(mistake(query))


def test_facts_with_percent_signs_do_not_break_the_sentence() -> None:
    assert "100%d:" in str(mistake("-100%d:")), "the term itself is quoted"


@pytest.mark.parametrize(
    ("query", "same"),
    [
        ("a b OR NOT c d", "(a AND b) OR ((NOT c) AND d)"),
        ("a OR b c", "a OR (b c)"),
        ("a NOT b", "a AND NOT b"),
        ("a AND (b OR c)", "a(b OR c)"),
        ("NOT NOT a", "NOT (NOT a)"),
        ("E-Mail", '"E Mail"'),
        ("R&D", '"R D"'),
        ("12,5", '"12 5"'),
        ("www.x.de", '"www x de"'),
        ("E-Mail*", '"E Mail*"'),
        ("„neue Bahn“", '"neue Bahn"'),
        ("«neue Bahn”", '"neue Bahn"'),
        ('a"b c"d', 'a "b c" d'),
        ("STRASSE", "straße"),
        ("LANG:de Url:x.example", "lang:de url:x.example"),
        ('author:"anna"', "author:anna"),
        ("author:@anna", "author:anna"),
        ("url:https://www.firma.example/", "url:firma.example"),
        ("##klima", "#klima"),
    ],
)
def test_these_two_queries_mean_the_same(query: str, same: str) -> None:
    assert read_query(query).steps == read_query(same).steps


@pytest.mark.parametrize("word", ["and", "Or", "not", "Oder", "ＯＲ"])
def test_operators_are_capitals_only(word: str) -> None:
    assert read_query(word).steps == (Words((slow_reference.rule_4(word),)),)


def test_in_quotes_a_star_means_something_only_at_the_very_end() -> None:
    assert read_query('"b*hn *neue* "').steps == (Words(("b", "hn", "neue")),)
    assert read_query('"neue bahn*"').steps == (Words(("neue", "bahn"), open=True),)
    assert read_query('"OR"').steps == (Words(("or",)),)


def test_a_field_takes_only_the_quotation_that_follows_directly() -> None:
    assert read_query('author:anna"groß"').steps[1] == Words(("gross",))
    assert mistake('author: "groß"').column == 1


def test_a_star_in_a_field_is_an_ordinary_character() -> None:
    assert read_query("url:firma.example/*x").steps == (Link("firma.example", "/*x"),)


def test_words_of_the_query_lose_what_nobody_sees() -> None:
    assert read_query("#Kli\u00adMA\u200b").steps == (Hashtag("klima"),)
    assert read_query("mu\u0308ller").steps == read_query("Müller").steps


@pytest.mark.parametrize("depth", [100, 20_000])
def test_nested_brackets_must_work(depth: int) -> None:
    query = "(" * depth + "a" + ")" * depth
    assert read_query(query).steps == (Words(("a",)),)
    assert read_query("NOT " * 2 * depth + "a")


def test_queries_are_equal_when_they_ask_the_same() -> None:
    assert read_query("a  b") == read_query("A AND b")
    assert str(read_query("a  b")) == "a  b"
    assert len({read_query("a"), read_query("A")}) == 1


@given(st.integers(0, 10**9))
def test_both_readers_find_the_same_mistakes_in_noise(seed: int) -> None:
    query = Inventor(seed).noise()
    ours = mistake(query)
    assert (ours.column if ours else None) == slow_reference.mistake(query), f"{query!r}: {ours}"


@given(st.text())
def test_anything_at_all_is_read_or_refused(query: str) -> None:
    found = mistake(query)
    assert found is None or (1 <= found.column <= len(query) + 1 and str(found))
