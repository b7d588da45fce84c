"""The reference page means what it says: every example on it is run."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from leitstand.vocabulary.watch import read_query
from tests.vocabulary.watch.asking import finds, mistake

PAGE = Path(__file__).resolve().parents[3] / "docs" / "reference" / "watch-language.md"
SNIPPET = re.compile(r"`([^`]+)`")


def rows(*head: str) -> Iterator[list[str]]:
    """The rows of every table with this head, as cells."""
    wanted = False
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if not line.startswith("|"):
            wanted = False
        elif tuple(cells) == head:
            wanted = True
        elif wanted and not cells[0].startswith("---"):
            yield cells


def examples() -> list[tuple[str, str, bool]]:
    return [
        (SNIPPET.findall(query)[0], text, expected)
        for query, good, bad in rows("query", "finds", "does not find")
        for cell, expected in ((good, True), (bad, False))
        for text in SNIPPET.findall(cell)
    ]


def test_there_are_examples_for_everything() -> None:
    assert len(examples()) > 90
    said = " ".join(query for query, _text, _expected in examples())
    assert all(
        word in said
        for word in ("*", '"', "#", "@", "url:", "lang:", "network:", "author:", "AND", "OR", "NOT", "(")
    )


@pytest.mark.parametrize(("query", "text", "expected"), examples())
def test_an_example_finds_what_the_page_says(query: str, text: str, expected: bool) -> None:
    post = {"content": "", **json.loads(text)} if text.startswith("{") else {"content": text}
    assert finds(query, **post) is expected


@pytest.mark.parametrize(("query", "same"), list(rows("query", "means the same")))
def test_two_ways_to_write_it_mean_the_same(query: str, same: str) -> None:
    assert read_query(query.strip("`")).steps == read_query(same.strip("`")).steps


@pytest.mark.parametrize(
    ("query", "column", "instead"),
    [
        (query, column, instead)
        for query, column, _why, instead in rows("query", "column", "what is wrong", "write instead")
    ],
)
def test_a_mistake_is_where_the_page_says_and_its_advice_works(query: str, column: str, instead: str) -> None:
    found = mistake(query.strip("`"))
    assert found, f"{query} was read without complaint"
    assert found.column == int(column)
    assert read_query(instead.strip("`")).steps
