"""Gathers all there is to say about one week for whoever looks at it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.core.cache import cache

from leitstand.learn.reports import actions, beside, corrections, facts, figures, queries
from leitstand.learn.reports.beside import Beside
from leitstand.learn.reports.corrections import Changed
from leitstand.learn.reports.facts import Facts
from leitstand.learn.reports.figures import Line
from leitstand.learn.reports.measuring import measure
from leitstand.learn.reports.weeks import Week

if TYPE_CHECKING:
    from leitstand.learn.models import Remark
    from leitstand.people.models import Organization

STALE = timedelta(minutes=15)
"""A week that is over and not frozen is counted again after so long; so is what changed since."""


@dataclass(frozen=True, slots=True)
class Look:
    """One week as it is looked at. `running`: not over; `open`: over, and its hours are not closed yet."""

    organization: Organization
    week: Week
    facts: Facts
    lines: Sequence[Line]
    measured: datetime
    frozen: datetime | None
    running: bool
    remarks: Sequence[Remark]
    changed: Sequence[Changed]
    beside: Beside

    @property
    def beyond(self) -> list[Line]:
        """The figures beyond noise."""
        return [one for one in self.lines if one.beyond]

    @property
    def judged(self) -> list[Line]:
        """The figures of which it is known what was to be expected."""
        return [one for one in self.lines if one.expected is not None]

    @property
    def open(self) -> bool:
        """Is the week over, while its hours are still to be told?"""
        return not self.running and self.frozen is None


def look(organization: Organization, week: Week, now: datetime) -> Look:
    """A week for somebody who reads it: from then on it stays as it is, once its hours are closed."""
    zone = ZoneInfo(organization.time_zone)
    running = now < week.span(zone)[1]
    row = None if running else actions.freeze(organization, week, now)
    if row is None and not running:
        row = queries.kept(organization, week)
        if row is None or now - row.measured > STALE:
            row = actions.keep(organization, week, now)
    told = facts.read(row.figures) if row else replace(actions.count(organization, week, now), expected={})
    changed = _changed(organization, week, told, now) if row and row.frozen else []
    return Look(
        organization=organization,
        week=week,
        facts=told,
        lines=figures.lines(told),
        measured=row.measured if row else now,
        frozen=row.frozen if row else None,
        running=running,
        remarks=queries.remarks(organization, week),
        changed=changed,
        beside=beside.told(organization, now),
    )


def _changed(organization: Organization, week: Week, told: Facts, now: datetime) -> list[Changed]:
    """What is another now, unless that is only because our time to keep posts is over."""
    zone = ZoneInfo(organization.time_zone)
    if organization.is_demo:  # its weeks were told, not counted
        return []
    if week.span(zone)[0] < now - timedelta(days=organization.retention_days):
        return []
    key = f"report:changed:{organization.pk}:{week.name}:{now.timestamp() // STALE.total_seconds():.0f}"
    found: list[Changed] | None = cache.get(key)
    if found is None:
        counted = measure(organization, week, now, began=queries.began(organization, zone))
        found = corrections.between(told, counted)
        cache.set(key, found, STALE.total_seconds())
    return found
