"""Reading a forum on from a cursor: its latest posts, or what is addressed to us."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from leitstand.networks.discourse.asking import base, get, site
from leitstand.vocabulary import dealing
from leitstand.vocabulary.cursor import Cursor, Item
from leitstand.vocabulary.errors import Gone, Invalid, NetworkError, Rejected
from leitstand.vocabulary.network import Found, Page, Wire
from leitstand.vocabulary.shapes import mapping, moment, objects, text, whole
from leitstand.vocabulary.words import _

PAGES = 20
MENTIONED, REPLIED, QUOTED, POSTED, LINKED = 1, 2, 3, 9, 11
KINDS = (MENTIONED, REPLIED, QUOTED, POSTED, LINKED)


def find(wire: Wire, address: str) -> Iterator[Found]:
    """A forum that tells its name as Discourse does."""
    typed = address.strip()
    if not typed or typed[0] in "#@!" or " " in typed or "." not in typed:
        return
    try:
        at = site(typed).partition("/c/")[0].partition("/t/")[0].partition("/latest")[0].rstrip("/")
        said = wire.get(f"{at}/site/basic-info.json").json()
    except (NetworkError, Invalid, ValueError):
        return
    if isinstance(said, dict) and "apple_touch_icon_url" in said and text(said, "title"):
        yield Found(
            source=f"latest {at}", name=text(said, "title"), label=_("Every public post of this forum")
        )


def read(wire: Wire, source: str, since: str) -> Iterator[Page]:
    """What is new or changed, oldest page first; at first the newest page."""
    kind, _blank, at = source.partition(" ")
    if kind == "latest" and at:
        lists = latest(wire, at)
    elif source == "notifications":
        at = base(wire)
        lists = _to_us(wire, at, Cursor.of(since))
    else:
        raise dealing.nowhere("Discourse", source)
    known, found = Cursor.of(since), []
    for items in lists:
        found.append([item for item in items if known.new(_item(item))])
        if not since or not items or known.past(_item(items[-1])):
            break
    for items in reversed(found):
        if items:
            known.took(map(_item, items))
            yield Page(raw=json.dumps(items[::-1]).encode(), cursor=str(known), url=f"{at}/posts.json")


def latest(wire: Wire, at: str) -> Iterator[list[Mapping[str, Any]]]:
    """Every post that strangers (or we) may read, newest first, fifty a page."""
    before = ""
    for _page in range(PAGES):
        said = get(wire, f"{at}/posts.json", {"before": before} if before else None)
        items = list(objects(said, "latest_posts"))
        yield items
        if not items or (lowest := min(whole(item, "id") or 0 for item in items)) <= 1:
            return
        before = str(lowest - 1)


def _to_us(wire: Wire, at: str, known: Cursor) -> Iterator[list[Mapping[str, Any]]]:
    """The posts behind our last sixty notices; each is asked for once, by the notice that was given."""
    said = get(wire, f"{at}/notifications.json", {"limit": "60"})
    found = []
    for notice in objects(said, "notifications"):
        id = whole(mapping(notice, "data"), "original_post_id")
        if id is None or whole(notice, "notification_type") not in KINDS or str(id) in known.seen:
            continue
        when = moment(notice, "created_at")
        if when and when <= known.floor:
            continue
        try:
            found.append(get(wire, f"{at}/posts/{id}.json"))
        except (Gone, Rejected):  # taken back since, or not for us any more
            continue
    found.sort(key=lambda one: text(one, "created_at"), reverse=True)
    yield found


def _item(item: Mapping[str, Any]) -> Item:
    version = f"{whole(item, 'version')}{item.get('user_deleted') is True}{item.get('hidden') is True}"
    return Item(str(whole(item, "id")), moment(item, "created_at"), version)
