"""How probable is it that an account falls asleep: that nothing is published there in the next weeks?

A hidden Markov model of weeks, awake or asleep. Awake, each of the seven days carries a post with the same
chance; asleep, none does. Chance, falling asleep and waking up are unknown and averaged over a grid (Bayes),
so that a short history gives a wide interval. Beside it stands a second model for what comes by the
calendar, such as a letter each fourth week; both are weighed by how well they told the past. Their measured
quality stands in docs/explanation/falling-asleep.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise, product
from math import comb, log

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
PERIODS, ENDS, REGULAR = (2, 3, 4, 5, 6), (0.005, 0.03), 0.15
"""Weeks between posts that come by the calendar, how often that ends in a week, and how usual it is."""


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
    logs, awake = _filtered(weeks)
    regular = [_regular(weeks, horizon, period, ends) for period, ends in product(PERIODS, ENDS)]
    share = log(REGULAR / len(regular))
    logs = np.concatenate([logs + log(1 - REGULAR), [one + share for one, _silent in regular]])
    silent = np.concatenate([_silence(awake, horizon), [one for _log, one in regular]])
    known = np.exp(logs - logs.max())
    known /= known.sum()
    mean = float(known @ silent)
    order = np.argsort(silent)
    summed = np.cumsum(known[order])
    low, high = (
        float(silent[order][min(int(np.searchsorted(summed, one)), len(order) - 1)]) for one in (0.1, 0.9)
    )
    return Estimate(mean, min(low, mean), max(high, mean), len(weeks))


def _filtered(weeks: Sequence[int]) -> tuple[Grid, Grid]:
    """The logarithm of how probable each point of the grid is with these weeks, and of being awake then."""
    awake = WAKES / (WAKES + SLEEPS)
    logs = np.log(PRIOR)
    none = (1 - DAILY) ** 7
    for count in weeks:
        seen = DAILY ** min(count, 7) * (1 - DAILY) ** (7 - min(count, 7))
        here, gone = awake * (none if count == 0 else seen), (1 - awake) * (count == 0)
        logs += np.log(here + gone)
        awake = here / (here + gone)
        awake = awake * (1 - SLEEPS) + (1 - awake) * WAKES
    return logs, awake


def _regular(weeks: Sequence[int], horizon: int, period: int, ends: float) -> tuple[float, float]:
    """By the calendar: the logarithm of the probability of these weeks, and of silence in the next ones.

    A post is due when `period` weeks have passed since the last; each week it may end for good (`ends`).
    """
    alive, gone, gap, told = 1.0, 0.0, 0, 0.0
    for count in weeks:
        gap += 1 if gap else 0
        due = _due(gap, period)
        here, gone = (alive * due * _days(count), 0.0) if count else (alive * (1 - due), gone)
        told += log(here + gone)
        alive, gone = here / (here + gone), gone / (here + gone)
        alive, gone = alive * (1 - ends), gone + alive * ends
        gap = 1 if count else gap
    gap = max(gap, 1)
    for week in range(horizon):
        alive *= 1 - _due(gap + week + 1, period)
        alive, gone = alive * (1 - ends), gone + alive * ends
    return told, alive + gone


def _due(gap: int, period: int) -> float:
    """How probable a post is in the week `gap` - 1 weeks after the last one; 0: there was none yet."""
    if not gap:
        return 1 / period
    passed = gap - 1
    return 0.03 if passed < period - 1 else 0.4 if passed < period else 0.8


def _days(count: int) -> float:
    """How probable just these days of the week are: mostly one."""
    return float((0.85 if count == 1 else 0.15 / 6) / comb(7, min(count, 7)))


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
