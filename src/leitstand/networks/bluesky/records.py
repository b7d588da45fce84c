"""Names of things on the AT Protocol: addresses of records, public pages, record keys, moments. Pure."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any, NamedTuple

from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.words import _

POST, REPOST = "app.bsky.feed.post", "app.bsky.feed.repost"
APP = "https://bsky.app"
CDN = "https://cdn.bsky.app/img/feed_fullsize/plain"
VIDEO = "https://video.bsky.app/watch"

_SORTABLE = "234567abcdefghijklmnopqrstuvwxyz"
_PAGES = {
    POST: "profile/{0}/post/{1}",
    "app.bsky.feed.generator": "profile/{0}/feed/{1}",
    "app.bsky.graph.list": "profile/{0}/lists/{1}",
    "app.bsky.graph.starterpack": "starter-pack/{0}/{1}",
}


class Address(NamedTuple):
    """The parts of at://REPO/COLLECTION/KEY; `repo` is a DID."""

    repo: str
    collection: str
    rkey: str

    def __str__(self) -> str:
        return f"at://{self.repo}/{self.collection}/{self.rkey}"

    @property
    def page(self) -> str:
        """The public page for people, where Bluesky's own site has one; else the at:// address."""
        shape = _PAGES.get(self.collection)
        return f"{APP}/{shape.format(self.repo, self.rkey)}" if shape else str(self)


def address(uri: str) -> Address | None:
    """An at:// address in parts; None: it is none of a record."""
    parts = uri.removeprefix("at://").split("/")
    if not uri.startswith("at://") or len(parts) != 3 or not all(parts):
        return None
    return Address(*parts)


def address_of_post(id: str) -> Address:
    """The address of a post; raises Invalid for anything else."""
    found = address(id)
    if found is None or found.collection != POST:
        raise Invalid(
            _("“%(id)s” is not a post on Bluesky. Choose a post whose address begins with at://."), id=id
        )
    return found


def page(uri: str) -> str:
    """The public page of a record, or the address itself where there is none."""
    found = address(uri)
    return found.page if found else uri


def record_key(published: datetime, key: str) -> str:
    """A record key that is a valid TID, always the same for the same note.

    A TID is 53 bits of microseconds and 10 bits of a clock's name (atproto.com/specs/tid). Notes of one
    account may share their planned second, so everything below the second comes from a hash of `key`.
    """
    dice = int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), "big")
    number = (int(published.timestamp()) * 1_000_000 + dice % 1_000_000) << 10 | dice >> 32 & 1023
    return "".join(_SORTABLE[number >> shift & 31] for shift in range(60, -1, -5))


def moment(said: Any) -> datetime | None:
    """A moment as aware UTC; None: it cannot be read. Without an offset it counts as UTC."""
    if not isinstance(said, str):
        return None
    try:
        read = datetime.fromisoformat(said.strip())
        return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def moment_of_microseconds(said: Any) -> datetime | None:
    """Microseconds since 1970 as a moment; None: no such moment."""
    if type(said) is not int:
        return None
    try:
        return datetime.fromtimestamp(said / 1_000_000, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def timestamp(when: datetime) -> str:
    """A moment in the protocol's spelling, to the millisecond."""
    return when.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def text(said: Any, key: str) -> str:
    """The text at `key`, "" where there is none."""
    value = said.get(key) if isinstance(said, dict) else None
    return value if isinstance(value, str) else ""


def mapping(said: Any, key: str) -> dict[str, Any]:
    """The object at `key`, empty where there is none."""
    value = said.get(key) if isinstance(said, dict) else None
    return value if isinstance(value, dict) else {}


def objects(said: Any, key: str) -> list[dict[str, Any]]:
    """The objects in the list at `key`; whatever else lies there is left out."""
    value = said.get(key) if isinstance(said, dict) else None
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
