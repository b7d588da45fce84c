"""Keeps the reports of voices up to date, one organisation a call."""

from __future__ import annotations

from datetime import datetime

from leitstand.listen.voices import actions, queries
from leitstand.people import queries as people


def work_out_due(now: datetime) -> int:
    """Work out the voices of one organisation that has something new; says how many reports moved."""
    for organization in people.organizations():
        if queries.due(organization, now):
            actions.work_out(organization, now)
            return 1
    return 0
