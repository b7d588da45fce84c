"""Looks for a watch in the archive, day by day, and takes in what it finds as if it were heard now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

import pyarrow as pa

from leitstand.listen import keeping
from leitstand.listen.archiving.matching import Engine, here
from leitstand.listen.intake import take_in_again
from leitstand.listen.models import Backfill, Source, Watch
from leitstand.vocabulary import batch
from leitstand.vocabulary.errors import LeitstandError, Refused
from leitstand.vocabulary.lives import BACKFILL
from leitstand.vocabulary.words import _

OPEN = ("asked", "running")


def begin(backfill: Backfill, now: datetime) -> bool:
    """Is it ours to do? Only one process gets it."""
    row = Backfill.objects.filter(pk=backfill.pk, state=backfill.state, claimed=backfill.claimed)
    if not row.update(state="running", claimed=now):
        return False
    backfill.state, backfill.claimed = "running", now
    return True


def step(backfill: Backfill, now: datetime, engine: Engine = here) -> bool:
    """Do the next day of one that is running; says whether there is more. What is wrong stands on the row.

    A day that was broken off is done again: what it had made is known by its ids.
    """
    days = _days(backfill)
    backfill.days_all = backfill.days_done + len(days)
    try:
        if not backfill.watch.active:
            raise paused(backfill.watch)
        if days:
            _day(backfill, days[0], now, engine)
    except (LeitstandError, pa.ArrowInvalid, OSError) as error:
        _fail(backfill, error, now)
        return False
    return _left(backfill, len(days) > 1, now)


def leave(backfill: Backfill) -> None:
    """Let another worker go on with it after the last whole day."""
    Backfill.objects.filter(pk=backfill.pk, state="running").update(state=BACKFILL.step("running", "asked"))


def _days(backfill: Backfill) -> list[date]:
    there = keeping.archive(backfill.organization_id).days()
    return [day for day in there if backfill.last_day is None or day > backfill.last_day]


def _day(backfill: Backfill, day: date, now: datetime, engine: Engine) -> None:
    read = _Counted(keeping.archive(backfill.organization_id).read(day))
    found = made = 0
    for rows in engine(read, backfill.watch.query):
        found += rows.num_rows
        made += _taken_in(rows, backfill.organization_id, now)
        Backfill.objects.filter(pk=backfill.pk).update(posts_read=backfill.posts_read + read.rows)
    backfill.last_day = day
    backfill.days_done += 1
    backfill.posts_read += read.rows
    backfill.found += found
    backfill.made += made


class _Counted:
    """Batches on their way, and how many rows went by."""

    def __init__(self, batches: Iterator[pa.RecordBatch]) -> None:
        self._batches = batches
        self.rows = 0

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        for one in self._batches:
            self.rows += one.num_rows
            yield one


def _taken_in(rows: pa.RecordBatch, organization_id: int, now: datetime) -> int:
    """Through the door that everything comes through, source by source; those removed since are left out."""
    by_source: dict[int, list[int]] = {}
    for place, source in enumerate(rows["source"].to_pylist()):
        by_source.setdefault(source, []).append(place)
    there = Source.objects.in_bulk(by_source)
    made = 0
    for key, places in by_source.items():
        source = there.get(key)
        if source is not None and source.organization_id == organization_id:
            some = rows.take(pa.array(places))
            heard = some["heard"].to_pylist()
            posts = [
                replace(post, published=post.published or moment)
                for post, moment in zip(batch.posts(some), heard, strict=True)
            ]
            made += take_in_again(source, posts, now=now)
    return made


def paused(watch: Watch) -> Refused:
    """A watch that finds nothing in what is heard finds nothing in what was."""
    return Refused(
        _("The watch “%(name)s” is paused, so nothing was looked for. Let it look out, then repeat this."),
        name=watch.name,
    )


def _fail(backfill: Backfill, error: Exception, now: datetime) -> None:
    if isinstance(error, LeitstandError):
        told = {"sentence": error.sentence, "facts": {key: str(fact) for key, fact in error.facts.items()}}
    else:
        told = {
            "sentence": _(
                "A file of the archive cannot be read (%(why)s). What was found before stays; repeat this, "
                "or wait until the day of that file is over."
            ),
            "facts": {"why": str(error)[:200]},
        }
    backfill.state, backfill.problem, backfill.finished = BACKFILL.step("running", "failed"), told, now
    backfill.save()


def _left(backfill: Backfill, more: bool, now: datetime) -> bool:
    """Write down how far it is; somebody may have stopped it meanwhile."""
    if Backfill.objects.filter(pk=backfill.pk, state="stopped").exists():
        backfill.state, more = "stopped", False
    elif not more:
        backfill.state = BACKFILL.step("running", "done")
    backfill.claimed = now
    backfill.finished = None if more else now
    backfill.save()
    return more
