"""Logistic regression with a quadratic penalty, by Newton steps solved with conjugate gradients."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from leitstand.vocabulary.judging.rows import Matrix, Vector

STEPS, INNER = 12, 20
"""Newton steps and conjugate gradients in each, at most."""
NEAR = 0.01
"""The slope may keep this share of its first length; the rest decides nothing (Lin, Weng, Keerthi 2008)."""


class Line(NamedTuple):
    """What was learnt of one question: weight of each column, and of nothing at all."""

    weights: NDArray[np.float64]
    start: float

    def __call__(self, rows: Matrix) -> Vector:
        """The log-odds of each row."""
        return rows.times(self.weights) + self.start


def fit(rows: Matrix, truth: NDArray[np.bool_], *, freedom: float, counts: Vector) -> Line:
    """Minimise |w|^2 / 2 + freedom * sum of counts * loss. `counts`: how much each row counts.

    The start is not held back by the penalty. The same rows give the same line on the same machine.
    """
    sign, costs = np.where(truth, 1.0, -1.0), freedom * counts
    weights, start = np.zeros(rows.width), 0.0
    odds = np.zeros(rows.height)
    first = 0.0
    for _step in range(STEPS):
        pull = costs * sign * (sigmoid(sign * odds) - 1)
        slope, slope0 = weights + rows.back(pull), float(pull.sum())
        length = float(np.sqrt(slope @ slope + slope0 * slope0))
        first = first or length
        if length <= NEAR * first:
            break
        chance = sigmoid(odds)
        move, move0 = _newton(rows, costs * chance * (1 - chance), slope, slope0)
        moved = rows.times(move) + move0
        size = _size(weights, odds, (move, moved), costs, sign)
        weights, start, odds = weights + size * move, start + size * move0, odds + size * moved
    return Line(weights, start)


def sigmoid(odds: Vector) -> Vector:
    """The probability for log-odds; no overflow."""
    chance: Vector = 0.5 * (1 + np.tanh(0.5 * odds))
    return chance


def _newton(rows: Matrix, bend: Vector, slope: Vector, slope0: float) -> tuple[Vector, float]:
    """Roughly solves (1 + X' D X) move = -slope, with the start as one more column without penalty."""
    move, left = np.zeros(rows.width + 1), -np.append(slope, slope0)
    toward, size = left.copy(), float(left @ left)
    enough = 0.01 * size
    for _step in range(INNER):
        turned = bend * (rows.times(toward[:-1]) + toward[-1])
        ahead = np.append(toward[:-1] + rows.back(turned), turned.sum() + 1e-9 * toward[-1])
        share = size / float(toward @ ahead)
        move += share * toward
        left = left - share * ahead
        size, before = float(left @ left), size
        if size <= enough:
            break
        toward = left + size / before * toward
    return move[:-1], float(move[-1])


def _size(weights: Vector, odds: Vector, step: tuple[Vector, Vector], costs: Vector, sign: Vector) -> float:
    """The longest of 1, 1/2, 1/4 … of the step that does not make it worse."""
    move, moved = step
    size, now = 1.0, _loss(weights, odds, costs, sign)
    while size > 1e-4 and _loss(weights + size * move, odds + size * moved, costs, sign) > now:
        size /= 2
    return size


def _loss(weights: Vector, odds: Vector, costs: Vector, sign: Vector) -> float:
    return float(weights @ weights / 2 + costs @ np.logaddexp(0, -sign * odds))
