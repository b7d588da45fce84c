"""Which atoms are true for a text: words, phrases, beginnings, hashtags. Numbers point, letters decide."""

from __future__ import annotations

from typing import Any

import numpy as np

from leitstand.firehose import hashing, tables, work
from leitstand.firehose.filing import atom_in, beginning, bit, goes_on, longest_in, place, span
from leitstand.firehose.jit import Bool, Int, part, step
from leitstand.firehose.machine import soon, zeros_below
from leitstand.firehose.tables import Atoms, Filed, Tables
from leitstand.firehose.work import Cut, Truth

U = np.uint64
_ALL, _FEW = U(0xFFFFFFFF), 0b1100
_LONG = 31
"""Beginnings of so many bytes or more share one bit."""


@part
def true(truth: Truth, atom: Int) -> None:
    """Note that an atom is true for this post."""
    if truth.stamp[atom] != truth.n[work.SERIAL]:
        truth.stamp[atom] = truth.n[work.SERIAL]
        truth.hit[truth.n[work.HITS]] = atom
        truth.n[work.HITS] += 1


@part
def spelled(atoms: Atoms, atom: Int, folded: Any, at: Int, end: Int) -> Bool:
    """Are the bytes of the atom exactly those from `at` to `end`, of which there are some?"""
    first, count = span(atoms, atom)
    if count != end - at or hashing.first(folded, at, count) != atoms.span[atom, 1]:
        return False
    return count <= 8 or same(atoms.letters, first + 8, folded, at + 8, count - 8)


@part
def same(some: Any, at: Int, others: Any, other: Int, count: Int) -> Bool:
    """Are so many bytes the same? Some behind them are read, and mean nothing."""
    for each in range(0, count, 8):
        left = count - each
        if hashing.first(some, at + each, left) != hashing.first(others, other + each, left):
            return False
    return True


@part
def exactly(t: Tables, truth: Truth, h: Int, folded: Any, where: tuple[Int, Int]) -> None:
    """The atom whose bytes are exactly these, if any."""
    atom = atom_in(t.filed.slot, place(t.filed.slot, h))
    if atom >= 0 and spelled(t.atoms, atom, folded, where[0], where[1]):
        true(truth, atom)


@step
def whole(t: Tables, truth: Truth, h: Int, folded: Any, where: tuple[Int, Int]) -> None:
    """The same, where it is asked seldom."""
    exactly(t, truth, h, folded, where)


@part
def maybe(filed: Filed, h: Int) -> Bool:
    """Is it worth looking this number up?"""
    row, mask = bit(filed.maybe, h)
    return filed.maybe[row] & mask != U(0)


@part
def in_words(t: Tables, cut: Cut, truth: Truth) -> None:
    """Look up every word of a text, and what begins with it."""
    for each in range(_worth_it(t.filed, cut, truth.n[work.WORDS])):
        _begun_by(t, cut, truth, np.int64(cut.chosen[each]))
    if t.filed.kinds[tables.OPEN]:
        for each in range(_with_beginnings(t.filed, cut, truth.n[work.WORDS])):
            begun(t, truth, cut.folded, _where(cut, np.int64(cut.chosen[each])), tables.OPEN)
    if truth.n[work.FLAGS] & work.AFTER_HASH:
        for number in range(truth.n[work.WORDS]):
            if cut.flags[number] & work.AFTER_HASH:
                in_hashtag(t, truth, cut.folded, _where(cut, number))


@part
def _where(cut: Cut, number: Int) -> tuple[Int, Int]:
    return np.int64(cut.start[number]), np.int64(cut.end[number])


@part
def _worth_it(filed: Filed, cut: Cut, words: Int) -> Int:
    """Choose the words that are worth looking up, and let their places be fetched."""
    chosen, last = 0, U(len(filed.slot) - 1)
    for number in range(words):
        cut.chosen[chosen] = number
        chosen += maybe(filed, cut.word[number])
    for each in range(chosen):
        soon(filed.slot, np.int64(cut.word[cut.chosen[each]] & last) * 2)
    return chosen


@part
def _with_beginnings(filed: Filed, cut: Cut, words: Int) -> Int:
    """Choose the words that may have a beginning which is watched for."""
    chosen, few = 0, filed.kinds[tables.OPEN] & _FEW != 0
    for number in range(words):
        at, end = _where(cut, number)
        begins = _lengths(filed, cut.folded, at, tables.BEGUN, tables.OPEN) != U(0)
        cut.chosen[chosen] = number
        chosen += few | (begins & (end - at >= tables.BEGUN))
    return chosen


