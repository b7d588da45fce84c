"""Who wrote which words of a text that several people work on: each version is compared with the last."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import regex

from leitstand.vocabulary import sentences

Span = tuple[int, int, int]
"""From `start` to `end` (code points) of a text, and the number of who wrote it; 0: nobody knows."""

_PIECES = regex.compile(r"\w+|\s+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, and how many of its words each person wrote, the most first."""

    start: int
    end: int
    words: tuple[tuple[int, int], ...]


def attributed(before: str, spans: Iterable[Span], after: str, by: int) -> list[Span]:
    """Spans of `after`: what stood in `before` keeps its author, what is new is `by`'s.

    Words are compared, not letters: who corrects a word wrote it. Moved words count as new where they
    moved past others.
    """
    old, new = _pieces(before), _pieces(after)
    known = _of_each(old, list(spans))
    authors = [by] * len(new)
    same = difflib.SequenceMatcher(None, [o[2] for o in old], [n[2] for n in new], autojunk=False)
    for block in same.get_matching_blocks():
        authors[block.b : block.b + block.size] = known[block.a : block.a + block.size]
    return _joined((start, end, author) for (start, end, _said), author in zip(new, authors, strict=True))


def shares(text: str, spans: Sequence[Span]) -> Mapping[int, float]:
    """What share of the words each person wrote, the largest first; empty for a text without words."""
    counted: dict[int, int] = {}
    for piece, author in zip(_pieces(text), _of_each(_pieces(text), spans), strict=True):
        if piece[2][0].isalnum():
            counted[author] = counted.get(author, 0) + 1
    words = sum(counted.values())
    ordered = sorted(counted.items(), key=lambda one: -one[1])
    return {author: count / words for author, count in ordered}


def by_sentence(text: str, spans: Sequence[Span]) -> list[Sentence]:
    """Each sentence with those who wrote it."""
    told = []
    pieces = _pieces(text)
    authors = _of_each(pieces, spans)
    for start, end in sentences.spans(text):
        counted: dict[int, int] = {}
        for (at, _end, said), author in zip(pieces, authors, strict=True):
            if start <= at < end and said[0].isalnum():
                counted[author] = counted.get(author, 0) + 1
        ordered = tuple(sorted(counted.items(), key=lambda one: -one[1]))
        told.append(Sentence(start, end, ordered))
    return told


def _pieces(text: str) -> list[tuple[int, int, str]]:
    return [(*hit.span(), hit[0]) for hit in _PIECES.finditer(text)]


def _of_each(pieces: Sequence[tuple[int, int, str]], spans: Sequence[Span]) -> list[int]:
    """Who wrote each piece, by where it begins."""
    authors, at = [], 0
    ordered = sorted(spans)
    for start, _end, _said in pieces:
        while at < len(ordered) and ordered[at][1] <= start:
            at += 1
        inside = at < len(ordered) and ordered[at][0] <= start
        authors.append(ordered[at][2] if inside else 0)
    return authors


def _joined(spans: Iterable[Span]) -> list[Span]:
    """Neighbours of one author as one span."""
    done: list[Span] = []
    for start, end, author in spans:
        if done and done[-1][2] == author and done[-1][1] == start:
            done[-1] = (done[-1][0], end, author)
        else:
            done.append((start, end, author))
    return done
