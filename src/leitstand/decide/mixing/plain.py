"""The page of hours as JSON: the proposal in the words of `leitstand mix`, and what decisions came to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from leitstand.decide.mixing import lookback, pages

if TYPE_CHECKING:
    from leitstand.decide.mixing.material import Lack
    from leitstand.decide.mixing.reckoning import Plan
    from leitstand.decide.models import Recommendation
    from leitstand.vocabulary.estimate import Estimate


def told(plan: Plan | None, lack: Lack | None, past: Sequence[Recommendation], unit: str) -> dict[str, Any]:
    """Everything the page says; `plan` is null where something lacks, and `lacks` says what."""
    score = lookback.score([one.result for one in past if one.result])
    return {
        "unit": unit,
        "interval": 0.8,
        "lacks": lack.why % lack.facts if lack and lack.facts else lack.why if lack else None,
        "proposal": proposal(plan) if plan else None,
        "decisions": [decision(one) for one in past],
        "score": {"lookedBack": score.looked, "compared": score.compared, "within": score.inside},
    }


def proposal(plan: Plan) -> dict[str, Any]:
    """The plan: hours a week by network, gain over today."""
    gain, chance = plan.better
    return {
        "budgetHours": plan.question.budget_hours,
        "weeks": plan.material.known_weeks,
        "pGain": round(chance, 3),
        "expectedGain": estimate(gain),
        "plan": [
            {
                "network": one.network,
                "today": one.today,
                "hours": round(one.hours, 2),
                "low": round(one.low, 2),
                "high": round(one.high, 2),
                "decision": str(one.decision),
                "pBetterThanToday": round(one.p_better_than_today, 3),
                "valueOfNextHour": estimate(one.value_of_next_hour),
                "fromAssumptions": round(one.from_assumptions, 3),
                "weeks": one.n,
            }
            for one in plan.lines
        ],
        "trials": [
            {"network": one.network, "hours": one.hours, "weeks": one.weeks, "cost": round(one.cost, 3)}
            for one in plan.answer.trials
        ],
    }


def estimate(of: Estimate) -> dict[str, float]:
    """A figure with its interval and count."""
    return {"mean": round(of.mean, 4), "low": round(of.low, 4), "high": round(of.high, 4), "n": of.n}


def decision(row: Recommendation) -> dict[str, Any]:
    """One decision of the past."""
    expected = row.expected
    return {
        "id": row.pk,
        "state": row.state,
        "choice": row.choice,
        "at": row.at.isoformat() if row.at else None,
        "starts": row.starts.isoformat() if row.starts else None,
        "ends": row.ends.isoformat() if row.ends else None,
        "hours": row.chosen,
        "expected": dict(zip(("mean", "low", "high", "n"), expected, strict=True)) if expected else None,
        "result": row.result,
        "verdict": pages.verdict(row),
    }
