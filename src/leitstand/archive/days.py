"""The archive of one organisation: added to as posts are heard, folded into Parquet, let go day by day.

    2026-03-02/spool                        frames of the last minutes
    2026-03-02/folding-00000                a spool on its way into a part
    2026-03-02/part-00000-00002.parquet     parts 0 to 2 in one
    gone                                    ids of posts that were deleted since, a JSON string a line
    .adding  .folding           locks

Readers hold `.folding` together, whoever changes files holds it alone; adding never waits for either.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from leitstand.archive import files, rows, spool

AT_ONCE = 10_000
"""Rows in one batch that a reader gets."""

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_NONE = pa.array([], pa.string())
_GROUPS = 4
"""A sample of a day opens about so many pieces of its files."""


class Archive:
    """What an organisation heard in the last days. Every method may be called from any process."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def add(self, heard: pa.RecordBatch) -> None:
        """Append rows (see `rows.of`) to the spool of their day. Raises OSError when the disk is full."""
        if not heard.num_rows:
            return
        folder = self._folder(heard["heard"][0].as_py().astimezone(UTC).date())
        with self._alone(".adding"):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            spool.append(folder / "spool", heard)

    def forget(self, posts: Iterable[str]) -> None:
        """Posts that were deleted where they stood: no reader sees them again, `tend` takes them out."""
        if lines := "".join(f"{json.dumps(one)}\n" for one in posts):
            with self._alone(".adding"), (self.root / "gone").open("a", encoding="utf-8") as file:
                file.write(lines)

    def days(self) -> list[date]:
        """The days there is something of, the oldest first."""
        if not self.root.is_dir():
            return []
        names = sorted(place.name for place in self.root.iterdir() if _DAY.fullmatch(place.name))
        return [date.fromisoformat(name) for name in names]

    def read(self, day: date) -> Iterator[pa.RecordBatch]:
        """The posts heard on a day, in the order they came, each once; deleted ones are left out."""
        with self._together():
            gone = self._gone()
            for part in self._parts(day):
                for batch in pq.ParquetFile(part).iter_batches(AT_ONCE):
                    yield from rows.pieces(rows.without(rows.table([batch]), gone, frozenset()), AT_ONCE)
            fresh = rows.without(self._fresh(day), gone, frozenset())
            yield from rows.pieces(fresh, AT_ONCE)

    def sample(self, day: date, most: int) -> tuple[list[pa.RecordBatch], int]:
        """About `most` posts of a day, from its beginning to its end, and how many there are in its parts.

        What lies in spools is read whole, up to `most`, when there are no parts yet.
        """
        with self._together():
            gone = self._gone()
            groups = [(file, n) for file in map(pq.ParquetFile, self._parts(day)) for n in _groups(file)]
            total = sum(file.metadata.row_group(n).num_rows for file, n in groups)
            if not groups:
                fresh = rows.without(self._fresh(day), gone, frozenset())
                return list(rows.pieces(fresh.slice(0, most), AT_ONCE)), int(fresh.num_rows)
            chosen = groups[:: max(1, len(groups) // _GROUPS)]
            each = max(1, most // len(chosen))
            some = (
                rows.without(_spread(file.read_row_group(n), each), gone, frozenset()) for file, n in chosen
            )
            return [
                one for part in some for one in rows.pieces(rows.table(part.to_batches()), AT_ONCE)
            ], total

    def tend(self, today: date) -> None:
        """Fold spools into parts; a day that is over becomes one file. Gives way to whoever is reading."""
        try:
            with self._alone(".folding", fcntl.LOCK_EX | fcntl.LOCK_NB):
                for day in self.days():
                    self._fold(day)
                    if day < today:
                        self._unite(day)
                self._let_go()
        except BlockingIOError:
            return

    def expire(self, before: date) -> list[date]:
        """Delete the days before this one; says which."""
        old = [day for day in self.days() if day < before]
        if old:
            with self._alone(".folding"):
                for day in old:
                    self._drop(self._folder(day))
        return old

    def erase(self, *, posts: Iterable[str] = (), people: Iterable[str] = ()) -> int:
        """Take posts, or all by these people (ids or handles), out of every file; says how many rows went."""
        ids, who = frozenset(posts), frozenset(people)
        with self._alone(".folding"):
            return sum(self._erase(place, ids, who) for day in self.days() for place in self._places(day))

    def remove(self) -> None:
        """Delete everything."""
        if self.root.is_dir():
            with self._alone(".folding"):
                self._drop(self.root)

    def size(self) -> int:
        """Bytes on the disk."""
        found = (place for place in self.root.rglob("*") if place.is_file()) if self.root.is_dir() else ()
        return sum(place.stat().st_size for place in found)

    def counts(self) -> dict[date, int]:
        """Rows in the parts of each day; what lies in spools is not counted yet."""
        return {day: sum(pq.read_metadata(part).num_rows for part in self._parts(day)) for day in self.days()}

    def _folder(self, day: date) -> Path:
        return self.root / day.isoformat()

    def _parts(self, day: date) -> list[Path]:
        """In their order; one that a united part covers is about to be deleted."""
        there = sorted(self._folder(day).glob("part-*.parquet"))
        return [place for place in there if not any(_covers(other, place) for other in there)]

    def _spools(self, day: date) -> list[Path]:
        folder = self._folder(day)
        return [*sorted(folder.glob("folding-*")), *(p for p in [folder / "spool"] if p.exists())]

    def _places(self, day: date) -> list[Path]:
        return [*self._parts(day), *self._spools(day)]

    def _alone(self, name: str, how: int = fcntl.LOCK_EX) -> AbstractContextManager[None]:
        self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
        return spool.locked(self.root / name, how)

    def _together(self) -> AbstractContextManager[None]:
        return self._alone(".folding", fcntl.LOCK_SH)

    def _gone(self) -> frozenset[str]:
        try:
            lines = (self.root / "gone").read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return frozenset()
        return frozenset(json.loads(line) for line in lines if line.endswith('"'))

    def _fresh(self, day: date) -> pa.Table:
        """What lies in the spools of a day and in no part of any day yet, each once."""
        heard = rows.once(rows.table(batch for place in self._spools(day) for batch in spool.read(place)))
        if not heard.num_rows:
            return heard
        known = [self._known(part, rows.keys(heard)) for one in self.days() for part in self._parts(one)]
        return heard.filter(
            pc.invert(pc.is_in(rows.keys(heard), value_set=pa.concat_arrays([_NONE, *known])))
        )

    def _known(self, part: Path, wanted: pa.Array) -> pa.Array:
        """Those of the wanted keys that a part holds, read a piece at a time."""
        found = [_NONE]
        for batch in pq.ParquetFile(part).iter_batches(AT_ONCE * 10, columns=["id", "updated"]):
            here = rows.keys(batch)
            found.append(here.filter(pc.is_in(here, value_set=wanted)))
        return pa.concat_arrays(found)

    def _fold(self, day: date) -> None:
        """The spools of a day become one more part. A crash in between leaves rows twice; they are known."""
        folder = self._folder(day)
        with self._alone(".adding"):
            if (folder / "spool").exists():
                last = max((int(place.name[-5:]) for place in folder.glob("folding-*")), default=-1)
                os.replace(folder / "spool", folder / f"folding-{last + 1:05}")
        folded = sorted(folder.glob("folding-*"))
        if not folded:
            return
        fresh = self._fresh(day)
        if fresh.num_rows:
            number = max((_range(place)[1] + 1 for place in folder.glob("part-*.parquet")), default=0)
            files.write(folder / _part(number, number), rows.pieces(fresh, AT_ONCE))
        for place in folded:
            files.wipe(place)

    def _unite(self, day: date) -> None:
        """One file for a day that is over; its name says which parts it takes the place of."""
        parts = self._parts(day)
        if len(parts) > 1:
            every = (batch for part in parts for batch in pq.ParquetFile(part).iter_batches(AT_ONCE))
            files.write(self._folder(day) / _part(_range(parts[0])[0], _range(parts[-1])[1]), every)
        for place in self._folder(day).glob("part-*.parquet"):
            if place not in self._parts(day):
                files.wipe(place)

    def _let_go(self) -> None:
        """Take deleted posts out of the files; those told of meanwhile wait for the next time."""
        gone = self._gone()
        if not gone:
            return
        for day in self.days():
            for part in self._parts(day):
                self._erase(part, gone, frozenset())
        with self._alone(".adding"):
            left = self._gone() - gone
            (self.root / "gone").write_text("".join(f"{json.dumps(one)}\n" for one in sorted(left)))

    def _erase(self, place: Path, posts: frozenset[str], people: frozenset[str]) -> int:
        """Write one file anew without these rows, and overwrite what it was; says how many went."""
        if place.suffix != ".parquet":
            return self._erase_spool(place, posts, people)
        before = pq.read_metadata(place).num_rows
        if not any(_without(batch, posts, people) < batch.num_rows for batch in _light(place)):
            return 0
        with place.open("r+b") as old:
            batches = (rows.table([batch]) for batch in pq.ParquetFile(place).iter_batches(AT_ONCE))
            kept = files.write(
                place,
                (one for some in batches for one in rows.pieces(rows.without(some, posts, people), AT_ONCE)),
            )
            files.overwrite(old)
        return int(before - kept)

    def _erase_spool(self, place: Path, posts: frozenset[str], people: frozenset[str]) -> int:
        with self._alone(".adding"):
            held = rows.table(spool.read(place))
            kept = rows.without(held, posts, people)
            if kept.num_rows < held.num_rows:
                files.wipe(place)
                for batch in rows.pieces(kept, AT_ONCE):
                    spool.append(place, batch)
        return int(held.num_rows - kept.num_rows)

    def _drop(self, folder: Path) -> None:
        for place in sorted(folder.rglob("*")):
            if place.is_file() and not place.name.startswith("."):
                files.wipe(place)
        shutil.rmtree(folder, ignore_errors=True)


def _groups(file: pq.ParquetFile) -> range:
    return range(file.num_row_groups)


def _spread(some: pa.Table, most: int) -> pa.Table:
    """At most so many rows, evenly from the first to the last."""
    stride = -(-some.num_rows // most)
    return some.take(pa.array(range(0, some.num_rows, max(1, stride)), pa.int64()))


def _part(first: int, last: int) -> str:
    return f"part-{first:05}-{last:05}.parquet"


def _range(part: Path) -> tuple[int, int]:
    """The numbers of the parts that one file holds."""
    first, last = part.stem.split("-")[1:]
    return int(first), int(last)


def _covers(one: Path, other: Path) -> bool:
    (first, last), (begins, ends) = _range(one), _range(other)
    return one != other and first <= begins and ends <= last


def _light(part: Path) -> Iterator[pa.RecordBatch]:
    """Only what tells whose and which posts they are."""
    yield from pq.ParquetFile(part).iter_batches(AT_ONCE, columns=["id", "attributed_to"])


def _without(batch: pa.RecordBatch, posts: frozenset[str], people: frozenset[str]) -> int:
    return int(rows.without(pa.Table.from_batches([batch]), posts, people).num_rows)
