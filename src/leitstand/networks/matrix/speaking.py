"""Saying something in a Matrix room, finding it again, and taking it back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import quote

from leitstand.networks.matrix.events import address, parts, plain
from leitstand.networks.matrix.rooms import API, asked, own_room, sorted_out
from leitstand.vocabulary import dealing
from leitstand.vocabulary.errors import Gone, Invalid, NetworkError
from leitstand.vocabulary.network import Limits, Wire, after_sending
from leitstand.vocabulary.post import Note, Picture, Receipt
from leitstand.vocabulary.shapes import epoch, loaded, mapping, objects, text, whole
from leitstand.vocabulary.words import _

BYTES = 60_000  # of 65,536 for a whole event; the rest is what servers put around it
PAGES = 20
BACK = timedelta(minutes=1)


def publish(wire: Wire, note: Note, key: str) -> Receipt:
    """Send it once: the server knows the transaction by `key`, whoever repeats it gets the same event."""
    _user, room = own_room(wire)
    content: dict[str, Any] = {"msgtype": "m.text", "body": note.content}
    dealing.one_of(note, "Matrix", 1)
    if note.pictures:
        content |= _picture(wire, note)
    if note.in_reply_to:
        there, event = parts(note.in_reply_to)
        if there != room:
            raise dealing.foreign("Matrix", note.in_reply_to)
        content["m.relates_to"] = {"m.in_reply_to": {"event_id": event}}
    try:
        answer = wire.put(f"{_room(room)}/send/m.room.message/{quote(key, safe='')}", json=content)
    except NetworkError as error:
        raise sorted_out(error) from error
    with after_sending():
        return _receipt(room, answer.json()["event_id"], note)


def look(wire: Wire, note: Note, key: str) -> Receipt | None:
    """Our event that carries the key; where the server forgot keys, the same words in the same place."""
    _user, room = own_room(wire)
    answered = parts(note.in_reply_to)[1] if note.in_reply_to else ""
    for event in _ours(wire, note):
        content = mapping(event, "content")
        told = text(mapping(event, "unsigned"), "transaction_id")
        relates = mapping(content, "m.relates_to", "m.in_reply_to")
        same = plain(content) == _body(note) and text(relates, "event_id") == answered
        if told == key or (not told and same):
            return _receipt(room, text(event, "event_id"), note, event)
    return None


def delete(wire: Wire, id: str) -> None:
    """Redact it. The transaction is named after the event, so that asking again does nothing more."""
    room, event = parts(id)
    name = sha256(f"gone {event}".encode()).hexdigest()[:32]
    try:
        wire.put(f"{_room(room)}/redact/{quote(event, safe='')}/{name}", json={})
    except NetworkError as error:
        raise sorted_out(error) from error


def visible() -> bool:
    """Strangers cannot look into the room."""
    raise dealing.walled("Matrix")


def confirm(wire: Wire, receipt: Receipt) -> bool:
    """A redacted event is still there, without content."""
    room, event = parts(receipt.id)
    try:
        said = asked(wire, f"/rooms/{quote(room, safe='')}/event/{quote(event, safe='')}").json()
    except Gone:
        return False
    return bool(mapping({"said": said}, "said", "content")) and not mapping(
        said, "unsigned", "redacted_because"
    )


def outcome(wire: Wire, id: str) -> Mapping[str, int]:
    """Reactions one by one, and answers where the server counts its thread."""
    room, event = parts(id)
    at = f"/rooms/{quote(room, safe='')}/event/{quote(event, safe='')}"
    thread = mapping(asked(wire, at).json(), "unsigned", "m.relations", "m.thread")
    counts = {"like": sum(1 for _one in _related(wire, room, event))}
    replies = whole(thread, "count")
    return counts if replies is None else counts | {"reply": replies}


def limits(wire: Wire) -> Limits:
    """As the server tells for uploads; texts are bound by the size of an event."""
    try:
        most = whole(wire.get("/_matrix/client/v1/media/config").json(), "m.upload.size")
    except NetworkError:
        most = None
    return Limits(characters=BYTES, unit=_("bytes"), pictures=1, picture_bytes=most, alt_characters=1000)


def _picture(wire: Wire, note: Note) -> dict[str, Any]:
    """The picture as an event: Matrix has no place for an alternative text, so it follows the words."""
    (picture,) = note.pictures
    return {
        "msgtype": "m.image",
        "body": _body(note),
        "filename": _name(picture),
        "url": _upload(wire, picture),
        "info": {"mimetype": picture.media_type, "size": len(picture.content)},
    }


def _body(note: Note) -> str:
    if not note.pictures or not note.pictures[0].alt:
        return note.content or (_name(note.pictures[0]) if note.pictures else "")
    return f"{note.content}\n\n[{note.pictures[0].alt}]".lstrip()


def _name(picture: Picture) -> str:
    return "picture." + picture.media_type.rpartition("/")[2].partition("+")[0]


def _upload(wire: Wire, picture: Picture) -> str:
    with dealing.harmless("Matrix"):
        try:
            said = wire.post(
                f"/_matrix/media/v3/upload?filename={_name(picture)}",
                body=picture.content,
                headers={"content-type": picture.media_type},
            ).json()
        except NetworkError as error:
            raise sorted_out(error) from error
    if not text(said, "content_uri").startswith("mxc://"):
        raise Invalid(_("Matrix gave the picture no address. Nothing was sent."))
    return text(said, "content_uri")


def _ours(wire: Wire, note: Note) -> Iterator[Mapping[str, Any]]:
    """Our own messages, newest first, back to a minute before the note."""
    user, room = own_room(wire)
    only = f'{{"types":["m.room.message"],"senders":["{user}"]}}'
    query = {"dir": "b", "limit": "100", "filter": only}
    since = note.published.astimezone(UTC) - BACK
    for _page in range(PAGES):
        said = asked(wire, f"/rooms/{quote(room, safe='')}/messages", query).json()
        for event in objects(said, "chunk"):
            if (epoch(event, "origin_server_ts", 1000) or since) < since:
                return
            yield event
        if not (end := text(said, "end")):
            return
        query["from"] = end


def _related(wire: Wire, room: str, event: str) -> Iterator[Mapping[str, Any]]:
    """Reactions to an event, in pages."""
    at = f"/_matrix/client/v1/rooms/{quote(room, safe='')}/relations/{quote(event, safe='')}/m.annotation"
    query = {"limit": "100"}
    for _page in range(PAGES):
        try:
            said = loaded(wire.get(at, query=query).body, "Matrix")
        except NetworkError as error:
            raise sorted_out(error) from error
        yield from objects(said, "chunk")
        if not (more := text(said, "next_batch")):
            return
        query["from"] = more


def _room(room: str) -> str:
    return f"{API}/rooms/{quote(room, safe='')}"


def _receipt(room: str, event: str, note: Note, said: Mapping[str, Any] | None = None) -> Receipt:
    if not event.startswith("$"):
        raise ValueError("this is no event")
    at = address(room, event)
    return Receipt(id=at, url=at, published=epoch(said, "origin_server_ts", 1000) or note.published)
