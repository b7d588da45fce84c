"""Polled sources of Bluesky: what an account says, what a search finds, what is addressed to us."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from leitstand.networks.bluesky import asking
from leitstand.networks.bluesky.records import mapping, moment, objects, text, timestamp
from leitstand.networks.bluesky.wires import ASKED_OF_US
from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.network import Answer, Page, Wire
from leitstand.vocabulary.words import _

AUTHOR, SEARCH, NOTIFICATIONS = "author:", "search:", "notifications"

_PAGES = 50  # one poll goes back at most 5,000 items
_OVERLAP = timedelta(
    hours=1
)  # lists are sorted by what authors claim, so new items may appear below known ones
_REMEMBERED = 200


@dataclass(frozen=True, slots=True)
class _Listing:
    method: str
    asked: dict[str, Any]
    items: str


@dataclass(frozen=True, slots=True)
class _Known:
    """What a cursor says: the newest moment that was stored, and fingerprints of the latest items."""

    newest: datetime | None = None
    prints: tuple[str, ...] = field(default=())

    def with_items(self, items: dict[str, datetime | None]) -> _Known:
        moments = [when for when in (self.newest, *items.values()) if when]
        prints = (*self.prints, *(one for one in items if one not in self.prints))
        return _Known(max(moments, default=None), prints[-_REMEMBERED:])

    def has_all(self, items: dict[str, datetime | None]) -> bool:
        """Is every one of these known, or so old that it must be?"""
        edge = (self.newest or datetime.max.replace(tzinfo=UTC)) - _OVERLAP
        return all(
            one in self.prints or (when and self.newest and when < edge) for one, when in items.items()
        )


def read(wire: Wire, source: str, since: str, *, base: str) -> Iterator[Page]:
    """What is new in a polled source, oldest page first. Invalid for a source that is none.

    The first poll takes the newest page alone. Known items come again where they share a page with new ones.
    """
    listing = _listing(wire, source)
    known = _understood(since)
    for answer, items in reversed(list(_fresh(wire, listing, known, base))):
        known = known.with_items(dict(reversed(items.items())))
        yield Page(raw=answer.body, cursor=_written(known), url=answer.url)


def _listing(wire: Wire, source: str) -> _Listing:
    if source.startswith(AUTHOR):
        asked = {"actor": source.removeprefix(AUTHOR), "filter": "posts_with_replies"}
        return _Listing("app.bsky.feed.getAuthorFeed", asked, "feed")
    if source.startswith(SEARCH):
        asking.me(wire)
        return _Listing(
            "app.bsky.feed.searchPosts", {"q": source.removeprefix(SEARCH), "sort": "latest"}, "posts"
        )
    if source == NOTIFICATIONS:
        asking.me(wire)
        return _Listing(
            "app.bsky.notification.listNotifications", {"reasons": sorted(ASKED_OF_US)}, "notifications"
        )
    raise Invalid(
        _("“%(source)s” is nothing that can be polled on Bluesky. Add the source again."), source=source
    )


def _fresh(
    wire: Wire, listing: _Listing, known: _Known, base: str
) -> Iterator[tuple[Answer, dict[str, datetime | None]]]:
    """Pages with something new in them, newest first, until only known things come."""
    onward: dict[str, str] = {}
    for _page in range(_PAGES):
        answer = asking.get(wire, listing.method, {**listing.asked, "limit": "100", **onward}, base=base)
        said = answer.json()
        items = dict(_item(one) for one in objects(said, listing.items))
        if known.has_all(items):
            return
        yield answer, items
        onward = {"cursor": text(said, "cursor")}
        if not onward["cursor"] or known.newest is None:
            return


def _item(item: dict[str, Any]) -> tuple[str, datetime | None]:
    """A fingerprint of one item, and when it came into its list."""
    post, reason = mapping(item, "post") or item, mapping(item, "reason")
    words = f"{text(post, 'uri')} {text(mapping(reason, 'by'), 'did')}"
    when = moment(text(reason, "indexedAt") or text(post, "indexedAt"))
    return hashlib.blake2b(words.encode(), digest_size=6).hexdigest(), when


def _written(known: _Known) -> str:
    return json.dumps({"newest": known.newest and timestamp(known.newest), "prints": known.prints})


def _understood(cursor: str) -> _Known:
    """A cursor that cannot be read counts as none: the first page is then read again."""
    try:
        said = json.loads(cursor or "{}")
    except (ValueError, RecursionError):
        return _Known()
    prints = said.get("prints") if isinstance(said, dict) else None
    kept = tuple(one for one in prints if isinstance(one, str)) if isinstance(prints, list) else ()
    return _Known(moment(text(said, "newest")), kept)
