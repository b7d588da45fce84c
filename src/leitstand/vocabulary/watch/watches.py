"""The watches of an organisation, asked of whole batches of posts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, repeat
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from leitstand.vocabulary.watch import folding, links, post
from leitstand.vocabulary.watch.index import Index
from leitstand.vocabulary.watch.query import Atom, Field, Query

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


def _true(index: Index, row: tuple[Any, ...]) -> set[Atom]:
    """Every atom of the index that is true for a post."""
    content, media_type, summary, name, tag, attachment, also, author, network, language, content_map = row
    texts = post.texts(content, media_type, summary, name)
    words = [folding.words(text.folded) for text in texts]
    true: set[Atom] = set(chain.from_iterable(map(index.words.__getitem__, chain.from_iterable(words))))
    true.update(index.phrases(true, words))
    if index.hashtags.used:
        marks = chain(post.marked_hashtags(tag), *(folding.hashtags(text.folded) for text in texts))
        true.update(chain.from_iterable(map(index.hashtags.__getitem__, marks)))
    if index.handles:
        handles = chain(post.marked_handles(tag), *(folding.handles(text.folded) for text in texts))
        true.update(_handles(index, handles))
    if index.links:
        true.update(_links(index, chain(post.attached(attachment, also), *(text.links for text in texts))))
    if index.fields:
        true.update(_fields(index, "lang", post.languages(language, content_map)))
        true.update(_fields(index, "network", [folding.value(network)] if network else ()))
        true.update(_fields(index, "author", post.authors(author)))
    return true


def _handles(index: Index, handles: Iterable[tuple[str, str]]) -> Iterator[Atom]:
    for name, server in handles:
        for atom in index.handles.get(name, ()):
            if atom.server is None or atom.server == server:
                yield atom


def _links(index: Index, addresses: Iterable[str]) -> Iterator[Atom]:
    for address in addresses:
        host, rest = links.parts(address)
        for above in links.hosts_above(host):
            for atom in index.links.get(above, ()):
                if rest.startswith(atom.rest):
                    yield atom


def _fields(index: Index, name: str, values: Iterable[str]) -> Iterator[Atom]:
    wanted = index.fields.get(name, ())
    return (Field(name, value) for value in values if value in wanted)
