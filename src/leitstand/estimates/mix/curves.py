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
    """Draws of a network's curve: sum over kinds of most x^k / (x^k + half^k), x = share * hours."""

    networks: Sequence[str]
    most: list[Floats]  # per network [draws, kinds]
    half: list[Floats]
    share: list[Floats]
    power: list[Floats]  # [draws, 1]: k, 1 or 2

    def value(self, at: int, hours: float | Floats) -> Floats:
        """[draws] or, for many hours, [draws, hours]: value a week, settled, beyond that without hours."""
        worked = np.asarray(hours)[..., None] * self.share[at]
        most, half, power = self.most[at], self.half[at], self.power[at]
        if worked.ndim > 1:
            most, half, power = most[:, None, :], half[:, None, :], power[:, None, :]
        worked = powered(worked / half, power)
        found: Floats = (most * worked / (worked + 1)).sum(-1)
        return found

    def slope(self, at: int, hours: Floats) -> Floats:
        """Mean over draws of the value of a bit more, for many hours."""
        most, half, power = self.most[at] * self.share[at], self.half[at], self.power[at]
        beside = hours[:, None, None] * self.share[at] / half
        worked = powered(beside, power)
        before = np.where(power == 1.0, 1.0, 2.0 * beside)
        found: Floats = (most / half * before / (worked + 1) ** 2).sum(-1).mean(-1)
        return found


def curves(fit: Fit, networks: Sequence[str]) -> Curves:
    """The curves of these networks, in this order."""
    most, half, share, power = [], [], [], []
    for network in networks:
        units, order = fit.units(network), fit.order(network)
        most.append(fit.most[order][:, units])
        half.append(fit.half[order][:, units])
        share.append(fit.share[units])
        power.append(fit.power[order][:, None])
    return Curves(networks, most, half, share, power)


def powered(beside: Floats, power: Floats) -> Floats:
    """`beside` to the first or second power; much faster than powers at large."""
    found: Floats = np.where(power == 1.0, beside, beside**2)
    return found


FAR = np.geomspace(1.0, 1e4, 400)
FALLS = -np.log(2 * FAR / (1 + FAR**2) ** 2)
"""Beyond the half a steep curve is concave: places there, and how far its slope has fallen."""


def reach(price: Floats, power: Floats) -> Floats:
    """How far to go, in halves, while a bit more brings `price` (in most / half); steep ones jump to 1."""
    price = np.clip(price, 1e-200, 1e200)
    plain = np.maximum(1 / np.sqrt(price) - 1, 0.0)
    if (power == 1.0).all():
        return plain
    steep = np.interp(-np.log(price), FALLS, FAR)
    found: Floats = np.where(power == 1.0, plain, np.where(price <= 0.5, steep, 0.0))
    return found


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
    slope = np.array([hulled(of, network, grid[network]) for network in range(len(of.networks))])
    steps = np.arange(GRID) * 1e-12 * (slope.max(initial=0) + 1e-300)
    return Slopes(grid, np.minimum.accumulate(slope, axis=1) - steps)


def hulled(of: Curves, at: int, grid: Floats) -> Floats:
    """Mean slopes along the least concave curve above the mean curve."""
    slope = of.slope(at, grid)
    if (of.power[at] == 1.0).all() or grid[-1] <= grid[0]:
        return slope
    value = of.value(at, grid).mean(0)
    above = hull(grid, value)
    inside = np.flatnonzero(above - value > 1e-9 * (value[-1] - value[0]))
    rise = np.diff(above) / np.diff(grid)
    slope[inside], slope[inside - 1] = rise[inside - 1], rise[inside - 1]
    return slope


def hull(at: Floats, value: Floats) -> Floats:
    """The least concave curve above the points (Andrew 1979), at the same places."""
    kept: list[int] = []
    for here in range(len(at)):
        while len(kept) > 1 and (value[kept[-1]] - value[kept[-2]]) * (at[here] - at[kept[-2]]) <= (
            value[here] - value[kept[-2]]
        ) * (at[kept[-1]] - at[kept[-2]]):
            kept.pop()
        kept.append(here)
    return np.interp(at, at[kept], value[kept])


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
