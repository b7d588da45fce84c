"""Files atoms under the numbers of what a post must have for them."""

from __future__ import annotations

from typing import Any

import numpy as np

from leitstand.firehose import hashing, tables
from leitstand.firehose.jit import Int, kernel, part, step
from leitstand.firehose.tables import Atoms, Filed

U = np.uint64


@part
def place(key: Any, h: Int) -> Int:
    """Where `h` is, or the free place where it belongs."""
    last = U(len(key) - 1)
    at = h & last
    while key[at] != U(0) and key[at] != h:
        at = (at + U(1)) & last
    return np.int64(at)


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
            at = _taken(filed.key, hashing.mixed(_number(atoms, atom, atoms.head[atom]) ^ hashing.LINK))
            atoms.next[atom] = filed.slot[at, tables.GOES_ON]
            filed.slot[at, tables.GOES_ON] = atom
        else:
            h = hashing.mixed(_number(atoms, atom, atoms.length[atom]) ^ salt(kind))
            filed.slot[_taken(filed.key, h), tables.ATOM] = atom


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
def _taken(key: Any, h: Int) -> Int:
    at = place(key, h)
    key[at] = h
    return at


@step
def _number(atoms: Atoms, atom: Int, count: Int) -> Int:
    h = hashing.START
    for at in range(atoms.at[atom], atoms.at[atom] + count):
        h = hashing.letter(h, atoms.letters[at])
    return h


@step
def _file_open(filed: Filed, atoms: Atoms, atom: Int, salt_of: Int) -> None:
    """A beginning: its length is noted for its first letters."""
    count = atoms.length[atom]
    first = min(count, tables.BEGUN)
    filed.kinds[atoms.kind[atom]] |= 1 << first
    seen = beginning(filed.lengths, _number(atoms, atom, first) ^ salt_of)
    filed.lengths[seen] |= np.uint32(1) << np.uint32(min(count, 31))
    h = hashing.mixed(_number(atoms, atom, count) ^ salt_of)
    row, mask = bit(filed.maybe, h)
    filed.maybe[row] |= mask
    filed.slot[_taken(filed.key, h), tables.ATOM] = atom


@step
def _file_words(filed: Filed, atoms: Atoms, atom: Int, goes_on: bool) -> None:
    """Words that follow each other, letters between zeros; with `goes_on` the last one is looked at later."""
    h, chain, head, words = hashing.START, U(0), 0, 0
    end = atoms.at[atom] + atoms.length[atom]
    for at in range(atoms.at[atom], end + 1):
        if at < end and atoms.letters[at] != 0:
            h = hashing.letter(h, atoms.letters[at])
            continue
        words += 1
        if goes_on and at == end:
            break
        word = hashing.mixed(h)
        chain = word if words == 1 else hashing.further(chain, word)
        h = hashing.START
        if words == 1:
            head = _taken(filed.key, word)
            row, mask = bit(filed.maybe, word)
            filed.maybe[row] |= mask
    filed.slot[head, tables.LONGEST] = max(filed.slot[head, tables.LONGEST], words)
    last = _taken(filed.key, chain)
    if goes_on:
        atoms.next[atom] = filed.slot[last, tables.GOES_ON]
        filed.slot[last, tables.GOES_ON] = atom
    else:
        filed.slot[last, tables.ATOM] = atom
