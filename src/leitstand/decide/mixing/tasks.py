"""What goes on without anybody looking: fits made before a page asks for them, decisions looked back on."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from leitstand.decide.mixing import actions, leaning, lookback, queries, reckoning
from leitstand.decide.mixing.material import FEW_WEEKS, lack
from leitstand.people import queries as people
from leitstand.vocabulary.errors import Invalid

if TYPE_CHECKING:
    from leitstand.people.models import Organization


def tend(now: datetime) -> int:
    """Look back on what is due, fit what has changed, for every organisation; says how many moved."""
    return sum(_tend(one, now) for one in people.organizations())


def _tend(organization: Organization, now: datetime) -> int:
    material = queries.material(organization, now)
    moved = 0
    for row in queries.due(organization, organization.day(now)):
        if row.starts is None or row.ends is None or row.expected is None:
            continue
        found = lookback.compare(material, row.chosen, row.expected, starts=row.starts, ends=row.ends)
        if found is not None:
            actions.look_back(row, replace(found, revalued=queries.revalued(row)), now=now)
            moved += 1
    if lack(material, people.members(organization).count()):
        return moved
    try:
        plan = reckoning.plan(material, queries.kept(organization))
    except Invalid:  # the page says it, to those who can mend it
        return moved
    actions.keep(organization, plan, now)
    kept = queries.reckoned(organization)
    if kept is not None and kept.leaning is None and plan.material.known_weeks >= FEW_WEEKS:
        actions.lean(organization, plan, leaning.leanings(organization, plan))
        moved += 1
    return moved + (plan.fresh is not None)
