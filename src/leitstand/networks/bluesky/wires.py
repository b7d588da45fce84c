"""The bytes that Bluesky's services send, told apart by their shape. Pure."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

import orjson

from leitstand.networks.bluesky import posts
from leitstand.networks.bluesky.records import (
    POST,
    REPOST,
    Address,
    mapping,
    moment,
    moment_of_microseconds,
    objects,
    text,
)
from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.post import Actor, Post
from leitstand.vocabulary.words import _

JETSTREAM = "network.bsky.jetstream."
ASKED_OF_US = {"mention", "reply", "quote"}


def parse(raw: bytes) -> Iterator[Post]:
    """Posts in Jetstream events (v1 and v2, one a line) or in one answer of the XRPC interface.

    Other records, other events and torn lines are passed over. Invalid: nothing of it is Bluesky's.
    """
    known = not raw.strip()
    for document in _documents(raw):
        found = _posts(document)
        known = known or found is not None
        yield from found or ()
    if not known:
        raise Invalid(
            _("This is neither a Jetstream event nor an answer of Bluesky; nothing of it was read.")
        )


def event(line: bytes) -> Mapping[str, Any] | None:
    """One Jetstream event without its envelope; None: it is none."""
    found = next(_loaded([line]), None)
    return _event(found) if isinstance(found, dict) else None


def complaint(line: bytes) -> str:
    """What a v2 stream says before it hangs up, "" for every other message."""
    found = next(_loaded([line]), None)
    if not isinstance(found, dict) or text(found, "$type") != "error":
        return ""
    return f"{text(found, 'error')} {text(found, 'message')}".strip() or "error"


def seen(event: Mapping[str, Any]) -> datetime | None:
    """When Jetstream saw the event: the one position that both wires and all servers share."""
    return (
        moment_of_microseconds(event.get("time_us"))
        or moment(event.get("witnessedAt"))
        or moment(event.get("time"))
    )


def _documents(raw: bytes) -> Iterator[Any]:
    """Each line a document, or all of it one that is spread over lines."""
    lines = io.BytesIO(raw.removeprefix(b"\xef\xbb\xbf").strip())
    first = next(_loaded([lines.readline()]), None)
    if first is None and (whole := next(_loaded([lines.getvalue()]), None)) is not None:
        yield whole
        return
    yield first
    yield from _loaded(lines)


def _loaded(lines: Iterable[bytes]) -> Iterator[Any]:
    for line in lines:
        try:
            yield orjson.loads(line)
        except orjson.JSONDecodeError:
            continue


def _posts(document: Any) -> Iterable[Post] | None:
    """The posts of one document; None: it is nothing of Bluesky's."""
    if isinstance(document, list):
        found = [inner for one in document if isinstance(one, dict) and (inner := _posts(one)) is not None]
        return (post for inner in found for post in inner) if found or not document else None
    if not isinstance(document, dict):
        return None
    if (told := _event(document)) is not None:
        return _of_event(told)
    for key, read in _ANSWERS.items():
        if isinstance(document.get(key), list):
            return filter(None, (read(one) for one in objects(document, key)))
    if isinstance(document.get("thread"), dict):
        return posts.of_thread(document["thread"])
    if text(document, "uri").startswith("at://") and (
        mapping(document, "value") or mapping(document, "record")
    ):
        return filter(None, [posts.of_view(document)])
    return None


def _event(document: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """A Jetstream event of either wire; {} for a notice of the server."""
    if text(document, "$type") in {"message", "error"} and not text(document, "did"):
        document = mapping(document, "payload")
        if not text(document, "did"):
            return {}
    if text(document, "$type").startswith(JETSTREAM):
        return document
    return document if text(document, "did") and text(document, "kind") else None


def _of_event(event: Mapping[str, Any]) -> Iterator[Post]:
    commit = mapping(event, "commit") or event
    did, rkey, collection = text(event, "did"), text(commit, "rkey"), text(commit, "collection")
    if not did or not rkey or collection not in {POST, REPOST}:
        return
    at, when = Address(did, collection, rkey), seen(event)
    if commit.get("operation") == "delete":
        yield posts.tombstone(at, when)
        return
    post = posts.of_record(at, mapping(commit, "record"), author=Actor(id=did), seen=when)
    if post and commit.get("operation") == "update":
        yield posts.updated(post, when)
    elif post:
        yield post


def _notification(said: Mapping[str, Any]) -> Post | None:
    return posts.of_view(said) if text(said, "reason") in ASKED_OF_US else None


_ANSWERS = {
    "feed": posts.of_feed_item,
    "posts": posts.of_view,
    "records": posts.of_view,
    "notifications": _notification,
}
"""The lists in answers of the interface, and how one of their items is read."""
