"""What a person may type to listen to something on Bluesky: the network, an account, a search."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from leitstand.networks.bluesky import asking, posts
from leitstand.networks.bluesky.reading import AUTHOR, NOTIFICATIONS, SEARCH
from leitstand.networks.bluesky.streaming import EVERYTHING, is_stream
from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.network import Found, Wire
from leitstand.vocabulary.words import _

_NETWORK = {"bluesky", "bsky", "bsky.app", "jetstream", "https://bsky.app", "https://bsky.app/"}
_HANDLE = re.compile(
    r"@((?:[a-z0-9-]+\.)+[a-z0-9-]+)|((?:[a-z0-9-]+\.)+bsky\.social)", re.IGNORECASE | re.ASCII
)
_DID = re.compile(r"(?:at://)?(did:(?:plc|web):[a-zA-Z0-9.:%-]+)(?:/.*)?", re.ASCII)
_HASHTAG = re.compile(r"#[^\s#@/]+")


def find(wire: Wire, address: str, *, base: str) -> Iterator[Found]:
    """Ways to listen to an address on Bluesky; nothing when it is not one. A no of Bluesky is raised."""
    typed = address.strip()
    if typed.lower() in _NETWORK:
        yield _everything(EVERYTHING, "Bluesky")
    elif is_stream(typed):
        yield _everything(typed, _split(typed).netloc)
    elif typed == NOTIFICATIONS:
        if wire.me:
            name = f"@{wire.me.preferred_username or wire.me.id}"
            yield Found(source=NOTIFICATIONS, name=name, label=_("Everything addressed to us"), keep_all=True)
    elif query := _query(typed):
        if wire.me:
            yield Found(source=SEARCH + query, name=query, label=_("Posts on Bluesky that a search finds"))
        elif "bsky.app" in typed:
            raise Invalid(
                _("Bluesky searches for its own accounts only. Connect an account, then add this again.")
            )
    elif who := _who(typed):
        yield from _account(wire, who, base)


def _everything(source: str, name: str) -> Found:
    return Found(source=source, name=name, label=_("Everything said in public on Bluesky, live"), live=True)


def _account(wire: Wire, who: str, base: str) -> Iterator[Found]:
    profile = asking.get(wire, "app.bsky.actor.getProfile", {"actor": who}, base=base).json()
    found = posts.actor(profile) if isinstance(profile, dict) else None
    if found:
        handle = f"@{found.preferred_username or found.id}"
        name = f"{found.name} ({handle})" if found.name else handle
        yield Found(source=AUTHOR + found.id, name=name, label=_("Posts of this account"))


def _query(typed: str) -> str:
    """What to search for: a hashtag as it stands, or the question of a page of bsky.app."""
    if _HASHTAG.fullmatch(typed):
        return typed
    parts = _split(typed)
    way = unquote(parts.path).strip("/").split("/")
    if parts.hostname != "bsky.app":
        return ""
    if way[0] == "hashtag" and len(way) == 2:
        return f"#{way[1]}"
    return parse_qs(parts.query).get("q", [""])[0].strip() if way == ["search"] else ""


def _who(typed: str) -> str:
    """The handle or DID in a handle, an at:// address or a page of bsky.app; "" for none."""
    if did := _DID.fullmatch(typed):
        return did[1]
    bare = f"@{typed[5:].partition('/')[0]}" if typed.startswith("at://") else typed
    if handle := _HANDLE.fullmatch(bare):
        return (handle[1] or handle[2]).lower()
    parts = _split(typed)
    way = unquote(parts.path).strip("/").split("/")
    return way[1].lstrip("@") if parts.hostname == "bsky.app" and way[0] == "profile" and len(way) > 1 else ""


def _split(typed: str) -> SplitResult:
    try:
        parts = urlsplit(typed if "://" in typed else f"https://{typed}")
        _readable = parts.hostname
    except ValueError:
        return urlsplit("")
    return parts
