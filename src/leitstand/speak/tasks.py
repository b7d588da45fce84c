"""Moves the publishing ledger: sends what is due once, looks for the unknown, takes down what was asked."""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db.models import F

from leitstand import registry
from leitstand.people import actions as people
from leitstand.people.wires import open_wire
from leitstand.speak import embargo, holding, late, ledger, queries
from leitstand.speak.approving import actions as approving
from leitstand.speak.approving import queries as releases
from leitstand.speak.library import store
from leitstand.speak.models import Delivery, Takedown
from leitstand.speak.triage import moderating
from leitstand.vocabulary.errors import (
    Gone,
    Invalid,
    LeitstandError,
    Reconnect,
    Refused,
    Rejected,
    TryLater,
    Uncertain,
)
from leitstand.vocabulary.network import Network, Offer, Wire
from leitstand.vocabulary.post import Note, Picture, Receipt
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.people.models import Account

LOG = logging.getLogger("leitstand.speak")

OpenWire = Callable[["Account | None"], Wire]

LEASE = timedelta(minutes=5)
"""Longer than any publication may take (the wire gives up after a minute a request)."""

TAKEDOWN_LOOKS = (5, 30, 120, 600, 3600)
"""Seconds between looks at the public address while it still answers; the last one repeats."""


def move_due(now: datetime, wire: OpenWire = open_wire) -> int:
    """Move everything that could move. Says how many rows it touched."""
    moved = sweep(now) + approving.lapse(now) + holding.hold_in_storms(now) + late.drop_followers(now)
    for id in queries.due(now):
        moved += _send(id, now, wire)
    for id in queries.to_look_for(now):
        moved += _look(id, now, wire)
    for id in queries.takedowns_due(now):
        moved += _take_down(id, now, wire)
    moved += _moderate(now, wire)
    return moved + late.tell_overdue(now)


def _moderate(now: datetime, wire: OpenWire) -> int:
    def renewed(account: Account, error: Reconnect) -> bool:
        return _renewed(account, error, wire, again=False)

    return moderating.move_due(now, lambda account: _open(wire, account), renewed)


def clock_went_back(by: timedelta, now: datetime) -> None:
    """The clock was ahead by `by` until now: what was planned by it is brought forward by as much."""
    Delivery.objects.filter(state="due", due__gt=now).update(due=F("due") - by)
    Delivery.objects.filter(state="unknown", next_look__gt=now).update(next_look=F("next_look") - by)
    Takedown.objects.filter(next_step__gt=now).update(next_step=F("next_step") - by)


def sweep(now: datetime) -> int:
    """What a dead process held: before its call it goes back, after that its end is unknown."""
    moved = 0
    for delivery in queries.held(("claimed", "sending")):
        if _still_held(delivery, now):
            continue
        if delivery.state == "claimed":
            ledger.move(delivery, "due", now, worker="")
        else:
            ledger.unknown(delivery, Uncertain(_("The program stopped while this was going out.")), now)
        moved += 1
    return moved


def _still_held(delivery: Delivery, now: datetime) -> bool:
    """Does another process that claimed it live, here or, as far as the lease says, elsewhere?

    There is one loop a process: what we ourselves hold when we come here is not under way.
    """
    host, _at, process = delivery.worker.partition("/")
    if host == socket.gethostname():
        return process != myself() and _alive(process)
    return delivery.claimed is not None and timedelta(0) <= now - delivery.claimed < LEASE


def myself() -> str:
    """This process, told apart from a later one with the same number by when it started."""
    return f"{os.getpid()}-{_started(os.getpid())}"


def _alive(process: str) -> bool:
    number, _dash, start = process.partition("-")
    return number.isdigit() and _started(int(number)) == start != ""


