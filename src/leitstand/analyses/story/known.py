"""The stories that are still being told, and how a post finds its own."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import blake2b

from leitstand.analyses.story.terms import Rarity, Weights
from leitstand.vocabulary.recent import Recent

JOIN = 0.06
"""Least nearness with which a post joins a large story."""
EARLY, EARLY_POSTS = 0.15, 30
"""Among the first posts a post must be that much nearer, for nobody knows yet which words are common here;
after EARLY_POSTS half of that."""
GROWTH = 0.15
"""A story is that much nearer for each unit of the logarithm of its size: talk goes where talk is."""
FAINT, FAINT_AT_FIRST, FAINT_MEMORY = 0.2, 0.2, 500
"""A post with no story nearer than FAINT is faint; their share among some FAINT_MEMORY posts is kept."""
CHATTER, STRICTNESS, STRICTEST = 0.15, 1.2, 0.3
"""A stream with more faint posts than CHATTER is chatter: then a small story is joined only when nearer."""
LIFE = timedelta(days=21) // timedelta(microseconds=1)
"""A story is not joined by a post published so much earlier or later than its last one (µs)."""
REMEMBERED = 20_000
"""Posts and links whose story is remembered, at least; at most twice as many."""
CROWDED = 400
"""A word in more stories than this brings no new candidate, it only weighs those that rarer words found."""


@dataclass(slots=True)
class Story:
    """One story: the sum of its posts' weights, the square of that sum's length, its size and ages.

    `born` and `heard` count posts of the stream, `moment` is when its last post was published (µs).
    """

    id: str
    born: int
    heard: int
    size: int = 0
    moment: int | None = None
    square: float = 1e-12
    words: Weights = field(default_factory=dict)

    def copy(self) -> Story:
        """Another of the same."""
        return Story(self.id, self.born, self.heard, self.size, self.moment, self.square, self.words.copy())

    def can_hold(self, moment: int | None) -> bool:
        """Whether a post of that moment may belong to it."""
        return moment is None or self.moment is None or abs(moment - self.moment) <= LIFE


@dataclass(slots=True)
class Known:
    """Stories by number, an index of their words, where each remembered post and link belongs."""

    count: int = 0
    faint: float = FAINT_AT_FIRST
    rarity: Rarity = field(default_factory=Rarity)
    stories: dict[int, Story] = field(default_factory=dict)
    index: dict[str, dict[int, float]] = field(default_factory=dict)  # the same numbers as in the stories
    home: Recent[int] = field(default_factory=lambda: Recent(REMEMBERED))
    links: Recent[int] = field(default_factory=lambda: Recent(REMEMBERED))
    touched: dict[int, None] = field(default_factory=dict)  # since stories were last compared
    revised: list[tuple[str, str]] = field(default_factory=list)  # (post, story) found out since the copy

    def copy(self) -> Known:
        """Another of the same, with nothing revised yet."""
        return Known(
            self.count,
            self.faint,
            self.rarity.copy(),
            {number: story.copy() for number, story in self.stories.items()},
            {word: places.copy() for word, places in self.index.items()},
            self.home.copy(),
            self.links.copy(),
            self.touched.copy(),
        )

    def nearest(self, weights: Weights, moment: int | None) -> tuple[int | None, float]:
        """The story nearest to a post (cosine, more for a large one) that may hold it, and how near."""
        near: dict[int, float] = {}
        for word, weight in sorted(weights.items(), key=lambda pair: -pair[1]):
            places = self.index.get(word, {})
            if len(places) <= CROWDED:
                for number, theirs in places.items():
                    near[number] = near.get(number, 0.0) + weight * theirs
            else:
                for number in near:
                    near[number] += weight * places.get(number, 0.0)
        best, nearness = None, 0.0
        for number, product in near.items():
            story = self.stories[number]
            value = product / math.sqrt(story.square) * (1 + GROWTH * math.log(story.size))
            if (value > nearness or (value == nearness and best is not None and number < best)) and (
                story.can_hold(moment)
            ):
                best, nearness = number, value
        return best, nearness

    def joins(self, number: int, nearness: float) -> bool:
        """Whether that is near enough: nearer at first, and to a small story the nearer the more chatter."""
        strict = min(max((self.faint - CHATTER) * STRICTNESS, 0.0), STRICTEST)
        early = EARLY * EARLY_POSTS / (EARLY_POSTS + self.count)
        return nearness >= JOIN + early + strict / self.stories[number].size

    def open(self, id: str) -> int:
        """A new story, named after its first post."""
        number = self.count
        name = blake2b(id.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
        self.stories[number] = Story(name, born=number, heard=number)
        return number

    def pour(self, weights: Mapping[str, float], number: int) -> None:
        """Add weights to a story."""
        story = self.stories[number]
        square = story.square
        for word, weight in weights.items():
            old = story.words.get(word, 0.0)
            story.words[word] = self.index.setdefault(word, {})[number] = old + weight
            square += (old + weight) ** 2 - old * old
        story.square = square

    def drop(self, number: int) -> Story:
        """Take a story out."""
        story = self.stories.pop(number)
        self.touched.pop(number, None)
        self.unfile(number, story.words)
        return story

    def unfile(self, number: int, words: Iterable[str]) -> None:
        """Take words of a story out of the index."""
        for word in words:
            places = self.index[word]
            del places[number]
            if not places:
                del self.index[word]
