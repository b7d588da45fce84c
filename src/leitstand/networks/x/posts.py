"""Posts of X into ours.

Shapes: https://docs.x.com/x-api/fundamentals/data-dictionary. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any

from leitstand.vocabulary import dealing
from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.post import Actor, Attachment, Post, Tag
from leitstand.vocabulary.shapes import loaded, mapping, moment, objects, text, whole
from leitstand.vocabulary.words import _

AT = "https://x.com/i/status/"
COUNTS = {
    "reply": "reply_count",
    "like": "like_count",
    "announce": "retweet_count",
    "view": "impression_count",
}
_MEDIA = {"photo": "Image", "video": "Video", "animated_gif": "Video"}


def posts(raw: bytes) -> Iterator[Post]:
    """Every post in an answer, in its order. Raises Invalid."""
    said = loaded(raw, "X")
    if not isinstance(said, dict) or not ("data" in said or "errors" in said or "meta" in said):
        raise Invalid(_("This is no answer of X; nothing of it was read."))
    users = {text(u, "id"): u for u in objects(mapping(said, "includes"), "users")}
    media = {text(m, "media_key"): m for m in objects(mapping(said, "includes"), "media")}
    data = said.get("data")
    for one in objects(data if isinstance(data, list) else [data]):
        if text(one, "id"):
            yield _post(one, users, media)


def address(id: str) -> str:
    """Where people find a post, and its id with us."""
    return AT + id


def number(id: str) -> str:
    """X's own id. Raises Invalid."""
    found = id.rpartition("/status/")[2].partition("?")[0]
    if not id.startswith("https://x.com/") or not (found.isascii() and found.isdecimal()):
        raise dealing.foreign("X", id)
    return found


def tally(metrics: Mapping[str, Any]) -> dict[str, int]:
    """What X counts of a post."""
    return {kind: n for kind, key in COUNTS.items() if (n := whole(metrics, key)) is not None}


def words(one: Mapping[str, Any]) -> str:
    """The text, the whole one of long posts, with addresses instead of X's own short ones."""
    long = mapping(one, "note_tweet")
    said = text(long, "text") or text(one, "text")
    for link in objects(mapping(long or one, "entities"), "urls"):
        if text(link, "url"):
            shown = "" if text(link, "media_key") else text(link, "expanded_url") or text(link, "url")
            said = said.replace(text(link, "url"), shown)
    return unescape(said).strip()


def _post(one: Mapping[str, Any], users: Mapping[str, Any], media: Mapping[str, Any]) -> Post:
    related = {text(r, "type"): address(text(r, "id")) for r in objects(one, "referenced_tweets")}
    language = text(one, "lang")
    keys = mapping(one, "attachments").get("media_keys")
    shown = [media[k] for k in keys if isinstance(k, str) and k in media] if isinstance(keys, list) else []
    return Post(
        id=address(text(one, "id")),
        network="x",
        content="" if "retweeted" in related else words(one),
        type="Announce" if "retweeted" in related else "Note",
        media_type="text/plain",
        attributed_to=_actor(text(one, "author_id"), users),
        published=moment(one, "created_at"),
        in_reply_to=related.get("replied_to"),
        announces=related.get("retweeted") or related.get("quoted"),
        url=address(text(one, "id")),
        language=language if language and language not in ("und", "zxx", "qme", "qht", "art") else None,
        tag=tuple(_tags(mapping(one, "entities"))),
        attachment=tuple(_attachments(shown)),
        interaction_count=tally(mapping(one, "public_metrics")),
    )


def _actor(id: str, users: Mapping[str, Any]) -> Actor | None:
    known = users.get(id, {})
    name = text(known, "username")
    return (
        Actor(
            id=f"https://x.com/i/user/{id}",
            name=text(known, "name") or None,
            preferred_username=f"@{name}" if name else None,
        )
        if id
        else None
    )


def _tags(entities: Mapping[str, Any]) -> Iterator[Tag]:
    for tag in objects(entities, "hashtags"):
        if text(tag, "tag"):
            yield Tag(type="Hashtag", name="#" + text(tag, "tag"))
    for mention in objects(entities, "mentions"):
        if name := text(mention, "username"):
            yield Tag(type="Mention", name=f"@{name}", href=f"https://x.com/{name}")


def _attachments(media: list[Mapping[str, Any]]) -> Iterator[Attachment]:
    for one in media:
        if url := text(one, "url") or text(one, "preview_image_url"):
            kind = _MEDIA.get(text(one, "type"), "Document")
            yield Attachment(url=url, type=kind, name=text(one, "alt_text") or None)
