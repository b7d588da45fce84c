"""An audience looked at as a sample: how large a sample must be, and what share it shows, with interval."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from leitstand.vocabulary.audience import Follower
from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.estimate import Estimate
from leitstand.vocabulary.words import _

Z = 1.2815515655446004
"""Standard normal quantile of a two-sided 80 % interval, as every Estimate has."""
YOUNG, SILENT = timedelta(days=30), timedelta(days=180)


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """Shares of an audience by what was looked at. Each says what is seen, none says what somebody is.

    `looked_at` followers were drawn by chance out of `audience` (None: unknown, taken as endless).
    """

    audience: int | None
    looked_at: int
    shares: Mapping[str, Estimate]


LOOKED_AT = {
    "never_posted": _("has never posted"),
    "silent": _("has not posted for half a year"),
    "young": _("was made less than 30 days ago"),
    "no_picture": _("has no picture of its own"),
    "no_description": _("says nothing about itself"),
}
"""What is looked at, in words; an ordinary reader who never writes looks like this too."""


def sample_size(audience: int | None, within: float, share: float = 0.5) -> int:
    """How many followers to draw so that the 80 % interval of a share reaches at most `within` each way.

    Normal approximation with the correction for a finite audience. Raises Invalid for a width outside 0..0.5.
    """
    if not 0 < within <= 0.5 or not 0 <= share <= 1:
        raise Invalid(_("An interval reaches between 0 and 0.5 each way, and a share lies between 0 and 1."))
    endless = Z * Z * share * (1 - share) / (within * within)
    if audience is None:
        return math.ceil(endless)
    return min(audience, math.ceil(endless / (1 + max(endless - 1, 0) / max(audience, 1))))


def wilson(hits: int, of: int, audience: int | None = None) -> Estimate:
    """A share with its 80 % Wilson interval (Wilson 1927), narrowed where most of the audience was drawn.

    Raises Invalid where there are more hits than draws, none drawn, or more drawn than there are.
    """
    if not 0 <= hits <= of or of == 0 or (audience is not None and of > audience):
        raise Invalid(
            _("A share needs at least one draw, and no more hits than draws or draws than followers.")
        )
    left = 1.0 if audience is None or audience < 2 else (audience - of) / (audience - 1)
    z = Z * math.sqrt(left)
    share, square = hits / of, z * z
    middle = (share + square / (2 * of)) / (1 + square / of)
    reach = z / (1 + square / of) * math.sqrt(share * (1 - share) / of + square / (4 * of * of))
    low, high = max(middle - reach, 0.0), min(middle + reach, 1.0)
    return Estimate(share, min(low, share), max(high, share), of)


def audit(drawn: Iterable[Follower], audience: int | None, now: datetime) -> Audit:
    """The shares of a sample drawn by chance; what a network does not tell of anybody is left out."""
    followers = {one.id: one for one in drawn}
    told: dict[str, list[bool]] = {name: [] for name in LOOKED_AT}
    for one in followers.values():
        for name, answer in _answers(one, now).items():
            if answer is not None:
                told[name].append(answer)
    shares = {name: wilson(sum(all_), len(all_), audience) for name, all_ in told.items() if all_}
    return Audit(audience=audience, looked_at=len(followers), shares=shares)


def _answers(one: Follower, now: datetime) -> dict[str, bool | None]:
    return {
        "never_posted": None if one.posts is None else one.posts == 0,
        "silent": None if one.last_post is None else now - one.last_post > SILENT,
        "young": None if one.created is None else now - one.created < YOUNG,
        "no_picture": None if one.picture is None else not one.picture,
        "no_description": None if one.described is None else not one.described,
    }
