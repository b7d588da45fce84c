"""How much the proposal leans on the values the team chose: each of them once halved, once doubled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from leitstand.decide.mixing import figures, reckoning
from leitstand.decide.mixing.material import lack, monday
from leitstand.learn.worths import queries as worths

if TYPE_CHECKING:
    from leitstand.decide.mixing.material import Material
    from leitstand.decide.mixing.reckoning import Plan
    from leitstand.people.models import Organization

MOST = 6
"""So many values are looked at, those that weigh most."""
NOTABLE = 0.5
FACTORS = {"half": 0.5, "twice": 2.0}


@dataclass(frozen=True, slots=True)
class Leaning:
    """One value as the page shows it: its share of all, and the hours that would move, as text."""

    name: str
    share: str
    half: tuple[tuple[str, str], ...]
    twice: tuple[tuple[str, str], ...]


def leanings(organization: Organization, plan: Plan) -> list[dict[str, Any]]:
    """What would move, as a row keeps it: kind, share of all value, changed hours by network."""
    material = plan.material
    since, until = monday(material.weeks[0]), monday(material.weeks[-1]) + timedelta(days=6)
    rows = worths.weighed(organization, since, until)
    sums: dict[str, float] = defaultdict(float)
    for row in rows:
        sums[row.item.kind] += row.value
    labels, every = worths.labels(organization), sum(sums.values()) or 1.0
    kinds = sorted((kind for kind in sums if sums[kind] > 0), key=lambda kind: (-sums[kind], kind))[:MOST]
    if len(kinds) < 2:
        return []  # one value alone, doubled, doubles everything and moves nothing
    return [
        {
            "kind": kind,
            "name": labels.get(kind, kind),
            "share": sums[kind] / every,
            **{name: _moved(plan, _otherwise(material, rows, kind, by)) for name, by in FACTORS.items()},
        }
        for kind in kinds
    ]


def _otherwise(material: Material, rows: Sequence[worths.Weighed], kind: str, by: float) -> Material:
    """The same weeks, if this kind were worth so many times as much."""
    weighed = [replace(row, worth=row.worth * by) if row.item.kind == kind else row for row in rows]
    found = worths.by_week(weighed)
    return replace(
        material,
        value={(one.week, one.network): one.value for one in found},
        seen={(one.week, one.network): round(min(max(one.seen, 0.01), 1.0), 2) for one in found},
    )


def _moved(plan: Plan, material: Material) -> dict[str, float]:
    if lack(material):
        return {}
    other = reckoning.plan(material).proposed
    return {
        network: hours
        for network, hours in other.items()
        if abs(hours - plan.proposed.get(network, 0.0)) >= NOTABLE - 1e-9
    }


def shown(kept: Sequence[Mapping[str, Any]] | None) -> list[Leaning]:
    """What was kept, as the page shows it."""
    return [
        Leaning(
            one["name"], figures.percent(one["share"]), tuple(_told(one["half"])), tuple(_told(one["twice"]))
        )
        for one in kept or ()
    ]


def _told(moved: Mapping[str, float]) -> Iterator[tuple[str, str]]:
    for network, hours in sorted(moved.items(), key=lambda one: -one[1]):
        yield network, figures.hours(hours)
