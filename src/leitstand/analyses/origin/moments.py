"""When something was said: what its author claims, held against when we heard it."""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Mapping
from datetime import datetime
from statistics import median
from typing import Any

from leitstand.analyses.origin.known import LAGS, LIFE, Carrier, Known

ENOUGH = 5
"""Delays of an author that must be known before one of them can be unusual."""
UNUSUAL_SECONDS, UNUSUAL_TIMES = 3_600.0, 10.0
"""A claim is doubted when its delay exceeds the usual one by this many times and an hour."""
_GIVEN = re.compile(r"\b(?:RT|MT|via|h/t|hat tip|Quelle|source|danke|thanks)\b[\s:]*@?\Z", re.IGNORECASE)


def said(known: Known, row: Mapping[str, Any], author: str) -> float | None:
    """The moment of a post in seconds since 1970, None when nobody knows.

    Its claim, unless we heard it before it was said, or far later than what this author says usually takes
    to reach us: then the moment we heard it, less the author's usual delay. The moment we heard a post is in
    its own key `observed` (RFC 3339); without one the claim stands.
    """
    claimed: float | None = row["published"].timestamp() if row["published"] else None
    observed = _observed(row["also"])
    if claimed is None or observed is None:
        return claimed if observed is None else observed
    lag = observed - claimed
    lags = known.lags.setdefault(author, deque(maxlen=LAGS))
    usual = median(lags) if len(lags) >= ENOUGH else None
    if lag >= 0:
        lags.append(lag)
    else:
        return observed - (usual or 0.0)
    if usual is not None and lag > UNUSUAL_TIMES * usual + UNUSUAL_SECONDS:
        return observed - usual
    return claimed


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
