"""What a post is about, as weights of its words; how rare a word is, is learned from the stream."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from heapq import nlargest

from leitstand.analyses.story.stopwords import COMMON
from leitstand.vocabulary.watch import folding

STEM = 6
"""Letters of a word that count: a stemmer for every language that inflects at the end."""
LONGEST = 120
"""Words of a post that count; an article says in its first lines what it is about."""
HASHTAG = 1.5
"""A word that somebody used as a hashtag names a subject and weighs this much more."""
PRIOR = 30
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

    def heaviest(self, weights: Mapping[str, float], most: int) -> list[str]:
        """The words that weigh most in themselves and by how rare they are, the heaviest first."""
        there, all_of_them = self.posts_with, math.log(self.seen + 1)
        heavy = [
            (weight * (all_of_them - math.log(there.get(word, 0) + 0.5)), word)
            for word, weight in weights.items()
        ]
        return [word for _weight, word in nlargest(most, heavy)]

    def weights(self, text: str, shared: Collection[str] = ()) -> Weights:
        """One more post: its words, weighed by rarity, as a vector of length 1 (empty without words).

        Rarity is the inverse document frequency, in nats, never below 0.

        `shared` are stems that weigh nothing here: those of the watches that found the post.
        """
        folded = folding.folded(text)
        counts = Counter(word[:STEM] for word in folding.words(folded)[:LONGEST] if len(word) > 1)
        self.tagged.update(dict.fromkeys(tag[:STEM] for tag in folding.hashtags(folded) if len(tag) > 1))
        self.seen += 1
        there, tagged, every = self.posts_with, self.tagged, math.log(self.seen + 1)
        raw: Weights = {}
        for word, count in counts.items():
            posts = there[word] = there.get(word, 0) + 1
            if word not in shared:
                rarity = every - math.log(posts + 0.5)
                often = 1 + math.log(count) if count > 1 else 1.0
                raw[word] = often * max(rarity, 0.0) * (HASHTAG if word in tagged else 1.0)
        length = math.sqrt(sum(weight * weight for weight in raw.values()))
        weighed = {word: weight / length for word, weight in raw.items() if weight} if length else {}
        if self.seen >= FORGET:
            self._forget()
        return weighed

    def _forget(self) -> None:
        self.seen //= 2
        self.posts_with = {word: count // 2 for word, count in self.posts_with.items() if count > 1}
        self.tagged = {word: None for word in self.tagged if word in self.posts_with}
