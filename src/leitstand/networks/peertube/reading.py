"""Reading comments below our videos, and our videos, on from a cursor (PeerTube 6.2 or newer)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from leitstand.networks.peertube.asking import API, get, me
from leitstand.vocabulary import dealing
from leitstand.vocabulary.cursor import Cursor, Item
from leitstand.vocabulary.network import Page, Wire
from leitstand.vocabulary.shapes import mapping, moment, objects, text, whole

PAGE = 100
PAGES = 20


def read(wire: Wire, source: str, since: str) -> Iterator[Page]:
    """What is new or changed, oldest page first; at first the newest page."""
    known, found = Cursor.of(since), []
    for items in _lists(wire, source):
        found.append([item for item in items if known.new(_item(item))])
        if not since or not items or known.past(_item(items[-1])):
            break
    for items in reversed(found):
        if items:
            known.took(map(_item, items))
            raw = json.dumps({"data": items[::-1]}).encode()
            yield Page(raw=raw, cursor=str(known), url=f"{wire.server}{API}/users/me")


def _lists(wire: Wire, source: str) -> Iterator[list[Mapping[str, Any]]]:
    if source == "notifications":
        path, sort = "/users/me/videos/comments", "-createdAt"
    elif source == "own":
        path, sort = "/users/me/videos", "-publishedAt"
    else:
        raise dealing.nowhere("PeerTube", source)
    name = me(wire)
    for page in range(PAGES):
        query = {"start": str(page * PAGE), "count": str(PAGE), "sort": sort}
        items = list(objects(get(wire, path, query), "data"))
        yield [item for item in items if source == "own" or not _is(item, name, wire)]
        if len(items) < PAGE:
            return


def _is(item: Mapping[str, Any], name: str, wire: Wire) -> bool:
    """Did we say it ourselves?"""
    account = mapping(item, "account")
    return text(account, "name") == name and text(account, "url").startswith(wire.server + "/")


def _item(item: Mapping[str, Any]) -> Item:
    when = moment(item, "createdAt") or moment(item, "publishedAt")
    return Item(str(whole(item, "id")), when, f"{text(item, 'updatedAt')}{item.get('heldForReview') is True}")
