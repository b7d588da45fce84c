"""What each character is to the watch language, as one table: asked of the plain matcher, never told anew."""

from __future__ import annotations

import re
import sys
import unicodedata
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from leitstand.vocabulary.watch import folding

POINT = 0x1FFFFF
"""The bits of a row that hold the folded character, or a row of the longer ones."""

WORD, MARK, UNSEEN, HASH, AT, SLOW, LONGER, LINK_END, TAIL, AITCH, SPACE = (1 << bit for bit in range(21, 32))
"""Letters and numbers; marks; what is removed; #; @; what the plain matcher must read; what folds to several
characters; what ends a link; what is cut off the end of a link; h, with which links begin; blanks."""

_LAST = 0x40000
_TAGS = range(0xE0000, 0xE1000)
_LINK_END = re.compile(r"[\s<>\"„“”«»]")
_TAIL = ".,;:!?')]}…"
_AITCH = "hH"


class Characters(NamedTuple):
    """`rows` (uint32 by code point) and `longer` (int32, k x 4: how many, and which)."""

    rows: Any
    longer: Any


@cache
def table() -> Characters:
    """Some 4.5 MB, made in a third of a second."""
    rows = np.arange(sys.maxunicode + 1, dtype=np.uint32)
    longer: list[list[int]] = [[0, 0, 0, 0]]
    words, marks = _words()
    uncertain = _composing()
    for point in (*range(_LAST), *_TAGS):
        char = chr(point)
        if 0xD800 <= point < 0xE000:
            rows[point] = SLOW
            continue
        if point >= 0x3400 and char in words and _plain_ideograph(point):
            rows[point] |= WORD
            continue
        rows[point] = _row(char, words, marks, longer)
        if point in uncertain:
            rows[point] |= SLOW
    return Characters(rows, np.array(longer, np.int32))


def _row(char: str, words: set[str], marks: set[str], longer: list[list[int]]) -> int:
    row = WORD * (char in words) | MARK * (char in marks) | UNSEEN * (not folding.visible(char))
    row |= HASH * (char in "#＃") | AT * (char in "@＠") | AITCH * (char in _AITCH) | TAIL * (char in _TAIL)
    row |= LINK_END * bool(_LINK_END.match(char)) | SPACE * char.isspace()
    if row & UNSEEN:
        return row
    folded = folding.folded(char)
    if _strange(char, folded, words, marks):
        return row | SLOW | ord(char)
    if len(folded) == 1:
        return row | ord(folded)
    longer.append([len(folded), *map(ord, folded), *[0] * (3 - len(folded))])
    return row | LONGER | (len(longer) - 1)


def _strange(char: str, folded: str, words: set[str], marks: set[str]) -> bool:
    """Does NFC change it, or does folding change what it is, or make it longer than its bytes?"""
    if unicodedata.combining(char) or not unicodedata.is_normalized("NFC", char):
        return True
    if any(unicodedata.combining(one) or not unicodedata.is_normalized("NFC", one) for one in folded):
        return True
    kinds = {(one in words, one in marks) for one in char + folded}
    too_long = len(folded) > min(3, len(char.encode())) or (len(folded) > 1 and char not in words)
    return len(kinds) > 1 or too_long


def _words() -> tuple[set[str], set[str]]:
    """The characters that make words by themselves, and those that may only go on with one."""
    points = [p for p in (*range(_LAST), *_TAGS) if not 0xD800 <= p < 0xE000]
    alone = set(folding.words("\n".join(map(chr, points))))
    after = folding.words("\n".join("a" + chr(p) for p in points))
    return alone, {word[1] for word in after if len(word) == 2} - alone


def _composing() -> set[int]:
    """What may join with the character before it under NFC: second halves, vowels and ends of Hangul."""
    found = set(range(0x1160, 0x1200)) | set(range(0xD7B0, 0xD800))
    for point in range(0x30000):
        parts = unicodedata.decomposition(chr(point))
        if parts and not parts.startswith("<") and len(halves := parts.split()) == 2:
            found.add(int(halves[1], 16))
    return found


def _plain_ideograph(point: int) -> bool:
    """Hangul syllables and ideographs: one letter each, nothing to fold."""
    return 0x3400 <= point < 0xA000 or 0xAC00 <= point < 0xD7A4 or 0x20000 <= point < 0x2F800
