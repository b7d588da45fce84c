"""Keeps the reports of voices up to date, one organisation a call, and looks at audiences that wait."""

from __future__ import annotations

from datetime import datetime

from leitstand.listen.voices import actions, queries
from leitstand.listen.voices.audiences import look_due
from leitstand.people import queries as people

__all__ = ["look_due", "work_out_due"]


def work_out_due(now: datetime) -> int:
    """Work out the voices of one organisation that has something new; says how many reports moved."""
    for organization in people.organizations():
        if queries.due(organization, now):
            actions.work_out(organization, now)
            return 1
    return 0
