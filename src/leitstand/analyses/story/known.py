"""The stories that are still being told, and how a post finds its own."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import blake2b
from typing import NamedTuple

from leitstand.analyses.story.terms import Rarity, Weights
from leitstand.vocabulary.recent import Recent

JOIN = 0.04
"""Least nearness with which a post joins a large story."""
EARLY, EARLY_POSTS = 0.05, 30
"""Among the first posts a post must be that much nearer, for nobody knows yet which words are common here;
after EARLY_POSTS half of that."""
GROWTH = 0.22
"""A story is that much nearer for each unit of the logarithm of its size: talk goes where talk is."""
ONE_WORD = 0.3
"""A post that shares but one word with a story is nearer by so much less: names have namesakes."""
SILENCE, RHYTHMS = 1.2, 4.0
"""A story silent for longer than RHYTHMS times its usual gap is farther, by SILENCE for each unit of the
logarithm: what is over by its own rhythm needs better reasons to go on."""
GAP_MEMORY = 0.02
"""The usual gap is a running mean, in which one post weighs that much, once there are many."""
FAINT, FAINT_AT_FIRST, FAINT_MEMORY = 0.2, 0.2, 500
"""A post with no story nearer than FAINT is faint; their share among some FAINT_MEMORY posts is kept."""
CHATTER, STRICTNESS, STRICTEST = 0.15, 0.8, 0.3
"""A stream with more faint posts than CHATTER is chatter: then a small story is joined only when nearer."""
LIFE = timedelta(days=21) // timedelta(microseconds=1)
"""A story is not joined by a post published so much earlier or later than its last one (µs)."""
REMEMBERED = 20_000
"""Posts and links whose story is remembered, at least; at most twice as many."""
CROWDED = 40
"""A word in more stories than this brings no new candidate, it only weighs those that rarer words found."""
KEPT = 1_000
"""Posts whose words are kept, at least, so that a young story can still be split; at most twice as many."""


class Said(NamedTuple):
    """What a post poured into its story (an answer: nothing), and the names that tie it to others.

    Ties are its own id, the pages it links to or is, the post it copies or answers.
    """

    weights: Weights
    ties: tuple[str, ...]


@dataclass(slots=True)
class Story:
    """One story: the sum of its posts' weights, the square of that sum's length, its size and ages.

    `born` and `heard` count posts of the stream, `gap` the posts that usually lie between two of its own;
    `moment` is when its last post was published (µs), `compared` and `asked` its sizes when it was last
    compared with others and last asked whether it holds two.
    """

    id: str
    born: int
    heard: int
    size: int = 0
    gap: float = math.inf
    moment: int | None = None
    compared: int = 0
    asked: int = 0
    square: float = 1e-12
    words: Weights = field(default_factory=dict)

    def copy(self) -> Story:
        """Another of the same."""
        own = (self.id, self.born, self.heard, self.size, self.gap, self.moment)
        return Story(*own, self.compared, self.asked, self.square, self.words.copy())

    def can_hold(self, moment: int | None) -> bool:
        """Whether a post of that moment may belong to it."""
        return moment is None or self.moment is None or abs(moment - self.moment) <= LIFE

    def grow(self, count: int, moment: int | None) -> None:
        """One more post, the `count`th of the stream."""
        if self.size:
            gap = count - self.heard
            known = math.isfinite(self.gap)
            self.gap = self.gap + (gap - self.gap) * max(1 / self.size, GAP_MEMORY) if known else float(gap)
        self.size += 1
        self.heard = count
        self.moment = self.moment if moment is None else moment

    def silenced(self, count: int, rate: float = SILENCE) -> float:
        """By how much a silence beyond its rhythm divides every nearness; 1 while it is being told."""
        rhythms = (count - self.heard) / (RHYTHMS * max(self.gap, 2.0))
        return 1 + rate * math.log(rhythms) if rhythms > 1 else 1.0


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
    said: Recent[Said] = field(default_factory=lambda: Recent(KEPT))
    touched: dict[int, None] = field(default_factory=dict)  # since stories were last compared
    grown: dict[int, None] = field(default_factory=dict)  # since it was last asked who should split
    parted: int = 0  # stories that came from a split; their numbers are below 0
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
            self.said.copy(),
            self.touched.copy(),
            self.grown.copy(),
            self.parted,
        )

    def nearest(self, weights: Weights, moment: int | None) -> tuple[int | None, float]:
        """The story nearest to a post that may hold it, and how near.

        Cosine; more for a large story, less for one that is silent or shares one word only.
        """
        best, nearness = None, 0.0
        for number, product in self._products(weights).items():
            story = self.stories[number]
            value = product / math.sqrt(story.square) * (1 + GROWTH * math.log(story.size))
            if value < nearness:
                continue  # what follows makes it only less
            if len(weights) > 2 and story.size > 1 and self._shares_one(weights, story):
                value *= 1 - ONE_WORD
            value /= story.silenced(self.count)
            if (value > nearness or (value == nearness and best is not None and number < best)) and (
                story.can_hold(moment)
            ):
                best, nearness = number, value
        return best, nearness

    def _products(self, weights: Weights) -> dict[int, float]:
        """The inner product of a post with every story that shares one of its rarer words."""
        near: dict[int, float] = {}
        there = [(places, weight) for word, weight in weights.items() if (places := self.index.get(word))]
        there.sort(key=lambda pair: len(pair[0]))
        for places, weight in there:
            if len(places) <= CROWDED or not near:
                for number, theirs in places.items():
                    near[number] = near.get(number, 0.0) + weight * theirs
            else:
                for number in near:
                    if number in places:
                        near[number] += weight * places[number]
        return near

    @staticmethod
    def _shares_one(weights: Weights, story: Story) -> bool:
        shared = 0
        for word in weights:
            if word in story.words:
                shared += 1
                if shared > 1:
                    return False
        return True

    def joins(self, number: int, nearness: float) -> bool:
        """Whether that is near enough: nearer at first, and to a small story the nearer the more chatter."""
        strict = min(max((self.faint - CHATTER) * STRICTNESS, 0.0), STRICTEST)
        early = EARLY * EARLY_POSTS / (EARLY_POSTS + self.count)
        return nearness >= JOIN + early + strict / self.stories[number].size

    def open(self, id: str) -> int:
        """A new story, named after its first post."""
        self.stories[self.count] = Story(name_of(id), born=self.count, heard=self.count)
        return self.count

    def open_beside(self, old: Story, posts: Sequence[str]) -> int:
        """A new story of posts that leave an old one, named after the first that no story is named after."""
        taken = {story.id for story in self.stories.values()}
        name = next((name for post in posts if (name := name_of(post)) not in taken), name_of("".join(posts)))
        self.parted += 1
        gap = old.gap * max(old.size, 1) / len(posts)
        self.stories[-self.parted] = Story(name, old.born, old.heard, len(posts), gap, old.moment)
        return -self.parted

    def pour(self, weights: Mapping[str, float], number: int) -> None:
        """Add weights to a story."""
        story = self.stories[number]
        square = story.square
        for word, weight in weights.items():
            old = story.words.get(word, 0.0)
            story.words[word] = self.index.setdefault(word, {})[number] = old + weight
            square += (old + weight) ** 2 - old * old
        story.square = square

    def take(self, weights: Mapping[str, float], number: int) -> None:
        """Take weights out of a story again; a word that nothing is left of goes."""
        story = self.stories[number]
        gone = []
        for word, weight in weights.items():
            left = story.words.get(word, 0.0) - weight
            if left > 1e-9:
                story.words[word] = self.index[word][number] = left
            elif word in story.words:
                gone.append(word)
        self.unfile(number, gone)
        for word in gone:
            del story.words[word]
        story.square = math.fsum(weight * weight for weight in story.words.values()) or 1e-12

    def drop(self, number: int) -> Story:
        """Take a story out."""
        story = self.stories.pop(number)
        self.touched.pop(number, None)
        self.grown.pop(number, None)
        self.unfile(number, story.words)
        return story

    def unfile(self, number: int, words: Iterable[str]) -> None:
        """Take words of a story out of the index."""
        for word in words:
            places = self.index[word]
            del places[number]
            if not places:
                del self.index[word]


def name_of(post: str) -> str:
    """The opaque name of a story that is named after this post."""
    return blake2b(post.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
