"""What does a usual week bring, and where would the next one lie if nothing changed?

Weeks are taken as they come, on the scale of their square roots, where counts spread about evenly; Student's
t on few weeks. Below LEAST weeks nothing is said.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, stdev

from leitstand.vocabulary.estimate import Estimate
from leitstand.vocabulary.shares import Z80, student

LEAST = 4
Z98 = 2.326347874041


@dataclass(frozen=True, slots=True)
class Pace:
    """`usual`: the mean of a week with its 80 % interval; `low` to `high`: 98 % of single weeks."""

    usual: Estimate
    low: float
    high: float


def read(weeks: Sequence[float]) -> Pace | None:
    """The pace of finished weeks, all zero or more; None with fewer than LEAST."""
    n = len(weeks)
    if n < LEAST:
        return None
    roots = [math.sqrt(max(one, 0.0)) for one in weeks]
    middle, spread = fmean(roots), max(stdev(roots), 0.25 if any(roots) else 0.5)
    mean, error = fmean(weeks), max(stdev(weeks), math.sqrt(fmean(weeks))) / math.sqrt(n)
    half = student(Z80, n - 1) * error
    reach = student(Z98, n - 1) * spread * math.sqrt(1 + 1 / n)
    usual = Estimate(mean, max(mean - half, 0.0), mean + half, n)
    return Pace(usual, max(middle - reach, 0.0) ** 2, (middle + reach) ** 2)
