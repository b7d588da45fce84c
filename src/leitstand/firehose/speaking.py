"""In which language is a text, by its small words alone? A cheaper question than analyses ask.

`leitstand.analyses.language` also weighs letters and what the author declared; this one can be asked of every
post of a network.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np

from leitstand.firehose import work
from leitstand.firehose.jit import Int, part, step
from leitstand.firehose.work import Cut

U = np.uint64
LANGUAGES = 16
"""So many languages can be told apart: each has a byte of two numbers of 64 bits."""

_LONGEST = 48
"""Words that are looked at."""
_MASK, _PRIME = (1 << 64) - 1, 0x9E3779B97F4A7C15


class Speech(NamedTuple):
    """Small words by number (`key`), and what each says for the languages, in bytes (`said`, n x 2).

    `least`: what the best language must have, and how much more than the second.
    """

    key: Any
    said: Any
    least: Any


def none() -> Speech:
    """No language is looked for."""
    return Speech(np.zeros(0, np.uint64), np.zeros((0, 2), np.uint64), np.zeros(2, np.int64))


def speech(words: Mapping[str, Iterable[int]], weights: list[int], least: int, more: int) -> Speech:
    """A table of folded words without signs, and the numbers of the languages that have each.

    `weights`: what a word says for each language, 1 to 5. ValueError where there are too many languages.
    """
    if len(weights) > LANGUAGES or max(weights) * _LONGEST > 255:
        raise ValueError("too many languages, or weights that are too large")
    size = 1 << (4 * len(words) + 4).bit_length()
    made = Speech(
        np.zeros(size, np.uint64), np.zeros((size, 2), np.uint64), np.array([least, more], np.int64)
    )
    for word, languages in words.items():
        h = _number(word.encode())
        at = h & (size - 1)
        while made.key[at]:
            at = (at + 1) & (size - 1)
        made.key[at] = h
        for language in languages:
            made.said[at, language >> 3] |= U(weights[language] << 8 * (language & 7))
    return made


@step
def spoken(speech_of: Speech, cut: Cut, words: Int) -> Int:
    """The number of the language that the small words speak for, or -1."""
    low, high, last = U(0), U(0), U(len(speech_of.key) - 1)
    for number in range(min(words, _LONGEST)):
        if cut.flags[number] & (work.AFTER_HASH | work.AFTER_AT):
            continue
        h = cut.word[number]
        at = h & last
        while speech_of.key[at] != U(0) and speech_of.key[at] != h:
            at = (at + U(1)) & last
        low, high = low + speech_of.said[at, 0], high + speech_of.said[at, 1]
    return _best(low, high, speech_of.least)


@part
def _best(low: Int, high: Int, least: Any) -> Int:
    """The byte that is largest, if it is large enough and the second is small enough."""
    best, second, language = U(0), U(0), -1
    for number in range(LANGUAGES):
        value = ((low if number < 8 else high) >> U(8 * (number & 7))) & U(0xFF)
        if value > best:
            best, second, language = value, best, number
        elif value > second:
            second = value
    return language if best >= U(least[0]) and best - second >= U(least[1]) else -1


def _number(letters: bytes) -> int:
    """As `hashing.mixed` of `hashing.number` has it, in plain Python."""
    h = 0xCBF29CE484222325
    for at in range(0, len(letters), 8):
        h = (h ^ int.from_bytes(letters[at : at + 8], "little")) * _PRIME & _MASK
        h ^= h >> 29
    h ^= h >> 30
    h = h * 0xBF58476D1CE4E5B9 & _MASK
    h ^= h >> 27
    h = h * 0x94D049BB133111EB & _MASK
    return (h ^ h >> 31) | 1
