"""Every write of hours: keep a fit, offer a proposal, accept it whole or half, refuse it, look back on it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction

from leitstand.decide.mixing import lookback, queries
from leitstand.decide.mixing.material import ABSURD_HOURS
from leitstand.decide.models import Reckoned, Recommendation
from leitstand.learn.hours import actions as hours
from leitstand.learn.hours import queries as planned
from leitstand.people.queries import OWNER, require
from leitstand.vocabulary.errors import Invalid, Refused
from leitstand.vocabulary.lives import RECOMMENDATION
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.decide.mixing.reckoning import Plan
    from leitstand.people.models import Membership, Organization
    from leitstand.vocabulary.estimate import Estimate

WEEKS = 6
SAME = 0.05
"""Hours that differ by less than three minutes are the same hours."""
_CHANGED = _(
    "The figures have changed since this was shown, so it was not decided. Nothing was changed; "
    "look at the new proposal."
)


def keep(organization: Organization, plan: Plan, now: datetime) -> None:
    """Keep a fit that was made anew; one that was kept already stays."""
    if plan.fresh is None:
        return
    given = {"seal": plan.fit_seal, "fit": plan.fresh, "made": now, "milliseconds": plan.milliseconds}
    Reckoned.objects.update_or_create(organization=organization, defaults={**given, "leaning": None})


def lean(organization: Organization, plan: Plan, found: list[dict[str, Any]]) -> None:
    """Keep how the proposal of this fit leans on the team's own values."""
    Reckoned.objects.filter(organization=organization, seal=plan.fit_seal).update(leaning=found)


@transaction.atomic
def offer(organization: Organization, plan: Plan, now: datetime) -> Recommendation:
    """What is shown to be decided, exactly as it is shown. The same proposal is offered once."""
    held = Recommendation.objects.select_for_update().filter(organization=organization, state=queries.OPEN)
    shown = held.first()
    if shown and shown.seal == plan.seal:
        return shown
    told = _told(plan)
    if shown and _same({one["network"]: one["hours"] for one in shown.lines}, plan.proposed):
        for name, value in told.items():
            setattr(shown, name, value)
        shown.save(update_fields=[*told])
        return shown
    if shown:
        shown.state = RECOMMENDATION.step(shown.state, "replaced")
        shown.save(update_fields=["state"])
    return Recommendation.objects.create(organization=organization, shown=now, **told)


def accept(member: Membership, shown: Recommendation, plan: Plan, *, now: datetime) -> Recommendation:
    """Try the proposal for six weeks, from next Monday on: its hours become the planned ones."""
    proposed = {one["network"]: float(one["hours"]) for one in shown.lines}
    return _decide(member, shown, plan, "accepted", chosen=proposed, now=now)


def accept_half(
    member: Membership,
    shown: Recommendation,
    plan: Plan,
    chosen: Mapping[str, float],
    *,
    words: str,
    now: datetime,
) -> Recommendation:
    """Try hours of one's own for six weeks instead, with why. Raises Invalid for hours that cannot be."""
    if any(not 0 <= value <= ABSURD_HOURS for value in chosen.values()) or not sum(chosen.values()):
        raise Invalid(
            _("A week has 168 hours, and none of them negative. Nothing was changed; correct them.")
        )
    proposed = {one["network"]: float(one["hours"]) for one in shown.lines}
    if _same(proposed, chosen):
        return _decide(member, shown, plan, "accepted", chosen=proposed, now=now)
    if not words.strip():
        raise Invalid(_("Say in a few words why these hours, so that it can be looked back on."))
    return _decide(member, shown, plan, "half", chosen=chosen, words=words, now=now)


def refuse(
    member: Membership, shown: Recommendation, plan: Plan, *, words: str, now: datetime
) -> Recommendation:
    """Leave the hours as they are, with why. It is looked back on as well: was leaving them right?"""
    if not words.strip():
        raise Invalid(_("Say in a few words why it stays as it is, so that it can be looked back on."))
    return _decide(member, shown, plan, "refused", chosen=shown.today, words=words, now=now)


@transaction.atomic
def _decide(
    member: Membership,
    shown: Recommendation,
    plan: Plan,
    choice: str,
    *,
    chosen: Mapping[str, float],
    words: str = "",
    now: datetime,
) -> Recommendation:
    require(member, OWNER)
    row = Recommendation.objects.select_for_update().get(pk=shown.pk, organization=member.organization)
    if row.state != queries.OPEN:
        raise Refused(_CHANGED)
    for former in Recommendation.objects.filter(organization=member.organization, state__in=queries.DECIDED):
        former.state = RECOMMENDATION.step(former.state, "cut")
        former.save(update_fields=["state"])
    day = member.organization.day(now)
    row.state, row.choice, row.by, row.at = RECOMMENDATION.step(row.state, choice), choice, member.person, now
    row.words, row.chosen = words.strip()[:1000], {one: round(float(h), 2) for one, h in chosen.items()}
    row.starts = day + timedelta(days=-day.weekday() % 7)
    row.ends = row.starts + timedelta(weeks=WEEKS)
    expected = plan.value(row.chosen)
    row.expected = _figures(lookback.widened(expected, lookback.scatter(plan.material, WEEKS)))
    row.save()
    if choice != "refused":
        for network, chosen_hours in row.chosen.items():
            _plan(member, network, chosen_hours, row.starts)
    return row


def _plan(member: Membership, network: str, meant: float, since: date) -> None:
    """Mean so many hours for a network: what voices plan for it stays, unless it is more; then all shrink."""
    voices = [one for one in planned.plans(member.organization) if one.network == network and one.voice]
    theirs = sum(one.hours for one in voices)
    for one in voices:
        if theirs > meant:
            hours.plan(member, one.voice, network, round(one.hours * meant / theirs, 2), today=since)
    hours.plan(member, None, network, round(max(meant - theirs, 0.0), 2), today=since)


@transaction.atomic
def look_back(shown: Recommendation, result: lookback.Result, *, now: datetime) -> Recommendation:
    """Keep what came of a decision. What was looked back on stays as it was seen."""
    row = Recommendation.objects.select_for_update().get(pk=shown.pk)
    row.state, row.looked, row.result = RECOMMENDATION.step(row.state, "looked"), now, result.kept()
    row.save(update_fields=["state", "looked", "result"])
    return row


def _told(plan: Plan) -> dict[str, Any]:
    gain, chance = plan.better
    return {
        "seal": plan.seal,
        "budget": plan.question.budget_hours,
        "today": dict(plan.question.today),
        "gain": _figures(gain),
        "p_gain": round(chance, 4),
        "lines": [
            {
                "network": one.network,
                "today": one.today,
                "hours": round(one.hours, 2),
                "low": round(one.low, 2),
                "high": round(one.high, 2),
                "decision": str(one.decision),
                "p_better_than_today": round(one.p_better_than_today, 3),
                "value_of_next_hour": _figures(one.value_of_next_hour),
                "from_assumptions": round(one.from_assumptions, 3),
            }
            for one in plan.lines
        ],
    }


def _figures(estimate: Estimate) -> list[float]:
    return [round(estimate.mean, 4), round(estimate.low, 4), round(estimate.high, 4), estimate.n]


def _same(one: Mapping[str, float], other: Mapping[str, float]) -> bool:
    return all(abs(one.get(n, 0.0) - other.get(n, 0.0)) < SAME for n in {*one, *other})
