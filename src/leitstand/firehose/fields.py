"""Which atoms are true for what is no running text: fields, marked hashtags and mentions, handles, links."""

from __future__ import annotations

from typing import Any

import numpy as np

from leitstand.firehose import characters, hashing, tables, work
from leitstand.firehose.characters import Characters
from leitstand.firehose.filing import place
from leitstand.firehose.finding import begun, true, whole
from leitstand.firehose.jit import part, step
from leitstand.firehose.reading import fold, numbered, scheme_end, visible
from leitstand.firehose.tables import Tables
from leitstand.firehose.work import Pieces, Room

_SPACE, _HASH, _AT = np.uint32(characters.SPACE), np.uint32(characters.HASH), np.uint32(characters.AT)
_WORD, _MARK = np.uint32(characters.WORD), np.uint32(characters.MARK)
_DOT, _DASH, _COLON, _SIGN = ord("."), ord("-"), ord(":"), ord("@")


@step
def value(pieces: Pieces, each: int, characters_of: Characters, room: Room) -> tuple[int, int]:
    """A piece in the form in which values are compared, in `folded`: where it begins and ends; -1: unsure."""
    count = visible(pieces.buf, pieces.start[each], pieces.end[each], characters_of, room)
    if count < 0:
        return -1, -1
    end = 0
    for at in range(count):
        end = fold(room, characters_of, room.about[at], end)
    return _stripped(characters_of, room, 0, end)


@part
def _stripped(characters_of: Characters, room: Room, at: int, end: int) -> tuple[int, int]:
    while at < end and characters_of.rows[room.folded[at]] & _SPACE:
        at += 1
    while end > at and characters_of.rows[room.folded[end - 1]] & _SPACE:
        end -= 1
    return at, end


@part
def _about(characters_of: Characters, room: Room, at: int, end: int) -> Any:
    return characters_of.rows[room.folded[at]] if at < end else np.uint32(0)


@step
def in_field(t: Tables, room: Room, salt: np.uint64, at: int, end: int) -> None:
    """The value from `at` to `end`; a language also by what stands before each of its hyphens."""
    h = hashing.START
    for each in range(at, end):
        if salt == hashing.LANG and room.folded[each] == _DASH:
            whole(t, hashing.mixed(h ^ salt), room, at, each)
        h = hashing.letter(h, room.folded[each])
    whole(t, hashing.mixed(h ^ salt), room, at, end)


@step
def in_author(t: Tables, room: Room, characters_of: Characters, at: int, end: int) -> None:
    """A name of the author, a leading @ aside."""
    if at < end and room.folded[at] == _SIGN:
        at, end = _stripped(characters_of, room, at + 1, end)
    in_field(t, room, hashing.AUTHOR, at, end)


@step
def in_tag(t: Tables, room: Room, characters_of: Characters, at: int, end: int) -> None:
    """A hashtag that the network marked, with or without its #."""
    if _about(characters_of, room, at, end) & _HASH:
        at += 1
    h = numbered(room, at, end, hashing.START)
    whole(t, hashing.mixed(h ^ hashing.HASHTAG), room, at, end)
    begun(t, room, at, end, hashing.OPEN_HASHTAG)


@step
def in_mention(t: Tables, room: Room, characters_of: Characters, at: int, end: int) -> None:
    """A mention that the network marked, with or without its @."""
    if _about(characters_of, room, at, end) & _AT:
        at += 1
    name = _name_end(characters_of, room, at, end)
    if name == at:
        return
    server = name
    if name < end and room.folded[name] == _SIGN:
        server = _name_end(characters_of, room, name + 1, end)
    _handle(t, room, at, name, name if server == name + 1 else server)


@part
def _word_end(characters_of: Characters, room: Room, at: int, end: int) -> int:
    first = at
    while at < end:
        about = characters_of.rows[room.folded[at]]
        if not (about & _WORD or (at > first and about & _MARK)):
            break
        at += 1
    return at


@step
def _name_end(characters_of: Characters, room: Room, at: int, end: int) -> int:
    """Where the words end that begin at `at` and are joined by single full stops or hyphens."""
    done = _word_end(characters_of, room, at, end)
    while at < done < end - 1 and (room.folded[done] == _DOT or room.folded[done] == _DASH):
        further = _word_end(characters_of, room, done + 1, end)
        if further == done + 1:
            break
        done = further
    return done


