"""Bytes to visible characters, and those to folded words: rules 2 to 5 of the watch language."""

from __future__ import annotations

from typing import Any

import numpy as np

from leitstand.firehose import characters, hashing, work
from leitstand.firehose.characters import Characters
from leitstand.firehose.hashing import mixed
from leitstand.firehose.jit import Bool, Int, part, step
from leitstand.firehose.machine import WIDE, eight, equal, lowered, zeros_below
from leitstand.firehose.work import Cut, Seen

_WORD, _MARK = np.uint32(characters.WORD), np.uint32(characters.MARK)
_SLOW, _UNSEEN = np.uint32(characters.SLOW), np.uint32(characters.UNSEEN)
_LONGER, _AITCH = np.uint32(characters.LONGER), np.uint32(characters.AITCH)
_LINK_END, _TAIL = np.uint32(characters.LINK_END), np.uint32(characters.TAIL)
_POINT = np.uint32(characters.POINT)
_KIND = _WORD | _MARK | np.uint32(characters.HASH | characters.AT | characters.SPACE)
_T, _P, _S, _COLON, _SLASH, _HASH, _AT = map(ord, "tps:/#@")
U = np.uint64
_SCHEME_MARK, _HTTP = U(int.from_bytes(b"://", "little")), U(int.from_bytes(b"http", "little"))
_ALL = U((1 << WIDE) - 1)

UNSURE, CAREFULLY = -1, -2
"""Instead of a count: only the plain matcher's code knows; it must be read character by character."""

IN_WORD = 255
"""What `Cut.kind` says of every byte of a word."""


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
def put(folded: Any, at: Int, point: Int) -> Int:
    """Write a character in UTF-8 at `at` of `folded`; where the next one belongs."""
    if point < 0x80:
        folded[at] = point
        return at + 1
    more = 1 if point < 0x800 else 2 if point < 0x10000 else 3
    folded[at] = (0xFF00 >> more + 1) & 0xFF | point >> 6 * more
    for step_on in range(1, more + 1):
        folded[at + step_on] = 0x80 | point >> 6 * (more - step_on) & 0x3F
    return at + more + 1


@part
def fold(folded: Any, at: Int, about: Int, longer: Any) -> Int:
    """Put the folded form of a character at `at` of `folded`; where the next one belongs."""
    if not about & _LONGER:
        return put(folded, at, np.int64(about & _POINT))
    row = np.int64(about & _POINT)
    for each in range(longer[row, 0]):
        at = put(folded, at, np.int64(longer[row, 1 + each]))
    return at


@part
def folded_text(buf: Any, where: tuple[Int, Int], characters_of: Characters, cut: Cut) -> Int:
    """Fold a text into `cut`, most of it many bytes at a time: how many bytes, or UNSURE, or CAREFULLY."""
    at, end = where
    if end - at > len(cut.start) - 64:
        return UNSURE
    folded, to = cut.folded, 0
    while at < end:
        beyond = lowered(folded, cut.kind, buf, (to, at))
        plain = min(np.int64(zeros_below(beyond)) if beyond else WIDE, end - at)
        at, to = at + plain, to + plain
        if beyond == U(0) or at == end:
            continue
        point, at = wide(buf, at, end)
        if point < 0:
            return UNSURE
        about = characters_of.rows[point]
        if about & (_SLOW | _UNSEEN | _MARK):
            if about & _UNSEEN:
                continue
            return UNSURE if about & _SLOW else CAREFULLY
        done = fold(folded, to, about, characters_of.longer)
        to = _marked(cut.kind, to, done, about & _WORD != 0)
    _marked(cut.kind, to, to + 2 * WIDE, False)
    return to


@part
def without_links(cut: Cut, count: Int, rows: Any, asked: Int) -> Int:
    """Links are part of no word: `count`, or CAREFULLY where one is asked for or may not be all ASCII."""
    done = 0
    for first in range(0, count, WIDE):
        colons = equal(cut.folded, first, _COLON)
        while colons:
            at = first + np.int64(zeros_below(colons))
            colons &= colons - U(1)
            if at >= done and eight(cut.folded, at) & U(0xFFFFFF) == _SCHEME_MARK:
                done = _blanked(cut, at, count, rows)
                if done < 0 or asked:
                    return CAREFULLY
    return count


