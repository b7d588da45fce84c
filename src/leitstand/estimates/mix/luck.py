"""Strokes of luck: what a few weeks brought many times over is shared among all networks.

Which network a rare post that goes round the world happens on says little of the next one. Credited to its
own network, one such week outweighs a year of ordinary ones, so what is beyond the cap is pooled (as claims
beyond a threshold are in insurance: Bühlmann and Gisler 2005, A Course in Credibility Theory, ch. 5).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

LUCKY, SMALL = 4.0, 5.0
"""A week is lucky beyond so many times the median of the weeks around it and so many outcomes."""
AROUND = 6
"""Weeks on either side; with fewer than so many known ones nothing is capped."""


def shared(value: Floats, seen: Floats) -> Floats:
    """Values [weeks, units] in grains with lucky weeks capped, all raised alike so that the sum stays."""
    known = seen > 0
    if not known.any():
        return value
    capped = np.where(known, np.minimum(value, _most(value, seen, known)), value)
    left = float(capped[known].sum())
    if left <= 0:
        return value
    found: Floats = capped * (float(value[known].sum()) / left)
    return found


def _most(value: Floats, seen: Floats, known: NDArray[np.bool_]) -> Floats:
    """The cap of every week: by the median of what weeks around it brought, had all of it come in."""
    rate = np.where(known, value / np.where(known, seen, 1.0), np.nan)
    padded = np.pad(rate, ((AROUND, AROUND), (0, 0)), constant_values=np.nan)
    near = np.sort(np.lib.stride_tricks.sliding_window_view(padded, 2 * AROUND + 1, axis=0), axis=-1)
    count = (~np.isnan(near)).sum(-1)
    middle = [
        np.take_along_axis(near, at[..., None], -1)[..., 0]
        for at in (np.maximum(count - 1, 0) // 2, count // 2)
    ]
    usual = (middle[0] + middle[1]) / 2
    found: Floats = np.where(count >= AROUND, (LUCKY * usual + SMALL) * seen, np.inf)
    return found
