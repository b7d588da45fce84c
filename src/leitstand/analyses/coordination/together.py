"""Pairs of accounts that handed on the same thing within seconds of each other, found by sorted windows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from leitstand.analyses.coordination.sharing import Columns, Numbers, Shares, Truths

CROWD = 200
"""Where more accounts than this follow within a window, everybody is there: such a moment tells nothing."""
FOLD = (1 << 22) - 1
"""Pairs are first counted by their last 22 bits: most never share these with anybody."""


@dataclass(frozen=True, slots=True)
class Meetings:
    """Two accounts (`one` < `other`) handed on `thing`, `apart` seconds from each other.

    `row` is the earlier of the two in the columns.
    """

    one: Numbers
    other: Numbers
    thing: Numbers
    apart: Shares
    row: Numbers

    def of(self, keep: Numbers | Truths) -> Meetings:
        """Some of them."""
        return Meetings(self.one[keep], self.other[keep], self.thing[keep], self.apart[keep], self.row[keep])


def following(columns: Columns, seconds: float) -> Numbers:
    """For each row, how many rows of the same thing come within so many seconds after it."""
    rank = _line(columns, seconds)
    return np.searchsorted(rank, rank + seconds, "right") - np.arange(len(rank)) - 1


def preceding(columns: Columns, seconds: float) -> Numbers:
    """For each row, how many rows of the same thing lie within so many seconds before it."""
    rank = _line(columns, seconds)
    return np.arange(len(rank)) - np.searchsorted(rank, rank - seconds, "left")


def meetings(columns: Columns, seconds: float, least: int = 1) -> Meetings:
    """Every pair within so many seconds, but none out of a crowd, and only who met so often in all."""
    count = following(columns, seconds)
    starts = np.flatnonzero((count > 0) & (count <= CROWD))
    first = np.repeat(starts, count[starts])
    ends = np.cumsum(count[starts])
    second = first + np.arange(len(first)) - np.repeat(ends - count[starts], count[starts]) + 1
    a, b = columns.account[first], columns.account[second]
    one, other = np.minimum(a, b), np.maximum(a, b)
    often = _often(one * np.int64(len(columns.accounts)) + other, least)
    first, second = first[often], second[often]
    apart = columns.moment[second] - columns.moment[first]
    return Meetings(one[often], other[often], columns.thing[first], apart, first)


def _often(pair: Numbers, least: int) -> Numbers:
    """The places of those that stand there so often; those that surely do not are set aside first."""
    if least <= 1:
        return np.arange(len(pair))
    folded = pair & FOLD
    places = np.flatnonzero(np.bincount(folded, minlength=1)[folded] >= least)
    _pairs, inverse, times = np.unique(pair[places], return_inverse=True, return_counts=True)
    return places[times[inverse] >= least]


def _line(columns: Columns, seconds: float) -> Shares:
    """All rows on one line of time, things so far apart that no window reaches from one into the next."""
    if not len(columns):
        return np.zeros(0)
    start = float(columns.moment.min())
    length = float(columns.moment.max()) - start + 2 * seconds + 1
    return columns.thing * length + (columns.moment - start)
