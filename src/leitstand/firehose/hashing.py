"""Numbers for words: what is compared first, before letters are."""

from __future__ import annotations

from typing import Any

import numpy as np

from leitstand.firehose.jit import Int, part
from leitstand.firehose.machine import eight

U = np.uint64
START = U(0xCBF29CE484222325)
_K1, _K2, _K3 = U(0x9E3779B97F4A7C15), U(0xBF58476D1CE4E5B9), U(0x94D049BB133111EB)

OPEN, HASHTAG, OPEN_HASHTAG = U(0x5851F42D4C957F2D), U(0x14057B7EF767814F), U(0x27BB2EE687B0B0FD)
HANDLE, LINK = U(0xD6E8FEB86659FD93), U(0xA0761D6478BD642F)
LANG, NETWORK, AUTHOR = U(0xE7037ED1A0B428DB), U(0x8EBC6AF09C88C6E3), U(0x589965CC75374CC3)
"""What sets the numbers of different kinds apart."""


@part
def eighth(h: Int, letters: Int) -> Int:
    """The number of what came before and up to eight bytes more."""
    h = (h ^ letters) * _K1
    return h ^ (h >> U(29))


@part
def first(letters: Any, at: Int, count: Int) -> Int:
    """So many bytes from `at` on (at least one; of more than eight, the first eight)."""
    return eight(letters, at) & (~U(0) >> U(64 - 8 * min(count, 8)))


@part
def number(letters: Any, at: Int, end: Int) -> Int:
    """The number of the bytes from `at` to `end`. Up to seven bytes behind it are read too."""
    h = START
    while at < end:
        h = eighth(h, first(letters, at, end - at))
        at += 8
    return h


@part
def mixed(h: Int) -> Int:
    """Every bit depends on every bit (the finisher of splitmix64); never 0."""
    h ^= h >> U(30)
    h *= _K2
    h ^= h >> U(27)
    h *= _K3
    return (h ^ (h >> U(31))) | U(1)


@part
def further(phrase: Int, word: Int) -> Int:
    """The number of a phrase and one word more."""
    return mixed((phrase ^ (word >> U(7))) * _K1 + word)
