"""Strings of JSON, decoded into a buffer of their own."""

from __future__ import annotations

from typing import Any

import numpy as np

from leitstand.firehose.jit import Int, part, step
from leitstand.firehose.machine import WIDE, copied_wide, equal, zeros_below

_BACKSLASH, _U = ord("\\"), ord("u")


@step
def copied(buf: Any, value: tuple[Int, Int, Int], out: Any, to: Int) -> Int:
    """Decode the string from `value[0]` to `value[1]` (`value[2]`: it has escapes) to `out`, from `to` on.

    Says where it ends there; -1: it cannot be decoded. `out` must have room for as many bytes and `WIDE`
    more, whose contents are lost; `buf` goes on as long.
    """
    at, end, escaped = value
    if not escaped:
        for each in range(0, end - at, WIDE):
            copied_wide(out, to + each, buf, at + each)
        return to + end - at
    while at < end:
        if buf[at] != _BACKSLASH:
            copied_wide(out, to, buf, at)
            slashes = equal(buf, at, _BACKSLASH)
            step_on = min(np.int64(zeros_below(slashes)) if slashes else WIDE, end - at)
            at, to = at + step_on, to + step_on
            continue
        if at + 1 >= end:
            return -1
        if buf[at + 1] != _U:
            byte = _escape(buf[at + 1])
            if byte == 0:
                return -1
            out[to] = byte
            at, to = at + 2, to + 1
            continue
        point, at = _point(buf, at, end)
        if point < 0:
            return -1
        to = _written(out, to, point)
    return to


@part
def _escape(byte: Int) -> Int:
    """What a backslash and this letter stand for; 0: nothing."""
    if byte in (34, 47, 92):
        return np.int64(byte)
    if byte == 110:
        return 10
    if byte == 116:
        return 9
    if byte == 114:
        return 13
    if byte == 98:
        return 8
    return 12 if byte == 102 else 0


@part
def _point(buf: Any, at: Int, end: Int) -> tuple[Int, Int]:
    """The character of `\\uXXXX`, or of two halves, and where it ends; -1: there is none."""
    point = _hex(buf, at + 2, end)
    at += 6
    if 0xD800 <= point < 0xDC00 and at + 1 < end and buf[at] == _BACKSLASH and buf[at + 1] == _U:
        low = _hex(buf, at + 2, end)
        if 0xDC00 <= low < 0xE000:
            return 0x10000 + ((point - 0xD800) << 10) + (low - 0xDC00), at + 6
    return (-1 if 0xD800 <= point < 0xE000 else point), at


@part
def _hex(buf: Any, at: Int, end: Int) -> Int:
    if at + 4 > end:
        return -1
    point = np.int64(0)
    for each in range(at, at + 4):
        byte = np.int64(buf[each])
        digit = np.int64(-1)
        if 48 <= byte <= 57:
            digit = byte - 48
        elif 97 <= byte | 32 <= 102:
            digit = (byte | 32) - 87
        if digit < 0:
            return -1
        point = point << 4 | digit
    return point


@part
def _written(out: Any, to: Int, point: Int) -> Int:
    """Write a character in UTF-8; it never takes more bytes than its escape."""
    if point < 0x80:
        out[to] = point
        return to + 1
    if point < 0x800:
        out[to], out[to + 1] = 0xC0 | point >> 6, 0x80 | point & 63
        return to + 2
    if point < 0x10000:
        out[to], out[to + 1], out[to + 2] = 0xE0 | point >> 12, 0x80 | point >> 6 & 63, 0x80 | point & 63
        return to + 3
    out[to], out[to + 1] = 0xF0 | point >> 18, 0x80 | point >> 12 & 63
    out[to + 2], out[to + 3] = 0x80 | point >> 6 & 63, 0x80 | point & 63
    return to + 4
