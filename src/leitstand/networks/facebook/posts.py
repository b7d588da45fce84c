"""Posts and comments of a Facebook page into ours.

Shapes: https://developers.facebook.com/docs/graph-api/reference/post and …/comment. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from leitstand.vocabulary import dealing
from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.post import Actor, Attachment, Post
from leitstand.vocabulary.shapes import loaded, mapping, moment, objects, text, whole
from leitstand.vocabulary.words import _

AT = "https://www.facebook.com/"
HIDDEN = "facebook:hidden"


def posts(raw: bytes) -> Iterator[Post]:
    """Every post and comment in an answer, in its order. Raises Invalid."""
    said = loaded(raw, "Facebook")
    if not isinstance(said, dict) or not isinstance(said.get("data"), list):
        raise Invalid(_("This is no list of Facebook's; nothing of it was read."))
    for one in objects(said, "data"):
        if text(one, "id"):
            yield _post(one)


def address(id: str) -> str:
    """Where people find it, and its id with us."""
    return AT + id


def number(id: str) -> str:
    """Facebook's own id. Raises Invalid."""
    found = id.removeprefix(AT)
    if not id.startswith(AT) or not found.replace("_", "").isdecimal() or not found.isascii():
        raise dealing.foreign("Facebook", id)
    return found


def _post(one: Mapping[str, Any]) -> Post:
    id, author = text(one, "id"), mapping(one, "from")
    parent = text(mapping(one, "parent"), "id") or text(one, "leitstand_post")
    published, updated = moment(one, "created_time"), moment(one, "updated_time")
    counts = {"like": whole(one, "like_count"), "reply": whole(one, "comment_count")}
    picture = text(mapping(one, "attachment", "media", "image"), "src") or text(one, "full_picture")
    return Post(
        id=address(id),
        network="facebook",
        content=text(one, "message") or text(one, "story"),
        media_type="text/plain",
        attributed_to=_actor(author),
        published=published,
        updated=updated if updated != published else None,
        in_reply_to=address(parent) if parent else None,
        url=text(one, "permalink_url") or address(id),
        attachment=(Attachment(url=picture, type="Image"),) if picture else (),
        interaction_count={kind: n for kind, n in counts.items() if n is not None},
        also={HIDDEN: True} if one.get("is_hidden") is True else {},
    )


def _actor(author: Mapping[str, Any]) -> Actor | None:
    """Who said it; Facebook names people to a page only if the app was reviewed."""
    id = text(author, "id")
    return Actor(id=address(id), name=text(author, "name") or None) if id else None
