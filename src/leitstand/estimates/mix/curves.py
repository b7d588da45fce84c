"""What so many hours on a network bring, in every draw; and the best split of a budget by water-filling."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from leitstand.estimates.mix.fitted import Fit
from leitstand.estimates.mix.table import Floats

GRID = 160


@dataclass(frozen=True)
class Curves:
    """Draws of a network's curve: sum over its kinds of most * x / (x + half), x = share * hours."""

    networks: Sequence[str]
    most: list[Floats]  # per network [draws, kinds]
    half: list[Floats]
    share: list[Floats]

    def value(self, at: int, hours: float | Floats) -> Floats:
        """[draws] or, for many hours, [draws, hours]: value a week, settled, beyond that without hours."""
        worked = np.asarray(hours)[..., None] * self.share[at]
        most, half = self.most[at], self.half[at]
        if worked.ndim > 1:
            most, half = most[:, None, :], half[:, None, :]
        found: Floats = (most * worked / (worked + half)).sum(-1)
        return found

    def slope(self, at: int, hours: Floats) -> Floats:
        """Mean over draws of the value of a bit more, for many hours."""
        worked = hours[:, None, None] * self.share[at]
        most, half = self.most[at] * self.share[at], self.half[at]
        found: Floats = (most * half / (worked + half) ** 2).sum(-1).mean(-1)
        return found


def curves(fit: Fit, networks: Sequence[str]) -> Curves:
    """The curves of these networks, in this order."""
    most, half, share = [], [], []
    for network in networks:
        units, order = fit.units(network), fit.order(network)
        most.append(fit.most[order][:, units])
        half.append(fit.half[order][:, units])
        share.append(fit.share[units])
    return Curves(networks, most, half, share)


@dataclass(frozen=True)
class Slopes:
    """The mean slope of every network on a grid from floor to cap: falling, so it can be inverted."""

    grid: Floats  # [networks, points]
    slope: Floats

    def hours(self, price: float) -> Floats:
        """How far to go on each network while a bit more brings at least `price`."""
        return np.array(
            [np.interp(-price, -slope, grid) for slope, grid in zip(self.slope, self.grid, strict=True)]
        )


def slopes(of: Curves, floors: Floats, caps: Floats) -> Slopes:
    """Mean slopes between floor and cap of every network."""
    at = np.linspace(0, 1, GRID) ** 2
    grid = floors[:, None] + (caps - floors)[:, None] * at
    slope = np.array([of.slope(network, grid[network]) for network in range(len(of.networks))])
    steps = np.arange(GRID) * 1e-12 * (slope.max(initial=0) + 1e-300)
    return Slopes(grid, np.minimum.accumulate(slope, axis=1) - steps)


def filled(of: Slopes, budget: float) -> tuple[Floats, float]:
    """The best hours within `budget` and its shadow price (value of one hour more), by water-filling."""
    most = of.grid[:, -1]
    if most.sum() <= budget:
        return most.copy(), 0.0
    low, high = 0.0, float(of.slope.max()) * (1 + 1e-9) + 1e-300
    for _step in range(80):
        price = (low + high) / 2
        if of.hours(price).sum() > budget:
            low = price
        else:
            high = price
    return _topped(of.hours(high), of.hours(low), budget), high


def _topped(less: Floats, more: Floats, budget: float) -> Floats:
    """Between two splits that differ by a tie: the one that spends the budget."""
    left, gap = budget - less.sum(), (more - less).sum()
    return less + (more - less) * (np.clip(left / gap, 0, 1) if gap > 1e-12 else 0.0)
