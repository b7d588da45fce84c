"""What goes on without anybody looking: fits made before a page asks for them, decisions looked back on."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from leitstand.decide.mixing import actions, lookback, queries, reckoning
from leitstand.decide.mixing.material import lack
from leitstand.people import queries as people

if TYPE_CHECKING:
    from leitstand.people.models import Organization


def tend(now: datetime) -> int:
    """Look back on what is due, fit what has changed, for every organisation; says how many moved."""
    return sum(_tend(one, now) for one in people.organizations())


def _tend(organization: Organization, now: datetime) -> int:
    material = queries.material(organization, now)
    moved = 0
    for row in queries.due(organization, queries.today(organization, now)):
        if row.starts is None or row.ends is None or row.expected is None:
            continue
        found = lookback.compare(material, row.chosen, row.expected, starts=row.starts, ends=row.ends)
        if found is not None:
            actions.look_back(row, found, now=now)
            moved += 1
    if lack(material, people.members(organization).count()):
        return moved
    plan = reckoning.plan(material, queries.kept(organization))
    actions.keep(organization, plan, now)
    return moved + (plan.fresh is not None)