@part
def _blanked(cut: Cut, colon: Int, count: Int, rows: Any) -> Int:
    """Take the link around a `://` out of the words: where it ends, 0 where none is, or CAREFULLY."""
    folded = cut.folded
    at = colon - 5 if colon >= 5 and folded[colon - 1] == _S else colon - 4
    if at < 0 or eight(folded, at) & U(0xFFFFFFFF) != _HTTP:
        return 0
    body = end = colon + 3
    while end < count and folded[end] < 0x80 and not rows[folded[end]] & _LINK_END:
        end += 1
    if end < count and folded[end] >= 0x80:
        return CAREFULLY
    while end > body and rows[folded[end - 1]] & _TAIL:
        end -= 1
    if end > body:
        _marked(cut.kind, at, end, False)
    return end


@part
def _marked(kind: Any, at: Int, end: Int, is_word: Bool) -> Int:
    for each in range(at, end):
        kind[each] = IN_WORD if is_word else 0
    return end


@step
def folded_seen(seen: Seen, count: Int, characters_of: Characters, cut: Cut, n: Any) -> Int:
    """Fold what was seen into `cut`: how many bytes. Links are noted and leave a blank."""
    links, at, to, inside = 0, 0, 0, False
    while at < count:
        about = seen.about[at]
        stop = link_end(seen, at, count) if about & _AITCH else at
        if stop > at:
            cut.link[links, 0], cut.link[links, 1] = at, stop
            links, at, inside = links + 1, stop, False
            done = put(cut.folded, to, 32)
        else:
            inside = about & _WORD != 0 or (inside and about & _MARK != 0)
            done = fold(cut.folded, to, about, characters_of.longer)
            at += 1
        to = _marked(cut.kind, to, done, inside)
    _marked(cut.kind, to, to + 2 * WIDE, False)
    n[work.LINKS] = links
    return to


@part
def split(cut: Cut, count: Int, n: Any) -> None:
    """Cut so many bytes into words, and give each its number."""
    words, over, before = 0, 0, U(0)
    for at in range(0, count + 1, WIDE):
        inside = equal(cut.kind, at, IN_WORD)
        shifted = (inside << U(1)) | before
        begins, ends, before = inside & ~shifted, ~inside & shifted & _ALL, inside >> U(WIDE - 1)
        while begins:
            cut.start[words] = at + np.int64(zeros_below(begins))
            words, begins = words + 1, begins & (begins - U(1))
        while ends:
            cut.end[over] = at + np.int64(zeros_below(ends))
            over, ends = over + 1, ends & (ends - U(1))
    flags, last = 0, 0
    for number in range(words):
        start, end = int(cut.start[number]), int(cut.end[number])
        cut.word[number] = mixed(hashing.number(cut.folded, start, end))
        own = _signs(cut.folded, start) if start else 0
        if number and last + _width(cut.folded[last]) == start:
            own |= work.TOUCHES
        cut.flags[number] = own
        flags |= own
        last = end
    n[work.WORDS], n[work.LETTERS], n[work.FLAGS] = words, count, flags


@part
def _signs(folded: Any, at: Int) -> Int:
    """What the character directly before `at` says of the word there; # and @ may be wide ones."""
    byte = folded[at - 1]
    if byte in (_HASH, _AT):
        return work.AFTER_HASH if byte == _HASH else work.AFTER_AT
    if byte < 0x80 or at < 3 or folded[at - 3] != 0xEF or folded[at - 2] != 0xBC:
        return 0
    return work.AFTER_HASH if byte == 0x83 else work.AFTER_AT if byte == 0xA0 else 0


@part
def _width(byte: Int) -> Int:
    """How many bytes the character has that begins so."""
    return 1 if byte < 0xC0 else 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
