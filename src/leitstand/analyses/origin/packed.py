"""What is known of origins as bytes, and back."""

from __future__ import annotations

from collections import deque
from itertools import pairwise
from typing import Any

import pyarrow as pa

from leitstand.analyses.origin.known import LAGS, NETWORK_LAGS, Carrier, Known
from leitstand.vocabulary import packing

_VERSION = "1"
_POSTS = pa.schema(
    [
        ("young", pa.bool_()),
        *((name, pa.string()) for name in ("id", "author", "owner")),
        ("moment", pa.float64()),
        ("page", pa.int64()),
        *((name, pa.string()) for name in ("source", "source_author")),
        *((name, pa.float64()) for name in ("lead", "novelty")),
        ("taker", pa.string()),
        ("taker_lead", pa.float64()),
        ("takes_up", pa.bool_()),
    ]
)
_FRAGMENTS = pa.schema(
    [("young", pa.bool_()), ("fragment", pa.int64()), ("id", pa.string()), ("count", pa.int64())]
)
_LAGS = pa.schema([("author", pa.string()), ("end", pa.int64())])
_LAG = pa.schema([("seconds", pa.float64())])
_OWNERS = pa.schema([("outlet", pa.string()), ("owner", pa.string())])
_FIELDS = _POSTS.names[1:]


def pack(known: Known) -> bytes:
    """What is known, as Arrow tables."""
    posts = [
        (young, *(getattr(post, name) for name in _FIELDS))
        for young, generation in known.generations()
        for post in generation.posts.values()
    ]
    fragments = [
        (young, fragment, id, count)
        for young, generation in known.generations()
        for fragment, (id, count) in generation.fragments.items()
    ]
    ends = [0]
    for lags in known.lags.values():
        ends.append(ends[-1] + len(lags))
    tables = {
        "posts": _table(_POSTS, posts),
        "fragments": _table(_FRAGMENTS, fragments),
        "lags": _table(_LAGS, list(zip(known.lags, ends[1:], strict=True))),
        "lag": _table(_LAG, [(second,) for lags in known.lags.values() for second in lags]),
        "owners": _table(_OWNERS, list(known.owners.items())),
    }
    return packing.pack(tables, _VERSION)


def unpack(packed: bytes) -> Known:
    """The way back. Raises Invalid for bytes that were not packed here."""
    tables = packing.unpack(packed, _VERSION)
    known = Known()
    halves = (known.old, known.young)
    for young, *fields in _rows(tables["posts"]):
        post = Carrier(**dict(zip(_FIELDS, fields, strict=True)))
        halves[young].posts[post.id] = post
    for young, fragment, id, count in _rows(tables["fragments"]):
        halves[young].fragments[fragment] = (id, count)
    seconds = tables["lag"]["seconds"].to_pylist()
    authors, ends = (tables["lags"][name].to_pylist() for name in ("author", "end"))
    for author, (start, end) in zip(authors, pairwise([0, *ends]), strict=True):
        longest = NETWORK_LAGS if author.startswith("#") else LAGS
        known.lags[author] = deque(seconds[start:end], maxlen=longest)
    known.owners = dict(_rows(tables["owners"]))
    return known


def _table(schema: pa.Schema, rows: list[Any]) -> pa.RecordBatch:
    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    arrays = [pa.array(column, kind.type) for column, kind in zip(columns, schema, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _rows(table: pa.RecordBatch) -> Any:
    return zip(*(column.to_pylist() for column in table.columns), strict=True)
