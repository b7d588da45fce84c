"""Exact and near copies: one-permutation MinHash of words and pairs of words, verified before it counts.

Sixteen bins of minima (Li, Owen and Zhang 2012; empty ones borrow from the next full one), five bands of
three, and a ring of the latest signatures: an earlier post counts as a copy where ten of sixteen agree.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from leitstand.firehose import hashing, work
from leitstand.firehose.jit import Int, part, step
from leitstand.firehose.machine import soon
from leitstand.firehose.work import BANDS, BINS, WAITING, Copies, Cut, Found

U = np.uint64
ROWS, ALIKE, FEWEST = 3, 10, 5
"""Bins of a band; how many bins must agree; posts of fewer features have no copies."""

_PRIME, _BORROWED = U(0xBF58476D1CE4E5B9), np.uint32(0x80000000)
_EMPTY, _NOBODY = np.uint32(0xFFFFFFFF), U(0xFFFFFFFFFFFFFFFF)


@step
def compare(copies_of: Copies, cut: Cut, words: Int, row: Int, found: Found) -> None:
    """Note in `found.copy` of which earlier post this row is a copy, once `finish` was called; remember it.

    What must be looked at lies far away in memory: it is asked for now, and looked at some posts later.
    """
    waiting, mark = copies_of.waiting, copies_of.n[0] & (WAITING - 1)
    if copies_of.n[0] >= WAITING:
        _look_up(copies_of, mark, found)
    signature = copies_of.signature[mark]
    features, exact = _signed(cut, words, signature)
    if features < FEWEST:
        if copies_of.n[0] >= WAITING:
            waiting[mark, 0] = _NOBODY
        return
    _fill(signature)
    waiting[mark, 0], waiting[mark, 1] = U(row), exact
    soon(copies_of.exact, 2 * (np.int64(exact >> U(20)) & (len(copies_of.exact) - 1)))
    size = len(copies_of.ring)
    for band in range(BANDS):
        h = U(band + 1) * _PRIME
        for each in range(ROWS):
            h = hashing.eighth(h, U(signature[band * ROWS + each]))
        at = np.int64(hashing.mixed(h) >> U(20)) & (size - 1)
        waiting[mark, 2 + band] = U(at)
        soon(copies_of.band, band * size + at)
    copies_of.n[0] += 1


@step
def finish(copies_of: Copies, found: Found) -> None:
    """Look up what still waits, in the order in which it came."""
    first = max(0, copies_of.n[0] - WAITING)
    for number in range(first, copies_of.n[0]):
        _look_up(copies_of, number & (WAITING - 1), found)
    copies_of.n[0] = 0


@part
def _look_up(copies_of: Copies, mark: Int, found: Found) -> None:
    ring, signature, waiting = copies_of.ring, copies_of.signature[mark], copies_of.waiting[mark]
    if waiting[0] == _NOBODY:
        return
    row = np.int64(waiting[0])
    number = found.n[2] + row
    same = _remember(copies_of.exact, waiting[1], number, len(ring))
    alike, best = np.int64(-1), ALIKE - 1
    for band in range(BANDS):
        at = np.int64(waiting[2 + band])
        other = np.int64(copies_of.band[band, at]) - 1
        copies_of.band[band, at] = number + 1
        if same < 0 and other >= 0 and 0 < number - other < len(ring):
            agree = _agree(ring, other & (len(ring) - 1), signature)
            if agree > best:
                alike, best = other, agree
    for each in range(BINS):
        ring[number & (len(ring) - 1), each] = signature[each]
    found.copy[row] = same if same >= 0 else alike


@part
def _signed(cut: Cut, words: Int, signature: Any) -> tuple[Int, Int]:
    """The minima of all bins; how many features there are, and the hash of all. Handles are left out."""
    for each in range(BINS):
        signature[each] = _EMPTY
    before, features, exact = U(0), 0, U(0)
    for number in range(words):
        if cut.flags[number] & work.AFTER_AT:
            continue
        word = cut.word[number]
        _least(signature, word)
        features += 1
        if before:
            _least(signature, hashing.further(before, word))
            features += 1
        before, exact = word, hashing.further(exact, word)
    return features, exact


@part
def _least(signature: Any, h: Int) -> None:
    place, rest = np.int64(h >> U(60)), np.uint32(h >> U(21)) >> np.uint32(1)
    signature[place] = min(signature[place], rest)


@part
def _fill(signature: Any) -> None:
    """Empty bins borrow from the next full one, and say from how far."""
    for each in range(BINS):
        if signature[each] == _EMPTY:
            far = 1
            while signature[(each + far) & (BINS - 1)] >= _BORROWED:
                far += 1
            signature[each] = (signature[(each + far) & (BINS - 1)] + np.uint32(far)) | _BORROWED


@part
def _remember(exact: Any, h: Int, number: Int, ring: Int) -> Int:
    at = np.int64(h >> U(20)) & (len(exact) - 1)
    other = np.int64(exact[at, 1]) - 1
    same = exact[at, 0] == h and other >= 0 and 0 < number - other < ring
    exact[at, 0], exact[at, 1] = h, number + 1
    return other if same else -1


@part
def _agree(ring: Any, at: Int, signature: Any) -> Int:
    agree = 0
    for each in range(BINS):
        agree += ring[at, each] == signature[each]
    return agree
