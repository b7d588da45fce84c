"""What a query would bring: how many a day, and which words tell its findings from the rest."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from leitstand.vocabulary.estimate import Estimate

Z80 = 1.281552
"""Of the 80 % interval."""

FEWEST_DAYS = 3
"""Fewer days say nothing about a day to come."""

LEAST_Z = 2.0
FEWEST_POSTS = 3
MOST = 8
PRIOR = 0.5
"""Posts that every word is given on both sides before counting, so that a word seen once proves nothing."""


@dataclass(frozen=True, slots=True)
class Term:
    """A word that tells one side from the other: in `here` of `of_here` posts, in `there` of `of_there`."""

    word: str
    here: int
    of_here: int
    there: int
    of_there: int


def per_day(found: Sequence[int], seen: Sequence[float]) -> Estimate | None:
    """Posts a day with an 80 % interval, of days on which the share `seen` (0 to 1) of all was looked at.

    The spread of the days themselves counts, not only that of counting (quasi-Poisson), so a quiet week with
    one loud day is told as uncertain as it is. None: fewer than FEWEST_DAYS days.
    """
    days = [count / share for count, share in zip(found, seen, strict=True) if share > 0]
    if len(days) < FEWEST_DAYS:
        return None
    mean = sum(days) / len(days)
    least = (PRIOR * len(days) / sum(share for share in seen if share > 0)) / len(days)
    between = sum((one - mean) ** 2 for one in days) / (len(days) - 1)
    counting = sum(
        max(count, PRIOR) / share**2 for count, share in zip(found, seen, strict=True) if share > 0
    )
    error = math.sqrt(max(between / len(days), counting / len(days) ** 2))
    high = max(mean + Z80 * error, least)
    return Estimate(mean, max(0.0, mean - Z80 * error), high, sum(found))


def share(count: int, of: int) -> Estimate | None:
    """A share with its 80 % interval (Wilson 1927), 0 to 1; None of nothing."""
    if not of:
        return None
    mean, spread = count / of, Z80 * Z80 / of
    middle = (mean + spread / 2) / (1 + spread)
    half = Z80 * math.sqrt(mean * (1 - mean) / of + spread / of / 4) / (1 + spread)
    return Estimate(mean, max(0.0, min(mean, middle - half)), min(1.0, max(mean, middle + half)), of)


def telling(
    here: Iterable[Collection[str]],
    there: Iterable[Collection[str]],
    known: Collection[str] = (),
    *,
    least_there: int = 0,
) -> list[Term]:
    """Words that are in these posts rather than in those, the surest first.

    The log-odds of a word's share of the posts, divided by its error (Monroe, Colaresi and Quinn 2008,
    equations 15 to 19, with posts instead of words); `known` ones are left out.
    """
    ours, n = _counted(here)
    theirs, m = _counted(there)
    if not n or not m:
        return []
    scored = [
        (score, word)
        for word, count in ours.items()
        if count >= FEWEST_POSTS
        and theirs[word] >= least_there
        and word not in known
        and len(word) > 1
        and not word.isdecimal()
        if (score := _score(count, n, theirs[word], m)) >= LEAST_Z
    ]
    best = sorted(scored, key=lambda pair: (-pair[0], pair[1]))[:MOST]
    return [Term(word, ours[word], n, theirs[word], m) for _score_, word in best]


def _counted(posts: Iterable[Collection[str]]) -> tuple[Counter[str], int]:
    counts: Counter[str] = Counter()
    n = 0
    for words in posts:
        counts.update(set(words))
        n += 1
    return counts, n


def _score(count: int, of: int, other: int, of_other: int) -> float:
    """The log-odds ratio in units of its standard error."""
    a, b = count + PRIOR, of - count + PRIOR
    c, d = other + PRIOR, of_other - other + PRIOR
    return (math.log(a / b) - math.log(c / d)) / math.sqrt(1 / a + 1 / b + 1 / c + 1 / d)
