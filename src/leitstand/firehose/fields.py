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
from leitstand.firehose.work import Cut, Room, Truth

_SPACE, _HASH, _AT = np.uint32(characters.SPACE), np.uint32(characters.HASH), np.uint32(characters.AT)
_WORD, _MARK = np.uint32(characters.WORD), np.uint32(characters.MARK)
_DOT, _DASH, _SIGN = map(ord, ".-@")


@step
def value(t: Tables, kind: Int, characters_of: Characters, room: Room, count: Int) -> None:
    """Note what is true for the field, hashtag or mention that was seen."""
    folded, rows, truth = room.cut.folded, characters_of.rows, room.truth
    end = 0
    for each in range(count):
        end = fold(folded, end, room.seen.about[each], characters_of.longer)
    at, end = _stripped(folded, rows, 0, end)
    if kind == work.TAG:
        _in_tag(t, truth, room.cut, rows, (at, end))
    elif kind == work.MENTION:
        _in_mention(t, truth, folded, rows, (at, end))
    elif kind == work.AUTHOR:
        if at < end and folded[at] == _SIGN:
            at, end = _stripped(folded, rows, at + 1, end)
        _in_field(t, truth, folded, (at, end), hashing.AUTHOR)
    else:
        _in_field(t, truth, folded, (at, end), hashing.LANG if kind == work.LANG else hashing.NETWORK)


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
def _stripped(folded: Any, rows: Any, at: Int, end: Int) -> tuple[Int, Int]:
    while at < end and rows[folded[at]] & _SPACE:
        at += 1
    while end > at and rows[folded[end - 1]] & _SPACE:
        end -= 1
    return at, end


@step
def _in_field(t: Tables, truth: Truth, folded: Any, where: tuple[Int, Int], salt: Int) -> None:
    """The whole value; a language also by what stands before each of its hyphens."""
    h, at, end = hashing.START, where[0], where[1]
    for each in range(at, end):
        if salt == hashing.LANG and folded[each] == _DASH:
            whole(t, truth, hashing.mixed(h ^ salt), folded, (at, each))
        h = hashing.letter(h, folded[each])
    whole(t, truth, hashing.mixed(h ^ salt), folded, (at, end))


@step
def _in_tag(t: Tables, truth: Truth, cut: Cut, rows: Any, where: tuple[Int, Int]) -> None:
    """A hashtag that the network marked, with or without its #."""
    at, end = where
    if at < end and rows[cut.folded[at]] & _HASH:
        at += 1
    h = hashing.START
    for each in range(at, end):
        h = hashing.letter(h, cut.folded[each])
        cut.number[each] = h
    in_hashtag(t, truth, (cut.folded, cut.number), (at, end))


@step
def _in_mention(t: Tables, truth: Truth, folded: Any, rows: Any, where: tuple[Int, Int]) -> None:
    """A mention that the network marked, with or without its @."""
    at, end = where
    if at < end and rows[folded[at]] & _AT:
        at += 1
    name = _name_end(folded, rows, at, end)
    if name == at:
        return
    server = name
    if name < end and folded[name] == _SIGN:
        server = _name_end(folded, rows, name + 1, end)
    _handle(t, truth, folded, (at, name, name if server == name + 1 else server))


@part
def _word_end(folded: Any, rows: Any, at: Int, end: Int) -> Int:
    first = at
    while at < end and (rows[folded[at]] & _WORD or (at > first and rows[folded[at]] & _MARK)):
        at += 1
    return at


@step
def _name_end(folded: Any, rows: Any, at: Int, end: Int) -> Int:
    """Where the words end that begin at `at` and are joined by single full stops or hyphens."""
    done = _word_end(folded, rows, at, end)
    while at < done < end - 1 and (folded[done] == _DOT or folded[done] == _DASH):
        further = _word_end(folded, rows, done + 1, end)
        if further == done + 1:
            break
        done = further
    return done


@step
def _handle(t: Tables, truth: Truth, folded: Any, where: tuple[Int, Int, Int]) -> None:
    """Look up the name alone, and with its server where there is one."""
    at, name, end = where
    h = hashing.START
    for each in range(at, name):
        h = hashing.letter(h, folded[each])
    whole(t, truth, hashing.mixed(h ^ hashing.HANDLE), folded, (at, name))
    if end > name:
        for each in range(name, end):
            h = hashing.letter(h, folded[each])
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
        if number < words and cut.flags[number] & work.TOUCHES and cut.before[number] == _SIGN:
            cut.folded[name] = _SIGN
            number, end = _copy_name(cut, number, words, name + 1)
        _handle(t, truth, cut.folded, (at, name, end))


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
        if cut.before[number] != _DOT and cut.before[number] != _DASH:
            return number, at
        cut.folded[at] = cut.before[number]
        at += 1
