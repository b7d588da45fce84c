"""Which atoms are true for what is no running text: fields, marked hashtags and mentions, handles."""

from __future__ import annotations

from typing import Any

import numpy as np

from leitstand.firehose import characters, hashing, tables, work
from leitstand.firehose.characters import Characters
from leitstand.firehose.finding import in_hashtag, whole
from leitstand.firehose.jit import Bool, Int, part, step
from leitstand.firehose.reading import fold
from leitstand.firehose.tables import Tables
from leitstand.firehose.work import Cut, Room, Seen, Truth

_SPACE, _HASH, _AT = np.uint32(characters.SPACE), np.uint32(characters.HASH), np.uint32(characters.AT)
_WORD, _MARK = np.uint32(characters.WORD), np.uint32(characters.MARK)
_DOT, _DASH, _SIGN = map(ord, ".-@")


@step
def value(t: Tables, kind: Int, characters_of: Characters, room: Room, count: Int) -> None:
    """Note what is true for the field, hashtag or mention that was seen."""
    seen, folded, longer = room.seen, room.cut.folded, characters_of.longer
    at, end = _stripped(seen, 0, count)
    if kind == work.TAG:
        at += at < end and seen.about[at] & _HASH != 0
        in_hashtag(t, room.truth, folded, (0, _folded(seen, (at, end), folded, 0, longer)))
    elif kind == work.MENTION:
        _in_mention(t, room, longer, at, end)
    elif kind == work.AUTHOR:
        if at < end and seen.letter[at] == _SIGN:
            at, end = _stripped(seen, at + 1, end)
        _in_field(t, room.truth, folded, _folded(seen, (at, end), folded, 0, longer), hashing.AUTHOR)
    else:
        salt = hashing.LANG if kind == work.LANG else hashing.NETWORK
        _in_field(t, room.truth, folded, _folded(seen, (at, end), folded, 0, longer), salt)


@step
def _folded(seen: Seen, where: tuple[Int, Int], folded: Any, to: Int, longer: Any) -> Int:
    """Fold what was seen somewhere to `to` of `folded`; where it ends there."""
    for each in range(where[0], where[1]):
        to = fold(folded, to, seen.about[each], longer)
    return to


@part
def asked_for(kinds: Any, kind: Int) -> Bool:
    """Does any watch ask for what such a piece says?"""
    if kind == work.TAG:
        return kinds[tables.HASHTAG] + kinds[tables.OPEN_HASHTAG] > 0
    if kind == work.MENTION:
        return kinds[tables.HANDLE] > 0
    if kind == work.LANG:
        return kinds[tables.LANG] > 0
    if kind == work.NETWORK:
        return kinds[tables.NETWORK] > 0
    return kinds[tables.AUTHOR] > 0


@part
def _stripped(seen: Seen, at: Int, end: Int) -> tuple[Int, Int]:
    while at < end and seen.about[at] & _SPACE:
        at += 1
    while end > at and seen.about[end - 1] & _SPACE:
        end -= 1
    return at, end


@step
def _in_field(t: Tables, truth: Truth, folded: Any, end: Int, salt: Int) -> None:
    """The whole value; a language also by what stands before each of its hyphens."""
    for each in range(end if salt == hashing.LANG else 0):
        if folded[each] == _DASH:
            whole(t, truth, hashing.mixed(hashing.number(folded, 0, each) ^ salt), folded, (0, each))
    whole(t, truth, hashing.mixed(hashing.number(folded, 0, end) ^ salt), folded, (0, end))


@step
def _in_mention(t: Tables, room: Room, longer: Any, at: Int, end: Int) -> None:
    """A mention that the network marked, with or without its @."""
    seen, folded = room.seen, room.cut.folded
    if at < end and seen.about[at] & _AT:
        at += 1
    name = _name_end(seen, at, end)
    if name == at:
        return
    server = name
    if name < end and seen.letter[name] == _SIGN:
        server = _name_end(seen, name + 1, end)
    stop = _folded(seen, (at, name), folded, 0, longer)
    last = stop if server <= name + 1 else _folded(seen, (name, server), folded, stop, longer)
    _handle(t, room.truth, folded, (0, stop, last))


@part
def _word_end(seen: Seen, at: Int, end: Int) -> Int:
    first = at
    while at < end and (seen.about[at] & _WORD or (at > first and seen.about[at] & _MARK)):
        at += 1
    return at


@step
def _name_end(seen: Seen, at: Int, end: Int) -> Int:
    """Where the words end that begin at `at` and are joined by single full stops or hyphens."""
    done = _word_end(seen, at, end)
    while at < done < end - 1 and (seen.letter[done] == _DOT or seen.letter[done] == _DASH):
        further = _word_end(seen, done + 1, end)
        if further == done + 1:
            break
        done = further
    return done


@step
def _handle(t: Tables, truth: Truth, folded: Any, where: tuple[Int, Int, Int]) -> None:
    """Look up the name alone, and with its server where there is one."""
    at, name, end = where
    h = hashing.number(folded, at, name)
    whole(t, truth, hashing.mixed(h ^ hashing.HANDLE), folded, (at, name))
    if end > name:
        h = hashing.number(folded, at, end)
        whole(t, truth, hashing.mixed(h ^ hashing.HANDLE), folded, (at, end))


@step
def in_handles(t: Tables, cut: Cut, truth: Truth) -> None:
    """The handles among the words of a text: an @ that no word touches, then names joined by . or -."""
    number, words = 0, truth.n[work.WORDS]
    while number < words:
        flags = cut.flags[number]
        if not flags & work.AFTER_AT or flags & work.TOUCHES:
            number += 1
            continue
        at = truth.n[work.LETTERS]
        number, name = _copy_name(cut, number, words, at)
        end = name
        if number < words and cut.flags[number] & work.TOUCHES and _before(cut, number) == _SIGN:
            cut.folded[name] = _SIGN
            number, end = _copy_name(cut, number, words, name + 1)
        _handle(t, truth, cut.folded, (at, name, end))


@part
def _before(cut: Cut, number: Int) -> Int:
    """The byte directly before a word."""
    return cut.folded[cut.start[number] - 1] if cut.start[number] else 0


@step
def _copy_name(cut: Cut, number: Int, words: Int, at: Int) -> tuple[Int, Int]:
    """Put the words of a name, joined, at `at` of `folded`: the word after it, and where the name ends."""
    while True:
        for each in range(cut.start[number], cut.end[number]):
            cut.folded[at] = cut.folded[each]
            at += 1
        number += 1
        if number == words or not cut.flags[number] & work.TOUCHES:
            return number, at
        before = _before(cut, number)
        if before not in (_DOT, _DASH):
            return number, at
        cut.folded[at] = before
        at += 1
