"""Who follows an account of Bluesky: app.bsky.graph.getFollowers, whoever followed last first.

The list tells when an account was made, its picture and words; profiles (25 at a time) tell how many posts
there are, and the newest item of its own feed tells when it last said or repeated something. Lexicons:
app.bsky.graph.getFollowers, app.bsky.actor.getProfiles, app.bsky.feed.getAuthorFeed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from leitstand.networks.bluesky import asking, finding
from leitstand.networks.bluesky.reading import AUTHOR
from leitstand.networks.bluesky.records import mapping, moment, objects, text
from leitstand.vocabulary.audience import Followed, Follower
from leitstand.vocabulary.errors import Gone, Invalid, Rejected
from leitstand.vocabulary.network import Wire
from leitstand.vocabulary.words import _

PAGE, PROFILES = "100", 25
_BASE = "https://bsky.app/profile/"


def followed(wire: Wire, address: str, *, base: str) -> Followed:
    """The account behind a handle, DID or page. Raises Invalid."""
    found = next(
        (one for one in finding.find(wire, address, base=base) if one.source.startswith(AUTHOR)), None
    )
    if found is None:
        raise Invalid(
            _("%(address)s is no account of Bluesky. Write it like “@anna.bsky.social”."), address=address
        )
    did = found.source.removeprefix(AUTHOR)
    said = asking.get(wire, "app.bsky.actor.getProfile", {"actor": did}, base=base).json()
    return Followed(id=did, name=found.name, url=_BASE + did, followers=_count(said, "followersCount"))


def followers(wire: Wire, id: str, *, base: str) -> Iterator[Sequence[Follower]]:
    """Pages of 100."""
    asked = {"actor": id, "limit": PAGE}
    while True:
        said = asking.get(wire, "app.bsky.graph.getFollowers", asked, base=base).json()
        yield [_follower(one) for one in objects(said, "followers") if text(one, "did")]
        cursor = text(said, "cursor")
        if not cursor or cursor == asked.get("cursor"):
            return
        asked["cursor"] = cursor


def described(wire: Wire, drawn: Sequence[Follower], *, base: str) -> Iterator[Follower]:
    """With the number of posts and the last one; as they were where there is no profile any more."""
    for start in range(0, len(drawn), PROFILES):
        some = drawn[start : start + PROFILES]
        asked = {"actors": [one.id for one in some]}
        said = asking.get(wire, "app.bsky.actor.getProfiles", asked, base=base).json()
        posts = {text(one, "did"): _count(one, "postsCount") for one in objects(said, "profiles")}
        for one in some:
            count = posts.get(one.id)
            yield replace(one, posts=count, last_post=_last(wire, one.id, base) if count else None)


def _last(wire: Wire, did: str, base: str) -> datetime | None:
    """When something of theirs last appeared; None where nothing may be seen."""
    try:
        said = asking.get(wire, "app.bsky.feed.getAuthorFeed", {"actor": did, "limit": "1"}, base=base).json()
    except (Gone, Rejected):
        return None
    for one in objects(said, "feed"):
        return moment(text(mapping(one, "reason"), "indexedAt") or text(mapping(one, "post"), "indexedAt"))
    return None


def _follower(profile: Mapping[str, Any]) -> Follower:
    return Follower(
        id=text(profile, "did"),
        created=moment(profile.get("createdAt")),
        picture=bool(text(profile, "avatar")),
        described=bool(text(profile, "description")),
    )


def _count(said: Any, key: str) -> int | None:
    value = said.get(key) if isinstance(said, dict) else None
    return value if type(value) is int and value >= 0 else None
