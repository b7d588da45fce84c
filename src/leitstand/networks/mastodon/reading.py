"""Sources of a Mastodon server, and reading them on from a cursor so that nothing is lost or repeated.

Paging: https://docs.joinmastodon.org/api/guidelines/#pagination. Posts from other servers arrive late and are
sorted in by their date, so each reading looks back over the last day (at most 30 posts) and leaves out what
it has given before.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from leitstand.networks.mastodon.posts import ME, moment
from leitstand.vocabulary.errors import Invalid, TryLater
from leitstand.vocabulary.network import Page, Wire
from leitstand.vocabulary.words import _

PAGE = 40
KEPT = 30  # fewer than a page holds: a page without anything new is then the last one
BACK = timedelta(days=1)
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
_READ = {
    "account": "/api/v1/accounts/{}/statuses",
    "tag": "/api/v1/timelines/tag/{}",
    "public": "/api/v1/timelines/public",
    "local": "/api/v1/timelines/public?local=true",
    "home": "/api/v1/timelines/home",
    "notifications": "/api/v1/notifications?types[]=mention",
}
_STREAM = {
    "tag": "/api/v1/streaming/hashtag?tag={}",
    "public": "/api/v1/streaming/public",
    "local": "/api/v1/streaming/public/local",
    "home": "/api/v1/streaming/user",
    "notifications": "/api/v1/streaming/user/notification",
}


@dataclass(frozen=True)
class Source:
    """One timeline: `kind` of _READ, the server (an origin; "" is ours), and an account's number or a tag."""

    kind: str
    server: str = ""
    what: str = ""

    @classmethod
    def of(cls, written: str) -> Source:
        """The way back from `str`. Raises Invalid."""
        kind, server, what = [*written.split(" ", 2), "", ""][:3]
        if kind not in _READ or (kind in ("account", "tag") and not what):
            raise Invalid(
                _("“%(source)s” is no source of Mastodon. Add it again by its address."), source=written
            )
        return cls(kind, server, what)

    def __str__(self) -> str:
        return " ".join(part for part in (self.kind, self.server, self.what) if part)

    @property
    def live(self) -> bool:
        """Can it be held open?"""
        return self.kind in _STREAM

    def page(self, wire: Wire) -> str:
        """Where to read."""
        return self._at(wire) + _READ[self.kind].format(quote(self.what, safe=""))

    def events(self, wire: Wire) -> str:
        """Where to listen. Raises Invalid where nobody may."""
        if not self.live:
            raise Invalid(_("Mastodon has no stream for the posts of one account. Poll it instead."))
        return self._at(wire) + _STREAM[self.kind].format(quote(self.what, safe=""))

    def _at(self, wire: Wire) -> str:
        return "" if self.server in ("", wire.server) else self.server


@dataclass
class Cursor:
    """Where reading goes on: after `floor`, without what is in `seen` (id -> when, and edited when)."""

    floor: str = ""
    seen: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, written: str) -> Cursor:
        """The way back from `str`. Raises Invalid."""
        if not written:
            return cls()
        try:
            said = json.loads(written)
            return cls(str(said["floor"]), {str(k): [str(v[0]), str(v[1])] for k, v in said["seen"].items()})
        except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
            raise Invalid(_("The place where reading should go on cannot be read.")) from error

    def __str__(self) -> str:
        return json.dumps({"floor": self.floor, "seen": self.seen}, separators=(",", ":"))

    def new(self, item: dict[str, Any]) -> bool:
        """Was this, in this version, not given yet?"""
        return self.seen.get(str(item["id"])) != _version(item)

    def took(self, items: list[dict[str, Any]]) -> None:
        """Remember what was given; forget what no later page can hold any more."""
        if not self.floor:
            self.floor = _before(min((str(item["id"]) for item in items), key=_order))
        self.seen |= {str(i["id"]): _version(i) for i in items if _order(str(i["id"])) > _order(self.floor)}
        ids = sorted(self.seen, key=_order)
        last = max((moment(self.seen[id][0]) or LONG_AGO for id in ids), default=LONG_AGO)
        while ids and (len(ids) > KEPT or (moment(self.seen[ids[0]][0]) or LONG_AGO) < last - BACK):
            self.floor = ids.pop(0)
            del self.seen[self.floor]


def read(wire: Wire, source: str, since: str) -> Iterator[Page]:
    """Pages since the cursor, oldest first; at first only the newest page."""
    place, known = Source.of(source), Cursor.of(since)
    url, after = place.page(wire), known.floor
    while True:
        query = {"limit": str(PAGE)} | ({"min_id": after} if after else {})
        answer = wire.get(url, query=query)
        items = _items(answer.json(), answer.url)
        fresh = [item for item in items if known.new(item)]
        if fresh:
            known.took(fresh)
            raw = json.dumps(fresh[::-1]).encode()  # a timeline begins with its end
            yield Page(raw=raw, cursor=str(known), url=_told(wire, place, answer.url))
        newest = max((str(item["id"]) for item in items), key=_order, default="")
        if not since or not fresh or newest == after:
            return
        after = newest


def stream(wire: Wire, source: str, since: str) -> Iterator[Page]:
    """Events as they come; first what was missed. Pages with empty `raw` say: still there."""
    place, known = Source.of(source), Cursor.of(since)
    events = wire.events(place.events(wire))
    first = next(events, b"")  # opened before reading on, so that nothing falls in between
    for page in read(wire, source, since):
        known = Cursor.of(page.cursor)
        yield page
    url = _told(wire, place, (place.server or wire.server) + "/")
    yield _heard(first, place, known, url)
    for event in events:
        yield _heard(event, place, known, url)


def _heard(event: bytes, place: Source, known: Cursor, url: str) -> Page:
    name, _line, data = event.partition(b"\n")
    still = Page(raw=b"", cursor=str(known) if known.floor else "", url=url)
    mentions = place.kind == "notifications"
    if name == b"delete" and not mentions:
        return Page(raw=event, cursor=still.cursor, url=url)
    if name not in ((b"notification",) if mentions else (b"update", b"status.update")):
        return still
    try:
        item = json.loads(data)
    except ValueError:
        return still
    if not isinstance(item, dict) or "id" not in item or (mentions and item.get("type") != "mention"):
        return still
    if not known.new(item):
        return still
    known.took([item])
    return Page(raw=event, cursor=str(known), url=url)


def _items(said: Any, url: str) -> list[dict[str, Any]]:
    if not isinstance(said, list) or not all(isinstance(i, dict) and "id" in i for i in said):
        raise TryLater(
            _("%(url)s gave no list of posts. Nothing was lost; we ask again later."),
            timedelta(minutes=5),
            url=url,
        )
    return said


def _told(wire: Wire, place: Source, url: str) -> str:
    """The address of a page; for notifications with who we are, which `posts` needs."""
    return f"{url}#{ME}{wire.me.id}" if place.kind == "notifications" and wire.me else url


def _version(item: dict[str, Any]) -> list[str]:
    status = item.get("status") if isinstance(item.get("status"), dict) else item
    return [str(item.get("created_at") or ""), str((status or {}).get("edited_at") or "")]


def _before(id: str) -> str:
    """The id just before; where ids are no numbers there is none, and its own must do."""
    return str(int(id) - 1) if id.isascii() and id.isdecimal() else id


def _order(id: str) -> tuple[int, str]:
    """Ids grow: first by length, then letter by letter (as the guidelines say)."""
    return len(id), id
