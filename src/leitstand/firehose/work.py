"""What one worker needs while it reads: posts in pieces, room to work in, and what was found."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

TEXT, TAG, MENTION, LINK, TARGET, LANG, NETWORK, AUTHOR = range(8)
"""Kinds of pieces: a text; the name of a `Hashtag` and of a `Mention`; an address; an `href`, which counts if it is
a link; the fields."""

SEEN_TO, UNSURE = 1, 2
"""What a row may say: the plain matcher's own code has decoded and folded it; or it must do so."""

LONGEST = 1 << 16
"""Bytes of the longest piece that a usual room holds."""


class Pieces(NamedTuple):
    """Posts as pieces of one buffer: those of row i are `row[i]` to `row[i + 1]`, each `start` to `end` in `buf`.

    Everything in `buf` is decoded; `end` never lies beyond it. `state`: UNSURE for rows that were not understood.
    """

    buf: Any
    kind: Any
    start: Any
    end: Any
    row: Any
    state: Any


class Room(NamedTuple):
    """Where one worker works. `n` counts what is in the others, by the numbers below."""

    letter: Any
    about: Any
    folded: Any
    number: Any
    start: Any
    end: Any
    word: Any
    flags: Any
    before: Any
    link: Any
    hit: Any
    stamp: Any
    asked: Any
    stack: Any
    n: Any


WORDS, LETTERS, LINKS, HITS, SERIAL, SEEN, TRUSTED = range(7)
"""Places in `Room.n`; `SEEN` gathers the flags of all words of a text; `TRUSTED` says that
the plain matcher has folded what is read."""

AFTER_HASH, AFTER_AT, TOUCHES, FIRST = 1, 2, 4, 8
"""Flags of a word: what stands directly before it; exactly one character parts it from the word before."""


_SPARE = 64


def room(atoms: int, queries: int, deepest: int, longest: int = LONGEST) -> Room:
    """Room for so many atoms, queries of at most `deepest` steps, and pieces of at most `longest` bytes."""
    longest += _SPARE
    return Room(
        letter=np.zeros(longest, np.int32),
        about=np.zeros(longest, np.uint32),
        folded=np.zeros(2 * longest, np.int32),
        number=np.zeros(2 * longest, np.uint64),
        start=np.zeros(longest, np.int32),
        end=np.zeros(longest, np.int32),
        word=np.zeros(longest, np.uint64),
        flags=np.zeros(longest, np.uint8),
        before=np.zeros(longest, np.int32),
        link=np.zeros((longest, 2), np.int32),
        hit=np.zeros(max(64, atoms), np.int32),
        stamp=np.zeros(max(64, atoms), np.int64),
        asked=np.zeros(max(64, queries), np.int64),
        stack=np.zeros(deepest + 1, np.uint8),
        n=np.zeros(8, np.int64),
    )


class Found(NamedTuple):
    """Pairs of row and query. `n`: how many, and the row where reading stopped."""

    row: Any
    query: Any
    n: Any


def found(room_for: int) -> Found:
    """Room for so many pairs."""
    return Found(np.zeros(room_for, np.int32), np.zeros(room_for, np.int32), np.zeros(2, np.int64))


def holds(one: Room, atoms: int, queries: int, deepest: int, longest: int) -> bool:
    """Is this room large enough?"""
    enough = len(one.stamp) >= atoms and len(one.asked) >= queries
    return enough and len(one.stack) > deepest and len(one.flags) >= longest + _SPARE
