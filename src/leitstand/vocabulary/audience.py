"""Who follows an account, as far as a network tells it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """An account whose followers are listed. `id` is for asking on, `followers` the network's count."""

    id: str
    name: str
    url: str = ""
    followers: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Follower:
    """What a network tells of a follower; None is what it does not tell, and counts as not looked at."""

    id: str
    created: datetime | None = None
    last_post: datetime | None = None
    posts: int | None = None
    picture: bool | None = None
    described: bool | None = None
