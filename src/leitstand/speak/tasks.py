"""Moves the publishing ledger: sends what is due once, looks for the unknown, takes down what was asked."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import F

from leitstand.people.wires import open_wire
from leitstand.speak import holding, late, queries
from leitstand.speak.approving import actions as approving
from leitstand.speak.hooks import tasks as hooks
from leitstand.speak.lines import OpenWire, opened, renewed
from leitstand.speak.looking import look
from leitstand.speak.models import Delivery, Message, Takedown
from leitstand.speak.sending import send, sweep
from leitstand.speak.taking_down import take_down
from leitstand.speak.triage import moderating

if TYPE_CHECKING:
    from leitstand.people.models import Account
    from leitstand.vocabulary.errors import Reconnect


def move_due(now: datetime, wire: OpenWire = open_wire) -> int:
    """Move everything that could move. Says how many rows it touched."""
    moved = sweep(now) + approving.lapse(now) + holding.hold_in_storms(now) + late.drop_followers(now)
    for id in queries.takedowns_due(now):
        moved += take_down(id, now, wire)
    for id in queries.due(now):
        moved += send(id, now, wire)
    for id in queries.to_look_for(now):
        moved += look(id, now, wire)
    moved += _moderate(now, wire)
    return moved + late.tell_overdue(now) + hooks.bring_due(now, wire)


def _moderate(now: datetime, wire: OpenWire) -> int:
    def again(account: Account, error: Reconnect) -> bool:
        return renewed(account, error, wire, again=False)

    return moderating.move_due(now, lambda account: opened(wire, account), again)


def clock_went_back(by: timedelta, now: datetime) -> None:
    """The clock was ahead by `by` until now: what was planned by it is brought forward by as much."""
    Delivery.objects.filter(state="due", due__gt=now).update(due=F("due") - by)
    Delivery.objects.filter(state="unknown", next_look__gt=now).update(next_look=F("next_look") - by)
    Message.objects.filter(state=Message.DUE, next_try__gt=now).update(next_try=F("next_try") - by)
    Takedown.objects.filter(next_step__gt=now).update(next_step=F("next_step") - by)
