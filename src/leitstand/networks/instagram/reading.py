"""Reading comments below our posts, posts that tag us, and our posts, on from a cursor.

Instagram has no list of all comments: the last fifty posts are asked for theirs, in one call.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from leitstand.vocabulary import dealing
from leitstand.vocabulary.cursor import Cursor, Item
from leitstand.vocabulary.graph import listed
from leitstand.vocabulary.graph.pages import API
from leitstand.vocabulary.network import Page, Wire
from leitstand.vocabulary.shapes import mapping, moment, objects, text

MEDIA = (
    "id,caption,media_type,media_url,thumbnail_url,permalink,timestamp,username,like_count,"
    "comments_count,alt_text"
)
TAGGED = "id,caption,media_type,media_url,permalink,timestamp,username,like_count,comments_count"
COMMENT = "id,text,timestamp,username,from,like_count,hidden,parent_id"
COMMENTS = f"id,permalink,comments.limit(100){{{COMMENT},replies.limit(50){{{COMMENT}}}}}"


def read(wire: Wire, source: str, since: str) -> Iterator[Page]:
    """What is new or changed, oldest first."""
    known = Cursor.of(since)
    found = [item for item in _listed(wire, source) if known.new(_item(item))]
    found.sort(key=lambda item: text(item, "timestamp"))
    if found:
        known.took(map(_item, found))
        yield Page(raw=json.dumps({"data": found}).encode(), cursor=str(known))


def me(wire: Wire) -> str:
    """The number of our account. Raises Reconnect when none is connected."""
    return dealing.me(wire, "Instagram").id.rpartition("/")[2]


def ours(wire: Wire, fields: str, edge: str = "media") -> Iterator[Mapping[str, Any]]:
    """Our last fifty posts."""
    query = {"fields": fields, "limit": "50"}
    for items in listed(wire, "Instagram", f"{API}/{me(wire)}/{edge}", query, most=1):
        yield from items


def below(post: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Comments of a post and the answers to them, each told where it belongs."""
    media = {"id": text(post, "id"), "permalink": text(post, "permalink")}
    for comment in objects(mapping(post, "comments"), "data"):
        yield {**comment, "media": media}
        for reply in objects(mapping(comment, "replies"), "data"):
            yield {**reply, "media": media, "parent_id": text(comment, "id")}


def _listed(wire: Wire, source: str) -> Iterator[Mapping[str, Any]]:
    if source == "own":
        yield from ours(wire, MEDIA)
    elif source == "notifications":
        name = (dealing.me(wire, "Instagram").preferred_username or "").removeprefix("@")
        for post in ours(wire, COMMENTS):
            yield from (comment for comment in below(post) if text(comment, "username") != name)
        yield from ours(wire, TAGGED, "tags")
    else:
        raise dealing.nowhere("Instagram", source)


def _item(item: Mapping[str, Any]) -> Item:
    return Item(text(item, "id"), moment(item, "timestamp"), str(item.get("hidden") is True))
