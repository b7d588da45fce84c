"""Events of a Matrix room into posts.

Shapes: https://spec.matrix.org/latest/client-server-api/#room-events. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote, unquote

from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.post import Actor, Attachment, Post, Tag
from leitstand.vocabulary.shapes import epoch, loaded, mapping, objects, text, whole
from leitstand.vocabulary.words import _

AT = "https://matrix.to/#/"
_TYPES = {"m.image": "Image", "m.video": "Video", "m.audio": "Audio", "m.file": "Document"}
_SPOKEN = ("m.text", "m.notice", "m.emote", *_TYPES)
_QUOTED = re.compile(r"<mx-reply>.*?</mx-reply>", re.DOTALL)


def posts(raw: bytes) -> Iterator[Post]:
    """Every message in an answer, in its order. Raises Invalid when it is nothing of Matrix's."""
    said = loaded(raw, "Matrix")
    chunk = said.get("chunk") if isinstance(said, dict) else said
    if not isinstance(chunk, list):
        raise Invalid(_("This is no list of Matrix events; nothing of it was read."))
    for event in objects(chunk):
        if post := _post(event):
            yield post


def address(room: str, event: str) -> str:
    """Where people find an event, and its id with us."""
    return f"{AT}{quote(room, safe='!:')}/{quote(event, safe='$')}"


def parts(id: str) -> tuple[str, str]:
    """(room, event) of an id. Raises Invalid."""
    room, slash, event = unquote(id.removeprefix(AT).partition("?")[0]).partition("/")
    if not id.startswith(AT) or not slash or not event.startswith("$"):
        raise Invalid(_("%(id)s is no message of a Matrix room."), id=id)
    return room, event


def plain(content: Mapping[str, Any]) -> str:
    """The words of a message without the quotation that older clients put before an answer."""
    body = text(content, "body")
    if body.startswith("> ") and "m.in_reply_to" in mapping(content, "m.relates_to"):
        lines = body.split("\n")
        while lines and lines[0].startswith("> "):
            lines.pop(0)
        body = "\n".join(lines).lstrip("\n")
    return body


def _post(event: Mapping[str, Any]) -> Post | None:
    room, id = text(event, "room_id"), text(event, "event_id")
    if not room or not id:
        return None
    if text(event, "type") == "m.room.redaction":
        gone = text(event, "redacts") or text(mapping(event, "content"), "redacts")
        at = address(room, gone)
        return Post(id=at, type="Tombstone", network="matrix", updated=_when(event)) if gone else None
    content = mapping(event, "content")
    if text(event, "type") != "m.room.message" or text(content, "msgtype") not in _SPOKEN:
        return None
    relates = mapping(content, "m.relates_to")
    if text(relates, "rel_type") == "m.replace":
        newer = mapping(content, "m.new_content")
        return _said(event, room, text(relates, "event_id") or id, newer, edited=True) if newer else None
    return _said(event, room, id, content)


def _said(
    event: Mapping[str, Any], room: str, id: str, content: Mapping[str, Any], *, edited: bool = False
) -> Post:
    html = text(content, "formatted_body") if text(content, "format") == "org.matrix.custom.html" else ""
    relates, when = mapping(content, "m.relates_to"), _when(event)
    answered = text(mapping(relates, "m.in_reply_to"), "event_id") or (
        text(relates, "event_id") if text(relates, "rel_type") == "m.thread" else ""
    )
    sender = text(event, "sender")
    kind = text(content, "msgtype")
    captioned = kind not in _TYPES or text(content, "filename") not in ("", text(content, "body"))
    return Post(
        id=address(room, id),
        network="matrix",
        content=(_QUOTED.sub("", html) or plain(content)) if captioned else "",
        media_type="text/html" if html and captioned else "text/plain",
        attributed_to=Actor(id=sender, preferred_username=sender) if sender else None,
        published=None if edited else when,
        updated=when if edited else None,
        in_reply_to=address(room, answered) if answered else None,
        url=address(room, id),
        tag=tuple(_mentions(content)),
        attachment=tuple(_media(content)),
        also={"matrix:room": room},
    )


def _when(event: Mapping[str, Any]) -> Any:
    return epoch(event, "origin_server_ts", 1000)


def _mentions(content: Mapping[str, Any]) -> Iterator[Tag]:
    told = mapping(content, "m.mentions").get("user_ids")
    for user in told if isinstance(told, list) else []:
        if isinstance(user, str) and user:
            yield Tag(type="Mention", name=user.encode("utf-8", "replace").decode(), href=AT + quote(user))


def _media(content: Mapping[str, Any]) -> Iterator[Attachment]:
    """Media stay on their server, where only people in the room may fetch them: told, never shown."""
    url, kind = text(content, "url"), _TYPES.get(text(content, "msgtype"))
    if kind and url and (whole(mapping(content, "info"), "size") or 1):
        name = text(content, "filename") or text(content, "body")
        media = text(mapping(content, "info"), "mimetype")
        yield Attachment(url=url, type=kind, media_type=media or None, name=name or None)
