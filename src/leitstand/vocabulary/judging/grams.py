"""Texts as counts of hashed n-grams: parts of words, and words with their neighbours, many texts at once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from leitstand.vocabulary.judging.rows import Rows

BITS = 20
"""Every n-gram falls into one of 2^BITS buckets; with some hundred thousand n-grams few share one."""
PARTS = range(2, 7)
"""Letters in a part of a word; a word is read with the blank before and after it."""

_WORD = re.compile(r"@user|\w+(?:[-']\w+)*|[^\w\s]")
_FACTOR, _ODD = np.uint64(0x100000001B3), np.uint64(0x9E3779B97F4A7C15)
_BLANK, _END = 32, 10

Codes = NDArray[np.uint64]
Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Grams:
    """Which buckets count, and how rare each is: kept buckets in ascending order and their weights (idf)."""

    kind: str
    kept: NDArray[np.uint32]
    rareness: NDArray[np.float32]

    def rows(self, texts: Sequence[str]) -> Rows:
        """One row of length 1 for each text: (1 + ln count) * idf (Salton and Buckley 1988)."""
        return self.weigh(counted(texts, self.kind))

    def weigh(self, counts: Rows) -> Rows:
        """The same for texts that were counted before."""
        place = np.full(1 << BITS, -1, np.int32)
        place[self.kept] = np.arange(len(self.kept), dtype=np.int32)
        columns = place[counts.columns]
        known = columns >= 0
        owner = counts.owners()[known]
        columns = columns[known]
        values = (1 + np.log(counts.values[known])) * self.rareness[columns]
        length = np.sqrt(np.bincount(owner, values * values, counts.height))
        values = (values / np.maximum(length, 1e-12)[owner]).astype(np.float32)
        starts = np.concatenate(([0], np.cumsum(np.bincount(owner, minlength=counts.height))))
        return Rows(starts, columns, values, len(self.kept))


def learnt(counts: Rows, kind: str, least: int) -> Grams:
    """The buckets that at least `least` of the texts fill, and their smoothed idf."""
    found = np.bincount(counts.columns, minlength=1 << BITS)  # a bucket is once in a row
    kept = np.flatnonzero(found >= least)
    rareness = np.log((1 + counts.height) / (1 + found[kept])) + 1
    return Grams(kind, kept.astype(np.uint32), rareness.astype(np.float32))


def counted(texts: Sequence[str], kind: str) -> Rows:
    """How often each text fills each bucket. `kind` is "parts" (of words) or "words" (one, and pairs)."""
    buckets, owners = _parts(texts) if kind == "parts" else _words(texts)
    keys, counts = np.unique((owners << BITS) | buckets, return_counts=True)
    starts = np.searchsorted(keys, np.arange(len(texts) + 1, dtype=np.int64) << BITS)
    columns = (keys & ((1 << BITS) - 1)).astype(np.int32)
    return Rows(starts, columns, counts.astype(np.float32), 1 << BITS)


def _parts(texts: Sequence[str]) -> tuple[Numbers, Numbers]:
    """Bucket and text of every run of PARTS characters which has no blank inside."""
    codes, owners = _codes([f" {' '.join(text.lower().split())} " for text in texts])
    blanks = np.concatenate(([0], np.cumsum((codes == _BLANK) | (codes == _END))))
    buckets, whose = [], []
    hashed = codes
    for size in PARTS:
        ends = len(codes) - size + 1
        if ends <= 0:
            break
        hashed = hashed[:ends] * _FACTOR + codes[size - 1 :]
        whole = (blanks[size - 1 : size - 1 + ends] == blanks[1 : 1 + ends]) & (codes[:ends] != _END)
        whole &= codes[size - 1 :] != _END
        buckets.append(_bucket(hashed[whole], size))
        whose.append(owners[:ends][whole])
    return _together(buckets), _together(whose)


def _words(texts: Sequence[str]) -> tuple[Numbers, Numbers]:
    """Bucket and text of every word, and of every two words that follow each other."""
    split = [_WORD.findall(text.lower()) for text in texts]
    codes, _owners = _codes([f" {' '.join(words)} " if words else " " for words in split])
    owners = np.repeat(np.arange(len(texts), dtype=np.int64), [len(words) for words in split])
    if not len(owners):
        return owners, owners
    letters = (codes != _BLANK) & (codes != _END)
    first = np.flatnonzero(letters & ~np.concatenate(([False], letters[:-1])))
    since = (
        np.cumsum(letters) - np.cumsum(letters)[first][np.cumsum(np.isin(np.arange(len(codes)), first)) - 1]
    )
    powers = np.cumprod(np.full(int(since.max(initial=0)) + 1, _FACTOR))
    single = np.add.reduceat(
        np.where(letters, codes * powers[np.maximum(since, 0)], 0).astype(np.uint64), first
    )
    near = owners[:-1] == owners[1:]
    double = single[:-1][near] * _ODD + single[1:][near]
    return _together([_bucket(single, 1), _bucket(double, 2)]), _together([owners, owners[:-1][near]])


def _codes(texts: Sequence[str]) -> tuple[Codes, Numbers]:
    """The characters of all texts as numbers, each text ended by _END, and whose they are."""
    joined = "".join(f"{text}\n" for text in texts).encode("utf-32-le", "replace")
    codes = np.frombuffer(joined, "<u4").astype(np.uint64)
    return codes, np.repeat(np.arange(len(texts), dtype=np.int64), [len(text) + 1 for text in texts])


def _bucket(hashed: Codes, size: int) -> Numbers:
    """The last mixing step of MurmurHash3, so that every bit counts."""
    mixed = hashed * _ODD + np.uint64(size)
    mixed = (mixed ^ (mixed >> np.uint64(33))) * np.uint64(0xFF51AFD7ED558CCD)
    mixed ^= mixed >> np.uint64(29)
    found: Numbers = (mixed >> np.uint64(64 - BITS)).astype(np.int64)
    return found


def _together(some: Sequence[Numbers]) -> Numbers:
    return np.concatenate(some) if some else np.empty(0, np.int64)
