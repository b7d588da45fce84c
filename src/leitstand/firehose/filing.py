"""Files atoms under the numbers of what a post must have for them."""

from __future__ import annotations

from typing import Any

import numpy as np

from leitstand.firehose import hashing, tables
from leitstand.firehose.jit import kernel, part, step
from leitstand.firehose.tables import Tables

U = np.uint64


@part
def place(key: Any, h: np.uint64) -> int:
    """Where `h` is, or the free place where it belongs."""
    last = U(len(key) - 1)
    at = h & last
    while key[at] != U(0) and key[at] != h:
        at = (at + U(1)) & last
    return np.int64(at)  # type: ignore[return-value]  # machine numbers are no Python ones


@part
def bit(maybe: Any, h: np.uint64) -> tuple[Any, Any]:
    """Which bit of which word stands for `h`."""
    at = (h >> U(20)) & U(len(maybe) * 64 - 1)
    return at >> U(6), U(1) << (at & U(63))


@part
def beginning(lengths: Any, h: np.uint64) -> Any:
    """The row of `lengths` for words whose first letters have this number."""
    return hashing.mixed(h) & U(len(lengths) - 1)


@step
def file(t: Tables, first: int, end: int) -> None:
    """File the atoms from `first` to `end`, exclusive."""
    for atom in range(first, end):
        kind = t.kind[atom]
        t.kinds[kind] = 1
        if kind == tables.WORDS or kind == tables.PHRASE or kind == tables.OPEN_PHRASE:
            _file_words(t, atom, kind == tables.OPEN_PHRASE)
        elif kind == tables.OPEN:
            _file_open(t, atom, hashing.OPEN)
        elif kind == tables.OPEN_HASHTAG:
            _file_open(t, atom, hashing.OPEN_HASHTAG)
        elif kind == tables.LINK:
            at = _taken(t, hashing.mixed(_number(t, atom, t.head[atom]) ^ hashing.LINK))
            t.next[atom] = t.slot[at, tables.GOES_ON]
            t.slot[at, tables.GOES_ON] = atom
        else:
            h = hashing.mixed(_number(t, atom, t.length[atom]) ^ salt(kind))
            t.slot[_taken(t, h), tables.ATOM] = atom


file_all = kernel(file.py_func)  # type: ignore[attr-defined]


@part
def salt(kind: int) -> Any:
    """What is mixed into the numbers of a kind that is looked up as a whole."""
    if kind == tables.HASHTAG:
        return hashing.HASHTAG
    if kind == tables.HANDLE:
        return hashing.HANDLE
    if kind == tables.LANG:
        return hashing.LANG
    if kind == tables.NETWORK:
        return hashing.NETWORK
    return hashing.AUTHOR


@part
def _taken(t: Tables, h: np.uint64) -> int:
    at = place(t.key, h)
    t.key[at] = h
    return at


@part
def _number(t: Tables, atom: int, count: int) -> np.uint64:
    h = hashing.START
    for at in range(t.at[atom], t.at[atom] + count):
        h = hashing.letter(h, t.letters[at])
    return h


@part
def _file_open(t: Tables, atom: int, salt_of: np.uint64) -> None:
    """A beginning: its length is noted for its first four letters (two or three, where it has no more)."""
    count = t.length[atom]
    seen = _number(t, atom, min(count, 4)) ^ salt_of
    t.lengths[beginning(t.lengths, seen)] |= np.uint32(1) << np.uint32(min(count, 31))
    t.slot[_taken(t, hashing.mixed(_number(t, atom, count) ^ salt_of)), tables.ATOM] = atom


@step
def _file_words(t: Tables, atom: int, goes_on: bool) -> None:
    """Words that follow each other, letters between zeros; with `goes_on` the last one is looked at later."""
    h, chain, head, words = hashing.START, U(0), 0, 0
    end = t.at[atom] + t.length[atom]
    for at in range(t.at[atom], end + 1):
        if at < end and t.letters[at] != 0:
            h = hashing.letter(h, t.letters[at])
            continue
        words += 1
        if goes_on and at == end:
            break
        word = hashing.mixed(h)
        chain = word if words == 1 else hashing.further(chain, word)
        h = hashing.START
        if words == 1:
            head = _taken(t, word)
            row, mask = bit(t.maybe, word)
            t.maybe[row] |= mask
    t.slot[head, tables.LONGEST] = max(t.slot[head, tables.LONGEST], words)
    last = _taken(t, chain)
    if goes_on:
        t.next[atom] = t.slot[last, tables.GOES_ON]
        t.slot[last, tables.GOES_ON] = atom
    else:
        t.slot[last, tables.ATOM] = atom
