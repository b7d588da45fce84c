"""HTML as Mastodon and most feeds write it becomes text and targets; all other HTML is left to Python.

Read are tags in small letters whose attributes stand in double quotes, and the usual character references.
What is read means what `vocabulary.watch.markup` means.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from leitstand.firehose.jit import Bool, Int, kernel, part, step

_OPEN, _CLOSE, _SLASH, _EQUALS, _QUOTE, _AND, _END, _SPACE = map(ord, '<>/="&; ')
_PACKED = 8
"""So many letters of a name fit into a number."""


def _packed(name: str) -> int:
    return int.from_bytes(name.encode(), "big")


_LINK, _HREF, _NBSP = _packed("a"), _packed("href"), _packed("nbsp")
_SWALLOWING = (_packed("script"), _packed("style"))
_WORDS = (
    *("a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "dfn", "em", "font", "i", "ins", "kbd", "mark"),
    *("q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr"),
)
_JOINING = tuple(map(_packed, _WORDS))
"""Tags that part no words; all others do."""

_NAMES = tuple(map(_packed, ("amp", "lt", "gt", "quot", "apos", "#39")))
_SIGNS = tuple(map(ord, "&<>\"''"))


class Read(NamedTuple):
    """Texts in `out`, by row from `start` to `end`; addresses in `links`, each of a `row`, as in `target`.

    `done`: rows that were read. `n`: bytes of `out`, addresses, and bytes of `links` that are taken.
    """

    out: Any
    start: Any
    end: Any
    done: Any
    links: Any
    row: Any
    target: Any
    n: Any


def read(buf: Any, start: Any, end: Any) -> Read:
    """The HTML texts that lie from `start` to `end` in `buf`."""
    buf = buf.view()
    buf.flags.writeable = False  # always of one kind, so that nothing is compiled twice
    size, count = int((end - start).sum()), len(start)
    most = int(np.count_nonzero(buf == _OPEN)) + 1
    found = Read(
        out=np.empty(size + 8, np.uint8),
        start=np.zeros(count, np.int64),
        end=np.zeros(count, np.int64),
        done=np.zeros(count, np.bool_),
        links=np.empty(size + 8, np.uint8),
        row=np.zeros(most, np.int64),
        target=np.zeros((most, 2), np.int64),
        n=np.zeros(3, np.int64),
    )
    _read(buf, start, end, found)
    return found


@kernel
def _read(buf: Any, start: Any, end: Any, found: Read) -> None:
    n = found.n
    for row in range(len(start)):
        text, count, links = n[0], n[1], n[2]
        found.start[row] = text
        found.done[row] = _one(buf, (start[row], end[row]), found, row)
        found.end[row] = n[0]
        if not found.done[row]:
            n[0], n[1], n[2] = text, count, links


@step
def _one(buf: Any, where: tuple[Int, Int], found: Read, row: Int) -> Bool:
    """Read one text; False: only Python can."""
    at, end = where
    n, out = found.n, found.out
    while at < end:
        byte = buf[at]
        if byte == _OPEN:
            at, parts = _tag(buf, (at, end), found, row)
            if parts:
                out[n[0]] = _SPACE
                n[0] += 1
        elif byte == _AND:
            at = _reference(buf, at, end, found)
        else:
            out[n[0]] = byte
            at, n[0] = at + 1, n[0] + 1
        if at < 0:
            return False
    return True


@part
def _small(byte: Int) -> Bool:
    return 97 <= byte <= 122


@part
def _blank(byte: Int) -> Bool:
    return byte in (32, 9, 10, 12, 13)


@part
def _name(buf: Any, at: Int, end: Int) -> tuple[Int, Int]:
    """The name of a tag, packed (0: it is odd, 1: it is long), and where it ends."""
    packed, first = 0, at
    while at < end and (_small(buf[at]) or (at > first and 48 <= buf[at] <= 57)):
        if at - first < _PACKED:
            packed = packed << 8 | int(buf[at])
        at += 1
    return (1 if at - first > _PACKED else packed), at


@step
def _tag(buf: Any, where: tuple[Int, Int], found: Read, row: Int) -> tuple[Int, Bool]:
    """Where a tag ends, and whether it parts words; -1: it is odd."""
    at, end = where
    closes = at + 1 < end and buf[at + 1] == _SLASH
    name, at = _name(buf, at + 2 if closes else at + 1, end)
    if name == 0 or name in _SWALLOWING:
        return -1, False
    wanted = name == _LINK and not closes
    while at < end and buf[at] != _CLOSE:
        if _blank(buf[at]) or buf[at] == _SLASH:
            at += 1
            continue
        before = buf[at - 1]
        key, value, stop = _attribute(buf, at, end)
        if stop < 0 or not (_blank(before) or before in (_SLASH, _QUOTE)):
            return -1, False
        if wanted and key == _HREF:
            wanted = False
            if not _target(buf, (value, stop), found, row):
                return -1, False
        at = stop + 1
    return (at + 1 if at < end else -1), name not in _JOINING


@part
def _attribute(buf: Any, at: Int, end: Int) -> tuple[Int, Int, Int]:
    """A name, packed, and from where to where its value in double quotes goes; to -1: it is odd."""
    packed, first = 0, at
    while at < end and (_small(buf[at]) or buf[at] == 45):
        packed = packed << 8 | int(buf[at]) if at - first < _PACKED - 1 else -1
        at += 1
    if at == first or at + 1 >= end or buf[at] != _EQUALS or buf[at + 1] != _QUOTE:
        return 0, at, -1
    stop = at + 2
    while stop < end and buf[stop] != _QUOTE:
        stop += 1
    return packed, at + 2, (stop if stop < end else -1)


@step
def _reference(buf: Any, at: Int, end: Int, found: Read) -> Int:
    """Decode a character reference; where it ends, -1: it is none of the usual."""
    out, n = found.out, found.n
    if at + 1 == end or _blank(buf[at + 1]):
        out[n[0]] = _AND
        n[0] += 1
        return at + 1
    stop, packed = at + 1, 0
    while stop < end and stop < at + 6 and buf[stop] != _END:
        packed = packed << 8 | int(buf[stop])
        stop += 1
    if stop >= end or buf[stop] != _END:
        return -1
    if packed == _NBSP:
        out[n[0]], out[n[0] + 1] = 0xC2, 0xA0
        n[0] += 2
        return stop + 1
    for number in range(len(_NAMES)):
        if packed == _NAMES[number]:
            out[n[0]] = _SIGNS[number]
            n[0] += 1
            return stop + 1
    return -1


@step
def _target(buf: Any, where: tuple[Int, Int], found: Read, row: Int) -> Bool:
    """Keep an address, in which `&amp;` is the only reference that is read; False: it is odd."""
    at, end = where
    if at == end:
        return True
    if buf[at] <= _SPACE or buf[at] >= 128 or buf[end - 1] <= _SPACE or buf[end - 1] >= 128:
        return False
    out, number, to = found.links, found.n[1], found.n[2]
    found.row[number], found.target[number, 0] = row, to
    while at < end:
        out[to] = buf[at]
        if buf[at] == _AND:
            named = at + 4 < end and buf[at + 1] == 97 and buf[at + 2] == 109 and buf[at + 3] == 112
            if not (named and buf[at + 4] == _END):
                return False
            at += 4
        at, to = at + 1, to + 1
    found.target[number, 1], found.n[1], found.n[2] = to, number + 1, to
    return True
