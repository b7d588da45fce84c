"""The watches of an organisation, asked of whole batches of posts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, repeat
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from leitstand.vocabulary.watch import folding, post
from leitstand.vocabulary.watch.index import Index
from leitstand.vocabulary.watch.query import Query

if TYPE_CHECKING:
    import pyarrow as pa

COLUMNS = (
    "content",
    "media_type",
    "summary",
    "name",
    "tag",
    "attachment",
    "also",
    "attributed_to",
    "network",
    "language",
    "content_map",
)
"""The columns of a batch of posts that `Watches.match` reads."""


class Watches:
    """Named queries, asked all at once. Never changes: `with_query` and `without` give another one."""

    __slots__ = ("_index", "_queries")

    def __init__(self, queries: Mapping[str, Query] | None = None) -> None:
        self._queries: Mapping[str, Query] = MappingProxyType(dict(queries or {}))
        self._index: Index | None = None

    def __len__(self) -> int:
        return len(self._queries)

    def __repr__(self) -> str:
        return f"Watches({dict(self._queries)!r})"

    @property
    def names(self) -> tuple[str, ...]:
        """In the order in which they were added."""
        return tuple(self._queries)

    @property
    def queries(self) -> Mapping[str, Query]:
        """The queries by name, to read."""
        return self._queries

    def with_query(self, name: str, query: Query) -> Watches:
        """These and one more; a watch of this name is replaced in its place."""
        return Watches({**self._queries, name: query})

    def without(self, name: str) -> Watches:
        """These without one. KeyError when there is none of this name."""
        rest = dict(self._queries)
        del rest[name]
        return Watches(rest)

    def match(self, batch: pa.RecordBatch) -> list[list[str]]:
        """The names of the watches that each post fulfils, in the order they were added; one list a row."""
        if not self._queries:
            return [[] for _row in range(batch.num_rows)]
        if self._index is None:
            self._index = Index(list(self._queries.values()))
        index, names = self._index, self.names
        return [[names[n] for n in index.matching(_true(index, row))] for row in _rows(batch)]


def _rows(batch: pa.RecordBatch) -> Iterator[tuple[Any, ...]]:
    """The rows of COLUMNS as plain values; a column where nothing stands costs nothing."""
    return zip(*(_values(batch.column(name), batch.num_rows) for name in COLUMNS), strict=True)


def _values(column: pa.Array, rows: int) -> Iterable[Any]:
    inside = getattr(column, "keys", getattr(column, "values", None))  # of a map, of a list
    if column.null_count == rows or (inside is not None and not len(inside)):
        return repeat(None, rows)
    values: list[Any] = column.to_pylist()
    return values


def _true(index: Index, row: tuple[Any, ...]) -> set[int]:
    """The numbers of all atoms of the index that are true for a post; nobody asks, nothing is worked out."""
    content, media_type, summary, name, tag, attachment, also, author, network, language, content_map = row
    texts = post.texts(content, media_type, summary, name)
    true = index.in_words([folding.words(text.folded) for text in texts])
    if index.hashtags.used:
        marks = post.marked_hashtags(tag) if tag else []
        true.update(index.hashtags.found(chain(marks, *(folding.hashtags(text.folded) for text in texts))))
    if index.handles:
        mentions = post.marked_handles(tag) if tag else []
        true.update(index.in_handles(chain(mentions, *(folding.handles(text.folded) for text in texts))))
    if index.links:
        addresses = post.attached(attachment, also) if attachment or also else []
        true.update(index.in_links(chain(addresses, *(text.links for text in texts))))
    if "lang" in index.fields:
        true.update(index.in_field("lang", post.languages(language, content_map)))
    if "network" in index.fields and network:
        true.update(index.in_field("network", [folding.value(network)]))
    if "author" in index.fields:
        true.update(index.in_field("author", post.authors(author)))
    return true
