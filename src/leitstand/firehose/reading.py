"""Bytes to visible characters, and those to folded words: rules 2 to 5 of the watch language."""

from __future__ import annotations

from typing import Any

import numpy as np

from leitstand.firehose import characters, work
from leitstand.firehose.characters import Characters
from leitstand.firehose.hashing import START, letter, mixed
from leitstand.firehose.jit import part, step
from leitstand.firehose.work import Room

_WORD, _MARK, _SLOW, _UNSEEN = (
    np.uint32(flag) for flag in (characters.WORD, characters.MARK, characters.SLOW, characters.UNSEEN)
)
_LONGER, _AITCH, _HASH, _AT = (
    np.uint32(flag) for flag in (characters.LONGER, characters.AITCH, characters.HASH, characters.AT)
)
_LINK_END, _TAIL, _POINT = (
    np.uint32(flag) for flag in (characters.LINK_END, characters.TAIL, characters.POINT)
)
_NONE = np.uint32(0)
_KIND = _WORD | _MARK | _HASH | _AT | np.uint32(characters.SPACE)


@part
def wide(buf: Any, at: int, end: int) -> tuple[int, int]:
    """The character of several bytes at `at`, and where the next one begins; (-1, end) where there is none."""
    first = np.int64(buf[at])
    more = 1 if 0xC2 <= first < 0xE0 else 2 if 0xE0 <= first < 0xF0 else 3 if 0xF0 <= first < 0xF5 else 0
    if more == 0 or at + more >= end:
        return -1, end
    point = first & (0x3F >> more)
    for step_on in range(1, more + 1):
        byte = np.int64(buf[at + step_on])
        if byte & 0xC0 != 0x80:
            return -1, end
        point = (point << 6) | (byte & 0x3F)
    least = 0x80 if more == 1 else 0x800 if more == 2 else 0x10000
    if point < least or point > 0x10FFFF or 0xD800 <= point < 0xE000:
        return -1, end
    return point, at + more + 1


@part
def visible(buf: Any, start: int, end: int, characters_of: Characters, room: Room) -> int:
    """Fill `letter` and `about` with what can be seen; how many, or -1 where only the plain matcher knows."""
    if end - start > len(room.flags) - 64:
        return -1
    trusted = room.n[work.TRUSTED]
    count, at = 0, start
    while at < end:
        point = np.int64(buf[at])
        if point < 0x80:
            at += 1
        else:
            point, at = wide(buf, at, end)
            if point < 0:
                return -1
        row = characters_of.rows[point]
        if trusted:
            row = (row & _KIND) | np.uint32(point)
        elif row & (_SLOW | _UNSEEN):
            if row & _SLOW:
                return -1
            continue
        room.letter[count] = point
        room.about[count] = row
        count += 1
    return count


@part
def link_end(room: Room, at: int, count: int) -> int:
    """Where the link ends that begins at `at`; `at` where none does. Its end is cut as rule 3 says."""
    body = _scheme(room, at, count)
    if body == at:
        return at
    end = body
    while end < count and not room.about[end] & _LINK_END:
        end += 1
    while end > body and room.about[end - 1] & _TAIL:
        end -= 1
    return end if end > body else at


@part
def _scheme(room: Room, at: int, count: int) -> int:
    """Where `http://` or `https://` ends, of any case; `at` where there is none."""
    if at + 7 > count or not (_is(room, at + 1, 116) and _is(room, at + 2, 116) and _is(room, at + 3, 112)):
        return at
    colon = at + 5 if _is(room, at + 4, 115) else at + 4
    if colon + 3 > count or room.letter[colon] != 58:
        return at
    return colon + 3 if room.letter[colon + 1] == 47 and room.letter[colon + 2] == 47 else at


@part
def _is(room: Room, at: int, point: int) -> bool:
    """Is this character that letter, whatever its case?"""
    about = room.about[at]
    return not about & _LONGER and about & _POINT == point


@part
def scheme_end(room: Room, count: int) -> int:
    """Where the scheme of what is in `letter` ends; 0 where it begins with none."""
    return _scheme(room, 0, count) if count and room.about[0] & _AITCH else 0


@part
def fold(room: Room, characters_of: Characters, about: Any, at: int) -> int:
    """Put the folded form of a character at `at` of `folded`; where the next one belongs."""
    if not about & _LONGER:
        room.folded[at] = about & _POINT
        return at + 1
    longer = characters_of.longer[about & _POINT]
    for each in range(longer[0]):
        room.folded[at + each] = longer[1 + each]
    return at + longer[0]


@part
def numbered(room: Room, at: int, end: int, h: np.uint64) -> np.uint64:
    """Fill `number` for the letters from `at` to `end`; the number of all of them."""
    for each in range(at, end):
        h = letter(h, room.folded[each])
        room.number[each] = h
    return h


@part
def _close(room: Room, words: int, letters: int, h: np.uint64) -> None:
    room.word[words] = mixed(h)
    room.end[words] = letters
    room.folded[letters] = 0
    room.number[letters] = 0


@part
def _flags(before: Any, gap: int, words: int) -> int:
    flags = work.AFTER_HASH if before & _HASH else work.AFTER_AT if before & _AT else 0
    return flags | (work.TOUCHES if gap == 1 and words else 0)


@step
def split(room: Room, characters_of: Characters, count: int) -> None:
    """Fold what is in `letter` and cut it into words; links are noted and leave a blank."""
    words, letters, links, seen, gap, at = 0, 0, 0, 0, 0, 0
    inside, before, h = False, _NONE, START
    while at < count:
        about = room.about[at]
        stop = link_end(room, at, count) if about & _AITCH else at
        is_word = stop == at and (about & _WORD != 0 or (inside and about & _MARK != 0))
        if is_word and not inside:
            inside, h = True, START
            room.start[words], room.flags[words] = letters, _flags(before, gap, words)
            room.before[words] = room.letter[at - 1] if before and at else 0
            seen |= room.flags[words]
        elif inside and not is_word:
            _close(room, words, letters, h)
            words, letters, inside, gap = words + 1, letters + 1, False, 0
        if is_word:
            end = fold(room, characters_of, about, letters)
            h = numbered(room, letters, end, h)
            letters = end
        else:
            gap, before = gap + 1, about
        if stop > at:
            room.link[links, 0], room.link[links, 1] = at, stop
            links, at, before = links + 1, stop, _NONE
        else:
            at += 1
    if inside:
        _close(room, words, letters, h)
        words, letters = words + 1, letters + 1
    room.n[work.WORDS], room.n[work.LETTERS] = words, letters
    room.n[work.LINKS], room.n[work.SEEN] = links, seen
