"""Brings to hooks what was written down for them, again until it is taken, and keeps a log of it."""

from __future__ import annotations

from datetime import datetime, timedelta

from leitstand.people.wires import open_wire
from leitstand.speak.hooks import signing
from leitstand.speak.lines import OpenWire, opened, told
from leitstand.speak.models import Hook, Message
from leitstand.vocabulary.errors import Gone, LeitstandError, NetworkError

AGAIN = (5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400)
"""Seconds to the next attempt, as Standard Webhooks advises: three days in all, then it is given up."""

KEPT = timedelta(days=30)


def bring_due(now: datetime, wire: OpenWire = open_wire) -> int:
    """Bring what is due, in the order in which it happened. Says how many were tried."""
    due = Message.objects.filter(state=Message.DUE, next_try__lte=now, hook__active=True)
    rows = list(due.select_related("hook").order_by("next_try", "pk")[:50])
    for row in rows:
        bring(row, now, wire)
    return len(rows)


def bring(row: Message, now: datetime, wire: OpenWire = open_wire) -> Message:
    """One attempt; twice is harmless, for the key stays the same.

    It is put off before it is tried, so that whoever dies meanwhile leaves a row that is tried again. Raises
    nothing: what went wrong stands in the log of attempts.
    """
    wait = AGAIN[min(row.tries, len(AGAIN) - 1)]
    mine = Message.objects.filter(pk=row.pk, state=Message.DUE, tries=row.tries)
    if not mine.update(tries=row.tries + 1, next_try=now + timedelta(seconds=wait)):
        return row
    row.tries += 1
    try:
        with opened(wire, None) as line:
            body = row.body.encode()
            signed = signing.headers(row.hook.secret, str(row.key), now, row.body)
            status = line.post(row.hook.url, body=body, headers=signed).status
        _log(row, now, status, None)
    except LeitstandError as fault:
        _log(row, now, fault.facts.get("status"), fault)
    return row


def tidy(now: datetime) -> int:
    """Forget messages of more than 30 days ago."""
    gone, _each = Message.objects.filter(created__lt=now - KEPT).exclude(state=Message.DUE).delete()
    return gone


def _log(row: Message, now: datetime, status: object, error: LeitstandError | None) -> None:
    problem = told(error) if error else None
    row.attempts = [*row.attempts, {"at": now.isoformat(), "status": status, "problem": problem}]
    if error is None:
        row.state = Message.DONE
    elif isinstance(error, Gone) or not isinstance(error, NetworkError) or row.tries > len(AGAIN):
        row.state = Message.FAILED
    row.save(update_fields=["attempts", "state"])
    if isinstance(error, Gone):
        # 410: the other side wants to hear nothing any more.
        Hook.objects.filter(pk=row.hook_id).update(active=False, problem=problem)
