"""Posts of Threads into ours, and how long a text is there.

Shapes: https://developers.facebook.com/docs/threads/retrieve-and-discover-posts. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import regex

from leitstand.vocabulary import dealing
from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.post import Actor, Attachment, Post
from leitstand.vocabulary.shapes import loaded, mapping, moment, objects, text
from leitstand.vocabulary.words import _

AT = "https://graph.threads.net/"
HIDDEN = "threads:hidden"
_TYPES = {"IMAGE": "Image", "VIDEO": "Video", "CAROUSEL_ALBUM": "Image"}
_EMOJI = regex.compile(r"[\p{Emoji_Presentation}\p{Extended_Pictographic}\p{Emoji_Modifier}]")


def length(content: str) -> int:
    """Characters; an emoji counts its bytes in UTF-8."""
    return sum(len(c.encode()) if _EMOJI.match(c) else 1 for c in content)


def posts(raw: bytes) -> Iterator[Post]:
    """Every post in an answer, in its order. Raises Invalid."""
    said = loaded(raw, "Threads")
    if not isinstance(said, dict) or not isinstance(said.get("data"), list):
        raise Invalid(_("This is no list of Threads; nothing of it was read."))
    for one in objects(said, "data"):
        if text(one, "id"):
            yield _post(one)


def address(id: str) -> str:
    """Its id with us: addresses for people hold other names."""
    return AT + id


def number(id: str) -> str:
    """Meta's number. Raises Invalid."""
    found = id.removeprefix(AT)
    if not id.startswith(AT) or not (found.isascii() and found.isdecimal()):
        raise dealing.foreign("Threads", id)
    return found


def _post(one: Mapping[str, Any]) -> Post:
    name, to = text(one, "username"), text(mapping(one, "replied_to"), "id")
    picture = text(one, "media_url") or text(one, "thumbnail_url")
    kind = _TYPES.get(text(one, "media_type"), "Document")
    repost = text(one, "media_type") == "REPOST_FACADE"
    return Post(
        id=address(text(one, "id")),
        type="Announce" if repost else "Note",
        network="threads",
        content=text(one, "text"),
        media_type="text/plain",
        attributed_to=Actor(id=f"https://www.threads.net/@{name}", preferred_username=f"@{name}")
        if name
        else None,
        published=moment(one, "timestamp"),
        in_reply_to=address(to) if to else None,
        url=text(one, "permalink") or None,
        attachment=(Attachment(url=picture, type=kind, name=text(one, "alt_text") or None),)
        if picture
        else (),
        also={HIDDEN: True} if text(one, "hide_status") in ("HIDDEN", "COVERED", "BLOCKED") else {},
    )
