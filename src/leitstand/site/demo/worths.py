"""Tells the demo's year of outcomes: conversations the team counted, visits from a table; all invented."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from leitstand.learn.hours import queries as hours
from leitstand.learn.worths import actions
from leitstand.learn.worths.meters import actions as metering
from leitstand.learn.worths.meters import queries as meters

if TYPE_CHECKING:
    from leitstand.people.models import Membership

WEEKS, SEED, KIND = 52, 7, "Gespräch"
RATE = {"mastodon": 3.1, "bluesky": 2.4, "wordpress": 2.7, "linkedin": 1.2, "facebook": 0.5, "youtube": 0.9}
"""Conversations an hour at USUAL hours a week; more hours bring less each."""
USUAL = {"mastodon": 3.0, "bluesky": 2.2, "wordpress": 2.3, "linkedin": 3.6, "facebook": 3.4, "youtube": 1.5}
VISITS = {"mastodon": 22, "bluesky": 14, "wordpress": 95, "linkedin": 60, "facebook": 35, "youtube": 6}
"""A usual week's, by the web statistics."""
APPLICATIONS = {"linkedin": 0.4, "wordpress": 0.25, "": 1.2}


def tell(member: Membership, now: datetime) -> None:
    """Values with a revaluation, a year of conversations typed in, visits and applications from elsewhere."""
    today = member.organization.day(now)
    monday = today - timedelta(days=today.weekday())
    first = monday - timedelta(weeks=WEEKS)
    kind = actions.add_kind(member, KIND).kind
    _values(member, kind, first, monday - timedelta(weeks=12), now)
    typed = metering.add(member, "Gezählte Gespräche", meters.HAND, kind=kind, now=now)
    web = metering.add(member, "Webstatistik der Hochschule", meters.TABLE, now=now)
    form = metering.add(member, "Danke-Seite der Bewerbung", meters.FORM, kind="application", now=now)
    dice = np.random.default_rng(SEED)
    talks, visits, applied = {}, {}, {}
    for (day, network), spent in sorted(_spent(member, first, monday).items()):
        if network in RATE:
            talks[day, network, kind] = _counted(dice, RATE[network] * _worked(network, spent))
            visits[day, network, "visit"] = _counted(dice, VISITS[network] * spent / USUAL[network])
    for back in range(1, WEEKS + 1):
        for network, usual in APPLICATIONS.items():
            if count := int(dice.poisson(usual)):
                applied[monday - timedelta(weeks=back), network, "application"] = count
    for meter, counts in ((typed, talks), (web, visits), (form, applied)):
        metering.replace(meter, counts, now, by=member if meter is typed else None)
        metering.heard(meter, now - timedelta(hours=20))


def _values(member: Membership, kind: str, first: date, revalued: date, now: datetime) -> None:
    actions.name_unit(member, "Gespräche", now=now)
    for one, amount, since, why in (
        (kind, 1.0, first, "Daran messen wir alles andere."),
        ("application", 5.0, first, "Dafür sind wir da; ein Gespräch führt selten allein dazu."),
        ("visit", 0.05, first, ""),
        ("visit", 0.02, revalued, "Die meisten sind nach zehn Sekunden wieder fort."),
        ("reply", 0.2, first, "Nicht jede Antwort wird ein Gespräch."),
        ("like", 0.01, first, "Ein Nicken im Vorübergehen."),
    ):
        actions.appraise(member, one, amount, since=since, why=why, now=now)


def _spent(member: Membership, first: date, monday: date) -> dict[tuple[date, str], float]:
    """Hours by week and network, as the year of hours was told."""
    found: dict[tuple[date, str], float] = defaultdict(float)
    for one in hours.weekly(member.organization, first, monday - timedelta(days=1)):
        found[date.fromisocalendar(int(one.week[:4]), int(one.week[6:]), 1), one.network] += one.hours
    return found


def _worked(network: str, spent: float) -> float:
    """Hours as they bring something: twice as many bring a third more, not twice as much."""
    return 2 * spent / (1 + spent / USUAL[network])


def _counted(dice: np.random.Generator, mean: float) -> int:
    """A count that swings more than chance alone would have it."""
    return int(dice.poisson(mean * dice.gamma(12, 1 / 12)))
