"""Which sums of hours may be told, so that none of them, and no difference between them, is about few people.

A week's hours are cut into parts that do not overlap, each with at least three people in it (or with nobody
who has not agreed). Only parts and sums of parts are ever told. Whatever is added to or taken from another,
the result holds whole parts or nothing, so that nothing about fewer than three people can be worked out.
Parts are never told before their week is over and never change afterwards: looking twice teaches nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from leitstand.learn.hours.counting import Minutes

FEWEST = 3
"""People a sum needs."""

Own = tuple[int, str, str]
"""Person, network, kind of work."""


@dataclass(slots=True)
class Part:
    """Hours that are told as one number: `people` worked them, in these cells (network, kind of work)."""

    cells: set[tuple[str, str]] = field(default_factory=set)
    people: set[int] = field(default_factory=set)
    minutes: Minutes = field(default_factory=Minutes)
    corrected: bool = False

    def take(self, other: Part) -> None:
        """Become one with another part."""
        self.cells |= other.cells
        self.people |= other.people
        self.minutes += other.minutes
        self.corrected |= other.corrected

    def may(self, agreed: frozenset[int]) -> bool:
        """May this be told?"""
        return len(self.people) >= FEWEST or (bool(self.people) and self.people <= agreed)

    @property
    def network(self) -> str:
        """The one network of this part; "" for none in particular or several together."""
        networks = {network for network, _kind in self.cells}
        return networks.pop() if len(networks) == 1 else ""

    @property
    def kind(self) -> str:
        """The one kind of work of this part; "other" for several together."""
        kinds = {kind for _network, kind in self.cells}
        return kinds.pop() if len(kinds) == 1 else "other"


def parts(
    spent: Mapping[Own, tuple[Minutes, bool]], agreed: frozenset[int] = frozenset()
) -> tuple[list[Part], bool]:
    """One week's hours (with: were they corrected by hand?) as parts that may be told, and: was any hidden?

    A network that is told is told whole: what kinds of work cannot be told apart become "other", and a
    network that cannot be told at all joins the others of its sort under "".
    """
    networks: dict[str, list[Part]] = {}
    for (network, _kind), part in _cells(spent).items():
        networks.setdefault(network, []).append(part)
    told: dict[str, list[Part]] = {}
    rest = Part()
    for network in sorted(networks):
        kept, left = _settle(networks[network], agreed)
        if kept:
            told[network] = kept
        if left is not None:
            rest.take(left)
    while rest.people and not rest.may(agreed) and told:
        for part in told.pop(_least(told)):
            rest.take(part)
    found = [part for network in sorted(told) for part in told[network]]
    if rest.may(agreed):
        found.append(rest)
    return found, bool(rest.people) and not rest.may(agreed)


def _cells(spent: Mapping[Own, tuple[Minutes, bool]]) -> dict[tuple[str, str], Part]:
    cells: dict[tuple[str, str], Part] = {}
    for (person, network, kind), (minutes, corrected) in sorted(spent.items()):
        if minutes.minutes > 0:
            part = Part({(network, kind)}, {person}, minutes, corrected)
            cells.setdefault((network, kind), Part()).take(part)
    return cells


def _settle(cells: list[Part], agreed: frozenset[int]) -> tuple[list[Part], Part | None]:
    """One network's kinds of work: what may be told apart, or else all of it as one that may not be told."""
    kept = sorted((part for part in cells if part.may(agreed)), key=lambda one: -one.minutes.minutes)
    rest = Part()
    for part in cells:
        if not part.may(agreed):
            rest.take(part)
    while rest.people and not rest.may(agreed) and kept:
        rest.take(kept.pop())
    if not rest.people:
        return kept, None
    return ([*kept, rest], None) if rest.may(agreed) else ([], rest)


def _least(told: Mapping[str, list[Part]]) -> str:
    """What is given up first: what belongs to no network, then the network with the fewest minutes."""
    if "" in told:
        return ""
    return min(told, key=lambda network: (sum(part.minutes.minutes for part in told[network]), network))
