"""Saying something in a Mattermost channel, finding it again, and taking it back.

A message carries a digest of its key in its `props`, by which it is found; `pending_post_id` lets the server
itself refuse a repeat within half a minute.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, timedelta
from hashlib import sha256
from typing import Any

from leitstand.networks.mattermost.channel import get, own, sorting
from leitstand.networks.mattermost.posts import API, address, number
from leitstand.vocabulary import dealing
from leitstand.vocabulary.errors import Gone, NetworkError
from leitstand.vocabulary.network import Limits, Prepared, Wire, after_sending
from leitstand.vocabulary.post import Note, Receipt
from leitstand.vocabulary.shapes import epoch, mapping, objects, text, whole

KEY = "leitstand_key"
FILES = 10
BACK = timedelta(minutes=1)


def prepare(wire: Wire, note: Note) -> Prepared:
    """The next picture. The state is their numbers."""
    done = uploaded(note.prepared)
    if len(done) >= len(note.pictures):
        return Prepared(state=json.dumps(done))
    picture, (_user, channel) = note.pictures[len(done)], own(wire)
    name = "picture." + picture.media_type.rpartition("/")[2].partition("+")[0]
    with dealing.harmless("Mattermost"), sorting("upload_file"):
        said = wire.post(
            f"{API}/files?channel_id={channel}&filename={name}",
            body=picture.content,
            headers={"content-type": picture.media_type},
        ).json()
    id = text(next(objects(said, "file_infos"), {}), "id")
    return Prepared(state=json.dumps([*done, id]), wait=timedelta(0))


def uploaded(prepared: str) -> list[str]:
    """The pictures of a note that are there already."""
    try:
        said = json.loads(prepared or "[]")
    except ValueError:
        return []
    return [one for one in said if isinstance(one, str)] if isinstance(said, list) else []


def publish(wire: Wire, note: Note, key: str) -> Receipt:
    """One message; what is there already under this key is not sent again."""
    dealing.one_of(note, "Mattermost", FILES)
    if there := look(wire, note, key):
        return there
    done = note.prepared
    while len(uploaded(done)) < len(note.pictures):
        done = prepare(wire, replace(note, prepared=done)).state
    user, channel = own(wire)
    said: dict[str, Any] = {
        "channel_id": channel,
        "message": _message(note),
        "file_ids": uploaded(done),
        "props": {KEY: _digest(key)},
        "pending_post_id": f"{user}:{_digest(key)}",
    }
    if note.in_reply_to:
        said["root_id"] = _root(wire, number(wire.server, note.in_reply_to))
    with sorting("create_post"):
        answer = wire.post(f"{API}/posts", json=said)
    with after_sending():
        return _receipt(wire, answer.json(), note)


def look(wire: Wire, note: Note, key: str) -> Receipt | None:
    """By the digest in its props."""
    user, channel = own(wire)
    since = int((note.published.astimezone(UTC) - BACK).timestamp() * 1000)
    said = get(wire, f"/channels/{channel}/posts", {"since": str(since)})
    for one in mapping(said, "posts").values():
        ours = text(one, "user_id") == user and text(mapping(one, "props"), KEY) == _digest(key)
        if ours and not whole(one, "delete_at"):
            return _receipt(wire, one, note)
    return None


def delete(wire: Wire, id: str) -> None:
    """Delete it for everybody in the channel."""
    with sorting("delete_post"):
        wire.delete(f"{API}/posts/{number(wire.server, id)}")


def visible() -> bool:
    """Strangers cannot look into the channel."""
    raise dealing.walled("Mattermost")


def confirm(wire: Wire, receipt: Receipt) -> bool:
    """Does the server show it?"""
    try:
        said = get(wire, f"/posts/{number(wire.server, receipt.id)}")
    except Gone:
        return False
    return bool(text(said, "id")) and not whole(said, "delete_at")


def outcome(wire: Wire, id: str) -> Mapping[str, int]:
    """Reactions one by one, and answers as the server counts them."""
    post = number(wire.server, id)
    said, reactions = get(wire, f"/posts/{post}"), get(wire, f"/posts/{post}/reactions")
    counts = {"like": len(list(objects(reactions)))}
    replies = whole(said, "reply_count")
    return counts if replies is None else counts | {"reply": replies}


def limits(wire: Wire) -> Limits:
    """As the server tells everybody who signs in."""
    try:
        told = wire.get(f"{API}/config/client", query={"format": "old"}).json()
    except NetworkError:
        told = {}
    return Limits(
        characters=whole(told, "MaxPostSize") or 16_383,
        pictures=FILES,
        picture_bytes=whole(told, "MaxFileSize"),
        alt_characters=1000,
    )


def _message(note: Note) -> str:
    """Mattermost has no place for an alternative text, so it follows the words."""
    alts = [f"[{picture.alt}]" for picture in note.pictures if picture.alt]
    return "\n\n".join([note.content, *alts])


def _root(wire: Wire, post: str) -> str:
    """The first message of a thread; Mattermost's threads are one deep."""
    return text(get(wire, f"/posts/{post}"), "root_id") or post


def _digest(key: str) -> str:
    return sha256(key.encode()).hexdigest()[:26]


def _receipt(wire: Wire, said: Mapping[str, Any], note: Note) -> Receipt:
    at = address(wire.server, text(said, "id"))
    number(wire.server, at)
    return Receipt(id=at, url=at, published=epoch(said, "create_at", 1000) or note.published)
