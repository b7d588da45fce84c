"""Now and then: a young story that turned out to hold two becomes two."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence

from leitstand.analyses.story.known import Known, Said, Story
from leitstand.analyses.story.terms import Weights

SPLIT_EVERY = 100
"""Posts after which it is done."""
APART = 0.06
"""Two halves of a story with a lower cosine than this have nothing to do with each other."""
LEAST = 4
"""Posts with words of their own that each half must have."""
YOUNG, LARGEST = 4_000, 200
"""A story is split while it is at most so many posts of the stream old and has at most so many itself."""
REGROWN = 1.25
"""A story is asked again once it holds so many times as many posts."""
ROUNDS = 4
NOTHING = Said({}, ())


def split(known: Known) -> None:
    """Split what has two subjects. `known.revised` tells which posts belong to a new story now."""
    members: defaultdict[int, list[str]] = defaultdict(list)
    for post, _said in known.said:
        number = known.home.get(post)
        if number is not None and number in known.grown:
            members[number].append(post)
    for number in sorted(members):
        if _may(known, known.stories[number], members[number]):
            leaving = _other_half(known, members[number])
            if leaving:
                _leave(known, number, leaving)
    known.grown.clear()


def _may(known: Known, story: Story, posts: Sequence[str]) -> bool:
    young = known.count - story.born <= YOUNG and story.size <= LARGEST
    if not young or len(posts) < 2 * LEAST or story.size < story.asked * REGROWN:
        return False
    story.asked = story.size
    return True


def _other_half(known: Known, posts: Sequence[str]) -> list[str]:
    """The posts that are about something else than the rest, the smaller half; empty when all is one.

    Halves that share a page, or hold a post and its copy, are one whatever their words: perhaps they speak
    two languages. Answers go with what they answer.
    """
    said = {post: known.said.get(post) or NOTHING for post in posts}
    telling = [post for post in posts if said[post].weights]
    left = _halves([said[post].weights for post in telling])
    if not left:
        return []
    smaller = 2 * sum(left) <= len(left)
    ties: tuple[set[str], set[str]] = (set(), set())
    for post, here in zip(telling, left, strict=True):
        ties[here == smaller].update(said[post].ties)
    if ties[False] & ties[True]:
        return []
    leaving = {post for post, here in zip(telling, left, strict=True) if here == smaller}
    for post in posts:
        if not said[post].weights and not ties[True].isdisjoint(said[post].ties):
            leaving.add(post)
            ties[True].update(said[post].ties)
    return [post for post in posts if post in leaving]


def _halves(said: Sequence[Weights]) -> list[bool]:
    """Which posts are on the one side; empty when the two sides have too much in common or are too small.

    Two means (Lloyd 1982), begun with the post farthest from the middle and the one farthest from it.
    """
    if len(said) < 2 * LEAST:
        return []
    places, middle = range(len(said)), _sum(said)
    outer = min(places, key=lambda place: (_dot(said[place], middle), place))
    from_middle = (-_dot(it, middle) for it in said)
    opposite = min(zip((_dot(it, said[outer]) for it in said), from_middle, places, strict=True))[2]
    one, other = said[outer], said[opposite]
    left: list[bool] = []
    for _round in range(ROUNDS):
        lengths = _length(one), _length(other)
        left = [_dot(it, one) / lengths[0] > _dot(it, other) / lengths[1] for it in said]
        if min(sum(left), len(left) - sum(left)) < LEAST:
            return []
        one = _sum([it for it, here in zip(said, left, strict=True) if here])
        other = _sum([it for it, here in zip(said, left, strict=True) if not here])
    return left if _dot(one, other) < APART * _length(one) * _length(other) else []


def _leave(known: Known, number: int, posts: Sequence[str]) -> None:
    """Make a new story of these posts, and take what they said out of the old one."""
    old, said = known.stories[number], [known.said.get(post) or NOTHING for post in posts]
    new = known.open_beside(old, posts)
    weights = _sum([it.weights for it in said])
    known.take(weights, number)
    known.pour(weights, new)
    old.size = max(old.size - len(posts), 1)
    for post, it in zip(posts, said, strict=True):
        known.home.put(post, new)
        for tie in it.ties:
            if known.links.get(tie) == number:
                known.links.put(tie, new)
    known.revised += [(post, known.stories[new].id) for post in posts]
    known.touched[number] = known.touched[new] = None


def _sum(them: Sequence[Weights]) -> Weights:
    total: Weights = {}
    for weights in them:
        for word, weight in weights.items():
            total[word] = total.get(word, 0.0) + weight
    return total


def _dot(one: Weights, other: Weights) -> float:
    few, many = (one, other) if len(one) <= len(other) else (other, one)
    return sum(weight * many[word] for word, weight in few.items() if word in many)


def _length(weights: Weights) -> float:
    return math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
