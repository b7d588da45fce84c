"""How probable is it that an account falls asleep: that nothing is published there in the next weeks?

A hidden Markov model of weeks, awake or asleep. Awake, each of the seven days carries a post with the same
chance; asleep, none does. Chance, falling asleep and waking up are unknown and averaged over a grid (Bayes),
so that a short history gives a wide interval. See docs/explanation/falling-asleep.md for its quality.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from leitstand.vocabulary.estimate import Estimate
from leitstand.vocabulary.shares import wilson

Grid = npt.NDArray[np.float64]

WEEKS, HORIZON, FEWEST = 104, 4, 6
"""So many weeks are looked back on; so many ahead; so many are needed before anything is said."""

_DAILY = np.geomspace(0.012, 0.9, 22)
_SLEEPS = np.array([0.004, 0.012, 0.035, 0.1, 0.25])
_WAKES = np.array([0.015, 0.06, 0.2, 0.5])
_PRIOR = np.outer(
    np.outer(np.ones(22), [0.26, 0.26, 0.22, 0.16, 0.1]).ravel(), [0.28, 0.28, 0.24, 0.2]
).ravel()


def _axes() -> tuple[Grid, Grid, Grid, Grid]:
    daily, sleeps, wakes = (one.ravel() for one in np.meshgrid(_DAILY, _SLEEPS, _WAKES, indexing="ij"))
    return daily, sleeps, wakes, _PRIOR / _PRIOR.sum()


DAILY, SLEEPS, WAKES, PRIOR = _axes()


@dataclass(frozen=True, slots=True)
class Continuity:
    """How regular an account is: in how many of the last weeks there was a post, and the gaps in days.

    `share` (0 to 1, 80 %) is None while fewer than FEWEST weeks are known; `longest` is the longest gap
    between two posts, or up to today; `silent` how long it has been silent now.
    """

    share: Estimate | None
    weeks: int
    weeks_with: int
    longest: int
    silent: int


def weekly(days: Iterable[date], since: date, today: date) -> list[int]:
    """On how many days of each week there was a post: weeks of seven days that end today, oldest first.

    Only whole weeks since `since` (when the account was connected, or its first post), at most WEEKS.
    """
    weeks = min(((today - since).days + 1) // 7, WEEKS)
    found = [0] * max(weeks, 0)
    for day in set(days):
        back = (today - day).days // 7
        if 0 <= back < weeks:
            found[weeks - 1 - back] += 1
    return found


def asleep(weeks: Sequence[int], horizon: int = HORIZON) -> Estimate | None:
    """The probability (0 to 1, 80 %) of no post in the next `horizon` weeks; `n` is how many weeks were seen.

    None while fewer than FEWEST weeks are known, or nothing was ever published: that is not known yet.
    """
    if len(weeks) < FEWEST or not any(weeks):
        return None
    known, awake = _filtered(weeks)
    silent = _silence(awake, horizon)
    mean = float(known @ silent)
    order = np.argsort(silent)
    summed = np.cumsum(known[order])
    low, high = (
        float(silent[order][min(int(np.searchsorted(summed, one)), len(order) - 1)]) for one in (0.1, 0.9)
    )
    return Estimate(mean, min(low, mean), max(high, mean), len(weeks))


def _filtered(weeks: Sequence[int]) -> tuple[Grid, Grid]:
    """How probable each point of the grid is after these weeks, and that the account is then awake."""
    awake = WAKES / (WAKES + SLEEPS)
    log = np.log(PRIOR)
    none = (1 - DAILY) ** 7
    for count in weeks:
        seen = DAILY ** min(count, 7) * (1 - DAILY) ** (7 - min(count, 7))
        here, gone = awake * (none if count == 0 else seen), (1 - awake) * (count == 0)
        log += np.log(here + gone)
        awake = here / (here + gone)
        awake = awake * (1 - SLEEPS) + (1 - awake) * WAKES
    known = np.exp(log - log.max())
    return known / known.sum(), awake


def _silence(awake: Grid, horizon: int) -> Grid:
    """The probability of `horizon` weeks without a post, for each point of the grid."""
    none = (1 - DAILY) ** 7
    here, gone = awake, 1 - awake
    for _week in range(horizon):
        here = here * none
        here, gone = here * (1 - SLEEPS) + gone * WAKES, here * SLEEPS + gone * (1 - WAKES)
    return here + gone


def continuity(days: Iterable[date], since: date, today: date) -> Continuity:
    """How regular an account was since a day; gaps are counted from `since` to today."""
    weeks = weekly(found := sorted(set(days)), since, today)
    kept = [one for one in found if since <= one <= today]
    marks = [since, *kept, today]
    longest = max((b - a).days for a, b in pairwise(marks))
    silent = (today - kept[-1]).days if kept else (today - since).days
    number, with_post = len(weeks), sum(one > 0 for one in weeks)
    share = None
    if number >= FEWEST:
        low, high = wilson(with_post, number)
        share = Estimate(with_post / number, low, high, number)
    return Continuity(share, number, with_post, longest, silent)


def slept(days: Iterable[date], made: date, horizon: int = HORIZON) -> bool:
    """Did it come true: was nothing published in the `horizon` weeks after the day of the forecast?"""
    end = made + timedelta(weeks=horizon)
    return not any(made < one <= end for one in days)
