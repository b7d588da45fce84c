"""Says what a file is, from its first bytes."""

from __future__ import annotations

import enum
import json
from typing import Any

HEAD = 65_536
"""How many bytes `kind` wants to see, if there are as many."""


class Kind(enum.Enum):
    """What a file may be, and so who reads it."""

    ACTIVITY_LINES = "ActivityStreams, one a line"
    ACTIVITY = "an ActivityStreams document"
    MASTODON_LINES = "answers of Mastodon, one a line"
    MASTODON = "an answer of Mastodon"
    JETSTREAM = "Jetstream events"
    BLUESKY = "an answer of Bluesky"
    WORDPRESS = "a WordPress export"
    FEED = "a feed"
    ARCHIVE = "a packed archive"
    TABLE = "a table"
    UNKNOWN = "unknown"


def kind(head: bytes) -> Kind:
    """What begins like this."""
    if head.startswith(b"PK\x03\x04") or head[257:262] == b"ustar":
        return Kind.ARCHIVE
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = head.decode("utf-16" if wide else "utf-8", "replace").lstrip("\ufeff \t\r\n\x00")
    if text.startswith("<") or head.startswith(b"\x4c\x6f\xa7\x94"):
        return Kind.WORDPRESS if "http://wordpress.org/export/" in text else Kind.FEED
    if text.startswith(("{", "[")):
        return _json(text)
    if text.startswith((":", "event:", "data:")):
        return Kind.MASTODON
    if any(sign in text[:4_000].lower() for sign in ("<?xml", "<rss", "<feed", "<rdf:")):
        return Kind.FEED  # after a program's warning, or blank lines of another kind
    first = text.partition("\n")[0]
    if any(sign in first for sign in ",;\t|") and "\ufffd" not in first and "\x00" not in first:
        return Kind.TABLE
    return Kind.UNKNOWN


def _json(text: str) -> Kind:
    first, _end, more = text.partition("\n")
    said = _loaded(first)
    if isinstance(said, dict):
        alone = not more.strip()
        return _object(said, lines=not alone)
    return _document(said if said is not None else text)


def _object(said: dict[str, Any], *, lines: bool) -> Kind:
    if _is_jetstream(said):
        return Kind.JETSTREAM
    if isinstance(said.get("items"), list) and "jsonfeed" in str(said.get("version")):
        return Kind.FEED
    if "orderedItems" in said or (said.get("type") in ("Create", "Announce") and "object" in said):
        return Kind.ACTIVITY_LINES if lines else Kind.ACTIVITY
    if _is_bluesky(said):
        return Kind.BLUESKY
    if _is_ours(said):
        return Kind.ACTIVITY_LINES
    if _is_mastodon(said):
        return Kind.MASTODON_LINES if lines else Kind.MASTODON
    return Kind.ACTIVITY_LINES


def _is_jetstream(said: dict[str, Any]) -> bool:
    inner = said.get("payload")
    if said.get("$type") in ("message", "error") and isinstance(inner, dict):
        return True
    named = str(said.get("$type", "")).startswith("network.bsky.jetstream.")
    return named or ("did" in said and "kind" in said)


def _is_bluesky(said: dict[str, Any]) -> bool:
    return str(said.get("uri", "")).startswith("at://") or any(
        isinstance(said.get(key), list) and '"at://' in json.dumps(said[key])[:20_000]
        for key in ("feed", "posts", "records", "notifications")
    )


def _is_ours(said: dict[str, Any]) -> bool:
    return isinstance(said.get("content"), str) and "account" not in said and "created_at" not in said


def _is_mastodon(said: dict[str, Any]) -> bool:
    keys = ("account", "statuses", "ancestors", "descendants", "last_status", "status", "created_at", "event")
    return any(key in said for key in keys)


def _document(said: Any) -> Kind:
    """A list, or an object over several lines, of which perhaps only the beginning is here."""
    if isinstance(said, str):
        return _by_words(said)
    first = next((one for one in said if isinstance(one, dict)), None) if isinstance(said, list) else None
    if first is None:
        return Kind.ACTIVITY
    if any("_" in key for key in first) and not _is_bluesky(first):
        return Kind.MASTODON  # ActivityStreams and Bluesky write camelCase
    found = _object(first, lines=False)
    return {Kind.JETSTREAM: Kind.BLUESKY, Kind.ACTIVITY_LINES: Kind.ACTIVITY}.get(found, found)


def _by_words(text: str) -> Kind:
    """The beginning of a long document, told by the words that come first in it."""
    if "jsonfeed.org/version" in text:
        return Kind.FEED
    words = {
        Kind.ACTIVITY: ('"orderedItems"', '"https://www.w3.org/ns/activitystreams"', '"attributedTo"'),
        Kind.BLUESKY: ('"at://', '"$type"'),
        Kind.MASTODON: ('"account"', '"created_at"', '"in_reply_to_id"', '"reblog"'),
    }
    places = {kind: min(text.find(w) % (len(text) + 1) for w in some) for kind, some in words.items()}
    best = min(places, key=lambda kind: places[kind])
    return best if places[best] < len(text) else Kind.ACTIVITY


def _loaded(line: str) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None
