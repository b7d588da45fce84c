"""Evidence against "the effect is so much", which may be looked at after every block.

Inside a block the lot decides the order of the arms. If the effect were exactly tau, the difference D of
a block would be tau plus or minus something that does not depend on the lot: the sign of D - tau is a fair
coin, whatever the values look like. So a stake on the sign, exp(s u) / cosh(s u) with u = (D - tau) / scale,
is a fair game, its capital a martingale (de la Pena 1999; Howard, Ramdas, McAuliffe and Sekhon 2021), and by
Ville's inequality it ever reaches 1 / a with probability a at most. Several stakes on both signs are held at
once (a mixture). The scale may use the sizes of all differences up to this one, for these say nothing about
the signs. No distribution is assumed: heavy tails, counts, seasons, days that hang together are all lawful.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

STAKES = np.array([0.15, 0.4, 1.0])
"""What is put on the sign of a difference of usual size: little finds small effects, much great ones."""
TRUST = 2.0
"""The scale known from before counts as much as so many blocks."""
_POINTS = 161


def logs(differences: Floats, tau: Floats, scale: float | None = None) -> Floats:
    """Logarithm of the evidence against each `tau` after each block: (…, tau, block).

    `differences`: (…, block). `scale`: mean size of a difference as known before the first block.
    """
    apart = differences[..., None, :] - tau[:, None]
    size = np.cumsum(np.abs(apart), axis=-1)
    count = np.arange(1.0, differences.shape[-1] + 1)
    if scale:
        size, count = size + TRUST * scale, count + TRUST
    size = size / count
    unit = np.divide(apart, size, out=np.zeros_like(apart), where=size > 0)
    total = np.full(unit.shape, -np.inf)
    for stake in STAKES:
        put = stake * unit
        cost = np.cumsum(np.logaddexp(put, -put) - math.log(2.0), axis=-1)
        won = np.cumsum(put, axis=-1)
        total = np.logaddexp(total, np.logaddexp(won, -won) - cost)
    return total - math.log(2.0 * len(STAKES))


def fewest(wrong: float) -> int:
    """Blocks below which no verdict is possible, even if every one spoke for the same arm."""
    against = logs(np.ones(200), np.array([0.0]), 1e-9)[0]
    return int(np.argmax(against >= -math.log(wrong))) + 1


def bounds(
    differences: Floats, wrong: float, least: float, scale: float | None
) -> tuple[float | None, float | None]:
    """The always-valid interval of the effect with error `wrong`; None: no end there yet.

    Zero and plus and minus `least` are always tried, so that what is said of them is exact; elsewhere an end
    lies at the next point outside that is ruled out. Should everything be ruled out once (an effect that
    changes under way), there is no interval.
    """
    if not len(differences):
        return (None, None)
    middle = float(np.median(differences))
    width = float(np.mean(np.abs(differences - middle))) or scale or least
    reach = np.sinh(np.linspace(-6, 6, _POINTS)) * width / math.sqrt(len(differences))
    tau = np.unique(np.concatenate([middle + reach, [-least, 0.0, least]]))
    held = np.flatnonzero(logs(differences, tau, scale).max(axis=-1) < -math.log(wrong))
    if not len(held):
        return (None, None)
    first, last = int(held[0]), int(held[-1])
    return (
        float(tau[first - 1]) if first else None,
        float(tau[last + 1]) if last + 1 < len(tau) else None,
    )
