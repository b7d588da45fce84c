"""Shares of the matrix from what was published, and how far one post lies from what is wanted; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from leitstand.vocabulary.estimate import Estimate
from leitstand.vocabulary.shares import wilson

FEWEST = 5
"""With fewer posts than this a share is not known yet."""

PRIVATE = frozenset({"private", "direct", "followers", "limited", "mutuals_only"})
"""Words of networks for posts that not everybody may read; unlisted ones everybody may."""


@dataclass(frozen=True, slots=True)
class Point:
    """Where somebody stands, in percent: wholly personal 0 to professional 100, closed 0 to public 100."""

    professional: float
    public: float


@dataclass(frozen=True, slots=True)
class Measured:
    """Both shares as they were in some posts (0 to 1, 80 %); None: not known yet.

    `unsaid`: of how many posts nobody said how professional they are; they count on the other axis alone.
    """

    professional: Estimate | None
    public: Estimate | None
    unsaid: int
    posts: int


def is_public(visibility: str, *, internal: bool) -> bool:
    """May everybody read it, by the network's own word for who sees a post?"""
    return not internal and visibility not in PRIVATE


def measured(posts: Sequence[tuple[float | None, float]]) -> Measured:
    """The shares of posts, each (professional 0 to 1 or None where nobody said, public 0 to 1).

    The interval is Wilson's with the sum of shares for the count: right where posts are one or the other,
    and too wide rather than too narrow where they are in between (a share varies less than a coin).
    """
    said = [one for one, _public in posts if one is not None]
    return Measured(
        _share(said), _share([public for _professional, public in posts]), len(posts) - len(said), len(posts)
    )


def _share(values: Sequence[float]) -> Estimate | None:
    if len(values) < FEWEST:
        return None
    total, n = sum(values), len(values)
    low, high = wilson(total, n)
    mean = min(max(total / n, low), high)
    return Estimate(mean, low, high, n)


def far(post: Point, wanted: Point, tolerance: float) -> tuple[str, ...]:
    """On which axes one post lies further from what is wanted than agreed: "professional", "public"."""
    axes = ("professional", "public")
    return tuple(one for one in axes if abs(getattr(post, one) - getattr(wanted, one)) > tolerance)
