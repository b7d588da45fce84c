"""Ask one query of one post that is given as JSON."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from leitstand.vocabulary import activity, batch
from leitstand.vocabulary.watch import Mistake, Watches, read_query


def posts(*said: dict[str, Any]) -> pa.RecordBatch:
    """JSON posts as a batch; `id` and `content` may be missing."""
    return batch.of([activity.of({"id": str(n), "content": "", **one}) for n, one in enumerate(said)])


def finds(query: str, content: str = "", **post: Any) -> bool:
    """Whether the query finds a post."""
    return Watches({"it": read_query(query)}).match(posts({"content": content, **post})) == [["it"]]


def mistake(query: str) -> Mistake | None:
    """What is wrong with the query, if anything."""
    try:
        read_query(query)
    except Mistake as found:
        return found
    return None
