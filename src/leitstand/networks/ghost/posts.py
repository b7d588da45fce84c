"""Articles of Ghost into posts.

Shapes: https://docs.ghost.org/content-api/posts and …/admin-api/posts/overview. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.post import Actor, Attachment, Post, Tag
from leitstand.vocabulary.shapes import loaded, mapping, moment, objects, text
from leitstand.vocabulary.words import _

API = "ghost/api/"


def posts(raw: bytes, url: str = "") -> Iterator[Post]:
    """Every article in an answer, in its order. Raises Invalid.

    `url` is where the bytes came from; an id is the address at which the Admin API has the article.
    """
    said = loaded(raw, "Ghost")
    if not isinstance(said, dict) or not isinstance(said.get("posts"), list):
        raise Invalid(_("This is no list of Ghost's articles; nothing of it was read."))
    base = url.partition(API)[0] if API in url else ""
    for one in objects(said, "posts"):
        if text(one, "id"):
            yield _post(one, base)


def item_id(id: str, base: str) -> str:
    """Where the Admin API has an article."""
    return f"{base}{API}admin/posts/{id}/"


def _post(one: Mapping[str, Any], base: str) -> Post:
    published, updated = moment(one, "published_at"), moment(one, "updated_at")
    author = next(objects(one, "authors"), {})
    picture = text(one, "feature_image")
    status = text(one, "status")
    return Post(
        id=item_id(text(one, "id"), base),
        type="Article",
        network="ghost",
        name=text(one, "title") or None,
        content=text(one, "html"),
        media_type="text/html",
        summary=text(one, "custom_excerpt") or None,
        attributed_to=_author(author),
        published=published,
        updated=updated if updated != published else None,
        url=text(one, "url") or None,
        language=text(mapping(one, "primary_locale"), "code") or text(one, "locale") or None,
        tag=tuple(
            Tag(type="Hashtag", name="#" + text(t, "name"), href=text(t, "url") or None)
            for t in objects(one, "tags")
            if text(t, "name") and text(t, "visibility") != "internal"
        ),
        attachment=(
            (Attachment(url=picture, type="Image", name=text(one, "feature_image_alt") or None),)
            if picture
            else ()
        ),
        also={"ghost:status": status} if status and status != "published" else {},
    )


def _author(author: Mapping[str, Any]) -> Actor | None:
    id = text(author, "url") or text(author, "slug")
    return (
        Actor(id=id, name=text(author, "name") or None, preferred_username=text(author, "slug") or None)
        if id
        else None
    )