@part
def _handle(t: Tables, room: Room, at: int, name: int, end: int) -> None:
    """Look up the name alone, and with its server where there is one."""
    h = hashing.START
    for each in range(at, name):
        h = hashing.letter(h, room.folded[each])
    whole(t, hashing.mixed(h ^ hashing.HANDLE), room, at, name)
    if end > name:
        for each in range(name, end):
            h = hashing.letter(h, room.folded[each])
        whole(t, hashing.mixed(h ^ hashing.HANDLE), room, at, end)


@step
def in_handles(t: Tables, room: Room) -> None:
    """The handles among the words of a text: an @ that no word touches, then names joined by . or -."""
    number, words = 0, room.n[work.WORDS]
    while number < words:
        flags = room.flags[number]
        if not flags & work.AFTER_AT or flags & work.TOUCHES:
            number += 1
            continue
        at = room.n[work.LETTERS]
        number, name = _copy_name(room, number, words, at)
        end = name
        if number < words and room.flags[number] & work.TOUCHES and room.before[number] == _SIGN:
            room.folded[name] = _SIGN
            number, end = _copy_name(room, number, words, name + 1)
        _handle(t, room, at, name, end)


@step
def _copy_name(room: Room, number: int, words: int, at: int) -> tuple[int, int]:
    """Put the words of a name, joined, at `at` of `folded`: the word after it, and where the name ends."""
    while True:
        for each in range(room.start[number], room.end[number]):
            room.folded[at] = room.folded[each]
            at += 1
        number += 1
        if number == words or not room.flags[number] & work.TOUCHES:
            return number, at
        if room.before[number] != _DOT and room.before[number] != _DASH:
            return number, at
        room.folded[at] = room.before[number]
        at += 1


@step
def in_link(t: Tables, room: Room, characters_of: Characters, at: int, end: int) -> None:
    """The link that stands in `letter` from `at` to `end`, scheme and all; `folded` is written over."""
    rest = at
    while rest < end and not (room.letter[rest] == 47 or room.letter[rest] == 63 or room.letter[rest] == 35):
        rest += 1
    host, host_end, trusted = at, rest, room.n[work.TRUSTED]
    for each in range(at, at if trusted else rest):
        if room.letter[each] == _SIGN:
            host = each + 1
    if not trusted:
        host_end = _without_port(room, host, rest)
    done = 0
    for each in range(host, host_end):
        done = fold(room, characters_of, room.about[each], done)
    first = 4 if done >= 4 and not trusted and _is_www(room) else 0
    for each in range(first, done):
        if each == first or room.folded[each - 1] == _DOT:
            _in_host(t, room, (each, done), rest, end)


@part
def _without_port(room: Room, at: int, end: int) -> int:
    digits = end
    while digits > at and 48 <= room.letter[digits - 1] <= 57:
        digits -= 1
    return digits - 1 if digits > at and room.letter[digits - 1] == _COLON else end


@part
def _is_www(room: Room) -> bool:
    letters = room.folded
    return letters[0] == 119 and letters[1] == 119 and letters[2] == 119 and letters[3] == _DOT


@step
def _in_host(t: Tables, room: Room, host: tuple[int, int], rest: int, end: int) -> None:
    """The atoms of this host (in `folded`) whose rest begins so (in `letter`)."""
    h = hashing.START
    for each in range(host[0], host[1]):
        h = hashing.letter(h, room.folded[each])
    atom = t.slot[place(t.key, hashing.mixed(h ^ hashing.LINK)), tables.GOES_ON]
    while atom >= 0:
        head, more = np.int64(t.head[atom]), np.int64(t.length[atom]) - np.int64(t.head[atom])
        same = head == host[1] - host[0] and more <= end - rest
        for each in range(head if same else 0):
            same = same and room.folded[host[0] + each] == t.letters[t.at[atom] + each]
        for each in range(more if same else 0):
            same = same and room.letter[rest + each] == t.letters[t.at[atom] + head + each]
        if same:
            true(room, atom)
        atom = t.next[atom]


@step
def in_address(t: Tables, room: Room, characters_of: Characters, count: int) -> None:
    """An address that is a piece of its own, in `letter`."""
    in_link(t, room, characters_of, scheme_end(room, count), count)
