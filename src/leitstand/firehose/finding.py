"""Which atoms are true for a text: words, phrases, beginnings, hashtags. Numbers point, letters decide."""

from __future__ import annotations

from typing import Any

import numpy as np

from leitstand.firehose import hashing, tables, work
from leitstand.firehose.filing import beginning, bit, place
from leitstand.firehose.jit import Bool, Int, part, step
from leitstand.firehose.tables import Atoms, Tables
from leitstand.firehose.work import Cut, Truth

_LONG = 31
"""Beginnings of so many letters or more share one bit."""


@part
def true(truth: Truth, atom: Int) -> None:
    """Note that an atom is true for this post."""
    if truth.stamp[atom] != truth.n[work.SERIAL]:
        truth.stamp[atom] = truth.n[work.SERIAL]
        truth.hit[truth.n[work.HITS]] = atom
        truth.n[work.HITS] += 1


@part
def spelled(atoms: Atoms, atom: Int, folded: Any, at: Int, end: Int) -> Bool:
    """Do the letters of the atom stand from `at` on, at most to `end`?"""
    count, first = atoms.length[atom], atoms.at[atom]
    if at + count > end:
        return False
    same = True
    for each in range(count):
        same &= folded[at + each] == atoms.letters[first + each]
    return same


@part
def exactly(t: Tables, truth: Truth, h: Int, folded: Any, where: tuple[Int, Int]) -> None:
    """The atom whose letters are exactly these, if any."""
    atom = t.filed.slot[place(t.filed.key, h), tables.ATOM]
    at, end = where
    if atom >= 0 and end - at == t.atoms.length[atom] and spelled(t.atoms, atom, folded, at, end):
        true(truth, atom)


@step
def whole(t: Tables, truth: Truth, h: Int, folded: Any, where: tuple[Int, Int]) -> None:
    """The same, where it is asked seldom."""
    exactly(t, truth, h, folded, where)


@part
def in_words(t: Tables, cut: Cut, truth: Truth) -> None:
    """Look up every word of a text, and what begins with it."""
    words, filed = truth.n[work.WORDS], t.filed
    opens, hashtags = filed.kinds[tables.OPEN], truth.n[work.FLAGS] & work.AFTER_HASH
    for number in range(words):
        row, mask = bit(filed.maybe, cut.word[number])
        if filed.maybe[row] & mask:
            _begun_by(t, cut, truth, number)
        if opens:
            begun(t, truth, (cut.folded, cut.number), (cut.start[number], cut.end[number]), tables.OPEN)
        if hashtags and cut.flags[number] & work.AFTER_HASH:
            in_hashtag(t, truth, (cut.folded, cut.number), (cut.start[number], cut.end[number]))


@part
def in_hashtag(t: Tables, truth: Truth, said: tuple[Any, Any], where: tuple[Int, Int]) -> None:
    """A hashtag from `where[0]` to `where[1]` of the letters and numbers in `said`."""
    if t.filed.kinds[tables.HASHTAG] and where[1] > where[0]:
        exactly(t, truth, hashing.mixed(said[1][where[1] - 1] ^ hashing.HASHTAG), said[0], where)
    if t.filed.kinds[tables.OPEN_HASHTAG]:
        begun(t, truth, said, where, tables.OPEN_HASHTAG)


@part
def _begun_by(t: Tables, cut: Cut, truth: Truth, number: Int) -> None:
    """The word itself, and the phrases that begin with it."""
    words = truth.n[work.WORDS]
    chain, at, last, longest = cut.word[number], cut.start[number], number, 1
    while True:
        found = place(t.filed.key, chain)
        if t.filed.key[found] == chain:
            atom, end = t.filed.slot[found, tables.ATOM], cut.end[last]
            if atom >= 0 and end - at == t.atoms.length[atom] and spelled(t.atoms, atom, cut.folded, at, end):
                true(truth, atom)
            if last == number:
                longest = t.filed.slot[found, tables.LONGEST]
            if last + 1 < words and t.filed.slot[found, tables.GOES_ON] >= 0:
                _goes_on(
                    t.atoms, t.filed.slot[found, tables.GOES_ON], cut.folded, (at, cut.end[last + 1]), truth
                )
        last += 1
        if last >= words or last - number >= longest:
            return
        chain = hashing.further(chain, cut.word[last])


@step
def _goes_on(atoms: Atoms, atom: Int, folded: Any, where: tuple[Int, Int], truth: Truth) -> None:
    """The phrases with an open last word that begin at `where[0]`."""
    while atom >= 0:
        if spelled(atoms, atom, folded, where[0], where[1]):
            true(truth, atom)
        atom = atoms.next[atom]


@part
def begun(t: Tables, truth: Truth, said: tuple[Any, Any], where: tuple[Int, Int], kind: Int) -> None:
    """The watched beginnings that a word has: its letters and numbers in `said`, from and to `where`."""
    filed, firsts = t.filed, t.filed.kinds[kind]
    salt = hashing.OPEN if kind == tables.OPEN else hashing.OPEN_HASHTAG
    at, count = where[0], where[1] - where[0]
    for first in range(2, min(count, tables.BEGUN) + 1):
        if not (firsts >> first) & 1:
            continue
        lengths = filed.lengths[beginning(filed.lengths, said[1][at + first - 1] ^ salt)] >> np.uint32(first)
        length = first
        while lengths and length <= count:
            if lengths & np.uint32(1):
                h = hashing.mixed(said[1][at + length - 1] ^ salt)
                row, mask = bit(filed.maybe, h)
                if filed.maybe[row] & mask:
                    exactly(t, truth, h, said[0], (at, at + length))
            if first < tables.BEGUN:
                break
            length += 1
            if length <= _LONG:
                lengths >>= np.uint32(1)
