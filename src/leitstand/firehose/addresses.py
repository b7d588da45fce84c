"""Which link atoms are true for an address: its host and every host above, and how the rest begins."""

from __future__ import annotations

from typing import Any

from leitstand.firehose import hashing, tables, work
from leitstand.firehose.filing import place
from leitstand.firehose.finding import true
from leitstand.firehose.jit import Bool, Int, part, step
from leitstand.firehose.reading import fold
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
    first = 4 if done >= 4 and not trusted and _is_www(folded) else 0
    for each in range(first, done):
        if each == first or folded[each - 1] == _DOT:
            _in_host(t, room, (each, done), rest, end)


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
def _in_host(t: Tables, room: Room, host: tuple[Int, Int], rest: Int, end: Int) -> None:
    """The atoms of this host (in `folded`) whose rest begins so (in `letter`)."""
    h = hashing.START
    for each in range(host[0], host[1]):
        h = hashing.letter(h, room.cut.folded[each])
    atom = t.filed.slot[place(t.filed.key, hashing.mixed(h ^ hashing.LINK)), tables.GOES_ON]
    while atom >= 0:
        head = t.atoms.head[atom]
        more = t.atoms.length[atom] - head
        if head == host[1] - host[0] and more <= end - rest:
            first = t.atoms.at[atom]
            same = True
            for each in range(head):
                same &= room.cut.folded[host[0] + each] == t.atoms.letters[first + each]
            for each in range(more):
                same &= room.seen.letter[rest + each] == t.atoms.letters[first + head + each]
            if same:
                true(room.truth, atom)
        atom = t.atoms.next[atom]
