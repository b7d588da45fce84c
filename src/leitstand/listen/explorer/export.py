"""Mentions to take along: a table for spreadsheets, or posts as JSON Lines in ActivityStreams words."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator

from leitstand.listen.models import Mention

COLUMNS = (
    "id",
    "published",
    "heard",
    "network",
    "source",
    "author_id",
    "author_name",
    "author_handle",
    "name",
    "text",
    "url",
    "in_reply_to",
    "copy_of",
    "language",
    "watches",
    "story",
)
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def table(pieces: Iterable[list[Mention]]) -> Iterator[bytes]:
    """CSV (RFC 4180, UTF-8 with its mark, so that spreadsheets read umlauts), piece by piece."""
    yield "\ufeff".encode() + _lines([COLUMNS])
    for some in pieces:
        yield _lines([_row(mention) for mention in some])


def posts(pieces: Iterable[list[Mention]]) -> Iterator[bytes]:
    """The whole posts, one JSON object a line, as `leitstand read` and `match` take them."""
    for some in pieces:
        yield "".join(f"{json.dumps(one.post, ensure_ascii=False)}\n" for one in some).encode()


def _lines(rows: Iterable[Iterable[str]]) -> bytes:
    file = io.StringIO()
    csv.writer(file).writerows([harmless(cell) for cell in row] for row in rows)
    return file.getvalue().encode()


def harmless(cell: str) -> str:
    """What a spreadsheet would take for a formula gets an apostrophe before it (OWASP, CSV injection)."""
    return f"'{cell}" if cell.lstrip(" ").startswith(_STARTS_A_FORMULA) else cell


def _row(mention: Mention) -> list[str]:
    source, story = mention.source, mention.story
    return [
        mention.post_id,
        mention.published.isoformat(),
        mention.heard.isoformat(),
        mention.network,
        source.name if source else "",
        mention.author_id,
        mention.author_name,
        mention.author_handle,
        mention.name,
        mention.text,
        mention.url,
        mention.in_reply_to,
        mention.copy_of,
        mention.language,
        ", ".join(watch.name for watch in mention.watches.all()),
        story.headline if story else "",
    ]
