"""The entries of a JSON file one by one, each with the line it begins on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from leitstand.speak.exchange.incoming import Remark, Trouble
from leitstand.vocabulary.words import _

LISTS = ("posts", "updates", "data", "results")
"""Under one of these names a program puts its list when the file is not a list itself."""

_DECODER = json.JSONDecoder()
_SPACE = " \t\r\n"


def entries(text: str) -> Iterator[tuple[int, Any] | Trouble]:
    """Each entry with its line: of a list, of the list in an object, or of JSON lines.

    A Trouble comes where the text stops being JSON; what stood before it has come already.
    """
    start = _skip(text, 0)
    try:
        if start < len(text) and text[start] == "[":
            yield from _elements(text, start)
            return
        found = _inside(text, start) if start < len(text) and text[start] == "{" else None
        if found is not None:
            yield from _elements(text, found)
            return
    except json.JSONDecodeError as error:
        yield _trouble(error.lineno)
        return
    except RecursionError:
        yield _trouble(_line(text, start))
        return
    yield from _lines(text)


def _lines(text: str) -> Iterator[tuple[int, Any] | Trouble]:
    """JSON lines; one object over several lines is one entry."""
    try:
        yield 1, json.loads(text)
    except (json.JSONDecodeError, RecursionError):
        for number, line in enumerate(text.splitlines(), 1):
            if line.strip():
                yield _entry(number, line)


def _entry(number: int, line: str) -> tuple[int, Any] | Trouble:
    try:
        return number, json.loads(line)
    except (json.JSONDecodeError, RecursionError):
        return _trouble(number)


def _elements(text: str, at: int) -> Iterator[tuple[int, Any]]:
    """The elements of the list that begins at `at`."""
    at = _skip(text, at + 1)
    while at < len(text) and text[at] != "]":
        value, end = _DECODER.raw_decode(text, at)
        yield _line(text, at), value
        at = _skip(text, end)
        if at < len(text) and text[at] == ",":
            at = _skip(text, at + 1)
        elif at >= len(text) or text[at] != "]":
            raise json.JSONDecodeError("no comma", text, min(at, len(text)))
    if at >= len(text):
        raise json.JSONDecodeError("no end", text, len(text))


def _inside(text: str, at: int) -> int | None:
    """Where in the object that begins at `at` the list of posts begins; None where it has none."""
    at = _skip(text, at + 1)
    while at < len(text) and text[at] == '"':
        name, end = _DECODER.raw_decode(text, at)
        at = _skip(text, _skip(text, end) + 1)
        if name in LISTS and text[at : at + 1] == "[" and not _is_post(text):
            return at
        _value, end = _DECODER.raw_decode(text, at)
        at = _skip(text, _skip(text, end) + 1)
    return None


def _is_post(text: str) -> bool:
    """Is the object itself a post, whose "posts" are its accounts, as it is handed to Postiz?"""
    try:
        whole = json.loads(text)
    except json.JSONDecodeError:
        return False
    return isinstance(whole, dict) and "date" in whole and "posts" in whole


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in _SPACE:
        at += 1
    return at


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1


def _trouble(line: int) -> Trouble:
    return Trouble(line, Remark(_("This is not JSON from here on. Nothing of it was brought in.")))
