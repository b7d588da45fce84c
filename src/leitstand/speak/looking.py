"""Looks whether what went out without an answer is there after all; what stays unknown goes to a person."""

from __future__ import annotations

from datetime import datetime, timedelta

from leitstand import registry
from leitstand.speak import ledger
from leitstand.speak.lines import OpenWire, opened, pause, renewed, same, told, wait
from leitstand.speak.models import Delivery
from leitstand.speak.noting import note_of
from leitstand.vocabulary.errors import LeitstandError, Reconnect


def look(id: int, now: datetime, wire: OpenWire) -> int:
    """Is it there after all? Found: sent. Not found: look later, and in the end ask a person."""
    delivery = Delivery.objects.select_related("account", "after").get(pk=id)
    network = registry.network(delivery.account.network)
    problem = delivery.problem
    # Put off before it is tried: if we fall over it ourselves, the rows behind it still get their turn.
    Delivery.objects.filter(pk=id, state="unknown").update(next_look=now + pause(delivery.looks))
    try:
        with opened(wire, delivery.account) as line:
            receipt = network.look(line, note_of(delivery), key=str(delivery.key))
    except Reconnect as error:
        fresh = renewed(delivery.account, error, wire, again=same(problem, error))
        soon = now + (timedelta(seconds=1) if fresh else wait(error, delivery.looks))
        ledger.looked(delivery, "failed", now, error)
        Delivery.objects.filter(pk=id, state="unknown").update(next_look=soon, problem=told(error))
        return 1
    except LeitstandError as error:
        # The look itself failed: it says nothing about the post, so it does not count as a look.
        ledger.looked(delivery, "failed", now, error)
        Delivery.objects.filter(pk=id, state="unknown").update(
            next_look=now + wait(error, delivery.looks), problem=told(error)
        )
        return 1
    if receipt:
        ledger.looked(delivery, "found", now)
        ledger.sent(delivery, receipt, now)
        return 1
    ledger.looked(delivery, "absent", now)
    looks = delivery.looks + 1
    later = now + timedelta(seconds=ledger.LOOKS[looks]) if looks < len(ledger.LOOKS) else None
    Delivery.objects.filter(pk=id, state="unknown").update(looks=looks, next_look=later, problem=problem)
    return 1
