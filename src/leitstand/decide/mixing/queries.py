"""Every read of hours: the material they are reckoned from, the kept fit, and what was decided so far."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from leitstand.decide.mixing.material import BACK_WEEKS, Limit, Material, weeks_between
from leitstand.decide.models import Reckoned, Recommendation
from leitstand.decide.portfolio import queries as portfolio
from leitstand.decide.trials import queries as trials
from leitstand.learn.hours import queries as hours
from leitstand.learn.worths import queries as worths
from leitstand.vocabulary.lives import RECOMMENDATION
from leitstand.vocabulary.mix import Decision

if TYPE_CHECKING:
    from leitstand.people.models import Organization

ANOTHER_WEEK = timedelta(days=6)
OPEN = RECOMMENDATION.start
DECIDED = ("accepted", "half", "refused")
PAST = (*DECIDED, "looked", "cut")


def material(organization: Organization, now: datetime) -> Material:
    """All that the mix is reckoned from: the last 104 weeks with closed hours, and what was decided."""
    day = organization.day(now)
    last = hours.last_closed(organization)
    until = min(day - timedelta(days=day.weekday()), last + timedelta(days=7) if last else date.min)
    if last is None:
        return Material(weeks=(), hours={}, value={}, **_decided(organization))
    since = until - timedelta(weeks=BACK_WEEKS)
    spent: dict[tuple[str, str], float] = defaultdict(float)
    for row in hours.weekly(organization, since, until - timedelta(days=1)):
        spent[row.week, row.network] += row.hours
    value: dict[tuple[str, str], float] = defaultdict(float)
    seen: dict[tuple[str, str], float] = {}
    for one in worths.weekly(organization, since, until - timedelta(days=1)):
        value[one.week, one.network] += one.value
        seen[one.week, one.network] = round(min(max(one.seen, 0.01), 1.0), 2)
    return Material(
        weeks=weeks_between(since, until),
        hours=dict(spent),
        value=dict(value),
        seen=seen,
        loose=sum(worth for (_week, network), worth in value.items() if not network),
        previous=previous(organization, now),
        **_decided(organization),
    )


def previous(organization: Organization, now: datetime) -> dict[str, Decision]:
    """What was proposed the last time before this week: networks end only when it was said twice."""
    rows = Recommendation.objects.filter(organization=organization, shown__lte=now - ANOTHER_WEEK)
    lines = rows.order_by("-shown", "-pk").values_list("lines", flat=True).first() or []
    return {one["network"]: Decision(one["decision"]) for one in lines}


def _decided(organization: Organization) -> dict[str, Any]:
    """What people decided: hours planned for networks, limits, experiments."""
    planned = {network: meant for network, meant in hours.planned(organization).items() if network}
    return {
        "planned": planned,
        "budget": sum(planned.values()) or None,
        "limits": _limits(organization),
        "trials": tuple(trials.evidence(organization)),
    }


def _limits(organization: Organization) -> dict[str, Limit]:
    return {
        one.network: Limit(
            cap=0.0 if one.state == portfolio.LEFT else one.cap,
            floor=0.0 if one.state == portfolio.LEFT else one.floor,
            least=one.least,
            mission=one.mission,
            why=one.reason,
            review=one.review,
        )
        for one in portfolio.networks(organization)
    }


def reckoned(organization: Organization) -> Reckoned | None:
    """The fit that was kept last."""
    return Reckoned.objects.filter(organization=organization).first()


def kept(organization: Organization) -> tuple[str, bytes] | None:
    """Seal and bytes of the fit that was kept last."""
    row = reckoned(organization)
    return (row.seal, bytes(row.fit)) if row else None


def open_one(organization: Organization) -> Recommendation | None:
    """What was shown last and waits for a decision."""
    return Recommendation.objects.filter(organization=organization, state=OPEN).first()


def running(organization: Organization, day: date) -> Recommendation | None:
    """The decision whose weeks are not over on this day."""
    rows = Recommendation.objects.filter(organization=organization, state__in=DECIDED, ends__gt=day)
    return rows.select_related("by").order_by("-at", "-pk").first()


def recommendation(organization: Organization, id: int) -> Recommendation:
    """One of them; Http404 when it is not this organisation's."""
    found: Recommendation = get_object_or_404(Recommendation, organization=organization, pk=id)
    return found


def past(organization: Organization) -> QuerySet[Recommendation]:
    """All that was decided, the latest first."""
    rows = Recommendation.objects.filter(organization=organization, state__in=PAST)
    return rows.select_related("by").order_by("-at", "-pk")


def revalued(row: Recommendation) -> bool:
    """Has the team said since this decision what something is worth?"""
    return row.at is not None and worths.worths(row.organization).filter(made__gt=row.at).exists()


def due(organization: Organization, day: date) -> QuerySet[Recommendation]:
    """Decisions whose weeks are over on this day, and that nobody has looked back on."""
    rows = Recommendation.objects.filter(organization=organization, state__in=DECIDED, ends__lte=day)
    return rows.order_by("pk")
