"""Places in a text and what stands around them, for rules that look for words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

_SENTENCE_END = re.compile(r"(?<![.!?…])(?<!\bDr)(?<!\bNr)(?<!\bca)(?<!\d)[.!?…]+(?=\s)|\n+")


def words(text: str) -> frozenset[str]:
    """The words of a text, as a set: lists of words are easier to read without quotes."""
    return frozenset(text.split())


@lru_cache(maxsize=256)
def any_of(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """A pattern for any of these words or phrases, whole words, capitals alike; `Umbau*` also "Umbauten"."""
    longest = sorted(phrases, key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(_phrase, longest)) or '(?!)'})(?!\w|-\w)", re.IGNORECASE)


def _phrase(phrase: str) -> str:
    """One phrase: blanks are any blanks, a star at the end of a word is the rest of the word."""
    words = (
        re.escape(word.rstrip("*")) + (r"[\w-]*" if word.endswith("*") else "") for word in phrase.split()
    )
    return r"\s+".join(words)


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each sentence."""
    start = 0
    for end in _SENTENCE_END.finditer(text):
        if text[start : end.end()].strip():
            yield start, end.end()
        start = end.end()
    if text[start:].strip():
        yield start, len(text)


def sentence_at(text: str, place: int) -> tuple[int, int]:
    """Start and end of the sentence that holds a place."""
    return next(((start, end) for start, end in sentences(text) if place < end), (0, len(text)))


def before(text: str, place: int, reach: int = 40) -> str:
    """What stands before a place, within reach and in the same line."""
    return text[max(0, place - reach) : place].rpartition("\n")[2]


def around(text: str, start: int, end: int, reach: int = 60) -> str:
    """What stands before and behind a place, without the place itself."""
    return f"{text[max(0, start - reach) : start]} \x1f {text[end : end + reach]}"


def without_overlap(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans in order, each place once."""
    kept: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept
