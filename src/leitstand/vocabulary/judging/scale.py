"""From scores to probabilities that mean what they say: one slope and one shift for each label.

For two labels this is Platt scaling (Platt 1999), for more its kin with a bias (Guo et al. 2017).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

FIRM = 1.0
"""How firmly slope and shifts are held at where they began: as one decision against them or so."""
_LEAST = 1e-6


@dataclass(frozen=True, slots=True)
class Scale:
    """probability of label c ~ exp(slope * ln(score of c) + shift of c)."""

    slope: float
    shifts: tuple[float, ...]

    def __call__(self, scores: Floats) -> Floats:
        """(n, k) scores whose rows sum to 1, to probabilities whose rows sum to 1."""
        return _soft(self.slope * _logs(scores) + np.array(self.shifts))


def same(labels: int) -> Scale:
    """Leaves scores as they are."""
    return Scale(1.0, (0.0,) * labels)


def fit(scores: Floats, truth: NDArray[np.int64], start: Scale) -> Scale:
    """The scale under which the truth (places of labels) is likeliest, held a little at `start`."""
    logs, labels = _logs(scores), scores.shape[1]
    begun = np.array([start.slope, *start.shifts])
    now, told = begun.copy(), np.eye(labels)[truth]
    inputs = np.concatenate(
        [logs[:, :, None], np.broadcast_to(np.eye(labels), (*logs.shape, labels))], axis=2
    )
    for _step in range(30):
        chance = _soft(inputs @ now)
        slope = np.einsum("ic,icp->p", chance - told, inputs) + FIRM * (now - begun)
        mean = np.einsum("ic,icp->ip", chance, inputs)
        bend = np.einsum("ic,icp,icq->pq", chance, inputs, inputs) - mean.T @ mean + FIRM * np.eye(len(now))
        step = np.linalg.solve(bend, slope)
        now -= step * min(1.0, 2.0 / max(float(np.abs(step).max()), 1e-12))
        if np.abs(step).max() < 1e-8:
            break
    return Scale(max(float(now[0]), 0.05), tuple(round(float(shift), 6) for shift in now[1:]))


def error(probabilities: Floats, truth: NDArray[np.int64], bins: int = 10) -> float:
    """Expected calibration error: how far the named label's probability is from how often it is right."""
    named = probabilities.argmax(axis=1)
    sure, right = probabilities.max(axis=1), (named == truth).astype(float)
    place = np.minimum((sure * bins).astype(int), bins - 1)
    off = np.abs(np.bincount(place, right - sure, bins))
    return float(off.sum() / max(len(truth), 1))


def _logs(scores: Floats) -> Floats:
    return np.log(np.clip(scores, _LEAST, 1 - _LEAST))


def _soft(odds: Floats) -> Floats:
    raised: Floats = np.exp(odds - odds.max(axis=1, keepdims=True))
    raised /= raised.sum(axis=1, keepdims=True)
    return raised
