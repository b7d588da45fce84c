"""Takes down what was asked: the network is asked, then the public address is read until it is seen gone."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from leitstand import registry
from leitstand.people import quotas
from leitstand.speak import ledger
from leitstand.speak.lines import PAUSES, OpenWire, opened, pause, renewed, same, told, wait
from leitstand.speak.models import Takedown
from leitstand.vocabulary.errors import Gone, LeitstandError, Reconnect, TryLater, Uncertain
from leitstand.vocabulary.network import Network, Offer
from leitstand.vocabulary.post import Receipt

if TYPE_CHECKING:
    from leitstand.people.models import Account


def take_down(id: int, now: datetime, wire: OpenWire) -> int:
    """One step of a take-down: ask the network, or re-read the public address."""
    takedown = Takedown.objects.select_related("delivery", "delivery__account").get(pk=id)
    network = registry.network(takedown.delivery.account.network)
    Takedown.objects.filter(pk=id).update(next_step=now + pause(takedown.looks))
    try:
        with quotas.urgent():
            if takedown.accepted is None:
                _ask_down(takedown, network, now, wire)
            else:
                _see(takedown, network, now, wire)
    except Reconnect as error:
        renewed(takedown.delivery.account, error, wire, again=same(takedown.problem, error))
        _later(takedown, error, now)
    except TryLater as error:
        _later(takedown, error, now)
    except Uncertain as error:
        # The request may have arrived; asking again is harmless, a post is deleted only once.
        ledger.move_takedown(
            takedown,
            "unknown",
            now,
            next_step=now + timedelta(seconds=5),
            problem=told(error),
            looked=now,
        )
    except LeitstandError as error:
        ledger.move_takedown(takedown, "impossible", now, next_step=None, problem=told(error), looked=now)
    return 1


def _ask_down(takedown: Takedown, network: Network, now: datetime, wire: OpenWire) -> None:
    try:
        with opened(wire, takedown.delivery.account) as line:
            network.delete(line, takedown.delivery.receipt_id)
    except Gone:
        pass  # it was not there any more; the public address has the last word
    ledger.move_takedown(takedown, "accepted", now, accepted=now, next_step=now, problem=None, looks=0)


def _see(takedown: Takedown, network: Network, now: datetime, wire: OpenWire) -> None:
    """Look for it, as ourselves where the network offers that, then as a stranger: seen gone is gone."""
    done = takedown.delivery
    receipt = Receipt(id=done.receipt_id, url=done.receipt_url, published=done.receipt_published or now)
    seen = _seen(network, receipt, done.account, wire)
    if seen is None:
        wait = PAUSES[min(takedown.looks, len(PAUSES) - 1)]
        ledger.move_takedown(
            takedown,
            "accepted",
            now,
            looked=now,
            looks=takedown.looks + 1,
            next_step=now + timedelta(seconds=wait),
            problem=None,
        )
    else:
        ledger.move_takedown(
            takedown, "gone", now, gone=now, looked=now, next_step=None, problem=None, witness=seen
        )


def _seen(network: Network, receipt: Receipt, account: Account, wire: OpenWire) -> str | None:
    """Who saw it gone: "public", or "interface" where strangers may never look; None: it is still there."""
    confirms = Offer.CONFIRM in network.offers
    if confirms:
        with opened(wire, account) as line:
            if network.confirm(line, receipt):
                return None
    try:
        with opened(wire, None) as line:
            return None if network.visible(line, receipt) else "public"
    except TryLater as error:
        if confirms and error.facts.get("walled"):
            return "interface"
        raise


def _later(takedown: Takedown, error: LeitstandError, now: datetime) -> None:
    """Try again later; once the network had accepted, not being able to see means: unknown."""
    there = "unknown" if takedown.accepted and takedown.state != "unknown" else takedown.state
    ledger.move_takedown(
        takedown,
        there,
        now,
        looks=takedown.looks + 1,
        next_step=now + wait(error, takedown.looks),
        problem=told(error),
    )
