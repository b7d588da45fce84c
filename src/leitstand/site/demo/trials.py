"""The demo's experiments: two that have ended, one that runs, one that is only a plan."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import translation

from leitstand.decide.trials import actions, queries

if TYPE_CHECKING:
    from leitstand.decide.models import Experiment
    from leitstand.people.models import Membership

MORNING: dict[str, Any] = {
    "question": "Vormittags antworten",
    "varies": "time",
    "usual": "nachmittags antworten",
    "other": "vormittags antworten",
    "unit": "day",
    "length": 8,
    "counted": "Gespräche",
    "least": 1.0,
}
SHORT: dict[str, Any] = {
    "question": "Reicht eine Antwort in einem Satz?",
    "varies": "answers",
    "usual": "wie bisher",
    "other": "in einem Satz, mit Verweis",
    "unit": "day",
    "length": 24,
    "counted": "erneute Nachfragen",
    "least": 1.5,
}
PICTURES: dict[str, Any] = {
    "question": "Bringt ein Bild mehr Antworten?",
    "varies": "form",
    "usual": "ohne Bild",
    "other": "mit Bild",
    "network": "mastodon",
    "unit": "post",
    "length": 60,
    "counted": "Antworten",
    "least": 1.0,
}
PAST = [4.0, 6, 5, 3, 5, 4, 7, 5, 4, 3, 6, 5, 5, 4, 6, 3, 4, 5, 6, 4]


def tell(member: Membership, now: datetime) -> None:
    """Two ended, one running since four weeks, one proposed by the hours and not begun."""
    monday = now - timedelta(days=member.organization.day(now).weekday())
    dice = random.Random(2)  # noqa: S311  # a demo, not a lottery
    long_ago, since = monday - timedelta(weeks=44), monday - timedelta(weeks=4)
    short = _begun(member, SHORT, long_ago, 17)
    _fill(member, short, long_ago + timedelta(weeks=25), lambda _arm: _count(dice, 1.1))
    actions.measure(short, long_ago + timedelta(weeks=25))
    pictures = _begun(member, PICTURES, monday - timedelta(weeks=18), 23)
    _fill(member, pictures, monday - timedelta(weeks=6), lambda arm: _count(dice, 2.2 + 2.4 * arm))
    actions.measure(pictures, monday - timedelta(weeks=6))
    morning = _begun(member, MORNING, since, 5)
    _fill(member, morning, now, lambda arm: _count(dice, 4.6 + 0.4 * arm))
    with translation.override(member.organization.language):
        actions.plan_probe(member, "youtube", 2.0, 6, now)


def _begun(member: Membership, what: dict[str, Any], at: datetime, seed: int) -> Experiment:
    given = what | {
        "measure": "hand",
        "owner": member.person,
        "starts": member.organization.day(at),
        "sure": 0.95,
    }
    return actions.start(member, actions.draft(member, given, now=at, past=PAST), now=at, seed=seed)


def _fill(member: Membership, row: Experiment, until: datetime, value: Callable[[int], float]) -> None:
    """Enter what is over by then."""
    over = [
        one for one in queries.units(row) if one.last is None or one.last < member.organization.day(until)
    ]
    actions.enter(member, row, {one.index: (value(one.arm), False) for one in over}, now=until)


def _count(dice: random.Random, mean: float) -> float:
    """A count with this mean (Knuth's way of Poisson's)."""
    floor, product, count = math.exp(-mean), dice.random(), 0
    while product > floor:
        product, count = product * dice.random(), count + 1
    return float(count)
