"""Sends what is due: claim, prepare media, one public call; each step is kept before the next begins."""

from __future__ import annotations

import os
import socket
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from leitstand import registry
from leitstand.speak import embargo, holding, ledger, queries
from leitstand.speak.approving import queries as releases
from leitstand.speak.lines import OpenWire, opened, renewed, same, told
from leitstand.speak.models import Delivery
from leitstand.speak.noting import note_of
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
from leitstand.vocabulary.post import Receipt
from leitstand.vocabulary.words import _

LEASE = timedelta(minutes=5)
"""Longer than any publication may take (the wire gives up after a minute a request)."""

MOST_STEPS = 100
"""So many calls prepare the media of one note in one go; whoever needs more goes on a little later."""

SOON, LATER = timedelta(seconds=1), timedelta(minutes=1)


def send(id: int, now: datetime, wire: OpenWire) -> int:
    """Take one delivery as far as it goes. Says whether it was touched."""
    delivery = Delivery.objects.select_related("account", "after", "release").get(pk=id)
    try:
        if not releases.stands(delivery):
            ledger.move(delivery, "waiting", now)
            return 1
        _claim(delivery, now)
        if _held_back(delivery, now):
            return 0
        network = registry.network(delivery.account.network)
        if Offer.PREPARE in network.offers and not _prepare(network, delivery, now, wire):
            return 1
        if _held_back(delivery, now):
            return 0
        ledger.move(delivery, "sending", now)
    except Refused:
        return 0  # another process was quicker
    _publish(network, delivery, now, wire)
    return 1


def _claim(delivery: Delivery, now: datetime) -> None:
    ledger.move(
        delivery,
        "claimed",
        now,
        claimed=now,
        worker=f"{socket.gethostname()}/{myself()}",
        published=delivery.published or now.replace(microsecond=now.microsecond // 1000 * 1000),
        attempts=delivery.attempts + 1,
    )


def _held_back(delivery: Delivery, now: datetime) -> bool:
    """Everything is held: it goes back and keeps what is prepared."""
    if not holding.pause(delivery.organization_id):
        return False
    ledger.move(delivery, "due", now, worker="")
    return True


def _prepare(network: Network, delivery: Delivery, now: datetime, wire: OpenWire) -> bool:
    """Media go out and are worked on, one call after the other. True: it can be published now.

    Nothing of this is public, so that a death anywhere repeats one step and nothing else.
    """
    ledger.move(delivery, "preparing", now)
    try:
        with opened(wire, delivery.account) as line:
            _respect(delivery, line, now)
            rest = _steps(network, delivery, line)
    except ledger.Taken:
        raise
    except LeitstandError as error:
        if isinstance(error, Uncertain):
            error = TryLater(error.sentence, LATER, (), **error.facts)
        _settle(delivery, error, now, wire)
        return False
    except BaseException:
        ledger.move(delivery, "due", now, due=now + LATER, worker="")
        raise
    if rest is not None:
        ledger.move(delivery, "due", now, due=now + max(rest, SOON), worker="", problem=None)
    return rest is None


def _steps(network: Network, delivery: Delivery, line: Wire) -> timedelta | None:
    """Step by step until the network says how long to wait (0 s: the next step), or None: all is there."""
    note = note_of(delivery)
    for _step in range(MOST_STEPS):
        done = network.prepare(line, replace(note, prepared=delivery.prepared), key=str(delivery.key))
        ledger.prepared(delivery, done.state)
        if done.wait is None or done.wait > timedelta(0):
            return done.wait
    return SOON


def _publish(network: Network, delivery: Delivery, now: datetime, wire: OpenWire) -> None:
    """The one public call, and what it brought."""
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


def _published(network: Network, delivery: Delivery, now: datetime, wire: OpenWire) -> Receipt:
    with opened(wire, delivery.account) as line:
        _respect(delivery, line, now)
        return network.publish(line, note_of(delivery), key=str(delivery.key))


def _respect(delivery: Delivery, line: Wire, now: datetime) -> None:
    until = delivery.note.get("embargo")
    embargo.respect(line, datetime.fromisoformat(until) if until else None, now)


def _settle(delivery: Delivery, error: LeitstandError, now: datetime, wire: OpenWire) -> None:
    """What to do with a delivery whose call failed, sorted by the kind of failure."""
    problem, again = told(error), same(delivery.problem, error)
    match error:
        case Uncertain():
            ledger.unknown(delivery, error, now)
        case TryLater():
            ledger.move(delivery, "due", now, due=now + error.wait, problem=problem)
        case Reconnect():
            ledger.move(delivery, "due", now, due=now + SOON, problem=problem)
            renewed(delivery.account, error, wire, again=again)
        case Rejected() | Gone() | Invalid() | Refused():
            ledger.move(delivery, "refused", now, problem=problem)
        case _:
            ledger.unknown(delivery, error, now)


def sweep(now: datetime) -> int:
    """What a dead process held: before its public call it goes back, after that its end is unknown."""
    moved = 0
    for delivery in queries.held(("claimed", "preparing", "sending")):
        if _still_held(delivery, now):
            continue
        if delivery.state == "sending":
            ledger.unknown(delivery, Uncertain(_("The program stopped while this was going out.")), now)
        else:
            ledger.move(delivery, "due", now, worker="")
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
    return f"{os.getpid()}-{started(os.getpid())}"


def _alive(process: str) -> bool:
    number, _dash, start = process.partition("-")
    return number.isdecimal() and started(int(number)) == start != ""


def started(number: int) -> str:
    """When a process began, in clock ticks since boot (proc(5), field 22); "" when there is none."""
    try:
        return Path(f"/proc/{number}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()[19]
    except (OSError, IndexError):
        return ""
