"""What a post is about, as weights of its words; how rare a word is, is learned from the stream."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from leitstand.analyses.story.stopwords import COMMON
from leitstand.vocabulary.watch import folding

STEM = 6
"""Letters of a word that count: a stemmer for every language that inflects at the end."""
LONGEST = 120
"""Words of a post that count; an article says in its first lines what it is about."""
HASHTAG = 1.5
"""A word that somebody used as a hashtag names a subject and weighs this much more."""
PRIOR = 100
"""Before the first post the program has read so many, and every word of COMMON stood in each of them."""
FORGET = 100_000
"""After so many posts everything counted is halved: rarity follows the times, and memory stays bounded."""

Weights = dict[str, float]


def _prior() -> dict[str, int]:
    return dict.fromkeys(sorted({word[:STEM] for word in COMMON}), PRIOR)


def stems(words: Iterable[str]) -> frozenset[str]:
    """The letters of each word that count."""
    return frozenset(word[:STEM] for word in words)


@dataclass(slots=True)
class Rarity:
    """In how many posts each word stood, of how many, and which words were hashtags."""

    seen: int = PRIOR
    posts_with: dict[str, int] = field(default_factory=_prior)
    tagged: dict[str, None] = field(default_factory=dict)  # a set that keeps its order

    def copy(self) -> Rarity:
        """Another of the same."""
        return Rarity(self.seen, self.posts_with.copy(), self.tagged.copy())

    def of(self, word: str) -> float:
        """Inverse document frequency, in nats, never below 0."""
        return max(math.log((self.seen + 1) / (self.posts_with.get(word, 0) + 0.5)), 0.0)

    def weights(self, text: str, shared: Collection[str] = ()) -> Weights:
        """One more post: its words, weighed by rarity, as a vector of length 1 (empty without words).

        `shared` are stems that weigh nothing here: those of the watches that found the post.
        """
        folded = folding.folded(text)
        counts = Counter(word[:STEM] for word in folding.words(folded)[:LONGEST] if len(word) > 1)
        self.tagged.update(dict.fromkeys(tag[:STEM] for tag in folding.hashtags(folded) if len(tag) > 1))
        self.seen += 1
        for word in counts:
            self.posts_with[word] = self.posts_with.get(word, 0) + 1
        raw = {
            word: (1 + math.log(count)) * self.of(word) * (HASHTAG if word in self.tagged else 1.0)
            for word, count in counts.items()
            if word not in shared
        }
        length = math.sqrt(sum(weight * weight for weight in raw.values()))
        weighed = {word: weight / length for word, weight in raw.items() if weight} if length else {}
        if self.seen >= FORGET:
            self._forget()
        return weighed

    def _forget(self) -> None:
        self.seen //= 2
        self.posts_with = {word: count // 2 for word, count in self.posts_with.items() if count > 1}
        self.tagged = {word: None for word in self.tagged if word in self.posts_with}
