"""Posts and comments of Instagram into ours.

Shapes: https://developers.facebook.com/docs/instagram-platform/reference (IG Media, IG Comment). Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from leitstand.vocabulary import dealing
from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.post import Actor, Attachment, Post
from leitstand.vocabulary.shapes import loaded, mapping, moment, objects, text, whole
from leitstand.vocabulary.words import _

AT = "https://graph.facebook.com/instagram/"
HIDDEN = "instagram:hidden"
_TYPES = {"IMAGE": "Image", "VIDEO": "Video", "CAROUSEL_ALBUM": "Image"}


def posts(raw: bytes) -> Iterator[Post]:
    """Every post and comment in an answer, in its order. Raises Invalid."""
    said = loaded(raw, "Instagram")
    if not isinstance(said, dict) or not isinstance(said.get("data"), list):
        raise Invalid(_("This is no list of Instagram's; nothing of it was read."))
    for one in objects(said, "data"):
        if text(one, "id"):
            yield _comment(one) if "text" in one else _media(one)


def address(id: str) -> str:
    """Its id with us: Instagram's addresses for people hold other names."""
    return AT + id


def number(id: str) -> str:
    """Meta's number. Raises Invalid."""
    found = id.removeprefix(AT)
    if not id.startswith(AT) or not (found.isascii() and found.isdecimal()):
        raise dealing.foreign("Instagram", id)
    return found


def _media(one: Mapping[str, Any]) -> Post:
    id, name = text(one, "id"), text(one, "username")
    counts = {"like": whole(one, "like_count"), "reply": whole(one, "comments_count")}
    picture = text(one, "media_url") or text(one, "thumbnail_url")
    kind = _TYPES.get(text(one, "media_type"), "Document")
    shown = (Attachment(url=picture, type=kind, name=text(one, "alt_text") or None),) if picture else ()
    return Post(
        id=address(id),
        network="instagram",
        content=text(one, "caption"),
        media_type="text/plain",
        attributed_to=_actor(name),
        published=moment(one, "timestamp"),
        url=text(one, "permalink") or None,
        attachment=shown,
        interaction_count={kind: n for kind, n in counts.items() if n is not None},
    )


def _comment(one: Mapping[str, Any]) -> Post:
    parent = text(one, "parent_id") or text(mapping(one, "media"), "id")
    likes = whole(one, "like_count")
    return Post(
        id=address(text(one, "id")),
        network="instagram",
        content=text(one, "text"),
        media_type="text/plain",
        attributed_to=_actor(text(one, "username") or text(mapping(one, "from"), "username")),
        published=moment(one, "timestamp"),
        in_reply_to=address(parent) if parent else None,
        url=text(mapping(one, "media"), "permalink") or None,
        interaction_count={} if likes is None else {"like": likes},
        also={HIDDEN: True} if one.get("hidden") is True else {},
    )


def _actor(name: str) -> Actor | None:
    return Actor(id=f"https://www.instagram.com/{name}/", preferred_username=f"@{name}") if name else None
