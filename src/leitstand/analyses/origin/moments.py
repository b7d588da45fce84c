"""When something was said: what its author claims, held against when we heard it."""

from __future__ import annotations

import json
import math
import re
from collections import deque
from collections.abc import Mapping
from datetime import datetime
from statistics import median
from typing import Any

from leitstand.analyses.origin.known import LAGS, LIFE, NETWORK_LAGS, Carrier, Known

ENOUGH = 5
"""Delays of an author that must be known before they say something of the author's clock."""
PLENTY = 20
"""Delays of a whole network that must be known before one of them can be unusual."""
UNUSUAL = 2.0
"""A claim is doubted when its delay is so many times that which 19 of 20 posts of its network stay below."""
AGAINST_HABIT = 4.0
"""It is doubted, too, when its delay is so many times the longest of its author's lately."""
APART = 2.5
"""A clock is wrong when the shortest delay is so many times as long as the usual spread above it."""
LEAST_SECONDS = 60.0
"""Delays below this are all alike."""
_GIVEN = re.compile(r"\b(?:RT|MT|via|h/t|hat tip|Quelle|source|danke|thanks)\b[\s:]*@?\Z", re.IGNORECASE)


def said(known: Known, row: Mapping[str, Any], author: str) -> float | None:
    """The moment of a post in seconds since 1970, None when nobody knows.

    Its claim, set right by what we observed where there is an observation (`observed`, RFC 3339, a key of the
    post itself). Delays between claim and hearing are never negative and sometimes short: an author whose
    shortest delay lies far from nothing, and whose delays lie close together, has a clock that is wrong by as
    much (the minimum filter of Mills 1991, RFC 1305 app. H). A delay far beyond what is usual for the network
    is a wrong claim; then we go by the hearing, less the usual delay.
    """
    claimed: float | None = row["published"].timestamp() if row["published"] else None
    observed = _observed(row["also"])
    if claimed is None or observed is None:
        return claimed if observed is None else observed
    lag = observed - claimed
    own = known.lags.setdefault(f"@{author}", deque(maxlen=LAGS))
    habit = max(own) if len(own) >= ENOUGH else math.inf
    own.append(lag)
    shift = _shift(own)
    every = known.lags.setdefault(f"#{row['network']}", deque(maxlen=NETWORK_LAGS))
    usual = sorted(every)
    every.append(max(lag, 0.0))
    if shift is not None:
        return min(claimed + shift, observed)
    if lag < 0:
        return observed
    if lag > AGAINST_HABIT * max(habit, LEAST_SECONDS):
        return observed - max(habit, 0.0)
    if len(usual) >= PLENTY and lag > UNUSUAL * max(usual[len(usual) * 19 // 20], LEAST_SECONDS):
        return observed - usual[len(usual) // 2]
    return claimed


def _shift(lags: deque[float]) -> float | None:
    """By how much an author's clock is behind (ahead: negative), None where nothing speaks against it."""
    shortest = min(lags)
    if len(lags) < ENOUGH:
        return None
    spread = median(lags) - shortest
    return shortest if shortest < 0 or shortest > max(APART * spread, LEAST_SECONDS) else None


def before(one: Carrier, other: Carrier) -> bool:
    """Whether `one` was said before `other`; where a moment is missing, arrival decides."""
    return one.moment is not None and other.moment is not None and one.moment < other.moment


def over(earlier: Carrier, later: Carrier) -> bool:
    """Whether so much time lies between them that the later one says it anew."""
    both = earlier.moment is not None and later.moment is not None
    return both and abs((later.moment or 0.0) - (earlier.moment or 0.0)) > LIFE


def gap(earlier: Carrier, later: Carrier) -> float | None:
    """Seconds from one to the other, never below 0; None when a moment is missing."""
    if earlier.moment is None or later.moment is None:
        return None
    return max(later.moment - earlier.moment, 0.0)


def refers(words: str, author: str) -> bool:
    """Whether a text names this author as where it comes from ("via @anna"): then no clock can be right."""
    name = author.rpartition("/")[2].lstrip("@").partition("@")[0]
    at = words.lower().find(name.lower()) if len(name) > 2 else -1
    return at >= 0 and _GIVEN.search(words[:at]) is not None


def _observed(also: str | None) -> float | None:
    if not also or '"observed"' not in also:
        return None
    try:
        moment = datetime.fromisoformat(json.loads(also)["observed"])
    except (KeyError, TypeError, ValueError):
        return None
    return moment.timestamp() if moment.tzinfo else None
