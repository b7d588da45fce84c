"""Posts that the kernels are not sure about, decoded and folded by the plain matcher's own code."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate
from typing import Any

import numpy as np
import pyarrow as pa

from leitstand.firehose import work
from leitstand.firehose.work import Pieces
from leitstand.vocabulary.watch import COLUMNS, folding, links, post


def pieces(batch: pa.RecordBatch) -> Pieces:
    """The same posts in the form in which they are compared."""
    rows = [list(_of(row)) for row in batch.select(COLUMNS).to_pylist()]
    said = [text.encode() for row in rows for _kind, text in row]
    at = np.array([0, *accumulate(map(len, said))], np.int64)
    return Pieces(
        buf=np.frombuffer(bytearray(b"".join(said) + bytes(64)), np.uint8),  # one that may be written to
        kind=np.array([kind for row in rows for kind, _text in row], np.uint8),
        start=at[:-1],
        end=at[1:],
        row=np.array([0, *accumulate(map(len, rows))], np.int64),
        state=np.full(len(rows), work.FOLDED, np.uint8),
    )


def _of(row: dict[str, Any]) -> Iterator[tuple[int, str]]:
    """Rules 1 to 4, of every part of a post that a watch can see."""
    texts = post.texts(row["content"], row["media_type"], row["summary"], row["name"])
    for text in texts:
        yield work.TEXT, text.folded
    addresses = post.attached(row["attachment"], row["also"])
    for address in (*addresses, *(link for text in texts for link in text.links)):
        yield work.LINK, "".join(links.parts(address))
    for name in post.marked_hashtags(row["tag"]):
        yield work.TAG, f"#{name}"
    for name, server in post.marked_handles(row["tag"]):
        yield work.MENTION, f"@{name}@{server}" if server else f"@{name}"
    for language in post.languages(row["language"], row["content_map"]):
        yield work.LANG, language
    if row["network"]:
        yield work.NETWORK, folding.value(row["network"])
    for name in post.authors(row["attributed_to"]):
        yield work.AUTHOR, f"@{name}"
