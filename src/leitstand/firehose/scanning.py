"""One event of Jetstream as a list of the values that matter, by their places in the bytes.

Nothing is copied, and every read is checked against the end of the line. Whatever is not plain (keys with
escapes, keys told twice, an unexpected shape) makes the event one for the parser; of JSON that is broken,
anything may be said, for whatever is found goes through the parser in the end.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from leitstand.firehose import paths
from leitstand.firehose.jit import Bool, Int, part, step
from leitstand.firehose.machine import WIDE, eight, equal, zeros_below

U = np.uint64
_PRIME = U(0x9E3779B97F4A7C15)
_NEWLINE = 10
_QUOTE, _BACKSLASH, _OPEN, _CLOSE, _LIST, _END, _COMMA, _COLON = map(ord, '"\\{}[],:')

MOST = 250
"""Values of one event that are noted; an event with more of them goes to the parser."""

PADDING = 2 * WIDE
"""Bytes that must lie behind the last line: some are read with the last ones, and mean nothing."""

_DEEPEST = 24

CLOSED = 0
"""In place of a value: an object ends here."""


class Scan(NamedTuple):
    """`value`: place, start, end, whether it has escapes. `path`, `seen`, `place`: by depth, what lies above.

    `n`: how many values. `about`: what `events` has to remember from one value to the next. `first`: which
    value is the first at each of the first places.
    """

    value: Any
    path: Any
    seen: Any
    place: Any
    n: Any
    about: Any
    first: Any


def scan() -> Scan:
    """Room for one event."""
    return Scan(
        np.zeros((MOST + 8, 4), np.int64),
        np.zeros(_DEEPEST + 2, np.uint64),
        np.zeros(_DEEPEST + 2, np.uint64),
        np.zeros(_DEEPEST + 2, np.int64),
        np.zeros(1, np.int64),
        np.zeros(8, np.int64),
        np.zeros(paths.RECORD + 2, np.int64),
    )


@part
def line_end(buf: Any, at: Int, end: Int) -> Int:
    """Where the next line's end is; `end`: there is none before. `buf` goes on for `PADDING` bytes."""
    while at < end:
        found = equal(buf, at, _NEWLINE)
        if found:
            return min(at + np.int64(zeros_below(found)), end)
        at += WIDE
    return end


@part
def string_end(buf: Any, at: Int, end: Int) -> tuple[Int, Bool]:
    """Where the string that begins at `at` closes (`end`: nowhere), and whether it has escapes."""
    escaped = False
    while at < end:
        quotes, slashes = equal(buf, at, _QUOTE), equal(buf, at, _BACKSLASH)
        found = quotes | slashes
        if found == U(0):
            at += WIDE
            continue
        first = zeros_below(found)
        at += np.int64(first)
        if (quotes >> first) & U(1):
            return min(at, end), escaped
        escaped = True
        at += 2
    return end, escaped


@part
def below(parent: Int, buf: Any, at: Int, end: Int) -> Int:
    """The hash of a path and one key more."""
    h = parent ^ (U(end - at) * _PRIME)
    while at < end:
        word = eight(buf, at)
        if end - at < 8:
            word &= (U(1) << U(8 * (end - at))) - U(1)
        h = (h ^ word) * _PRIME
        h ^= h >> U(29)
        at += 8
    return h


@step
def _skipped(buf: Any, at: Int, end: Int) -> Int:
    """Where the object or list that opens at `at` is over; `end`: nowhere."""
    depth = 0
    while at < end:
        byte = buf[at]
        if byte == _QUOTE:
            at, _escaped = string_end(buf, at + 1, end)
        elif byte in (_OPEN, _LIST):
            depth += 1
        elif byte in (_CLOSE, _END):
            depth -= 1
            if depth == 0:
                return at + 1
        at += 1
    return end


@part
def _blank(byte: Int) -> Bool:
    return byte in (32, 9, 13)


@part
def _between(byte: Int) -> Bool:
    return byte in (32, 9, 13, _COMMA)


@part
def _bare_end(buf: Any, at: Int, end: Int) -> Int:
    """Where a number or a word like `true` ends."""
    while at < end and not (buf[at] in (_COMMA, _CLOSE, _END) or _blank(buf[at])):
        at += 1
    return at


