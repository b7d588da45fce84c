"""Which posts of a batch does a watch find? Needs no database, so that any worker of a cluster can answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import pyarrow as pa

from leitstand.vocabulary.watch import Watches, read_query

Engine = Callable[[Iterable[pa.RecordBatch], str], Iterator[pa.RecordBatch]]
"""Takes batches and a query; gives for each batch, in the same order, the rows that the query finds."""


def matched(rows: pa.RecordBatch, query: str) -> pa.RecordBatch:
    """The rows that the query finds, in their order. Raises Mistake."""
    found = Watches({"it": read_query(query)}).match(rows)
    return rows.filter(pa.array([bool(names) for names in found], pa.bool_()))


def here(batches: Iterable[pa.RecordBatch], query: str) -> Iterator[pa.RecordBatch]:
    """The engine that needs no other machine."""
    for rows in batches:
        yield matched(rows, query)
