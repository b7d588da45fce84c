"""Keeps time accounts tidy: weeks are closed, old minutes folded, very old ones forgotten."""

from __future__ import annotations

from datetime import datetime

from leitstand.learn.hours import tidying
from leitstand.people.queries import organizations


def tidy(now: datetime) -> int:
    """Close before folding: what is told of a week is worked out from the finest that is there."""
    moved = 0
    for organization in organizations():
        moved += tidying.close_due(organization, now)
        moved += tidying.fold_days(organization, now)
        moved += tidying.fold_weeks(organization, now)
        moved += tidying.forget(organization, now)
    return moved
