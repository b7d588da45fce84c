"""How long does it take until something is settled, when some of it still waits?

What still waits is counted in: a median of the settled alone would praise whoever leaves the hard ones open.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

Z80 = 1.281551565545


@dataclass(frozen=True, slots=True)
class Step:
    """From `at` on (in the unit of the waits) this share waits still; the band holds 80 % at each step.

    `waiting`: how many were watched just before.
    """

    at: float
    share: float
    low: float
    high: float
    waiting: int


@dataclass(frozen=True, slots=True)
class Answers:
    """The curve from everything waiting (1) downwards. A median or end of it that is None was not reached."""

    steps: tuple[Step, ...]
    median: float | None
    low: float | None
    high: float | None
    settled: int
    n: int

    def waiting(self, at: float) -> Step:
        """The step that holds at this moment."""
        return next((one for one in reversed(self.steps) if one.at <= at), self.steps[0])


def curve(waits: Sequence[tuple[float, bool]]) -> Answers | None:
    """Kaplan and Meier (1958, JASA 53) of (wait, settled?) pairs; None of nothing. Raises ValueError.

    One that is not settled was watched for so long and waits still. The 80 % band is Greenwood's on the scale
    log(-log) (Kalbfleisch and Prentice 2002, 1.4), which stays between 0 and 1; the interval of the median
    turns it round (Brookmeyer and Crowley 1982, Biometrics 38).
    """
    if any(wait < 0 or not math.isfinite(wait) for wait, _settled in waits):
        raise ValueError("a wait is a finite number and never negative")
    if not waits:
        return None
    ordered = sorted(waits)
    left, share, spread = len(ordered), 1.0, 0.0
    steps = [Step(0.0, 1.0, 1.0, 1.0, left)]
    for at, group in groupby(ordered, key=lambda one: one[0]):
        ended = [settled for _wait, settled in group]
        done = sum(ended)
        if done:
            share *= 1 - done / left
            spread += done / (left * (left - done)) if left > done else math.inf
            steps.append(Step(at, share, *_band(share, spread, steps[-1]), left))
        left -= len(ended)
    return Answers(
        steps=tuple(steps),
        median=_first(steps, [one.share for one in steps]),
        low=_first(steps, [one.low for one in steps]),
        high=_first(steps, [one.high for one in steps]),
        settled=sum(settled for _wait, settled in waits),
        n=len(waits),
    )


def _band(share: float, spread: float, before: Step) -> tuple[float, float]:
    """The band around a share that waits; when nobody is left, its upper edge stays where it was."""
    if share <= 0 or not math.isfinite(spread):
        return 0.0, before.high
    wide = Z80 * math.sqrt(spread) / abs(math.log(share))
    return share ** math.exp(wide), share ** math.exp(-wide)


def _first(steps: Sequence[Step], shares: Sequence[float]) -> float | None:
    """When half or fewer wait for the first time."""
    return next((one.at for one, share in zip(steps, shares, strict=True) if share <= 0.5), None)
