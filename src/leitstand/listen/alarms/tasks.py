"""What the worker does in this room: looks, drills, tells people, brings in the deputy, moves events."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from leitstand.listen.alarms import drilling, events, ledger, looking, queries, storms, telling
from leitstand.listen.alarms.messages import message
from leitstand.listen.alarms.sending import SENDERS, Send
from leitstand.listen.models import Alarm, AlarmDrill, AlarmNotice
from leitstand.vocabulary.errors import LeitstandError


def look(now: datetime) -> int:
    """Count the bins that are over and bring the alarms in line, one organisation after the other."""
    changed = sum(looking.look(pk, now) for pk in looking.due(now))
    for alarm in queries.left_alone():
        with transaction.atomic():
            storms.calm(alarm, now)
        changed += 1
    return changed


def tidy(now: datetime) -> int:
    """Alarms go when the posts they tell of have gone; says how many went."""
    old = queries.outdated(now)
    AlarmDrill.objects.filter(alarm__in=old).delete()
    Alarm.objects.filter(pk__in=old).delete()
    return len(old)


def drill(now: datetime) -> int:
    """Begin and end drills."""
    return sum(drilling.move(one, now) for one in queries.drills_under_way())


def move_events(now: datetime) -> int:
    """Watches of events begin and end by themselves."""
    return events.move_due(now)


def escalate(now: datetime) -> int:
    """Nobody took it in time: the deputy is told, once."""
    moved = 0
    for alarm in queries.to_escalate(now):
        with transaction.atomic():
            held = Alarm.objects.filter(pk=alarm.pk, state="open", escalated=None)
            if held.update(escalated=now, escalate=None):
                alarm.escalated, alarm.escalate = now, None
                telling.of_silence(alarm, queries.plan(alarm.organization_id), now)
                moved += 1
    return moved


def deliver(now: datetime, senders: Mapping[str, Send] = SENDERS) -> int:
    """Send what is due. Says how many notices moved."""
    moved = ledger.sweep(now)
    for pk in queries.notices_due(now):
        moved += _send(pk, now, senders)
    return moved


def _send(pk: int, now: datetime, senders: Mapping[str, Send]) -> int:
    rows = AlarmNotice.objects.select_related("alarm__organization", "alarm__drill", "alarm__story", "person")
    notice = rows.get(pk=pk)
    if not ledger.claim(notice, now):
        return 0
    try:
        senders[notice.way](notice, message(notice))
    except LeitstandError as error:
        ledger.failed(notice, error, now)
    else:
        ledger.sent(notice, now)
    return 1


def clock_went_back(by: timedelta, now: datetime) -> None:
    """The clock was ahead by `by` until now: what was planned by it is brought forward by as much."""
    AlarmNotice.objects.filter(state="due", due__gt=now).update(due=F("due") - by)
    Alarm.objects.filter(state="open", escalate__gt=now).update(escalate=F("escalate") - by)