@part
def _key(buf: Any, table: Any, s: Scan, where: tuple[Int, Int, Int]) -> tuple[Int, Int, Int]:
    """Read a key and its colon: where its value begins, its place and shape; place -1: for the parser."""
    at, end, depth = where
    stop, escaped = string_end(buf, at + 1, end)
    if escaped or stop >= end:
        return end, -1, 0
    h = below(s.path[depth], buf, at + 1, stop)
    at = stop + 1
    while at < end and _blank(buf[at]):
        at += 1
    if at >= end or buf[at] != _COLON:
        return end, -1, 0
    row = table[h & U(len(table) - 1)]
    if row[0] != h:
        return at + 1, 0, 0
    bit = U(1) << row[1]
    if s.seen[depth] & bit:
        return end, -1, 0
    s.seen[depth] |= bit
    s.path[depth + 1] = h
    return at + 1, np.int64(row[1]), np.int64(row[2])


@part
def _note(s: Scan, place: Int, at: Int, end: Int, escaped: bool) -> None:
    number = s.n[0]
    s.value[number, 0], s.value[number, 1], s.value[number, 2] = place, at, end
    s.value[number, 3] = escaped
    if place < len(s.first) and s.first[place] < 0:
        s.first[place] = number
    s.n[0] = number + 1


@part
def values(buf: Any, line: tuple[Int, Int], table: Any, s: Scan) -> Bool:
    """Note the wanted values of the event in a line; False: only the parser can read it."""
    at, end = line
    while at < end and _blank(buf[at]):
        at += 1
    if at >= end or buf[at] != _OPEN:
        return False
    s.n[0], s.path[0], s.seen[0], s.place[0] = 0, U(0), U(0), 0
    s.first[:] = -1
    depth, at = 0, at + 1
    while at < end:
        byte = buf[at]
        if _between(byte):
            at += 1
        elif byte in (_CLOSE, _END):
            at += 1
            _ended(s, byte, depth)
            depth -= 1
            if depth < 0:
                return _only_blanks(buf, at, end)
        else:
            at, depth = _member(buf, table, s, (at, end, depth))
            if depth < 0:
                return False
        if s.n[0] >= MOST:
            return False
    return False


@part
def _ended(s: Scan, byte: Int, depth: Int) -> None:
    """Note the end of an object whose place is known."""
    if byte == _CLOSE and depth and s.place[depth] > 0:
        _note(s, CLOSED, s.place[depth], 0, False)


@part
def _only_blanks(buf: Any, at: Int, end: Int) -> Bool:
    while at < end and _blank(buf[at]):
        at += 1
    return at == end


@part
def _member(buf: Any, table: Any, s: Scan, where: tuple[Int, Int, Int]) -> tuple[Int, Int]:
    """A key and its value, or something in a list: where it goes on, and how deep; depth -1: for the parser.

    In a list, `place` is that of the list below zero: its texts are wanted, its objects are looked into.
    """
    at, end, depth = where
    if s.place[depth] < 0:
        place, shape = -s.place[depth], paths.TEXT if buf[at] == _QUOTE else paths.OBJECT
    elif buf[at] != _QUOTE:
        return end, -1
    else:
        at, place, shape = _key(buf, table, s, where)
    while at < end and _blank(buf[at]):
        at += 1
    if place < 0 or at >= end or shape == paths.NOTHING:
        return end, -1
    if place == 0 and buf[at] in (_OPEN, _LIST):
        return _skipped(buf, at, end), depth
    return _value(buf, s, (at, end, depth), (place, shape))


@part
def _value(buf: Any, s: Scan, where: tuple[Int, Int, Int], wanted: tuple[Int, Int]) -> tuple[Int, Int]:
    """A value that is wanted, or one that is not and is neither an object nor a list."""
    at, end, depth = where
    place, shape = wanted
    if buf[at] == _QUOTE:
        stop, escaped = string_end(buf, at + 1, end)
        if place:
            _note(s, place, at + 1, stop, escaped)
        return stop + 1, depth if place == 0 or shape == paths.TEXT else -1
    if buf[at] in (_OPEN, _LIST):
        is_object = buf[at] == _OPEN
        fits = shape == (paths.OBJECT if is_object else paths.LIST)
        return at + 1, _deeper(s, depth, place if is_object else -place) if fits else -1
    stop = _bare_end(buf, at, end)
    if place:
        _note(s, place, at, stop, False)
    return stop, depth if stop > at and (place == 0 or shape == paths.NUMBER) else -1


@part
def _deeper(s: Scan, depth: Int, place: Int) -> Int:
    """Into an object or a list; -1 where it is too deep. A list has the path of what it is the value of."""
    if depth >= _DEEPEST:
        return -1
    if s.place[depth] < 0:
        s.path[depth + 1] = s.path[depth]
    s.place[depth + 1], s.seen[depth + 1] = place, U(0)
    return depth + 1
