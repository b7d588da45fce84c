"""Series with a truth: counts we made ourselves, and storms put into real ones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np

from bench._nab import Labelled

BEGIN = datetime(2026, 1, 5, tzinfo=UTC)
EVERY = timedelta(minutes=5)
DAY, WEEK = 288, 2016
RAMP = 12
"""Bins until a ramping storm has its full size."""


def made(seed: int, weeks: int = 6) -> Labelled:
    """Gamma-Poisson counts with day, week, drift and small bursts; two to four labelled events."""
    dice = np.random.default_rng(seed)
    bins = weeks * WEEK
    moments = tuple(BEGIN + n * EVERY for n in range(bins))
    hour = np.arange(bins) % DAY / 12
    weekend = np.arange(bins) // DAY % 7 >= 5
    level = np.exp(dice.uniform(np.log(0.7), np.log(90)))
    shape = np.exp(dice.uniform(0.2, 0.9) * np.cos((hour - dice.uniform(0, 24)) / 12 * np.pi))
    shape *= np.where(weekend, dice.uniform(0.5, 1), 1)
    mean = level * shape * _drift(dice, bins) * dice.gamma(3, 1 / 3, bins)
    for start in dice.integers(0, bins, weeks * 6):
        _burst(mean, int(start), level * dice.pareto(2.0), dice.uniform(0.2, 3), 0)
    windows: list[tuple[int, int]] = []
    last = -bins
    for start in np.sort(dice.integers(900, bins - 400, dice.integers(2, 5))):
        if start - last >= 600:
            size = level * (5 + 6 * dice.pareto(1.2))
            _burst(mean, int(start), size, dice.uniform(3, 30), int(dice.integers(0, 4)))
            middle, last = start + dice.integers(0, 150), start
            windows.append((int(middle - 198), int(min(middle + 198, bins - 1))))
    return Labelled(moments, tuple(float(n) for n in dice.poisson(mean)), tuple(windows))


def _drift(dice: np.random.Generator, bins: int) -> np.ndarray:
    steps, spread = dice.normal(size=bins), dice.uniform(0.1, 0.35)
    drift = np.zeros(bins)
    for n in range(1, bins):
        drift[n] = 0.995 * drift[n - 1] + np.sqrt(1 - 0.995**2) * spread * steps[n]
    return np.exp(drift)


def _burst(mean: np.ndarray, start: int, size: float, decay: float, rise: int) -> None:
    after = np.arange(min(int(6 * decay) + rise + 1, len(mean) - start))
    mean[start : start + len(after)] += size * np.where(
        after < rise, (after + 1) / (rise + 1), np.exp(-(after - rise) / decay)
    )


@dataclass(frozen=True, slots=True)
class Kind:
    """A storm of so many times the day's mean, so many hours long, at once or within an hour."""

    times: float
    hours: int
    ramp: bool

    def blow(self, calm: Labelled, start: int, seed: int) -> list[float]:
        """The values from `start` on, with the storm's posts added to those of the day."""
        bins = 12 * self.hours
        mean = (self.times - 1) * float(np.mean(calm.values[start - DAY : start]))
        rise = np.minimum(1.0, np.arange(bins) / RAMP) if self.ramp else np.ones(bins)
        more = np.random.default_rng([seed, start]).poisson(mean * rise)
        return [calm.values[start + n] + float(more[n]) for n in range(bins)]


def places(calm: Labelled, count: int, seed: int) -> list[int]:
    """Rows where a storm may be put: learned, and half a day away from what is labelled."""
    dice = np.random.default_rng(seed)
    found: list[int] = []
    for start in dice.integers(2500, len(calm.values) - 200, 4000):
        if not any(first - 144 <= start <= last + 72 for first, last in calm.windows):
            found.append(int(start))
        if len(found) == count:
            break
    return sorted(set(found))
