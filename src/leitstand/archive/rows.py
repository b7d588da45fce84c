"""The rows of the archive: posts as in a batch, with where and when each was heard."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc

from leitstand.vocabulary import batch

ARCHIVED = pa.schema(
    [
        *batch.POSTS,
        pa.field("heard", pa.timestamp("us", tz="UTC"), nullable=False),
        pa.field("source", pa.int64(), nullable=False),
    ],
    metadata={"leitstand.posts": batch.VERSION},
)
"""The columns of a file: those of `batch.POSTS`, `heard` (by us) and `source` (its key)."""


def of(posts: pa.RecordBatch, source: int, heard: datetime) -> pa.RecordBatch:
    """Posts as rows of the archive, row for row."""
    moments = pa.repeat(pa.scalar(heard, ARCHIVED.field("heard").type), posts.num_rows)
    sources = pa.repeat(pa.scalar(source, pa.int64()), posts.num_rows)
    columns = [posts.column(name) for name in batch.POSTS.names]
    return pa.RecordBatch.from_arrays([*columns, moments, sources], schema=ARCHIVED)


def keys(rows: pa.RecordBatch | pa.Table) -> pa.Array:
    """What makes two rows the same: the id, and the moment of the edit, for an edit is worth keeping."""
    edited = pc.fill_null(pc.cast(pc.cast(rows["updated"], pa.int64()), pa.string()), "")
    return _flat(pc.binary_join_element_wise(rows["id"], edited, "\n"))


def authors(rows: pa.RecordBatch | pa.Table) -> tuple[pa.Array, pa.Array]:
    """The ids of the authors, and their handles as people write them: small letters, without @."""
    who = _flat(rows["attributed_to"])
    handles = pc.ascii_ltrim(pc.utf8_lower(pc.struct_field(who, "preferred_username")), characters="@")
    return pc.struct_field(who, "id"), handles


def once(rows: pa.Table) -> pa.Table:
    """Each row once, the first of each key."""
    numbered = pa.table({"key": keys(rows), "row": pa.array(range(rows.num_rows), pa.int64())})
    first = numbered.group_by("key").aggregate([("row", "min")])["row_min"]
    return rows.take(_sorted(first))


def without(rows: pa.Table, posts: frozenset[str], people: frozenset[str]) -> pa.Table:
    """The rows that are not one of these posts and not by one of these people (ids or handles)."""
    gone = pc.is_in(_flat(rows["id"]), value_set=pa.array(sorted(posts), pa.string()))
    named = pa.array(sorted(people | {one.lower().lstrip("@") for one in people}), pa.string())
    for said in authors(rows):
        gone = pc.or_(gone, pc.is_in(said, value_set=named))
    return rows.filter(pc.invert(gone))


def pieces(rows: pa.Table, most: int) -> Iterator[pa.RecordBatch]:
    """The rows as batches of at most `most`."""
    yield from rows.combine_chunks().to_batches(max_chunksize=most)


def table(some: Iterable[pa.RecordBatch]) -> pa.Table:
    """Batches as one table, in the columns of the archive."""
    return pa.Table.from_batches([one.select(ARCHIVED.names).cast(ARCHIVED) for one in some], ARCHIVED)


def _sorted(numbers: pa.ChunkedArray) -> pa.Array:
    flat = _flat(numbers)
    return flat.take(pc.sort_indices(flat))


def _flat(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
