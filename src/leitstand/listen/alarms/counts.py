"""Counts what was heard for each watch, in bins of five minutes by the time it was heard."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

EVERY = timedelta(minutes=5)
LATE = timedelta(hours=1)
"""A post that claims to be older than this when it is heard tells of another time, as archives do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One post for one watch: when it was heard, by whom, and whether it is critical (None: not judged)."""

    watch: int
    at: datetime
    published: datetime
    author: str
    negative: bool | None = None


@dataclass(slots=True)
class Bin:
    """Five minutes of one watch: posts, authors, authors not heard before, critical posts of those judged."""

    volume: int = 0
    negative: int = 0
    judged: int = 0
    authors: set[str] = field(default_factory=set)
    new: set[str] = field(default_factory=set)

    def value(self, channel: str) -> float:
        """What the detector is told about a channel."""
        given = {
            "volume": self.volume,
            "negative": self.negative,
            "authors": len(self.authors),
            "new": len(self.new),
        }
        return float(given[channel])


Bins = dict[tuple[int, datetime], Bin]
Known = set[tuple[int, str]]
"""Which authors were heard before, by watch."""


def start_of(moment: datetime) -> datetime:
    """The start of the bin that holds this moment."""
    seconds = int(EVERY.total_seconds())
    return datetime.fromtimestamp(int(moment.timestamp()) // seconds * seconds, tz=UTC)


def timely(post: Heard, since: datetime | None) -> bool:
    """Does it tell of the time it was heard in? After a pause (`since`), what was said meanwhile does not."""
    if since is not None and post.published < since - EVERY:
        return False
    return post.published >= post.at - LATE


def bins(posts: Iterable[Heard], known: Known, since: datetime | None = None) -> Bins:
    """The bins in which something was heard; posts come by the time they were heard. Adds to `known`."""
    found: Bins = {}
    for post in posts:
        if not timely(post, since):
            known.add((post.watch, post.author))
            continue
        one = found.setdefault((post.watch, start_of(post.at)), Bin())
        one.volume += 1
        one.authors.add(post.author)
        if post.negative is not None:
            one.judged += 1
            one.negative += post.negative
        if (post.watch, post.author) not in known:
            known.add((post.watch, post.author))
            one.new.add(post.author)
    return found
