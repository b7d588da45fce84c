"""Now and then: stories that turned out to be one become one, and what is over is forgotten."""

from __future__ import annotations

import math
from collections import Counter
from heapq import nlargest

from leitstand.analyses.story.known import CROWDED, Known, Story
from leitstand.vocabulary.recent import Recent

EVERY = 50
"""Posts after which it is done."""
MERGE = 0.22
"""Least cosine of two stories that become one."""
SILENCE = 0.6
"""A story that is silent beyond its rhythm is farther from others, too, but less so than from posts."""
REGROWN = 1.25
"""A story is compared again once it holds so many times as many posts."""
YOUNG = 10_000
"""Posts for which a story may still be found to be part of another."""
QUIET = 20_000
"""Posts after which a story that nobody joined is over."""
MOST_STORIES, MOST_WORDS = 5_000, 300
SUBJECT, RIVALS = 12, 6
"""Two stories are compared when they share some of their SUBJECT heaviest words; with RIVALS others each."""


def tidy(known: Known) -> None:
    """Merge, forget, shorten. `known.revised` tells which posts belong elsewhere now."""
    if into := _merge(known):
        known.revised += [
            (post, known.stories[_end(into, number)].id) for post, number in known.home if number in into
        ]
        known.home = _moved(known.home, into)
        known.links = _moved(known.links, into)
    known.touched.clear()
    _forget(known)


def _merge(known: Known) -> dict[int, int]:
    """Which story became part of which: the smaller, if it is young, of the larger."""
    into: dict[int, int] = {}
    for number in sorted(known.touched, key=lambda one: (known.stories[one].size, one)):
        if number not in known.stories or not _grew(known.stories[number]):
            continue
        if (other := _part_of(known, number)) is not None:
            less, more = sorted((number, other), key=lambda one: (known.stories[one].size, -one))
            if known.count - known.stories[less].born <= YOUNG:
                _pour_into(known, known.drop(less), more)
                into[less] = more
    return into


def _grew(story: Story) -> bool:
    """Whether it holds so much more than when it was last compared that the answer may be another."""
    if story.size < story.compared * REGROWN:
        return False
    story.compared = story.size
    return True


def _pour_into(known: Known, less: Story, number: int) -> None:
    """One story of two: their sizes add up, and so do their rates."""
    more = known.stories[number]
    known.pour(less.words, number)
    more.size += less.size
    span = max(more.heard, less.heard) - min(more.born, less.born)
    rate = 1 / less.gap + 1 / more.gap if max(less.gap, more.gap) < math.inf else (more.size - 1) / span
    more.gap = 1 / rate
    more.heard = max(more.heard, less.heard)
    known.grown[number] = None


def _part_of(known: Known, number: int) -> int | None:
    """The story nearest to this one, if nearer than MERGE."""
    story = known.stories[number]
    subject = known.rarity.heaviest(story.words, SUBJECT)
    shared: Counter[int] = Counter()
    for word in subject:
        if len(known.index[word]) <= CROWDED:
            shared.update(known.index[word].keys())
    del shared[number]
    rivals = sorted(shared.items(), key=lambda pair: (-pair[1], -known.stories[pair[0]].size, pair[0]))
    best, nearest = None, MERGE
    for rival, _words in rivals[:RIVALS]:
        other = known.stories[rival]
        silenced = max(one.silenced(known.count, SILENCE) for one in (story, other))
        if (nearness := _cosine(story, other) / silenced) >= nearest:
            best, nearest = rival, nearness
    return best


def _cosine(one: Story, other: Story) -> float:
    shared = one.words.keys() & other.words.keys()  # in any order, hence the exact sum
    return math.fsum(one.words[word] * other.words[word] for word in shared) / math.sqrt(
        one.square * other.square
    )


def _end(into: dict[int, int], number: int) -> int:
    while number in into:
        number = into[number]
    return number


def _moved(recent: Recent[int], into: dict[int, int]) -> Recent[int]:
    old, young = (
        {name: _end(into, number) for name, number in half.items()} for half in recent.generations()
    )
    return Recent.of(recent.limit, old, young)


def _forget(known: Known) -> None:
    over = [number for number, story in known.stories.items() if known.count - story.heard > QUIET]
    if (many := len(known.stories) - len(over) - MOST_STORIES) > 0:
        quietest = sorted(known.stories, key=lambda one: known.stories[one].heard)
        over += [number for number in quietest if number not in set(over)][:many]
    for number in over:
        known.drop(number)
    for number, story in known.stories.items():
        if len(story.words) > 2 * MOST_WORDS:
            kept = set(nlargest(MOST_WORDS, story.words, key=story.words.__getitem__))
            known.unfile(number, [word for word in story.words if word not in kept])
            story.words = {word: weight for word, weight in story.words.items() if word in kept}
            story.square = sum(weight * weight for weight in story.words.values())
