"""Who was probably first, looking back on a whole cascade or story: claims, arrivals and repeats together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median, quantiles

LEAST_SECONDS = 60.0
"""Delays below this are all alike."""
DOUBTED = 2.0
"""Where clocks are known to be wrong, a claim is doubted whose delay is so many times the third quartile."""
BEYOND = 6.0
"""The same where no clock is known to be wrong."""
ENOUGH = 4
"""So many delays of a channel are needed before one of them can be unusual."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One post: when its author says it was (seconds since 1970), when we heard it, and what it repeats.

    `channel` is how it reached us: posts of one channel are late in the same manner. `repeats` is the id of
    the post that it names itself (an announce, a link to it), "" for none.
    """

    id: str
    claimed: float | None
    observed: float | None = None
    repeats: str = ""
    channel: str = ""


def ranked(posts: Iterable[Heard]) -> list[str]:
    """The ids of posts that carry one thing, the likeliest first one at the head.

    A post that names what it repeats cannot be first, and what it names came before it. How *many* repeat a
    post makes no difference, or the loud ones would be first.
    """
    posts = list(posts)
    when = moments(posts)
    return [
        one.id for one in sorted(posts, key=lambda one: (one.repeats != "", _order(when[one.id]), one.id))
    ]


def moments(posts: Iterable[Heard]) -> dict[str, float | None]:
    """The moment of each post, in seconds since 1970, None where nobody knows.

    Nobody is heard before speaking: where that happens in a channel clocks are wrong, behind as often as
    ahead, and unusually long delays are doubted too. What is doubted counts from the moment of hearing, less
    the usual delay. At last nothing is later than what repeats it.
    """
    channels: defaultdict[str, list[Heard]] = defaultdict(list)
    for one in posts:
        channels[one.channel].append(one)
    when: dict[str, float | None] = {}
    for some in channels.values():
        when |= _righted(some)
    return _before_repeats(when, [one for some in channels.values() for one in some])


def _righted(posts: Sequence[Heard]) -> dict[str, float | None]:
    """The moments of one channel, each by itself."""
    lags = [lag for one in posts if (lag := _lag(one)) is not None]
    usual = [lag for lag in lags if lag >= 0]
    late = median(usual) if usual else 0.0
    edge = float("inf")
    if len(usual) >= ENOUGH:
        quartile = max(quantiles(usual, n=4, method="inclusive")[2], LEAST_SECONDS)
        edge = quartile * (DOUBTED if len(usual) < len(lags) else BEYOND)
    return {one.id: _moment(one, late, edge) for one in posts}


def _moment(one: Heard, late: float, edge: float) -> float | None:
    lag = _lag(one)
    if one.observed is None or (lag is not None and 0 <= lag <= edge):
        return one.claimed
    return one.observed - late


def _before_repeats(when: Mapping[str, float | None], posts: Sequence[Heard]) -> dict[str, float | None]:
    """Each moment is passed up the chain of what it repeats, as far as it is the earlier one."""
    settled = dict(when)
    above = {one.id: one.repeats for one in posts}
    for one in posts:
        moment, up = settled[one.id], one.repeats
        while moment is not None and up in settled and _order(settled[up]) > moment:
            settled[up], up = moment, above[up]
    return settled


def _lag(one: Heard) -> float | None:
    return None if one.claimed is None or one.observed is None else one.observed - one.claimed


def _order(moment: float | None) -> float:
    return float("inf") if moment is None else moment
