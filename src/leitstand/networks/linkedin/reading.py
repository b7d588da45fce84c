"""Reading what was said below our posts and about our page on from a cursor.

LinkedIn keeps a list of what happened to a page in the last sixty days; comments in it bring their words.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from leitstand.networks.linkedin.asking import get, me, urn
from leitstand.vocabulary import dealing
from leitstand.vocabulary.cursor import Cursor, Item
from leitstand.vocabulary.network import Page, Wire
from leitstand.vocabulary.shapes import epoch, mapping, objects, text, whole

PAGE = 50
PAGES = 10
ACTIONS = "List(COMMENT,COMMENT_EDIT,ADMIN_COMMENT,SHARE_MENTION)"


def read(wire: Wire, source: str, since: str) -> Iterator[Page]:
    """What is new or changed, oldest page first; at first the newest page."""
    known, found = Cursor.of(since), []
    for items in _pages(wire, source):
        found.append([item for item in items if known.new(_item(item))])
        if not since or not items or known.past(_item(items[-1])):
            break
    for items in reversed(found):
        if items:
            known.took(map(_item, items))
            yield Page(raw=json.dumps({"elements": items[::-1]}).encode(), cursor=str(known))


def ours(wire: Wire) -> Iterator[list[Mapping[str, Any]]]:
    """Our posts, newest first."""
    return _pages(wire, "own")


def _pages(wire: Wire, source: str) -> Iterator[list[Mapping[str, Any]]]:
    mine = urn(me(wire))
    if source == "own":
        path, query, finder = "posts", f"q=author&author={mine}&sortBy=CREATED", "FINDER"
    elif source == "notifications":
        path = "organizationalEntityNotifications"
        query, finder = f"q=criteria&actions={ACTIONS}&organizationalEntity={mine}", ""
    else:
        raise dealing.nowhere("LinkedIn", source)
    for page in range(PAGES):
        said = get(wire, path, f"{query}&start={page * PAGE}&count={PAGE}", finder=finder)
        items = list(objects(said, "elements"))
        yield [item for item in items if _author(item) != me(wire) or source == "own"]
        if len(items) < PAGE:
            return


def _author(item: Mapping[str, Any]) -> str:
    said = mapping(item, "decoratedGeneratedActivity")
    return text(mapping(said, "comment") or mapping(said, "share"), "owner")


def _item(item: Mapping[str, Any]) -> Item:
    id = text(item, "generatedActivity") or text(item, "id") or str(whole(item, "notificationId"))
    when = epoch(item, "lastModifiedAt", 1000) or epoch(item, "createdAt", 1000)
    return Item(id, when, str(item.get("lastModifiedAt")))
