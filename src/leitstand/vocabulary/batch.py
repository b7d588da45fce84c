"""Posts in columns: the form in which every analysis sees them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

import pyarrow as pa

from leitstand.vocabulary.post import Actor, Attachment, Post, Tag

VERSION = "1"

_MOMENT = pa.timestamp("us", tz="UTC")
_ACTOR = pa.struct([("id", pa.string()), ("name", pa.string()), ("preferred_username", pa.string())])
_TAG = pa.struct([("type", pa.string()), ("name", pa.string()), ("href", pa.string())])
_ATTACHMENT = pa.struct(
    [("url", pa.string()), ("type", pa.string()), ("media_type", pa.string()), ("name", pa.string())]
)

POSTS = pa.schema(
    [
        pa.field("id", pa.string(), nullable=False),
        pa.field("content", pa.string(), nullable=False),
        pa.field("type", pa.string(), nullable=False),
        ("network", pa.string()),
        ("attributed_to", _ACTOR),
        ("published", _MOMENT),
        ("updated", _MOMENT),
        ("in_reply_to", pa.string()),
        ("announces", pa.string()),
        ("url", pa.string()),
        ("name", pa.string()),
        ("summary", pa.string()),
        ("media_type", pa.string()),
        ("language", pa.string()),
        ("content_map", pa.map_(pa.string(), pa.string())),
        ("tag", pa.list_(_TAG)),
        ("attachment", pa.list_(_ATTACHMENT)),
        ("interaction_count", pa.map_(pa.string(), pa.int64())),
        ("also", pa.string()),
    ],
    metadata={"leitstand.posts": VERSION},
)
"""The columns of posts. VERSION grows when a column changes its name, type or meaning."""


def of(posts: Iterable[Post]) -> pa.RecordBatch:
    """Posts as one batch, row for row."""
    return pa.RecordBatch.from_pylist([_row(post) for post in posts], schema=POSTS)


def posts(batch: pa.RecordBatch) -> Iterator[Post]:
    """The way back: the same posts."""
    for row in batch.select(POSTS.names).to_pylist():
        yield _post(row)


def widen(batch: pa.RecordBatch, more: pa.RecordBatch) -> pa.RecordBatch:
    """Put the new columns beside the old ones; rows keep their places."""
    return pa.RecordBatch.from_arrays(
        [*batch.columns, *more.columns],
        schema=pa.schema([*batch.schema, *more.schema], metadata=batch.schema.metadata),
    )


def _row(post: Post) -> dict[str, Any]:
    row: dict[str, Any] = {name: getattr(post, name) for name in POSTS.names}
    author = post.attributed_to
    row["attributed_to"] = author and {
        "id": author.id,
        "name": author.name,
        "preferred_username": author.preferred_username,
    }
    row["tag"] = [{"type": t.type, "name": t.name, "href": t.href} for t in post.tag]
    row["attachment"] = [
        {"url": a.url, "type": a.type, "media_type": a.media_type, "name": a.name} for a in post.attachment
    ]
    row["content_map"] = list(post.content_map.items())
    row["interaction_count"] = list(post.interaction_count.items())
    row["also"] = json.dumps(dict(post.also)) if post.also else None
    return row


def _post(row: dict[str, Any]) -> Post:
    author = row["attributed_to"]
    return Post(
        **row
        | {
            "attributed_to": author and Actor(**author),
            "tag": tuple(Tag(**t) for t in row["tag"] or ()),
            "attachment": tuple(Attachment(**a) for a in row["attachment"] or ()),
            "content_map": dict(row["content_map"] or ()),
            "interaction_count": dict(row["interaction_count"] or ()),
            "also": json.loads(row["also"]) if row["also"] else {},
        }
    )
