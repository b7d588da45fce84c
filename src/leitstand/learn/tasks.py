"""Reads back what came of our publications, politely and on a schedule."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from leitstand import registry
from leitstand.learn import actions, queries
from leitstand.learn.models import Course
from leitstand.people import actions as people
from leitstand.people.wires import open_wire
from leitstand.vocabulary.errors import LeitstandError, NetworkError, Reconnect, TryLater
from leitstand.vocabulary.network import Offer, Wire

if TYPE_CHECKING:
    from leitstand.people.models import Account

LOG = logging.getLogger("leitstand.learn")


def read_due(now: datetime, wire: Callable[[Account | None], Wire] = open_wire) -> int:
    """Plan readings for new publications and do those that are due. Says how many."""
    moved = actions.begin(now)
    for id in queries.due(now):
        course = Course.objects.select_related("delivery", "delivery__account").get(pk=id)
        _read(course, now, wire)
        moved += 1
    return moved


def _read(course: Course, now: datetime, wire: Callable[[Account | None], Wire]) -> None:
    account = course.delivery.account
    network = registry.network(account.network)
    if Offer.OUTCOME not in network.offers:
        course.next_reading = None
        course.save(update_fields=["next_reading"])
        return
    try:
        counts = network.outcome(wire(account), course.delivery.receipt_id)
    except Reconnect as error:
        actions.put_off(course, error, now)
        _renew(account, error, wire)
    except NetworkError as error:
        actions.put_off(course, error, now, for_good=not isinstance(error, TryLater))
    else:
        actions.note(course, counts, now)


def _renew(account: Account, error: Reconnect, wire: Callable[[Account | None], Wire]) -> None:
    try:
        people.renew(account, wire(None))
    except LeitstandError as worse:
        LOG.info("%s could not be renewed: %s", account, worse)
