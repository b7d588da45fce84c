"""Shelves: folders where putting down one file is enough."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Mapping
from functools import cache
from graphlib import CycleError, TopologicalSorter
from importlib.metadata import entry_points
from types import ModuleType
from typing import TYPE_CHECKING, cast

from leitstand.vocabulary.network import Network, is_internal

if TYPE_CHECKING:
    from leitstand.vocabulary.policy.rule import Rule

NETWORKS, ANALYSES, RULES = "leitstand.networks", "leitstand.analyses", "leitstand.rules"
ESTIMATES = "leitstand.estimates"


def names(shelf: str) -> list[str]:
    """What lies on the shelf, without opening it."""
    return sorted(_places(shelf))


def module(shelf: str, name: str) -> ModuleType:
    """One file of a shelf. KeyError when there is none of this name."""
    return importlib.import_module(_places(shelf)[name])


def modules(shelf: str) -> Mapping[str, ModuleType]:
    """Every file on the shelf, and every installed guest that says it belongs there."""
    return {name: module(shelf, name) for name in names(shelf)}


def network(name: str) -> Network:
    """One network by its name. KeyError when there is none."""
    found: Network = module(NETWORKS, name).NETWORK
    return found


def networks() -> Mapping[str, Network]:
    """Every network there is."""
    return {name: network(name) for name in names(NETWORKS)}


def rules() -> Mapping[str, Rule]:
    """Every rule there is, for the articles of a policy to name."""
    return cast("Mapping[str, Rule]", modules(RULES))


@cache
def circles() -> frozenset[str]:
    """Networks whose words never leave the house: rooms and channels of closed circles."""
    return frozenset(name for name, found in networks().items() if is_internal(found))


def in_order(analyses: Iterable[ModuleType], given: Iterable[str]) -> list[ModuleType]:
    """Analyses so that each finds the columns it needs already there. ValueError names what is missing."""
    analyses = list(analyses)
    maker = {field.name: analysis for analysis in analyses for field in analysis.GIVES}
    known = set(given)
    for analysis in analyses:
        if lost := [c for c in analysis.NEEDS if c not in known and c not in maker]:
            raise ValueError(f"{analysis.__name__} needs {', '.join(lost)}, which nobody gives")
    graph = {a: {maker[c] for c in a.NEEDS if c not in known} for a in analyses}
    try:
        return list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        circle = " -> ".join(m.__name__ for m in error.args[1])
        raise ValueError(f"these analyses wait for each other: {circle}") from error


@cache
def _places(shelf: str) -> Mapping[str, str]:
    package = importlib.import_module(shelf)
    ours = {m.name: f"{shelf}.{m.name}" for m in pkgutil.iter_modules(package.__path__)}
    guests = {e.name: e.value for e in entry_points(group=shelf)}
    return ours | guests
