"""Durable work of the portfolio: a forecast for every account each week, held against what happened."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from leitstand.decide.portfolio import actions, queries
from leitstand.people import queries as people

EVERY = timedelta(days=7)


def foretell_due(now: datetime) -> int:
    """Look at the accounts of every organisation, at most once a week; how many forecasts were made."""
    made = 0
    for organization in people.organizations():
        zone = ZoneInfo(organization.time_zone)
        today = now.astimezone(zone).date()
        if not queries.foretold(organization, today - EVERY + timedelta(days=1)):
            made += actions.foretell(queries.lives(organization, now, zone), today)
    return made


def judge_due(now: datetime) -> int:
    """Hold every forecast whose weeks are over against what happened; how many there were."""
    rows = sorted(queries.unjudged(now.date()), key=lambda one: one.account.organization_id)
    judged = 0
    for _id, some in groupby(rows, key=lambda one: one.account.organization_id):
        mine = list(some)
        organization = mine[0].account.organization
        posted = queries.posted(organization, now, ZoneInfo(organization.time_zone))
        judged += actions.judge(mine, posted)
    return judged
