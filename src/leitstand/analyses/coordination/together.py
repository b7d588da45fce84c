"""Pairs of accounts that handed on the same thing within seconds of each other, found by sorted windows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from leitstand.analyses.coordination.sharing import Columns, Numbers, Shares, Truths

CROWD = 200
"""Where more accounts than this follow within a window, everybody is there: such a moment tells nothing."""


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


def meetings(columns: Columns, seconds: float) -> Meetings:
    """Every pair within so many seconds, but none out of a crowd."""
    count = following(columns, seconds)
    starts = np.flatnonzero((count > 0) & (count <= CROWD))
    first = np.repeat(starts, count[starts])
    ends = np.cumsum(count[starts])
    step = np.arange(len(first)) - np.repeat(ends - count[starts], count[starts])
    second = first + step + 1
    a, b = columns.account[first], columns.account[second]
    return Meetings(
        np.minimum(a, b),
        np.maximum(a, b),
        columns.thing[first],
        columns.moment[second] - columns.moment[first],
        first,
    )


def _line(columns: Columns, seconds: float) -> Shares:
    """All rows on one line of time, things so far apart that no window reaches from one into the next."""
    if not len(columns):
        return np.zeros(0)
    start = float(columns.moment.min())
    length = float(columns.moment.max()) - start + 2 * seconds + 1
    return columns.thing * length + (columns.moment - start)
