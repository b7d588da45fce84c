"""What the analyses of an organisation know, kept in the transaction of the posts they learned it from."""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from types import ModuleType
from typing import Any

import pyarrow as pa
from django.db import transaction

from leitstand import firehose, registry
from leitstand.listen.judging import judges
from leitstand.listen.models import Memory, Watch
from leitstand.vocabulary import batch
from leitstand.vocabulary.analysis import Context
from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.watch import Watches, read_query

WATCHES = "watches"
MATCHED = "matched"
LATER = ("origin", "coordination")

_log = logging.getLogger(__name__)

_COMPILED: dict[int, tuple[int, Watches]] = {}
_KNOWN: dict[tuple[int, str], tuple[int, Any]] = {}


def watches(organization_id: int) -> Watches:
    """The active watches, compiled once per change; each is named by its key in the database."""
    version = (
        Memory.objects.filter(organization=organization_id, analysis=WATCHES)
        .values_list("version", flat=True)
        .first()
    )
    held = _COMPILED.get(organization_id)
    if held and version is not None and held[0] == version:
        return held[1]
    queries = {}
    rows = Watch.objects.filter(organization=organization_id, active=True).order_by("pk")
    for pk, query in rows.values_list("pk", "query"):
        try:
            queries[str(pk)] = read_query(query)
        except Invalid:  # read when it was kept; the language has changed since, and its page says so
            continue
    made = Watches(queries)
    if version is not None:
        made = firehose.matcher(made, held[1] if held else None)
        _COMPILED[organization_id] = (version, made)
    return made


def watches_changed(organization_id: int) -> None:
    """Every process compiles the watches anew before its next batch."""
    Memory.objects.update_or_create(
        organization_id=organization_id, analysis=WATCHES, defaults={"packed": b"", "version": _stamp()}
    )


def matches(posts: pa.RecordBatch, organization_id: int, now: datetime) -> list[list[int]]:
    """The keys of the watches that each post answers, row for row."""
    context = Context(now=now, watches=watches(organization_id))
    found = registry.module(registry.ANALYSES, MATCHED).analyse(posts, context)
    return [[int(key) for key in keys or ()] for keys in found.column(0).to_pylist()]


def with_hits(posts: pa.RecordBatch, hits: list[list[int]]) -> pa.RecordBatch:
    """The posts with the column of the matching beside them; watches are named by their keys."""
    gives = registry.module(registry.ANALYSES, MATCHED).GIVES
    column = pa.array([[str(key) for key in keys] for keys in hits], gives.field(0).type)
    return batch.widen(posts, pa.RecordBatch.from_arrays([column], schema=gives))


@cache
def _remaining() -> tuple[ModuleType, ...]:
    """Every analysis on the shelf after the matching, each after those whose columns it needs.

    But those that judge: they take longer, and answer after intake (see `judging`); and those that voices
    are worked out by now and then, for what origin remembers is too much to be kept with every batch.
    """
    shelf = registry.modules(registry.ANALYSES)
    some = [analysis for name, analysis in shelf.items() if name not in (*judges.SHELF, "taught", *LATER)]
    first = registry.module(registry.ANALYSES, MATCHED)
    return tuple(one for one in registry.in_order(some, batch.POSTS.names) if one is not first)


@dataclass(slots=True)
class Hold:
    """An organisation's memory, held by this transaction: nobody else takes in for it meanwhile."""

    organization_id: int
    revised: list[tuple[str, str]] = field(default_factory=list)
    """(post, story) for earlier posts that the last `columns` found to belong elsewhere."""

    _rows: dict[str, Memory] = field(default_factory=dict)

    def __post_init__(self) -> None:
        Memory.objects.get_or_create(
            organization_id=self.organization_id,
            analysis=WATCHES,
            defaults={"packed": b"", "version": _stamp()},
        )
        held = Memory.objects.select_for_update().filter(organization=self.organization_id)
        self._rows = {row.analysis: row for row in held.order_by("analysis").defer("packed")}

    def columns(self, posts: pa.RecordBatch, context: Context) -> dict[str, list[Any]]:
        """The answers of all analyses about these posts, by column; what they learned is stored along."""
        wide = posts
        for analysis in _remaining():
            if hasattr(analysis, "START"):
                more = self._remembering(analysis, wide, context)
            else:
                more = analysis.analyse(wide, context)
            wide = batch.widen(wide, more)
        return {name: wide[name].to_pylist() for name in wide.schema.names[len(posts.schema) :]}

    def _remembering(self, analysis: ModuleType, posts: pa.RecordBatch, context: Context) -> pa.RecordBatch:
        name = analysis.__name__.rpartition(".")[2]
        more, known = analysis.analyse(posts, self._known(analysis, name), context)
        if hasattr(analysis, "corrections"):
            self.revised += analysis.corrections(known)
        version, packed = _stamp(), analysis.pack(known)
        Memory.objects.update_or_create(
            organization_id=self.organization_id,
            analysis=name,
            defaults={"packed": packed, "version": version},
        )
        place = (self.organization_id, name)
        transaction.on_commit(lambda: _KNOWN.__setitem__(place, (version, known)))
        return more

    def _known(self, analysis: ModuleType, name: str) -> Any:
        """Taken out of the process's own copies: a failed transaction must not leave its traces there."""
        held = _KNOWN.pop((self.organization_id, name), None)
        row = self._rows.get(name)
        if row is None:
            return analysis.unpack(analysis.pack(analysis.START))
        if held and held[0] == row.version:
            return held[1]
        try:
            return analysis.unpack(bytes(row.packed))
        except Invalid:  # remembered by another version of the program: it begins anew, and says so
            _log.warning("%s of organisation %s begins anew", name, self.organization_id)
            return analysis.unpack(analysis.pack(analysis.START))


def _stamp() -> int:
    return secrets.randbits(62)
