"""Whether the clock can be believed: what deletes by age waits until a new time has held for a while."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from leitstand.site.models import Heartbeat

LOG = logging.getLogger("leitstand.work")

CLOCK = "clock"
"""The row of `Heartbeat` that says when the clock last jumped ahead; its note tells from where."""

JUMP = timedelta(days=3)
"""Silent for longer than over a weekend: switched off for long, or the clock is wrong now."""

HOLD = timedelta(days=1)
RECENT = timedelta(hours=1)

Move = Callable[[datetime], int]


def seen(name: str, before: datetime | None, now: datetime) -> None:
    """A process was alive at `before` and is at `now`: note a jump ahead, forget one that was undone."""
    Heartbeat.objects.filter(name=CLOCK, at__gt=now).delete()
    if before is None or now - before <= JUMP:
        return
    LOG.warning(
        "%s: the clock is %s ahead of the last sign of life; nothing is deleted for its age until this time "
        "has held for %s",
        name,
        now - before,
        HOLD,
    )
    Heartbeat.objects.update_or_create(name=CLOCK, defaults={"at": now, "note": f"from {before.isoformat()}"})


def holds(name: str, now: datetime) -> bool:
    """Was this process alive a short while ago by this clock, and did the clock not jump within a day?"""
    alive = Heartbeat.objects.filter(name=name, at__gt=now - RECENT).exists()
    return alive and not Heartbeat.objects.filter(name=CLOCK, at__gt=now - HOLD).exists()


def when_it_holds(name: str, move: Move) -> Move:
    """The same move, or none while the clock is in doubt."""

    def careful(now: datetime) -> int:
        return move(now) if holds(name, now) else 0

    return careful
