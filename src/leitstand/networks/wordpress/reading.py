"""Reading a WordPress site on from a cursor, so that nothing is lost or repeated.

The API sorts by seconds, and a comment that was held comes in with its old date when it is let through. So
each reading looks back over what it gave last (100 things, or seven days) and leaves out what it gave before.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from leitstand.networks.wordpress.posts import moment, root_of
from leitstand.vocabulary.errors import Invalid, Refused, TryLater
from leitstand.vocabulary.network import Page, Wire
from leitstand.vocabulary.words import _

PAGE = 100
BACK = timedelta(days=7)
SECOND = timedelta(seconds=1)
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Source:
    """One list of things: where it is, by which moment it is sorted, and what else to ask for."""

    url: str
    moment: str
    after: str
    query: Mapping[str, str]

    @classmethod
    def of(cls, written: str, wire: Wire) -> Source:
        """`posts ROOT [FILTER]`, `comments ROOT [FILTER]` or `notifications`. Raises Invalid."""
        kind, root, only = [*written.split(" ", 2), "", ""][:3]
        name, _equals, value = only.partition("=")
        query = {name: value} if value else {}
        if kind == "posts" and root:
            query |= {"orderby": "modified", "_embed": "author,wp:term,wp:featuredmedia"}
            return cls(f"{root}wp/v2/posts", "modified", "modified_after", query)
        if kind == "comments" and root:
            ours = wire.me is not None and root_of(wire.me.id) == root
            query |= {"orderby": "date_gmt"} | ({"type": "all"} if ours else {})
            return cls(f"{root}wp/v2/comments", "date", "after", query)
        if kind == "notifications":
            root, me = own(wire)
            query = {"orderby": "date_gmt", "type": "all", "status": "all", "author_exclude": me}
            return cls(f"{root}wp/v2/comments", "date", "after", query)
        raise Invalid(
            _("“%(source)s” is no source of WordPress. Add it again by its address."), source=written
        )


def own(wire: Wire) -> tuple[str, str]:
    """Where our own site's interface is, and our number there. Raises Refused when nobody is connected."""
    if wire.me is None:
        raise Refused(_("No account is connected to this site. Connect one first."))
    return root_of(wire.me.id), wire.me.id.rpartition("/")[2]


@dataclass
class Cursor:
    """Where reading goes on: from `floor` on, without what is in `seen` (id -> when, and in which status)."""

    floor: datetime = LONG_AGO
    seen: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, written: str) -> Cursor:
        """The way back from `str`. Raises Invalid."""
        if not written:
            return cls()
        try:
            said = json.loads(written)
            floor = datetime.fromisoformat(said["floor"]).astimezone(UTC)
            return cls(floor, {str(k): [str(v[0]), str(v[1])] for k, v in said["seen"].items()})
        except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
            raise Invalid(_("The place where reading should go on cannot be read.")) from error

    def __str__(self) -> str:
        return json.dumps({"floor": self.floor.isoformat(), "seen": self.seen}, separators=(",", ":"))

    def took(self, items: Mapping[str, list[str]]) -> None:
        """Remember what was given, whole seconds at a time; forget what lies below the new floor."""
        self.seen |= items
        times = sorted(datetime.fromisoformat(when) for when, _status in self.seen.values())
        self.floor = max(times[-PAGE:][0], times[-1] - BACK, self.floor)
        self.seen = {k: v for k, v in self.seen.items() if datetime.fromisoformat(v[0]) >= self.floor}


def read(wire: Wire, source: str, since: str) -> Iterator[Page]:
    """Pages since the cursor, oldest first; at first only the newest hundred."""
    place, known = Source.of(source, wire), Cursor.of(since)
    after, number = known.floor - SECOND, 1
    while True:
        query = dict(place.query) | {"per_page": str(PAGE)}
        if since:
            moved = {place.after: after.isoformat().replace("+00:00", "Z"), "page": str(number)}
            query |= {"order": "asc"} | moved
        answer = wire.get(place.url, query=query)
        items = _items(answer.json(), answer.url)
        versions = {str(item["id"]): _version(item, place.moment) for item in items}
        fresh = [item for item in items if known.seen.get(str(item["id"])) != versions[str(item["id"])]]
        if fresh:
            known.took({str(item["id"]): versions[str(item["id"])] for item in fresh})
            raw = json.dumps(fresh if since else fresh[::-1]).encode()
            yield Page(raw=raw, cursor=str(known), url=answer.url)
        if not since or number >= _pages(answer.headers.get("x-wp-totalpages", ""), number, len(items)):
            return
        last = datetime.fromisoformat(versions[str(items[-1]["id"])][0]) - SECOND
        after, number = (last, 1) if last > after else (after, number + 1)


def _items(said: Any, url: str) -> list[dict[str, Any]]:
    if not isinstance(said, list) or not all(isinstance(i, dict) and "id" in i for i in said):
        raise TryLater(
            _("%(url)s gave no list. Nothing was lost; we ask again later."), timedelta(minutes=5), url=url
        )
    return said


def _version(item: Mapping[str, Any], name: str) -> list[str]:
    return [(moment(item, name) or LONG_AGO).isoformat(), str(item.get("status") or "")]


def _pages(told: str, number: int, count: int) -> int:
    """How many pages the question has; where nobody tells, a full one has another behind it."""
    return int(told) if told.isdecimal() else number + (count >= PAGE)
