"""Judges what waits, newest first, and learns anew where the team has decided; a crash loses nothing."""

from __future__ import annotations

from datetime import datetime

from leitstand.listen.judging import actions, queries
from leitstand.vocabulary import judging

AT_ONCE = 50
"""Mentions judged in one call, so that a signal to end is heard soon."""

NEWS = 20
"""A model is learned anew when there is one new decision to so many it knows."""


def judge_due(now: datetime) -> int:
    """Judge the newest mentions that wait, of one organisation; says how many."""
    some = queries.next_to_judge(AT_ONCE)
    return actions.judge(some, now) if some else 0


def refit_due(now: datetime) -> int:
    """Learn anew the question with the oldest news; says 1, or 0 when nothing is due."""
    for row in queries.due_to_learn():
        news = abs(queries.lessons(row).count() - row.decisions)
        if news >= max(1, row.decisions // NEWS) or row.decisions < judging.LEAST:
            actions.refit(row, now)
            return 1
    return 0
