"""Which link atoms are true for an address: its host and every host above, and how the rest begins."""

from __future__ import annotations

from typing import Any

import numpy as np

from leitstand.firehose import hashing, work
from leitstand.firehose.filing import goes_on, place, span
from leitstand.firehose.finding import same, true
from leitstand.firehose.jit import Bool, Int, part, step
from leitstand.firehose.reading import fold, put
from leitstand.firehose.tables import Tables
from leitstand.firehose.work import Room

_SLASH, _QUESTION, _NUMBER, _SIGN, _COLON, _DOT, _W = map(ord, "/?#@:.w")


@step
def in_link(t: Tables, room: Room, longer: Any, at: Int, end: Int) -> None:
    """The address that was seen from `at` to `end`, without its scheme; `folded` is written over.

    One that is folded already has neither user name nor port nor `www.` left.
    """
    letters, folded, trusted = room.seen.letter, room.cut.folded, room.n[work.TRUSTED]
    rest = at
    while rest < end and letters[rest] != _SLASH and letters[rest] != _QUESTION and letters[rest] != _NUMBER:
        rest += 1
    host, host_end = (at, rest) if trusted else _host(letters, at, rest)
    done = 0
    for each in range(host, host_end):
        done = fold(folded, done, room.seen.about[each], longer)
    whole = done
    for each in range(rest, end):
        whole = put(folded, whole, np.int64(letters[each]))
    first = 4 if done >= 4 and not trusted and _is_www(folded) else 0
    for each in range(first, done):
        if each == first or folded[each - 1] == _DOT:
            _in_host(t, room, each, done, whole)


@part
def _host(letters: Any, at: Int, end: Int) -> tuple[Int, Int]:
    """Where the host begins and ends in what stands before the rest: user name and port aside."""
    host = at
    for each in range(at, end):
        if letters[each] == _SIGN:
            host = each + 1
    digits = end
    while digits > host and 48 <= letters[digits - 1] <= 57:
        digits -= 1
    return host, (digits - 1 if digits > host and letters[digits - 1] == _COLON else end)


@part
def _is_www(folded: Any) -> Bool:
    return folded[0] == _W and folded[1] == _W and folded[2] == _W and folded[3] == _DOT


@step
def _in_host(t: Tables, room: Room, at: Int, rest: Int, end: Int) -> None:
    """The atoms of the host from `at` to `rest` of `folded`, whose rest begins like what stands to `end`."""
    folded, atoms = room.cut.folded, t.atoms
    h = hashing.number(folded, at, rest)
    atom = goes_on(t.filed, place(t.filed.slot, hashing.mixed(h ^ hashing.LINK)))
    while atom >= 0:
        (first, count), head = span(atoms, atom), np.int64(atoms.head[atom])
        if head == rest - at and count <= end - at and same(atoms.letters, first, folded, at, count):
            true(room.truth, atom)
        atom = atoms.next[atom]
