"""Series of counts as CSV: read line by line, judged row by row, written back."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from statistics import median
from typing import NamedTuple

import click

from leitstand.analyses.storm import Budget, Judgement, Series
from leitstand.commands._lines import Trouble, lines
from leitstand.vocabulary.errors import Invalid

HEAD = "timestamp,value,expected,low,high,spike,sustained,alarm"
EVERY = 300.0
GAP, TOLD_GAPS = 1.8, 10
"""Rows that lie further apart than GAP bins leave a gap; so many gaps are told."""
FIRST = 12
"""The length of a bin is the middle distance of so many first rows, where nobody tells it."""
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?([Zz]|[+-]\d\d:?\d\d)?")


class Row(NamedTuple):
    """A line of the series: where it stands, its two fields as they were written, and what they mean."""

    where: str
    said: tuple[str, str]
    moment: datetime
    value: float


class Follower:
    """Judges row after row; finds out from the first ones how long a bin is."""

    def __init__(self, every: float | None, a_week: float) -> None:
        self.budget = Budget.of(a_week)
        self.told = every is not None
        self.series = Series(every or EVERY, self.budget)
        self.gaps = 0
        self._first: list[Row] = []

    def step(self, row: Row) -> Judgement:
        """The judgement of the row, from it and the rows before; a gap before it is told, and no fault."""
        if not self.told and len(self._first) < FIRST:
            self._first.append(row)
            every = self._every()
            if every != self.series.every:
                self.series = Series(every, self.budget)
                for earlier in self._first[:-1]:
                    self.series.step(earlier.moment, earlier.value)
        self._tell_gap(row)
        return self.series.step(row.moment, row.value)

    def _tell_gap(self, row: Row) -> None:
        last = self.series.last
        passed = (row.moment - last).total_seconds() if last else 0.0
        if passed < GAP * self.series.every or (not self.told and len(self._first) < FIRST):
            return
        self.gaps += 1
        if self.gaps <= TOLD_GAPS:
            missing = round(passed / self.series.every) - 1
            more = " More gaps are not told." if self.gaps == TOLD_GAPS else ""
            click.echo(
                f"{row.where}: rows missing before this one: {missing}; they teach nothing.{more}",
                err=True,
            )

    def _every(self) -> float:
        moments = [row.moment for row in self._first]
        gaps = [(b - a).total_seconds() for a, b in pairwise(moments)]
        return median(gaps) if gaps else EVERY


def rows(name: str, trouble: Trouble) -> Iterator[Row]:
    """The rows of one file that can be used; the others are told with their numbers and skipped."""
    last: Row | None = None
    for number, (where, line) in enumerate(lines([name], trouble)):
        try:
            row = _read(where, line.decode("utf-8-sig"))
        except UnicodeDecodeError:
            trouble.tell(where, "This is no UTF-8; skipped.")
            continue
        except Invalid as error:
            if number or not line.strip().lower().lstrip(b"\xef\xbb\xbf").startswith(b"timestamp"):
                trouble.tell(where, error)
            continue
        if last is not None and row.moment <= last.moment:
            why = "the same moment as" if row.moment == last.moment else "earlier than"
            trouble.tell(where, f"{row.said[0]} is {why} the row before ({last.said[0]}); skipped.")
            continue
        last = row
        yield row


def written(row: Row, said: Judgement) -> str:
    """One line of the answer."""
    told = (said.expected, said.low, said.high, said.spike, said.sustained)
    return ",".join([*row.said, *(f"{number:.6g}" for number in told), said.alarm])


def _read(where: str, line: str) -> Row:
    """A line `timestamp,value`. Raises Invalid."""
    fields = [field.strip().strip('"') for field in line.split(",")]
    if len(fields) < 2:
        raise Invalid("A line is timestamp,value; here is no comma. Skipped.")
    if not _MOMENT.fullmatch(fields[0]):
        raise Invalid("%(said)r is no moment such as 2026-11-22T09:00:00Z; skipped.", said=fields[0][:40])
    try:
        moment = datetime.fromisoformat(fields[0])
    except ValueError as error:
        raise Invalid("%(said)s is no moment: %(why)s; skipped.", said=fields[0], why=error) from error
    try:
        value = float(fields[1])
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise Invalid("%(said)r is no number; skipped.", said=fields[1][:40])
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
    return Row(where, (fields[0], fields[1]), moment, value)
