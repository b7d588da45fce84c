"""What was carried first by whom: fragments of posts and the posts that brought them, forgotten by age."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

REMEMBERED = 200_000
"""So many fragments at least, and at most twice as many, can still be traced; the posts with them."""
LIFE = 30 * 86_400
"""Seconds after which who says it says it anew."""
COMMON = 25
"""A phrase that so many posts carry is a figure of speech and proves nothing any more."""
LAGS, NETWORK_LAGS = 15, 301
"""So many of the latest delays between saying and our hearing are kept of an author, and of a network."""


@dataclass(frozen=True, slots=True)
class Carrier:
    """One remembered post, and the answer it was given.

    `source` is the first post of what it carries ("" when it is itself the first), `taker` the first other
    owner's author who took it up ("" while nobody has), `lead` how many seconds after the source this came.
    `page` is the fingerprint of its own address.
    """

    id: str
    author: str
    owner: str
    moment: float | None
    page: int = 0
    source: str = ""
    source_author: str = ""
    lead: float | None = None
    novelty: float | None = None
    taker: str = ""
    taker_lead: float | None = None
    takes_up: bool = False


@dataclass(frozen=True, slots=True)
class Correction:
    """An earlier post that was told to be first was not: `first` had it before, by `lead` seconds."""

    id: str
    author: str
    first: str
    first_author: str
    lead: float | None
    taker: str
    taker_lead: float | None


@dataclass(slots=True)
class Generation:
    """Posts by id, and fragments with the id of the post that carried each first and how many did."""

    posts: dict[str, Carrier] = field(default_factory=dict)
    fragments: dict[int, tuple[str, int]] = field(default_factory=dict)

    def copy(self) -> Generation:
        """Another of the same."""
        return Generation(self.posts.copy(), self.fragments.copy())


@dataclass(slots=True)
class Known:
    """Two generations of what was carried, the usual delays of authors, and who owns whom.

    `owners` names the owner of an author id or host; whoever is not in it is their own.
    """

    old: Generation = field(default_factory=Generation)
    young: Generation = field(default_factory=Generation)
    lags: dict[str, deque[float]] = field(default_factory=dict)
    owners: Mapping[str, str] = field(default_factory=dict)
    corrected: list[Correction] = field(default_factory=list)

    def copy(self) -> Known:
        """Another of the same, with nothing corrected yet; the old half does not change any more."""
        lags = {author: lag.copy() for author, lag in self.lags.items()}
        return Known(self.old, self.young.copy(), lags, self.owners)

    def get(self, id: str) -> Carrier | None:
        """The remembered post of this id."""
        return self.young.posts.get(id) or self.old.posts.get(id)

    def put(self, post: Carrier) -> None:
        """Remember a post, or what became of it."""
        self.young.posts[post.id] = post

    def carrier(self, fragment: int) -> tuple[str, int]:
        """The id of the post that carried it first, and how many posts did; ("", 0) for what is new."""
        return self.young.fragments.get(fragment) or self.old.fragments.get(fragment) or ("", 0)

    def carry(self, fragment: int, id: str, count: int) -> None:
        """The post of this id is the first to carry it, of so many."""
        self.young.fragments[fragment] = (id, count)

    def first(self, post: Carrier) -> Carrier:
        """The first post of what this one carries, as far as it is remembered."""
        seen = {post.id}
        while post.source and post.source not in seen and (above := self.get(post.source)) is not None:
            seen.add(post.source)
            post = above
        return post

    def turn(self) -> None:
        """Forget the old half once the young one is full; what is still referred to comes along."""
        if len(self.young.fragments) < REMEMBERED and len(self.young.posts) < REMEMBERED:
            return
        for id, _count in self.young.fragments.values():
            if id not in self.young.posts and (post := self.old.posts.get(id)) is not None:
                self.young.posts[id] = post
        self.old, self.young = self.young, Generation()
        if len(self.lags) > REMEMBERED:
            self.lags = {author: lag for author, lag in self.lags.items() if len(lag) >= LAGS}

    def demote(self, post: Carrier, first: Carrier, lead: float | None) -> Carrier:
        """`post` was told to be first, and `first` had it before after all; answers `first` as it is now."""
        self.corrected.append(
            Correction(post.id, post.author, first.id, first.author, lead, post.taker, post.taker_lead)
        )
        self.put(
            replace(
                post,
                source=first.id,
                source_author=first.author,
                lead=lead,
                taker="",
                taker_lead=None,
                takes_up=not first.taker,
            )
        )
        return first if first.taker else replace(first, taker=post.author, taker_lead=lead)

    def generations(self) -> Iterator[tuple[bool, Generation]]:
        """Both halves, and whether it is the young one."""
        yield False, self.old
        yield True, self.young
