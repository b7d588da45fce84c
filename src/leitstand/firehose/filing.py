"""Files atoms under the numbers of what a post must have for them."""

from __future__ import annotations

from typing import Any

import numpy as np

from leitstand.firehose import hashing, tables
from leitstand.firehose.jit import Int, kernel, part, step
from leitstand.firehose.tables import Atoms, Filed

U = np.uint64
_ATOM, _WORDS, _MORE = U(0xFFFFFFFF), U(32), U(1 << 63)
"""How a slot is packed: an atom + 1, words of the longest phrase, and whether `goes_on` says more."""
_AT, _COUNT = U((1 << tables.COUNT) - 1), U(tables.COUNT)


@part
def place(slot: Any, h: Int) -> Int:
    """Where `h` is, or the free place where it belongs."""
    last = U(len(slot) - 1)
    at = h & last
    while slot[at, 0] != U(0) and slot[at, 0] != h:
        at = (at + U(1)) & last
    return np.int64(at)


@part
def atom_in(slot: Any, at: Int) -> Int:
    """The atom of exactly these words, or -1."""
    return np.int64(slot[at, 1] & _ATOM) - 1


@part
def longest_in(slot: Any, at: Int) -> Int:
    """How many words the longest phrase has that begins so; 0: none does."""
    return np.int64(slot[at, 1] >> _WORDS & U(0xFFFF))


@part
def goes_on(filed: Filed, at: Int) -> Int:
    """The first of the atoms that begin so and go on, or -1."""
    return filed.goes_on[at] if filed.slot[at, 1] & _MORE else -1


@part
def _put_atom(slot: Any, at: Int, atom: Int) -> None:
    slot[at, 1] = (slot[at, 1] & ~_ATOM) | U(atom + 1)


@part
def _put_further(filed: Filed, atoms: Atoms, at: Int, atom: Int) -> None:
    atoms.next[atom] = filed.goes_on[at]
    filed.goes_on[at] = atom
    filed.slot[at, 1] |= _MORE


@part
def bit(maybe: Any, h: Int) -> tuple[Int, Int]:
    """Which bit of which word stands for `h`."""
    at = (h >> U(20)) & U(len(maybe) * 64 - 1)
    return at >> U(6), U(1) << (at & U(63))


@part
def beginning(lengths: Any, h: Int) -> Int:
    """The row of `lengths` for words whose first letters have this number."""
    return (h >> U(36)) & U(len(lengths) - 1)


@kernel
def file(filed: Filed, atoms: Atoms, first: Int, end: Int) -> None:
    """File the atoms from `first` to `end`, exclusive."""
    for atom in range(first, end):
        kind = atoms.kind[atom]
        if kind not in (tables.OPEN, tables.OPEN_HASHTAG):
            filed.kinds[kind] = 1
        if kind in (tables.WORDS, tables.PHRASE, tables.OPEN_PHRASE):
            _file_words(filed, atoms, atom, kind == tables.OPEN_PHRASE)
        elif kind == tables.OPEN:
            _file_open(filed, atoms, atom, hashing.OPEN)
        elif kind == tables.OPEN_HASHTAG:
            _file_open(filed, atoms, atom, hashing.OPEN_HASHTAG)
        elif kind == tables.LINK:
            at = _taken(filed.slot, hashing.mixed(_number(atoms, atom, atoms.head[atom]) ^ hashing.LINK))
            _put_further(filed, atoms, at, atom)
        else:
            h = hashing.mixed(_number(atoms, atom, span(atoms, atom)[1]) ^ salt(kind))
            _put_atom(filed.slot, _taken(filed.slot, h), atom)


@part
def salt(kind: Int) -> Int:
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
def _taken(slot: Any, h: Int) -> Int:
    at = place(slot, h)
    slot[at, 0] = h
    return at


@part
def span(atoms: Atoms, atom: Int) -> tuple[Int, Int]:
    """Where the bytes of an atom begin, and how many they are."""
    packed = atoms.span[atom, 0]
    return np.int64(packed & _AT), np.int64(packed >> _COUNT)


@step
def _number(atoms: Atoms, atom: Int, count: Int) -> Int:
    at, _all = span(atoms, atom)
    return hashing.number(atoms.letters, at, at + count)


@part
def _perhaps(filed: Filed, h: Int) -> None:
    row, mask = bit(filed.maybe, h)
    filed.maybe[row] |= mask


@step
def _file_open(filed: Filed, atoms: Atoms, atom: Int, salt_of: Int) -> None:
    """A beginning: its length is noted for its first bytes."""
    count = span(atoms, atom)[1]
    first = min(count, tables.BEGUN)
    filed.kinds[atoms.kind[atom]] |= 1 << first
    seen = beginning(filed.lengths, _number(atoms, atom, first) ^ salt_of)
    filed.lengths[seen] |= np.uint32(1) << np.uint32(min(count, 31))
    h = hashing.mixed(_number(atoms, atom, count) ^ salt_of)
    _perhaps(filed, h)
    _put_atom(filed.slot, _taken(filed.slot, h), atom)


@step
def _file_words(filed: Filed, atoms: Atoms, atom: Int, goes_on: bool) -> None:
    """Words that follow each other, letters between zeros; with `goes_on` the last one is looked at later."""
    chain, head, words = U(0), 0, 0
    start, count = span(atoms, atom)
    end = start + count
    for at in range(start, end + 1):
        if at < end and atoms.letters[at] != 0:
            continue
        words += 1
        if goes_on and at == end:
            break
        word = hashing.mixed(hashing.number(atoms.letters, start, at))
        chain = word if words == 1 else hashing.further(chain, word)
        _perhaps(filed, chain)
        start = at + 1
        if words == 1:
            head = _taken(filed.slot, word)
    longest = U(max(longest_in(filed.slot, head), min(words, 0x7FFF)))
    filed.slot[head, 1] = (filed.slot[head, 1] & ~(U(0xFFFF) << _WORDS)) | longest << _WORDS
    last = _taken(filed.slot, chain)
    if goes_on:
        _put_further(filed, atoms, last, atom)
    else:
        _put_atom(filed.slot, last, atom)
