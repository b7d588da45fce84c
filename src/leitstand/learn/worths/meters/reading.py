"""Counts a server log in pieces: each is kept with how far it went, so that nothing is counted twice."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from itertools import islice
from typing import IO, TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from leitstand.learn.models import LogRead, Meter
from leitstand.learn.worths.meters import actions, logs, queries
from leitstand.learn.worths.meters.amounts import Amounts, Key
from leitstand.people.queries import EDITOR, require
from leitstand.vocabulary.errors import Invalid, Refused
from leitstand.vocabulary.moments import zone_of
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.people.models import Membership

PIECE, PIECE_BYTES = 50_000, 2**24
"""Lines and bytes kept at once: so much is read again at most after a fall."""


def read(member: Membership, meter: Meter, file: IO[bytes], *, now: datetime, piece: int = PIECE) -> Amounts:
    """Count the lines of a log that have not been counted. Editors.

    A file that has grown goes on where it stood; lines of a time that another file of this meter covered are
    left out. Raises Invalid for a file that differs from what it was.
    """
    require(member, EDITOR)
    said = logs.lines(logs.unpacked(file))
    first = next(said, None)
    if first is None:
        raise Invalid(_("There is no whole line in this file. Nothing was counted."))
    head = _printed([first])
    row, _made = LogRead.objects.get_or_create(meter=meter, head=head, defaults={"at": now, "digest": ""})
    mark = logs.Print(_key())
    mark.add(first)
    rest = _skipped(row, mark, first, said)
    zone = zone_of(member.organization.time_zone)
    until = datetime.combine(now.astimezone(zone).date() + timedelta(days=1), time(), zone)
    count = logs.Count(meter.kind, zone, queries.reader(member.organization), _covered(meter, row), until)
    found = _pieces(row, mark, rest, count, now=now, piece=piece)
    told = _("%(n)s arrivals from networks in %(lines)s new lines.")
    actions.done(meter, now, told, n=sum(found.counts.values()), lines=found.lines)
    return found


def _skipped(row: LogRead, mark: logs.Print, first: bytes, said: Iterator[bytes]) -> Iterator[bytes]:
    """The lines after those that were counted, once these have been seen to be the same."""
    if not row.lines:
        yield first
    for line in islice(said, max(row.lines - 1, 0)):
        mark.add(line)
    if row.lines and mark.said != row.digest:
        raise Invalid(
            _(
                "This file begins like one that was counted, and then is shorter or says something else. "
                "Nothing was counted; give the whole file as the server wrote it."
            )
        )
    yield from said


def _pieces(
    row: LogRead, mark: logs.Print, rest: Iterator[bytes], count: logs.Count, *, now: datetime, piece: int
) -> Amounts:
    total, read = Counter[Key](), 0
    while lines := _piece(rest, piece):
        for line in lines:
            if row.lines or read:
                mark.add(line)
            read += 1
            count.take(line, row.lines + read)
        _keep(row, mark, count, read, now)
        total.update(count.counts)
        count.counts.clear()
    return Amounts(total, count.troubles, dict(count.left), lines=read)


def _piece(rest: Iterator[bytes], most: int) -> list[bytes]:
    """The next lines, not more than `most`, and not more than memory bears."""
    found: list[bytes] = []
    size = 0
    for line in islice(rest, most):
        found.append(line)
        size += len(line)
        if size >= PIECE_BYTES:
            break
    return found


@transaction.atomic
def _keep(row: LogRead, mark: logs.Print, count: logs.Count, read: int, now: datetime) -> None:
    """One piece with how far it went, both or neither. Raises Refused when somebody else reads it."""
    here = LogRead.objects.select_for_update().get(pk=row.pk)
    if here.digest != row.digest:
        raise Refused(_("Somebody else is bringing in this file just now. What they count is counted once."))
    actions.add_up(row.meter, count.counts, now)
    row.digest, row.at = mark.said, now
    row.first = min(filter(None, (row.first, count.first)), default=None)
    row.last = max(filter(None, (row.last, count.last)), default=None)
    LogRead.objects.filter(pk=row.pk).update(
        digest=row.digest, at=now, first=row.first, last=row.last, lines=row.lines + read
    )


def _covered(meter: Meter, row: LogRead) -> Callable[[datetime], bool]:
    """Was this moment counted from another file of the same meter?"""
    others = LogRead.objects.filter(meter=meter, first__isnull=False).exclude(pk=row.pk)
    spans = list(others.values_list("first", "last"))
    return lambda at: any(first <= at <= last for first, last in spans if first and last)


def _printed(lines: list[bytes]) -> str:
    mark = logs.Print(_key())
    for line in lines:
        mark.add(line)
    return mark.said


def _key() -> bytes:
    """Of this installation: without it a fingerprint tells nothing, even to who tries all addresses."""
    return hashlib.sha256(b"leitstand.learn.log" + settings.SECRET_KEY.encode()).digest()
