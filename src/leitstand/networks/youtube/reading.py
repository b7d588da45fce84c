"""Reading what was said below our videos, and our videos, on from a cursor.

YouTube orders threads by their first comment: an answer is found while its thread is on the first page or not
older than two days. A thread with more answers than it shows is asked for all of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from leitstand.networks.youtube.asking import channel, get
from leitstand.vocabulary import dealing
from leitstand.vocabulary.cursor import Cursor, Item
from leitstand.vocabulary.network import Page, Wire
from leitstand.vocabulary.shapes import mapping, moment, objects, text, whole

PAGES = 20


def read(wire: Wire, source: str, since: str) -> Iterator[Page]:
    """Pages since the cursor, oldest first; at first only the newest."""
    known = Cursor.of(since)
    if source == "notifications":
        lists = _threads(wire)
    elif source == "own":
        lists = _videos(wire)
    else:
        raise dealing.nowhere("YouTube", source)
    found: list[list[Mapping[str, Any]]] = []
    for items in lists:
        found.append([item for item in items if known.new(_item(item))])
        if not since or not items or known.past(_item(items[-1])):
            break
    for items in reversed(found):
        if items:
            known.took(map(_item, items))
            yield Page(raw=json.dumps({"items": items[::-1]}).encode(), cursor=str(known))


def _item(item: Mapping[str, Any]) -> Item:
    """One thing of a list; a comment in the state it is in now."""
    snippet = mapping(item, "snippet")
    version = f"{text(snippet, 'updatedAt')}{text(snippet, 'moderationStatus')}"
    return Item(text(item, "id"), moment(snippet, "publishedAt"), version)


def _threads(wire: Wire) -> Iterator[list[Mapping[str, Any]]]:
    """Comments one by one, a page of threads at a time, newest thread first."""
    asked = {"part": "snippet,replies", "maxResults": "100", "order": "time", "textFormat": "plainText"}
    asked |= {"allThreadsRelatedToChannelId": channel(wire)}
    mine = channel(wire)
    for said in _pages(wire, "commentThreads", asked):
        comments = [c for thread in objects(said, "items") for c in _of_thread(wire, thread)]
        others = [c for c in comments if text(mapping(c, "snippet", "authorChannelId"), "value") != mine]
        yield sorted(others, key=lambda c: text(mapping(c, "snippet"), "publishedAt"), reverse=True)


def _of_thread(wire: Wire, thread: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    snippet = mapping(thread, "snippet")
    replies = list(objects(mapping(thread, "replies"), "comments"))
    top = mapping(snippet, "topLevelComment")
    if (whole(snippet, "totalReplyCount") or 0) > len(replies):
        asked = {
            "part": "snippet",
            "parentId": text(top, "id"),
            "maxResults": "100",
            "textFormat": "plainText",
        }
        replies = [reply for said in _pages(wire, "comments", asked) for reply in objects(said, "items")]
    for comment in (top, *replies):
        within = dict(mapping(comment, "snippet")) | {"videoId": text(snippet, "videoId")}
        yield {**comment, "kind": "youtube#comment", "snippet": within}


def _videos(wire: Wire) -> Iterator[list[Mapping[str, Any]]]:
    """Our uploads, newest first: the list of a channel UC… is named UU…."""
    uploads = "UU" + channel(wire)[2:]
    asked = {"part": "snippet,contentDetails", "playlistId": uploads, "maxResults": "50"}
    for said in _pages(wire, "playlistItems", asked):
        yield list(objects(said, "items"))


def _pages(wire: Wire, what: str, asked: Mapping[str, str]) -> Iterator[Any]:
    more = ""
    for _page in range(PAGES):
        said = get(wire, what, **asked, **({"pageToken": more} if more else {}))
        yield said
        if not (more := text(said, "nextPageToken")):
            return
