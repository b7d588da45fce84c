"""Bytes to visible characters, and those to folded words: rules 2 to 5 of the watch language."""

from __future__ import annotations

from typing import Any

import numpy as np

from leitstand.firehose import characters, work
from leitstand.firehose.characters import Characters
from leitstand.firehose.hashing import START, letter, mixed
from leitstand.firehose.jit import Bool, Int, part, step
from leitstand.firehose.work import Cut, Seen

_WORD, _MARK = np.uint32(characters.WORD), np.uint32(characters.MARK)
_SLOW, _UNSEEN = np.uint32(characters.SLOW), np.uint32(characters.UNSEEN)
_LONGER, _AITCH = np.uint32(characters.LONGER), np.uint32(characters.AITCH)
_HASH, _AT = np.uint32(characters.HASH), np.uint32(characters.AT)
_LINK_END, _TAIL = np.uint32(characters.LINK_END), np.uint32(characters.TAIL)
_POINT, _NONE = np.uint32(characters.POINT), np.uint32(0)
_KIND = _WORD | _MARK | _HASH | _AT | np.uint32(characters.SPACE)
_T, _P, _S, _COLON, _SLASH = map(ord, "tps:/")


@part
def wide(buf: Any, at: Int, end: Int) -> tuple[Int, Int]:
    """The character of several bytes at `at`, and where the next one begins; (-1, end): there is none."""
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
def visible(buf: Any, where: tuple[Int, Int], rows: Any, seen: Seen, trusted: Int) -> Int:
    """Fill `seen` with what can be seen; how many, or -1 where only the plain matcher's code knows."""
    at, end = where
    if end - at > len(seen.letter) - 64:
        return -1
    count = 0
    while at < end:
        point = np.int64(buf[at])
        if point < 0x80:
            at += 1
        else:
            point, at = wide(buf, at, end)
            if point < 0:
                return -1
        row = rows[point]
        if trusted:
            row = (row & _KIND) | np.uint32(point)
        elif row & (_SLOW | _UNSEEN):
            if row & _SLOW:
                return -1
            continue
        seen.letter[count] = point
        seen.about[count] = row
        count += 1
    return count


@part
def link_end(seen: Seen, at: Int, count: Int) -> Int:
    """Where the link ends that begins at `at`; `at` where none does. Its end is cut as rule 3 says."""
    body = _scheme(seen, at, count)
    if body == at:
        return at
    end = body
    while end < count and not seen.about[end] & _LINK_END:
        end += 1
    while end > body and seen.about[end - 1] & _TAIL:
        end -= 1
    return end if end > body else at


@part
def _scheme(seen: Seen, at: Int, count: Int) -> Int:
    """Where `http://` or `https://` ends, of any case; `at` where there is none."""
    about, letters = seen.about, seen.letter
    if at + 7 > count or not (_is(about[at + 1], _T) and _is(about[at + 2], _T) and _is(about[at + 3], _P)):
        return at
    colon = at + 5 if _is(about[at + 4], _S) else at + 4
    if colon + 3 > count or letters[colon] != _COLON:
        return at
    return colon + 3 if letters[colon + 1] == _SLASH and letters[colon + 2] == _SLASH else at


@part
def _is(about: Int, point: Int) -> Bool:
    """Is this character that letter, whatever its case?"""
    return about & (_LONGER | _POINT) == np.uint32(point)


@step
def scheme_end(seen: Seen, count: Int) -> Int:
    """Where the scheme of what was seen ends; 0 where it begins with none."""
    return _scheme(seen, 0, count) if count and seen.about[0] & _AITCH else 0


@part
def fold(folded: Any, at: Int, about: Int, longer: Any) -> Int:
    """Put the folded form of a character at `at` of `folded`; where the next one belongs."""
    if not about & _LONGER:
        folded[at] = about & _POINT
        return at + 1
    row = np.int64(about & _POINT)
    for each in range(longer[row, 0]):
        folded[at + each] = longer[row, 1 + each]
    return at + np.int64(longer[row, 0])


@part
def _flags(before: Int, touches: bool) -> Int:
    flags = work.AFTER_HASH if before & _HASH else work.AFTER_AT if before & _AT else 0
    return flags | (work.TOUCHES if touches else 0)


@part
def split(seen: Seen, count: Int, characters_of: Characters, cut: Cut, n: Any) -> None:
    """Fold what was seen and cut it into words; links are noted and leave a blank."""
    words, letters, links, flags, gap, at = 0, 0, 0, 0, 0, 0
    inside, before, h = False, _NONE, START
    while at < count:
        about = seen.about[at]
        stop = link_end(seen, at, count) if about & _AITCH else at
        is_word = stop == at and (about & _WORD != 0 or (inside and about & _MARK != 0))
        if is_word and not inside:
            inside, h = True, START
            cut.start[words], cut.flags[words] = letters, _flags(before, gap == 1 and words > 0)
            cut.before[words] = seen.letter[at - 1] if before and at else 0
            flags |= cut.flags[words]
        elif inside and not is_word:
            letters = _close(cut, words, letters, h)
            words, inside, gap = words + 1, False, 0
        if is_word:
            end = fold(cut.folded, letters, about, characters_of.longer)
            for each in range(letters, end):
                h = letter(h, cut.folded[each])
                cut.number[each] = h
            letters = end
        else:
            gap, before = gap + 1, about
        if stop > at:
            cut.link[links, 0], cut.link[links, 1] = at, stop
            links, at, before = links + 1, stop, _NONE
        else:
            at += 1
    if inside:
        letters = _close(cut, words, letters, h)
        words += 1
    n[work.WORDS], n[work.LETTERS], n[work.LINKS], n[work.FLAGS] = words, letters, links, flags


@part
def _close(cut: Cut, words: Int, letters: Int, h: Int) -> Int:
    cut.word[words] = mixed(h)
    cut.end[words] = letters
    cut.folded[letters] = 0
    return letters + 1
