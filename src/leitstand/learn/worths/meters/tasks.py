"""Asks web statistics for new numbers."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from leitstand.learn.models import Meter
from leitstand.learn.worths.meters import actions, matomo, plausible, queries
from leitstand.people.wires import open_wire
from leitstand.vocabulary.errors import LeitstandError, Reconnect, TryLater
from leitstand.vocabulary.moments import zone_of
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from leitstand.vocabulary.network import Wire

WAYS = {queries.MATOMO: matomo.read, queries.PLAUSIBLE: plausible.read}


def read_due(now: datetime, wire: Callable[[], Wire] = open_wire) -> int:
    """Ask every web statistics that is due. Says how many were asked."""
    ids = queries.due(now)
    for id in ids:
        read_one(Meter.objects.select_related("organization").get(pk=id), now, wire)
    return len(ids)


def read_one(meter: Meter, now: datetime, wire: Callable[[], Wire] = open_wire) -> None:
    """Ask one of them for the days since it was last asked, and some before: they are completed late."""
    # Put off before it is tried: if we fall over it ourselves, the others still get their turn.
    Meter.objects.filter(pk=meter.pk).update(next_read=now + actions.AFTER_FAULT)
    today = now.astimezone(zone_of(meter.organization.time_zone)).date()
    back = actions.BACK if meter.last_read else actions.BACK_AT_FIRST
    begin = ((meter.last_read or now) - back).astimezone(zone_of(meter.organization.time_zone)).date()
    try:
        with _opened(wire) as line:
            amounts = WAYS[meter.reads](
                line,
                server=meter.server,
                site=meter.site,
                token=meter.secret.get("token", ""),
                days=(begin, today),
                kind=meter.kind,
                network_of=queries.reader(meter.organization),
            )
    except TryLater as error:
        actions.failed(meter, error, now, max(error.wait, timedelta(minutes=10)))
    except Reconnect as error:
        actions.failed(meter, error, now, None)
    except LeitstandError as error:
        actions.failed(meter, error, now, actions.EVERY)
    else:
        actions.clear(meter, (begin, today), amounts.counts)
        kept = actions.replace(meter, amounts.counts, now)
        actions.done(meter, now, _("%(n)s counts of %(days)s days."), n=kept, days=amounts.days)


def clock_went_back(_by: timedelta, now: datetime) -> None:
    """The clock was ahead until now: what was planned by it is asked now, from the days before it."""
    Meter.objects.filter(next_read__gt=now).update(next_read=now)
    Meter.objects.filter(last_read__gt=now).update(last_read=now)


@contextmanager
def _opened(wire: Callable[[], Wire]) -> Iterator[Wire]:
    line = wire()
    try:
        yield line
    finally:
        if close := getattr(line, "close", None):  # one made of paper has nothing to close
            close()
