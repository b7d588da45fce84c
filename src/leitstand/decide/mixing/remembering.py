"""Decisions about hours made before: kept with what was said then, looked back on from what is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from statistics import fmean
from typing import TYPE_CHECKING, Any

from leitstand.decide.mixing import lookback
from leitstand.decide.mixing.actions import WEEKS
from leitstand.decide.mixing.material import week_of
from leitstand.decide.models import Recommendation
from leitstand.vocabulary.estimate import Estimate

if TYPE_CHECKING:
    from leitstand.decide.mixing.material import Material
    from leitstand.people.models import Membership


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A decision of the past: from which Monday on, what was chosen, and by how much more was hoped for."""

    starts: date
    choice: str
    chosen: Mapping[str, float]
    hoped: float
    words: str = ""


def decided(member: Membership, one: Decided, material: Material) -> Recommendation | None:
    """Keep it with what was to be expected then; None where the weeks before it are not known."""
    before = [week for week in material.weeks if week < week_of(one.starts)][-2 * WEEKS :]
    if len(before) < WEEKS or not any(lookback.value(material, week) for week in before):
        return None
    usual = fmean(lookback.value(material, week) for week in before)
    today = {
        network: round(2 * fmean(material.hours.get((week, network), 0.0) for week in before)) / 2
        for network in one.chosen
    }
    mean = usual * (1 + one.hoped)
    said = lookback.widened(Estimate(mean, 0.9 * mean, 1.1 * mean, len(before)), lookback.scatter(material))
    ends = one.starts + timedelta(weeks=WEEKS)
    expected = [round(said.mean, 2), round(said.low, 2), round(said.high, 2), len(before)]
    found = lookback.compare(material, one.chosen, expected, starts=one.starts, ends=ends)
    at = datetime.combine(one.starts - timedelta(days=4), time(9, 12), tzinfo=UTC)
    return Recommendation.objects.create(
        organization=member.organization,
        state="looked" if found else one.choice,
        choice=one.choice,
        seal="",
        shown=at,
        budget=sum(one.chosen.values()),
        today=today,
        lines=[_line(network, today[network], hours) for network, hours in one.chosen.items()],
        gain=[round(mean - usual, 2), round(said.low - usual, 2), round(said.high - usual, 2), len(before)],
        p_gain=0.8,
        chosen=dict(one.chosen),
        expected=expected,
        by=member.person,
        at=at,
        words=one.words,
        starts=one.starts,
        ends=ends,
        looked=datetime.combine(ends + timedelta(days=9), time(5), tzinfo=UTC) if found else None,
        result=found.kept() if found else None,
    )


def _line(network: str, today: float, hours: float) -> dict[str, Any]:
    decision = "keep" if abs(hours - today) < 0.25 else "more" if hours > today else "less"
    return {
        "network": network,
        "today": today,
        "hours": hours,
        "low": max(hours - 1, 0),
        "high": hours + 1,
        "decision": decision,
    }
