"""Says to whoever keeps sums of hours of their own that some of them may not be told any more."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from leitstand.people.models import Organization

Keeper = Callable[["Organization", Collection[date]], None]
_KEEPERS: list[Keeper] = []


def hand_in(keeper: Keeper) -> None:
    """Tell this one too, from now on. Called once, by what stands above."""
    if keeper not in _KEEPERS:
        _KEEPERS.append(keeper)


def say(organization: Organization, mondays: Collection[date]) -> None:
    """Of the weeks of these Mondays some sums are gone: whoever kept them asks anew what may be told."""
    for keeper in _KEEPERS if mondays else ():
        keeper(organization, mondays)
