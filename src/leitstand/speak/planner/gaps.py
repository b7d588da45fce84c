"""Days without a post where the organisation usually posts, by one plain rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta

WEEKS = 4
"""So many whole weeks are looked back upon."""

USUAL = 3
"""On so many of the same weekdays of these weeks something must have gone out."""


def usual(posted: Iterable[date], today: date) -> set[int]:
    """The weekdays (Monday is 0) on which something went out in `USUAL` of the last `WEEKS` weeks."""
    since = today - timedelta(weeks=WEEKS)
    days = {one for one in posted if since <= one < today}
    return {day for day, times in Counter(one.weekday() for one in days).items() if times >= USUAL}


def gaps(days: Iterable[date], busy: set[date], posted: Iterable[date], today: date) -> set[date]:
    """Of these days those from today on that are usual and have nothing."""
    weekdays = usual(posted, today)
    return {one for one in days if one >= today and one.weekday() in weekdays and one not in busy}
