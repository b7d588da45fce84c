"""feedparser with limits on depth, number and length, so that no feed can keep us busy.

feedparser reads almost anything, but several of its steps take quadratic time on text made for that
(`bench/read.py` measures them). The limits are far above what real feeds hold; what lies beyond is left
out, and what was read before stays.
"""

from __future__ import annotations

import base64
import binascii
import io
import xml.sax
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import feedparser
from feedparser.api import LooseFeedParser, StrictFeedParser

_DEPTH, _ATTRIBUTES, _NAMESPACES, _ENTRIES, _TAGS = 120, 100, 100, 5_000, 100
_LONG, _SHORT, _COMMENTS, _LOOSE = 1_000_000, 2_000, 100, 2_000_000
_ELEMENTS, _IN_ENTRY, _LETTERS = 150_000, 10_000, 8_000_000
_SHORT_ONES = frozenset(
    (
        *("author", "name", "email", "href", "url", "category", "tags", "itunes_keywords", "published"),
        *("updated", "created", "expired", "id", "link", "publisher", "contributor", "language", "generator"),
    )
)
FAULTS = (ValueError, LookupError, AttributeError, TypeError, ArithmeticError, AssertionError, RecursionError)
"""What feedparser's own code falls over with on odd input; what it read before is kept."""


class _Enough(Exception):
    """A limit is reached: stop here and keep what was read."""


class _Guard:
    """Mixed into both of feedparser's parsers, before them."""

    depth: int
    entries: list[dict[str, Any]]
    elementstack: list[list[Any]]
    contentparams: dict[str, Any]
    namespaces_in_use: dict[str, str]
    elements = in_entry = letters = known_entries = 0

    def unknown_starttag(self, tag: str, attrs: Sequence[tuple[str, str]]) -> Any:
        """One more element; feedparser counts depth itself."""
        self.elements += 1
        self.in_entry += 1
        if len(self.entries) != self.known_entries:
            self.known_entries, self.in_entry = len(self.entries), 0
        if (
            self.elements > _ELEMENTS
            or self.in_entry > _IN_ENTRY
            or self.letters > _LETTERS
            or self.depth > _DEPTH
            or len(self.elementstack) > _DEPTH
            or len(attrs) > _ATTRIBUTES
            or len(self.entries) > _ENTRIES
        ):
            raise _Enough
        return super().unknown_starttag(tag, attrs)  # type: ignore[misc]  # feedparser's

    def track_namespace(self, prefix: str | None, uri: str) -> None:
        """Remember a prefix, up to a limit."""
        if len(self.namespaces_in_use) < _NAMESPACES:
            super().track_namespace(prefix, uri)  # type: ignore[misc]  # feedparser's

    def pop(self, element: str, strip_whitespace: int = 1) -> Any:
        """An element ends: cut what is too long before feedparser looks at it."""
        if self.elementstack and self.elementstack[-1][0] == element:
            self.elementstack[-1][2] = self._cut(element, self.elementstack[-1][2])
        return super().pop(element, strip_whitespace)  # type: ignore[misc]  # feedparser's

    def decode_entities(self, element: str, data: str) -> str:
        """The last place before HTML is taken apart: a crowd of comment signs would take hours there."""
        decoded: str = super().decode_entities(element, data)  # type: ignore[misc]  # feedparser's
        return decoded if decoded.count("<!--") <= _COMMENTS else decoded.replace("<!--", "")

    def _cut(self, element: str, pieces: Sequence[str | bytes]) -> list[str]:
        self.letters += sum(map(len, pieces))
        room = _SHORT if element in _SHORT_ONES else _LONG
        kept: list[str] = []
        for piece in pieces:
            text = piece.decode("utf-8", "replace") if isinstance(piece, bytes) else piece
            kept.append(text[:room])
            room -= len(kept[-1])
            if room <= 0:
                break
        if self.contentparams and self.contentparams.get("base64"):
            kept = self._decoded(kept)
        return kept

    def _decoded(self, pieces: list[str]) -> list[str]:
        self.contentparams["base64"] = 0
        try:
            return [base64.b64decode("".join(pieces).encode()).decode()]
        except (binascii.Error, UnicodeError):
            return pieces

    def _add_tag(self, term: str | None, scheme: str | None, label: str | None) -> None:
        if len((self.entries[-1] if self.entries else {}).get("tags", ())) < _TAGS:
            super()._add_tag(term, scheme, label)  # type: ignore[misc]  # feedparser's

    def _sync_author_detail(self, key: str = "author") -> None:
        context = self._get_context()  # type: ignore[attr-defined]  # feedparser's
        said = context.get(key)
        if isinstance(said, str) and len(said) > _SHORT // 4:
            context[key] = said[: _SHORT // 4]
        super()._sync_author_detail(key)  # type: ignore[misc]  # feedparser's


class _Strict(_Guard, StrictFeedParser):  # type: ignore[misc]  # feedparser has no types
    """For well-formed feeds."""

    def startElementNS(self, name: Any, qname: Any, attrs: Any) -> None:
        """Asking for each of ten thousand attributes takes quadratic time: stop before."""
        if len(attrs) > _ATTRIBUTES:
            raise _Enough
        super().startElementNS(name, qname, attrs)


class _Loose(_Guard, LooseFeedParser):  # type: ignore[misc]  # feedparser has no types
    """For all others."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """What feedparser found: its own dictionaries, and the version it believes to have seen ("" for none)."""

    feed: Mapping[str, Any]
    entries: Sequence[Mapping[str, Any]]
    version: str


def parsed(document: str, url: str) -> Parsed:
    """Read a tamed document; never opens a socket or a file, never raises."""
    base = feedparser.urls.make_safe_absolute_uri(url) or ""
    reader: Any = _Strict(base, None, "utf-8")
    try:
        _read_strictly(reader, document.encode("utf-8", "replace"))
    except _Enough:
        pass
    except (xml.sax.SAXException, *FAULTS):
        strict, reader = reader, _loosely(document, base)
        if len(strict.entries) > len(reader.entries):
            reader = strict
    return Parsed(reader.feeddata, reader.entries[:_ENTRIES], reader.version)


def _read_strictly(reader: Any, document: bytes) -> None:
    reader.resolve_relative_uris = reader.sanitize_html = True
    expat = xml.sax.make_parser()  # noqa: S317  # the document type was replaced by ours: `text.tamed`
    expat.setFeature(xml.sax.handler.feature_namespaces, 1)
    expat.setFeature(xml.sax.handler.feature_external_ges, 0)
    expat.setContentHandler(reader)
    expat.setErrorHandler(reader)
    source = xml.sax.xmlreader.InputSource()
    source.setByteStream(io.BytesIO(document))
    expat.parse(source)


def _loosely(document: str, base: str) -> Any:
    reader: Any = _Loose(base, None, "utf-8", {})
    reader.resolve_relative_uris = reader.sanitize_html = True
    try:
        reader.feed(document[:_LOOSE])
        for _open in range(len(reader.elementstack)):  # a torn feed: keep what its last elements held
            reader.pop(reader.elementstack[-1][0])
    except (_Enough, *FAULTS):
        pass
    return reader
