"""The ledger of notices: each step is lawful, written down and taken once; of a notice, twice is harmless."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from leitstand.listen.models import Alarm, AlarmNotice
from leitstand.vocabulary.errors import LeitstandError, TryLater
from leitstand.vocabulary.lives import NOTICE

LEASE = timedelta(minutes=3)
"""A notice whose sender died is sent again after this; sending gives up long before."""

AGAIN = (30, 120, 600, 1800, 3600)
"""Seconds from one failed attempt to the next; after the last one it counts as failed."""


def move(notice: AlarmNotice, there: str, **changes: Any) -> bool:
    """Take one lawful step, if the row still stands where we saw it. False: somebody else was quicker."""
    here = notice.state
    NOTICE.step(here, there)
    changes["state"] = there
    if not AlarmNotice.objects.filter(pk=notice.pk, state=here).update(**changes):
        return False
    for field, value in changes.items():
        setattr(notice, field, value)
    return True


def claim(notice: AlarmNotice, now: datetime) -> bool:
    """Ours to send? Both steps are committed before anything leaves the house."""
    return move(notice, "claimed", claimed=now, attempts=notice.attempts + 1) and move(notice, "sending")


def sent(notice: AlarmNotice, now: datetime) -> None:
    """It was taken from us."""
    move(notice, "sent", sent=now, problem=None)


def failed(notice: AlarmNotice, error: LeitstandError, now: datetime) -> None:
    """Again later, or never: what cannot go out by any way hastens the deputy."""
    problem = told(error)
    if isinstance(error, TryLater) and notice.attempts <= len(AGAIN):
        wait = max(timedelta(seconds=AGAIN[notice.attempts - 1]), min(error.wait, timedelta(hours=1)))
        move(notice, "due", due=now + wait, problem=problem)
        return
    if move(notice, "failed", problem=problem):
        _hasten(notice, now)


def sweep(now: datetime) -> int:
    """What a dead process held goes out again. One claimed in the future: the clock went back since."""
    moved = 0
    for notice in AlarmNotice.objects.filter(state__in=["claimed", "sending"]):
        if notice.claimed is None or not timedelta(0) <= now - notice.claimed < LEASE:
            moved += move(notice, "due", due=now)
    return moved


def told(error: LeitstandError) -> dict[str, Any]:
    """An error as it is kept: the sentence and its facts, translated on the page."""
    return {"sentence": error.sentence, "facts": {name: str(fact) for name, fact in error.facts.items()}}


def _hasten(notice: AlarmNotice, now: datetime) -> None:
    """Nobody who was to be told first can be reached: the deputy is told at once."""
    others = AlarmNotice.objects.filter(alarm=notice.alarm_id, reason=AlarmNotice.ALARM)
    if notice.reason == AlarmNotice.ALARM and not others.exclude(state="failed").exists():
        late = Alarm.objects.filter(pk=notice.alarm_id, state="open", escalated=None, escalate__gt=now)
        late.update(escalate=now)
