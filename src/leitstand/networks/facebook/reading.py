"""Reading what was said below our posts and about our page on from a cursor.

Facebook has no list of all comments: the last fifty posts are asked for theirs, each time in one call.
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

POST = "id,message,created_time,updated_time,permalink_url,full_picture,from"
COMMENT = (
    "id,message,created_time,permalink_url,from,parent{id},attachment,like_count,comment_count,is_hidden"
)
COMMENTS = f"comments.filter(stream).order(reverse_chronological).limit(100){{{COMMENT}}}"


def read(wire: Wire, source: str, since: str) -> Iterator[Page]:
    """What is new or changed, oldest first."""
    known = Cursor.of(since)
    found = [item for item in _listed(wire, source) if known.new(_item(item))]
    found.sort(key=lambda item: text(item, "created_time"))
    if found:
        known.took(map(_item, found))
        yield Page(raw=json.dumps({"data": found}).encode(), cursor=str(known))


def me(wire: Wire) -> str:
    """The number of our page. Raises Reconnect when none is connected."""
    return dealing.me(wire, "Facebook").id.rpartition("/")[2]


def _listed(wire: Wire, source: str) -> Iterator[Mapping[str, Any]]:
    page = me(wire)
    if source == "own":
        for items in _pages(wire, "posts", POST):
            yield from items
    elif source == "notifications":
        for items in _pages(wire, "feed", f"id,from,{COMMENTS}"):
            for post in items:
                for comment in objects(mapping(post, "comments"), "data"):
                    if text(mapping(comment, "from"), "id") != page:
                        yield {**comment, "leitstand_post": text(post, "id")}
        for items in _pages(wire, "tagged", POST):
            yield from (item for item in items if text(mapping(item, "from"), "id") != page)
    else:
        raise dealing.nowhere("Facebook", source)


def _pages(wire: Wire, edge: str, fields: str) -> Iterator[list[Mapping[str, Any]]]:
    query = {"fields": fields, "limit": "50"}
    return listed(wire, "Facebook", f"{API}/{me(wire)}/{edge}", query, most=1)


def _item(item: Mapping[str, Any]) -> Item:
    version = f"{text(item, 'updated_time')}{text(item, 'message')[:40]}{item.get('is_hidden') is True}"
    return Item(text(item, "id"), moment(item, "created_time"), version)
