"""What one worker needs while it reads: posts in pieces, room to work in, and what was found."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

TEXT, TAG, MENTION, LINK, TARGET, LANG, NETWORK, AUTHOR = range(8)
"""Kinds of pieces: a text; the name of a `Hashtag` and of a `Mention`; an address; an `href`, which counts if
it is a link; the fields."""

FOLDED, UNSURE = 1, 2
"""What a row may say: the plain matcher's own code has decoded and folded it; or it must do so."""

LONGEST = 1 << 16
"""Bytes of the longest piece that a usual room holds."""


class Pieces(NamedTuple):
    """Posts as pieces of one buffer: of row i `row[i]` to `row[i + 1]`, each from `start` to `end` in `buf`.

    Everything in `buf` is decoded; `end` never lies beyond it. `state`: UNSURE for rows not understood.
    """

    buf: Any
    kind: Any
    start: Any
    end: Any
    row: Any
    state: Any


class Seen(NamedTuple):
    """The visible characters of a piece, and what the table of characters says about each."""

    letter: Any
    about: Any


class Cut(NamedTuple):
    """A folded text in UTF-8, and its words: `kind` says of each byte whether it is part of one.

    By word: where it starts and ends in `folded`, its number, its flags; `chosen`: some of them. `link`:
    where the links stand in `Seen`; in `folded` they are part of no word.
    """

    folded: Any
    kind: Any
    start: Any
    end: Any
    word: Any
    flags: Any
    chosen: Any
    link: Any


class Truth(NamedTuple):
    """Which atoms are true (`hit`), when each was last (`stamp`), and when a query was last asked."""

    hit: Any
    stamp: Any
    asked: Any
    stack: Any
    n: Any


BINS, BANDS, WAITING = 16, 5, 8
"""Bins of a signature, bands by which it is found again, and how many posts wait to be looked up."""


class Copies(NamedTuple):
    """Signatures of the latest posts (`ring`), posts by exact hash (`exact`: hash, number + 1) and by band.

    `signature`, `waiting`, `n`: what one worker has under way. Sizes are powers of two; where they are 0, no
    copies are looked for.
    """

    ring: Any
    exact: Any
    band: Any
    signature: Any
    waiting: Any
    n: Any

    def shared(self) -> Copies:
        """The same memory for another worker."""
        return self._replace(**_under_way())


def copies(posts: int) -> Copies:
    """Remembers so many posts (a power of two, or 0): some 116 bytes each."""
    return Copies(
        np.zeros((posts, BINS), np.uint32),
        np.zeros((2 * posts, 2), np.uint64),
        np.zeros((BANDS, posts), np.uint32),
        **_under_way(),
    )


def _under_way() -> dict[str, Any]:
    return {
        "signature": np.zeros((WAITING, BINS), np.uint32),
        "waiting": np.zeros((WAITING, 2 + BANDS), np.uint64),
        "n": np.zeros(1, np.int64),
    }


class Room(NamedTuple):
    """Where one worker works (`speech` is of `speaking`). `n` counts what is in the others, by the numbers
    below."""

    seen: Seen
    cut: Cut
    truth: Truth
    copies: Copies
    speech: Any
    n: Any


WORDS, LETTERS, LINKS, HITS, SERIAL, FLAGS, TRUSTED = range(7)
"""Places in `n`; `FLAGS` gathers those of all words, `TRUSTED` says that the piece is folded already."""

AFTER_HASH, AFTER_AT, TOUCHES = 1, 2, 4
"""Flags of a word: what stands directly before it; exactly one character parts it from the word before."""

_SPARE = 64


def room(atoms: int, queries: int, deepest: int, longest: int = LONGEST) -> Room:
    """Room for so many atoms, queries of at most `deepest` steps, and pieces of at most `longest` bytes."""
    longest += _SPARE
    n = np.zeros(8, np.int64)
    cut = Cut(
        folded=np.zeros(6 * longest, np.uint8),
        kind=np.zeros(3 * longest, np.uint8),
        start=np.zeros(longest, np.int32),
        end=np.zeros(longest, np.int32),
        word=np.zeros(longest, np.uint64),
        flags=np.zeros(longest, np.uint8),
        chosen=np.zeros(longest, np.int32),
        link=np.zeros((longest, 2), np.int32),
    )
    truth = Truth(
        hit=np.zeros(max(64, atoms), np.int32),
        stamp=np.zeros(max(64, atoms), np.int64),
        asked=np.zeros(max(64, queries), np.int64),
        stack=np.zeros(deepest + 1, np.uint8),
        n=n,
    )
    return Room(Seen(np.zeros(longest, np.int32), np.zeros(longest, np.uint32)), cut, truth, copies(0), (), n)


def holds(one: Room, atoms: int, queries: int, deepest: int, longest: int) -> bool:
    """Is this room large enough?"""
    truth = one.truth
    enough = len(truth.stamp) >= atoms and len(truth.asked) >= queries
    return enough and len(truth.stack) > deepest and len(one.seen.letter) >= longest + _SPARE


class Found(NamedTuple):
    """Pairs of row and query; by row, the number of an earlier post that it is a copy of, or -1, and that of
    the language that it is in, or -1.

    `n`: how many pairs, the row where reading stopped, the number of the post in row 0, and whether the row
    where reading goes on was compared already.
    """

    row: Any
    query: Any
    copy: Any
    language: Any
    n: Any


def found(pairs: int, rows: int) -> Found:
    """Room for so many."""
    return Found(
        np.zeros(pairs, np.int32),
        np.zeros(pairs, np.int32),
        np.full(rows, -1, np.int64),
        np.full(rows, -1, np.int8),
        np.zeros(4, np.int64),
    )