def _started(number: int) -> str:
    """When a process began, in clock ticks since boot (proc(5), field 22); "" when there is none."""
    try:
        return Path(f"/proc/{number}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()[19]
    except (OSError, IndexError):
        return ""


def _send(id: int, now: datetime, wire: OpenWire) -> int:
    """Claim, mark as sending, call exactly once, store the answer; each step is committed before the next."""
    delivery = Delivery.objects.select_related("account", "after", "release").get(pk=id)
    try:
        if not releases.stands(delivery):
            ledger.move(delivery, "waiting", now)
            return 1
        ledger.move(
            delivery,
            "claimed",
            now,
            claimed=now,
            worker=f"{socket.gethostname()}/{myself()}",
            published=delivery.published or now.replace(microsecond=now.microsecond // 1000 * 1000),
            attempts=delivery.attempts + 1,
        )
        if holding.pause(delivery.organization_id):
            ledger.move(delivery, "due", now, worker="")
            return 0
        ledger.move(delivery, "sending", now)
    except Refused:
        return 0  # another process was quicker
    network = registry.network(delivery.account.network)
    try:
        receipt = _published(network, delivery, now, wire)
    except LeitstandError as error:
        _settle(delivery, error, now, wire)
    except BaseException:
        # Our own fault, after the call may have gone out: the row says so before the fault is told.
        ledger.unknown(delivery, Uncertain(_("A fault of ours came while this was going out.")), now)
        raise
    else:
        ledger.sent(delivery, receipt, now)
    return 1


def _published(network: Network, delivery: Delivery, now: datetime, wire: OpenWire) -> Receipt:
    until = delivery.note.get("embargo")
    with _open(wire, delivery.account) as line:
        embargo.respect(line, datetime.fromisoformat(until) if until else None, now)
        return network.publish(line, note_of(delivery), key=str(delivery.key))


def _settle(delivery: Delivery, error: LeitstandError, now: datetime, wire: OpenWire) -> None:
    """What to do with a delivery whose call failed, sorted by the kind of failure."""
    problem, again = ledger.told(error), _same(delivery.problem, error)
    match error:
        case Uncertain():
            ledger.unknown(delivery, error, now)
        case TryLater():
            ledger.move(delivery, "due", now, due=now + error.wait, problem=problem)
        case Reconnect():
            ledger.move(delivery, "due", now, due=now + timedelta(seconds=1), problem=problem)
            _renewed(delivery.account, error, wire, again=again)
        case Rejected() | Gone() | Invalid() | Refused():
            ledger.move(delivery, "refused", now, problem=problem)
        case _:
            ledger.unknown(delivery, error, now)


def _same(problem: dict[str, Any] | None, error: LeitstandError) -> bool:
    """Was that what went wrong the last time as well?"""
    return problem is not None and problem.get("sentence") == error.sentence


def _renewed(account: Account, error: Reconnect, wire: OpenWire, *, again: bool) -> bool:
    """Short-lived permission is renewed once; a network that then says no `again` pauses the account."""
    if again:
        people.pause_account(account, error)
        return False
    try:
        with _open(wire, None) as line:
            return people.renew(account, line)
    except TryLater:
        return False
    except LeitstandError as worse:
        people.pause_account(account, worse)
        return False


def _look(id: int, now: datetime, wire: OpenWire) -> int:
    """Is it there after all? Found: sent. Not found: look later, and in the end ask a person."""
    delivery = Delivery.objects.select_related("account", "after").get(pk=id)
    network = registry.network(delivery.account.network)
    problem = delivery.problem
    # Put off before it is tried: if we fall over it ourselves, the rows behind it still get their turn.
    Delivery.objects.filter(pk=id, state="unknown").update(next_look=now + _pause(delivery.looks))
    try:
        with _open(wire, delivery.account) as line:
            receipt = network.look(line, note_of(delivery), key=str(delivery.key))
    except Reconnect as error:
        renewed = _renewed(delivery.account, error, wire, again=_same(problem, error))
        soon = now + (timedelta(seconds=1) if renewed else _wait(error, delivery.looks))
        Delivery.objects.filter(pk=id, state="unknown").update(next_look=soon, problem=ledger.told(error))
        return 1
    except LeitstandError as error:
        # The look itself failed: it says nothing about the post, so it does not count as a look.
        Delivery.objects.filter(pk=id, state="unknown").update(
            next_look=now + _wait(error, delivery.looks), problem=ledger.told(error)
        )
        return 1
    if receipt:
        ledger.sent(delivery, receipt, now)
        return 1
    looks = delivery.looks + 1
    later = now + timedelta(seconds=ledger.LOOKS[looks]) if looks < len(ledger.LOOKS) else None
    Delivery.objects.filter(pk=id, state="unknown").update(looks=looks, next_look=later, problem=problem)
    return 1


def _take_down(id: int, now: datetime, wire: OpenWire) -> int:
    """One step of a take-down: ask the network, or re-read the public address."""
    takedown = Takedown.objects.select_related("delivery", "delivery__account").get(pk=id)
    network = registry.network(takedown.delivery.account.network)
    Takedown.objects.filter(pk=id).update(next_step=now + _pause(takedown.looks))
    try:
        if takedown.accepted is None:
            _ask_down(takedown, network, now, wire)
        else:
            _see(takedown, network, now, wire)
    except Reconnect as error:
        _renewed(takedown.delivery.account, error, wire, again=_same(takedown.problem, error))
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
            problem=ledger.told(error),
            looked=now,
        )
    except LeitstandError as error:
        ledger.move_takedown(
            takedown, "impossible", now, next_step=None, problem=ledger.told(error), looked=now
        )
    return 1


def _ask_down(takedown: Takedown, network: Network, now: datetime, wire: OpenWire) -> None:
    try:
        with _open(wire, takedown.delivery.account) as line:
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
        wait = TAKEDOWN_LOOKS[min(takedown.looks, len(TAKEDOWN_LOOKS) - 1)]
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
        with _open(wire, account) as line:
            if network.confirm(line, receipt):
                return None
    try:
        with _open(wire, None) as line:
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
        next_step=now + _wait(error, takedown.looks),
        problem=ledger.told(error),
    )


def _wait(error: LeitstandError, tries: int) -> timedelta:
    """As long as the network asked for, and longer with every try."""
    asked = error.wait if isinstance(error, TryLater) else timedelta(0)
    return max(asked, _pause(tries))


def _pause(tries: int) -> timedelta:
    return timedelta(seconds=TAKEDOWN_LOOKS[min(tries, len(TAKEDOWN_LOOKS) - 1)])


def note_of(delivery: Delivery) -> Note:
    """The exact note of a delivery: the same at every attempt. Raises Refused when a picture is missing."""
    said = delivery.note
    return Note(
        content=delivery.content,
        published=delivery.published or delivery.created,
        language=delivery.language,
        in_reply_to=delivery.after.receipt_id if delivery.after else said.get("in_reply_to"),
        name=said.get("name"),
        summary=said.get("summary", ""),
        visibility=said.get("visibility", ""),
        pictures=tuple(
            Picture(content=store.get(one["sha256"]), media_type=one["media_type"], alt=one["alt"])
            for one in said.get("pictures", ())
        ),
    )


class _open:
    """A wire for one call, closed afterwards when it can be."""

    def __init__(self, opener: OpenWire, account: Account | None) -> None:
        self.line = opener(account)

    def __enter__(self) -> Wire:
        return self.line

    def __exit__(self, *_error: object) -> None:
        close = getattr(self.line, "close", None)
        if close:
            close()
