"""Looks at the pages that say they link to us, and tells those that we link to."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

from leitstand import registry
from leitstand.listen.models import LinkAsked, LinkTold
from leitstand.listen.webmentions import actions, queries
from leitstand.people.wires import open_wire
from leitstand.vocabulary.errors import Invalid, NetworkError, Refused, TryLater

if TYPE_CHECKING:
    from leitstand.networks.webmention import Webmention
    from leitstand.vocabulary.network import Wire

LOG = logging.getLogger(__name__)
MOST = 5
"""Pages looked at in one call, so that sources get their turn."""

LEASE = timedelta(minutes=2)
WAITS = tuple(timedelta(minutes=minutes) for minutes in (5, 60, 720))
"""From one try to the next; after the last nobody is asked any more."""

OpenWire = Callable[[], Any]


def look_due(now: datetime, wire: OpenWire = open_wire) -> int:
    """Look at the pages that say they link to us; says how many were looked at."""
    rows = [row for row in queries.due_asked(now)[:MOST] if _claimed(row, now)]
    for row in rows:
        try:
            with closing(wire()) as line:
                page = _network().verify(line, row.source, row.target)
            actions.heard(row, list(_network().parse(page.raw, page.url)), now=now)
        except TryLater as error:
            _later(row, error.wait, now)
        except (NetworkError, Invalid, Refused) as error:
            _give_up(row, error)
    return len(rows)


def tell_due(now: datetime, wire: OpenWire = open_wire) -> int:
    """Tell pages that our articles link to them; says how many were asked."""
    rows = [row for row in queries.due_told(now)[:MOST] if _claimed(row, now)]
    for row in rows:
        try:
            with closing(wire()) as line:
                _tell(row, line)
        except TryLater as error:
            _later(row, error.wait, now)
        except (NetworkError, Invalid, Refused) as error:
            _give_up(row, error)
    return len(rows)


def _tell(row: LinkTold, wire: Wire) -> None:
    endpoint = _network().tell(wire, row.source, row.target)[:2000]
    actions.done(row, LinkTold.TOLD, endpoint=endpoint)


def _claimed(row: LinkAsked | LinkTold, now: datetime) -> bool:
    """Is it ours? Put off before it is tried, so that a page that hangs is not asked in a row."""
    ours = type(row)._default_manager.filter(pk=row.pk, due=row.due)
    row.due = now + LEASE
    return bool(ours.update(due=row.due))


def _later(row: LinkAsked | LinkTold, wait: timedelta, now: datetime) -> None:
    if row.tries >= len(WAITS):
        actions.done(row, row.FAILED)
        return
    due = now + max(wait, WAITS[row.tries])
    rows = type(row)._default_manager.filter(pk=row.pk, due=row.due)
    rows.update(due=due, tries=row.tries + 1)


def _give_up(row: LinkAsked | LinkTold, error: Exception) -> None:
    LOG.info("webmention %s: %s", row, error)
    actions.done(row, row.FAILED)


def _network() -> Webmention:
    return cast("Webmention", registry.network(actions.NETWORK))
