"""Watch files: a bad line costs no other line and is named exactly."""

from __future__ import annotations

import pytest

from leitstand.vocabulary.watch import read_watch_file

NEVER = "a line that is passed over"


def problems(*lines: str | bytes) -> list[tuple[int, int, str]]:
    return [(found.line, found.column, found.name) for found in read_watch_file(lines)[1]]


def test_names_and_queries_are_divided_by_the_first_tab() -> None:
    found, wrong = read_watch_file(
        ["Unsere Uni\thochschule auenried\n", "\n", "# Anmerkung\tx\n", "b\tbus\ttram\r\n"]
    )
    assert not wrong
    assert {name: str(query) for name, query in found.queries.items()} == {
        "Unsere Uni": "hochschule auenried",
        "b": "bus\ttram",
    }


def test_every_bad_line_is_named_and_all_others_work() -> None:
    found, wrong = read_watch_file(
        ["a\tbahn OR\n", "b\tbus\n", "kein Tabulator\n", "b\ttram\n", "\n", "c\t\n", "d\t#e-mail\n"]
    )
    assert found.names == ("b",)
    assert str(found.queries["b"]) == "bus"
    assert [(p.line, p.column, p.name) for p in wrong] == [
        (1, 8, "a"),
        (3, 1, "kein Tabulator"),
        (4, 1, "b"),
        (6, 1, "c"),
        (7, 1, "d"),
    ]
    assert str(wrong[0]).startswith("1:8: a: The query ends")


def test_a_name_was_there_before_even_when_its_query_could_not_be_read() -> None:
    assert problems("a\t(\n", "a\tbahn\n") == [(1, 2, "a"), (2, 1, "a")]


def test_bytes_are_utf_8_with_or_without_a_mark() -> None:
    found, wrong = read_watch_file([b"\xef\xbb\xbfa\tm\xc3\xbcller\n", b"b\tm\xfcller\n", b"\xfc\tx\n"])
    assert (found.names, str(found.queries["a"])) == (("a",), "müller")
    assert [(p.line, p.column, p.name) for p in wrong] == [(2, 1, "b"), (3, 1, "?")]
    assert "UTF-8" in wrong[0].sentence


@pytest.mark.parametrize("line", ["", "\n", "\r\n", "  \n", "#\n", "#a\tb\n"])
def test_these_lines_are_passed_over(line: str) -> None:
    assert problems(line) == [], NEVER


def test_columns_count_characters_of_the_query_not_of_the_line() -> None:
    assert problems("ein langer Name\t🚆🚆 müller OR\n") == [(1, 1, "ein langer Name")]
    assert problems("ein langer Name\tmüller („🚆 a“ b*hn\n") == [(1, 16, "ein langer Name")]
