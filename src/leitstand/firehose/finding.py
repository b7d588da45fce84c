"""Which atoms are true for a text: words, phrases, beginnings, hashtags. Letters are compared, not only numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

from leitstand.firehose import hashing, tables, work
from leitstand.firehose.filing import beginning, bit, place
from leitstand.firehose.jit import part, step
from leitstand.firehose.tables import Tables
from leitstand.firehose.work import Room

U = np.uint64


@part
def true(room: Room, atom: int) -> None:
    """Note that an atom is true for this post."""
    if room.stamp[atom] != room.n[work.SERIAL]:
        room.stamp[atom] = room.n[work.SERIAL]
        room.hit[room.n[work.HITS]] = atom
        room.n[work.HITS] += 1


@part
def spelled(t: Tables, atom: int, folded: Any, at: int, end: int) -> bool:
    """Do the letters of the atom stand from `at` on, at most to `end`?"""
    count, first = np.int64(t.length[atom]), t.at[atom]
    if at + count > end:
        return False
    for each in range(count):
        if folded[at + each] != t.letters[first + each]:
            return False
    return True


@part
def whole(t: Tables, h: np.uint64, room: Room, at: int, end: int) -> None:
    """The atom whose letters are exactly these, if any."""
    found = place(t.key, h)
    atom = t.slot[found, tables.ATOM]
    if atom >= 0 and end - at == t.length[atom] and spelled(t, atom, room.folded, at, end):
        true(room, atom)


@step
def in_words(t: Tables, room: Room) -> None:
    """Look up every word of a text, and what begins with it."""
    words = room.n[work.WORDS]
    opens, hashtags = t.kinds[tables.OPEN], t.kinds[tables.HASHTAG]
    for number in range(words):
        h = room.word[number]
        row, mask = bit(t.maybe, h)
        if t.maybe[row] & mask:
            _begun_by(t, room, number, words)
        if opens:
            begun(t, room, room.start[number], room.end[number], hashing.OPEN)
        if room.flags[number] & work.AFTER_HASH:
            at, end = room.start[number], room.end[number]
            if hashtags:
                whole(t, hashing.mixed(room.number[end - 1] ^ hashing.HASHTAG), room, at, end)
            if t.kinds[tables.OPEN_HASHTAG]:
                begun(t, room, at, end, hashing.OPEN_HASHTAG)


@step
def _begun_by(t: Tables, room: Room, number: int, words: int) -> None:
    """The word itself, and the phrases that begin with it."""
    chain, at, last = room.word[number], room.start[number], number
    longest = 1
    while True:
        found = place(t.key, chain)
        if t.key[found] == chain:
            atom = t.slot[found, tables.ATOM]
            end = room.end[last]
            if atom >= 0 and end - at == t.length[atom] and spelled(t, atom, room.folded, at, end):
                true(room, atom)
            if last == number:
                longest = t.slot[found, tables.LONGEST]
            goes_on = t.slot[found, tables.GOES_ON]
            while goes_on >= 0 and last + 1 < words:
                if spelled(t, goes_on, room.folded, at, room.end[last + 1]):
                    true(room, goes_on)
                goes_on = t.next[goes_on]
        last += 1
        if last >= words or last - number >= longest:
            return
        chain = hashing.further(chain, room.word[last])


@part
def begun(t: Tables, room: Room, at: int, end: int, salt: np.uint64) -> None:
    """The beginnings among the watched ones that a word from `at` to `end` has. `number` must be filled."""
    count = end - at
    for seen in range(2, min(count, 4) + 1):
        lengths = t.lengths[beginning(t.lengths, room.number[at + seen - 1] ^ salt)]
        if lengths:
            _begun_so(t, room, (at, end, seen), np.int64(lengths), salt)


@step
def _begun_so(t: Tables, room: Room, where: tuple[int, int, int], lengths: int, salt: np.uint64) -> None:
    at, end, seen = where
    count = end - at
    for length in range(seen, count + 1):
        if seen < 4 and length > seen:
            return
        if (lengths >> min(length, 31)) & 1:
            whole(t, hashing.mixed(room.number[at + length - 1] ^ salt), room, at, at + length)