@part
def in_hashtag(t: Tables, truth: Truth, folded: Any, where: tuple[Int, Int]) -> None:
    """A hashtag from `where[0]` to `where[1]` of what is folded."""
    if t.filed.kinds[tables.HASHTAG] and where[1] > where[0]:
        h = hashing.number(folded, where[0], where[1])
        exactly(t, truth, hashing.mixed(h ^ hashing.HASHTAG), folded, where)
    if t.filed.kinds[tables.OPEN_HASHTAG]:
        begun(t, truth, folded, where, tables.OPEN_HASHTAG)


@part
def _begun_by(t: Tables, cut: Cut, truth: Truth, number: Int) -> None:
    """The word itself, and the phrases that begin with it."""
    found = place(t.filed.slot, cut.word[number])
    if t.filed.slot[found, 0] != cut.word[number]:
        return
    atom = atom_in(t.filed.slot, found)
    start, end = np.int64(cut.start[number]), np.int64(cut.end[number])
    if atom >= 0 and spelled(t.atoms, atom, cut.folded, start, end):
        true(truth, atom)
    longest = longest_in(t.filed.slot, found)
    if longest > 1:
        _phrases(t, cut, truth, (number, found), longest)


@step
def _phrases(t: Tables, cut: Cut, truth: Truth, first: tuple[Int, Int], longest: Int) -> None:
    """The phrases that begin with a word, which was found at `first[1]`."""
    (number, found), words = first, truth.n[work.WORDS]
    last, chain = number, cut.word[number]
    while True:
        if t.filed.slot[found, 0] == chain:
            atom = atom_in(t.filed.slot, found) if last > number else -1
            if atom >= 0 and _said(t.atoms, atom, cut, number, words):
                true(truth, atom)
            atom = goes_on(t.filed, found)
            while atom >= 0:
                if _said(t.atoms, atom, cut, number, words):
                    true(truth, atom)
                atom = t.atoms.next[atom]
        last += 1
        if last >= words or last - number >= longest:
            return
        chain = hashing.further(chain, cut.word[last])
        if not maybe(t.filed, chain):
            return
        found = place(t.filed.slot, chain)


@part
def _said(atoms: Atoms, atom: Int, cut: Cut, number: Int, words: Int) -> Bool:
    """Are the words of the atom, with zeros between them, those from `number` on? The last may be open."""
    at, count = span(atoms, atom)
    end = at + count
    while number < words:
        stop = at
        while stop < end and atoms.letters[stop] != 0:
            stop += 1
        start, count = np.int64(cut.start[number]), np.int64(cut.end[number] - cut.start[number])
        is_open = stop == end and atoms.kind[atom] == tables.OPEN_PHRASE
        if count < stop - at or (count > stop - at and not is_open):
            return False
        if not same(atoms.letters, at, cut.folded, start, stop - at):
            return False
        if stop == end:
            return True
        at, number = stop + 1, number + 1
    return False


@part
def begun(t: Tables, truth: Truth, folded: Any, where: tuple[Int, Int], kind: Int) -> None:
    """The watched beginnings that a word has, which stands from and to `where`."""
    firsts, count = t.filed.kinds[kind], where[1] - where[0]
    if firsts & _FEW:
        for first in range(2, min(count + 1, tables.BEGUN)):
            if (firsts >> first) & 1 and _lengths(t.filed, folded, where[0], first, kind) >> U(first) & U(1):
                _begins(t, truth, folded, (where[0], where[0] + first), kind)
    if count < tables.BEGUN:
        return
    lengths = _lengths(t.filed, folded, where[0], tables.BEGUN, kind)
    if lengths:
        lengths &= (U(2) << U(min(count, _LONG))) - U(1)
        while lengths:
            length = np.int64(zeros_below(lengths))
            _begins(t, truth, folded, (where[0], where[0] + length), kind)
            lengths &= lengths - U(1)
            if length == _LONG:
                for more in range(_LONG + 1, count + 1):
                    _begins(t, truth, folded, (where[0], where[0] + more), kind)


@part
def _lengths(filed: Filed, folded: Any, at: Int, first: Int, kind: Int) -> Int:
    """Which lengths of beginnings are watched for, one bit each, that have these first bytes."""
    h = hashing.eighth(hashing.START, hashing.first(folded, at, first))
    salt = hashing.OPEN if kind == tables.OPEN else hashing.OPEN_HASHTAG
    return U(filed.lengths[beginning(filed.lengths, h ^ salt)]) & (_ALL << U(first))


@part
def _begins(t: Tables, truth: Truth, folded: Any, where: tuple[Int, Int], kind: Int) -> None:
    salt = hashing.OPEN if kind == tables.OPEN else hashing.OPEN_HASHTAG
    h = hashing.mixed(hashing.number(folded, where[0], where[1]) ^ salt)
    if maybe(t.filed, h):
        exactly(t, truth, h, folded, where)
