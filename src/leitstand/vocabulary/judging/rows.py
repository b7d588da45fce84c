"""Many rows of numbers, mostly zero or all given, and the two products that learning needs of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[Any]
Places = NDArray[Any]


class Matrix(Protocol):
    """`height` rows of `width` numbers."""

    @property
    def height(self) -> int: ...
    @property
    def width(self) -> int: ...

    def times(self, weights: Vector) -> Vector:
        """Each row with the weights: (height,)."""
        ...

    def back(self, shares: Vector) -> Vector:
        """Each column with one share a row: (width,)."""
        ...

    def take(self, places: Places) -> Matrix:
        """Some of the rows."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Mostly zero: row i has `values[starts[i]:starts[i + 1]]` in `columns`, the rest is 0."""

    starts: Places
    columns: Places
    values: NDArray[np.float32]
    width: int
    _turned: list[tuple[Places, NDArray[np.float32], Places, Places]] = field(default_factory=list)

    @property
    def height(self) -> int:
        return len(self.starts) - 1

    def owners(self) -> Places:
        """The row of each value."""
        return np.repeat(np.arange(self.height), np.diff(self.starts))

    def times(self, weights: Vector) -> Vector:
        return _sums(self.values * weights.astype(np.float32)[self.columns], self.starts)

    def back(self, shares: Vector) -> Vector:
        if not self._turned:
            order = np.argsort(self.columns, kind="stable")
            starts = np.searchsorted(self.columns[order], np.arange(self.width + 1))
            self._turned.append((self.owners()[order].astype(np.int32), self.values[order], starts, order))
        owners, values, starts, _order = self._turned[0]
        return _sums(values * shares.astype(np.float32)[owners], starts)

    def take(self, places: Places) -> Rows:
        sizes = np.diff(self.starts)[places]
        starts = np.concatenate(([0], np.cumsum(sizes)))
        at = np.arange(starts[-1]) + np.repeat(self.starts[:-1][places] - starts[:-1], sizes)
        return Rows(starts, self.columns[at], self.values[at], self.width)


@dataclass(frozen=True, slots=True, eq=False)
class Vectors:
    """All given: one row for each text, e.g. from a sentence encoder."""

    values: NDArray[np.float32]

    @property
    def height(self) -> int:
        return int(self.values.shape[0])

    @property
    def width(self) -> int:
        return int(self.values.shape[1])

    def times(self, weights: Vector) -> Vector:
        found: Vector = (self.values @ weights.astype(np.float32)).astype(np.float64)
        return found

    def back(self, shares: Vector) -> Vector:
        found: Vector = (shares.astype(np.float32) @ self.values).astype(np.float64)
        return found

    def take(self, places: Places) -> Vectors:
        return Vectors(self.values[places])


def _sums(values: Vector, starts: Places) -> Vector:
    """The sum of each stretch; of an empty one, 0."""
    sums = np.zeros(len(starts) - 1)
    full = starts[:-1] < starts[1:]
    if full.any():
        sums[full] = np.add.reduceat(values, starts[:-1][full], dtype=np.float64)
    return sums
