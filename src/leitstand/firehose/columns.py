"""Columns of posts become pieces for the kernels; no post becomes a Python object."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from leitstand.firehose import html, work
from leitstand.firehose.work import Pieces

_PADDING = 64


class _Column(NamedTuple):
    """Texts of one kind: each belongs to a row and lies in `data`."""

    kind: int
    row: Any
    start: Any
    end: Any
    data: Any


def pieces(batch: pa.RecordBatch) -> Pieces:
    """The posts of a batch with the columns that watches read."""
    written, read = _written(batch)
    columns = [*written, *_columns(batch)]
    shifts = np.cumsum([0, *(len(column.data) for column in columns)])
    buf = np.concatenate([*(column.data for column in columns), np.zeros(_PADDING, np.uint8)])
    row = np.concatenate([column.row for column in columns])
    order = np.argsort(row, kind="stable")
    starts = [column.start + shift for column, shift in zip(columns, shifts, strict=False)]
    ends = [column.end + shift for column, shift in zip(columns, shifts, strict=False)]
    kinds = [np.full(len(column.row), column.kind, np.uint8) for column in columns]
    return Pieces(
        buf=buf,
        kind=np.concatenate(kinds)[order],
        start=np.concatenate(starts)[order],
        end=np.concatenate(ends)[order],
        row=np.searchsorted(row[order], np.arange(batch.num_rows + 1)).astype(np.int64),
        state=_unsure(batch, read).astype(np.uint8) * work.UNSURE,
    )


def _written(batch: pa.RecordBatch) -> tuple[list[_Column], Any]:
    """What stands in `content` and where it links to, HTML decoded; and which rows of HTML were read."""
    rows = np.arange(batch.num_rows)
    text = _texts(work.TEXT, batch["content"], rows)
    wanted = _html(batch)
    if not wanted.any():
        return [text], wanted
    found = html.read(text.data, text.start[wanted], text.end[wanted])
    own, marked = text.row[~wanted], text.row[wanted]
    read = np.zeros(batch.num_rows, bool)
    read[marked[found.done]] = True
    rows, ends = marked[found.row[: found.n[1]]], found.target[: found.n[1]]
    return [
        _Column(work.TEXT, own, text.start[~wanted], text.end[~wanted], text.data),
        _Column(work.TEXT, marked, found.start, found.end, found.out),
        _Column(work.TARGET, rows, ends[:, 0], ends[:, 1], found.links),
    ], read


def _columns(batch: pa.RecordBatch) -> Iterator[_Column]:
    rows = np.arange(batch.num_rows)
    for name, kind in (
        ("summary", work.TEXT),
        ("name", work.TEXT),
        ("network", work.NETWORK),
        ("language", work.LANG),
    ):
        yield _texts(kind, batch[name], rows)
    author = batch["attributed_to"].flatten()
    for part in author:
        yield _texts(work.AUTHOR, part, rows)
    tags, of = _inside(batch["tag"])
    kind_of, name_of = tags.flatten()[:2]
    for said, kind in (("Hashtag", work.TAG), ("Mention", work.MENTION)):
        chosen = pc.fill_null(pc.equal(kind_of, said), False)
        yield _texts(kind, name_of.filter(chosen), of[_mask(chosen)])
    attached, of = _inside(batch["attachment"])
    yield _texts(work.LINK, attached.flatten()[0], of)
    keys, of = _inside(batch["content_map"])
    silent = _mask(pc.is_null(batch["language"]))[of]
    yield _texts(work.LANG, keys.flatten()[0].filter(pa.array(silent)), of[silent])


def _inside(lists: Any) -> tuple[Any, Any]:
    """What lies in the lists (or maps), and the row of each."""
    at = np.asarray(lists.offsets)
    values = lists.values
    lengths = np.diff(at)
    return values.slice(at[0], at[-1] - at[0]), np.repeat(np.arange(len(lists)), lengths)


def _texts(kind: int, column: Any, rows: Any) -> _Column:
    """The texts of a column that are there, as a view of its bytes."""
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    if not pa.types.is_string(column.type):
        column = column.cast(pa.string())
    there = _mask(column.is_valid())
    _valid, offsets, data = column.buffers()
    count = len(column)
    at = np.zeros(1, np.int32) if offsets is None else np.frombuffer(offsets, np.int32)
    at = at[column.offset : column.offset + count + 1].astype(np.int64)
    first, last = (int(at[0]), int(at[-1])) if len(at) else (0, 0)
    held = (
        np.zeros(0, np.uint8) if data is None or last == first else np.frombuffer(data, np.uint8)[first:last]
    )
    at = at - first
    return _Column(kind, rows[there], at[:-1][there][: len(rows)], at[1:][there][: len(rows)], held)


def _mask(column: Any) -> Any:
    return np.asarray(column.to_numpy(zero_copy_only=False), bool)


def _html(batch: pa.RecordBatch) -> Any:
    """Rows whose media type says that they are HTML."""
    said = pc.fill_null(batch["media_type"], "")
    marked = [one for one in pc.unique(said).to_pylist() if _kind(one) == "text/html"]
    return _mask(pc.is_in(said, value_set=pa.array(marked, pa.string())))


def _kind(media_type: str) -> str:
    return media_type.partition(";")[0].strip().lower()


def _unsure(batch: pa.RecordBatch, read: Any) -> Any:
    """Rows that the plain matcher reads: odd HTML, blank languages, attachments in words of their own.

    `read`: rows of HTML that were decoded.
    """
    content, media_type = batch["content"], batch["media_type"]
    said = pc.fill_null(media_type, "")
    plain = [one for one in pc.unique(said).to_pylist() if _kind(one) == "text/plain"]
    unsure = _mask(pc.match_substring(content, "<")) & ~_mask(
        pc.is_in(said, value_set=pa.array(plain, pa.string()))
    )
    unsure = (unsure | _html(batch)) & ~read
    unsure |= _mask(pc.fill_null(pc.match_substring(batch["summary"], "<"), False))
    unsure |= _mask(pc.fill_null(pc.match_substring(batch["also"], '"attachment"'), False))
    blank = pc.invert(pc.match_substring_regex(batch["language"], "[A-Za-z]"))
    return unsure | _mask(pc.fill_null(blank, False))
