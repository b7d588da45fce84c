"""Posts of a Discourse forum into ours.

Shapes: https://docs.discourse.org (Posts). Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from leitstand.vocabulary import dealing
from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.post import Actor, Post
from leitstand.vocabulary.shapes import loaded, moment, objects, text, whole
from leitstand.vocabulary.words import _

POSTS = "/posts"
LIKE = 2


def posts(raw: bytes, url: str = "") -> Iterator[Post]:
    """Every post in an answer, in its order. Raises Invalid. `url` is where the bytes came from."""
    said = loaded(raw, "Discourse")
    if isinstance(said, dict) and isinstance(said.get("latest_posts"), list):
        said = said["latest_posts"]
    elif isinstance(said, dict) and "cooked" in said:
        said = [said]
    if not isinstance(said, list):
        raise Invalid(_("This is no list of a forum's posts; nothing of it was read."))
    base = url.partition(POSTS)[0] if POSTS in url else ""
    for one in objects(said):
        if whole(one, "id") is not None:
            yield _post(one, base)


def address(base: str, id: int) -> str:
    """A post's id with us, which leads people there as well."""
    return f"{base}/p/{id}"


def number(base: str, id: str) -> str:
    """The forum's own id. Raises Invalid."""
    found = id.removeprefix(f"{base}/p/")
    if not id.startswith(f"{base}/p/") or not (found.isascii() and found.isdecimal()):
        raise dealing.foreign("Discourse", id)
    return found


def place(base: str, one: Mapping[str, Any], post_number: int | None = None) -> str:
    """Where people find a post within its topic."""
    at = post_number or whole(one, "post_number") or 1
    return f"{base}/t/{text(one, 'topic_slug') or '-'}/{whole(one, 'topic_id')}/{at}"


def likes(one: Mapping[str, Any]) -> int | None:
    """How often a post was liked; nothing is told of what never was."""
    told = (whole(a, "count") for a in objects(one, "actions_summary") if whole(a, "id") == LIKE)
    return next(told, 0) if "actions_summary" in one else None


def gone(one: Mapping[str, Any]) -> bool:
    """Was it taken back, by its author or by the staff?"""
    return one.get("user_deleted") is True or bool(text(one, "deleted_at")) or one.get("hidden") is True


def _post(one: Mapping[str, Any], base: str) -> Post:
    at, first = address(base, whole(one, "id") or 0), whole(one, "post_number") == 1
    if gone(one):
        return Post(id=at, type="Tombstone", network="discourse", updated=moment(one, "updated_at"))
    published, updated = moment(one, "created_at"), moment(one, "updated_at")
    version = whole(one, "version") or 1
    name, user = text(one, "name"), text(one, "username")
    to = None if first else place(base, one, whole(one, "reply_to_post_number") or 1)
    counts = {"like": likes(one), "reply": whole(one, "reply_count")}
    return Post(
        id=at,
        type="Article" if first else "Note",
        network="discourse",
        name=(text(one, "topic_title") or None) if first else None,
        content=text(one, "cooked"),
        media_type="text/html",
        attributed_to=Actor(id=f"{base}/u/{user}", name=name or None, preferred_username=user)
        if user
        else None,
        published=published,
        updated=updated if version > 1 and updated != published else None,
        in_reply_to=to,
        url=place(base, one),
        interaction_count={kind: n for kind, n in counts.items() if n is not None},
    )
