"""Reads back what came of our publications, politely and on a schedule."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q

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

AFTER_FAULT = timedelta(minutes=10)


def read_due(now: datetime, wire: Callable[[Account | None], Wire] = open_wire) -> int:
    """Plan readings for new publications and do those that are due. Says how many."""
    moved = actions.begin(now)
    for id in queries.due(now):
        course = Course.objects.select_related("delivery", "delivery__account").get(pk=id)
        _read(course, now, wire)
        moved += 1
    return moved


def clock_went_back(by: timedelta, now: datetime) -> None:
    """The clock was ahead until now, and with it the age of everything: read once more, then plan anew."""
    young = Course.objects.filter(delivery__receipt_published__gt=now - timedelta(days=queries.DAYS_READ))
    young.filter(Q(next_reading__gt=now) | Q(next_reading=None)).update(next_reading=now)


@contextmanager
def _opened(wire: Callable[[Account | None], Wire], account: Account | None) -> Iterator[Wire]:
    line = wire(account)
    try:
        yield line
    finally:
        if close := getattr(line, "close", None):  # one made of paper has nothing to close
            close()


def _read(course: Course, now: datetime, wire: Callable[[Account | None], Wire]) -> None:
    account = course.delivery.account
    network = registry.network(account.network)
    if Offer.OUTCOME not in network.offers:
        course.next_reading = None
        course.save(update_fields=["next_reading"])
        return
    # Put off before it is tried: if we fall over it ourselves, the others still get their turn.
    Course.objects.filter(pk=course.pk).update(next_reading=now + AFTER_FAULT)
    try:
        with _opened(wire, account) as line:
            counts = network.outcome(line, course.delivery.receipt_id)
    except Reconnect as error:
        again = course.problem is not None and course.problem.get("sentence") == error.sentence
        actions.put_off(course, error, now)
        _renew(account, error, wire, again=again)
    except NetworkError as error:
        actions.put_off(course, error, now, for_good=not isinstance(error, TryLater))
    else:
        actions.note(course, counts, now)


def _renew(
    account: Account, error: Reconnect, wire: Callable[[Account | None], Wire], *, again: bool
) -> None:
    """Short-lived permission is renewed once; a network that then says no `again` pauses the account."""
    if again:
        people.pause_account(account, error)
        return
    try:
        with _opened(wire, None) as line:
            people.renew(account, line)
    except LeitstandError as worse:
        LOG.info("%s could not be renewed: %s", account, worse)
