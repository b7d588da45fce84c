"""Moves backfills a day at a time, folds the archives, and lets go of what has had its time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from leitstand.listen import keeping
from leitstand.listen.archiving import backfill, queries


def backfill_due(now: datetime) -> int:
    """One day of one backfill, so that everybody gets a turn; says whether anything moved."""
    row = queries.due(now).first()
    if row is None or not backfill.begin(row, now):
        return 0
    if backfill.step(row, now):
        backfill.leave(row)
    return 1


def tend(now: datetime) -> int:
    """Fold what was heard into files, delete days that are over, and archives nobody wants any more."""
    wanted, today = queries.chosen(), now.astimezone(UTC).date()
    if not keeping.home().is_dir():
        return 0
    for place in keeping.home().iterdir():
        if not place.name.isdecimal():
            continue
        there = keeping.archive(int(place.name))
        if int(place.name) not in wanted:
            there.remove()
            continue
        there.tend(today)
        there.expire(today - timedelta(days=wanted[int(place.name)] - 1))
    return 0
