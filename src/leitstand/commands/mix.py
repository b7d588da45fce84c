"""Say how the hours should be spent, and what one more is worth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from leitstand.vocabulary.estimate import Estimate
    from leitstand.vocabulary.mix import Answer, Line, Probe

VERB = "decide"


@click.command(name="mix")
@click.argument("file", default="-", metavar="[PLAN]")
def command(file: str) -> int:
    """Print the plan of hours within a budget, with its doubt, as one JSON object.

    PLAN is a JSON object, plain or packed (.gz, .xz, .zst); without one, standard input: budget_hours, today,
    history, and if wanted floors, caps, least, mission, experiments, previous, seed. Out come plan,
    expected_gain and trials; low to high are 80 % intervals. The same plan and seed give the same answer.
    Exit 0: done, 2: wrong usage, or a plan that cannot be meant, with a sentence that says why.
    """
    import json

    from leitstand.commands._whole import whole
    from leitstand.vocabulary.errors import Invalid

    said = whole(file, "no history of hours is that long")
    from leitstand.estimates import mix

    try:
        question = mix.read(said)
        answer = mix.answer(question, mix.fit(question), mix.decisions(said))
    except Invalid as error:
        raise click.UsageError(str(error)) from error
    click.echo(json.dumps(_told(answer), ensure_ascii=False, indent=1))
    return 0


def _told(answer: Answer) -> dict[str, Any]:
    return {
        "plan": [_line(line) for line in answer.plan],
        "expected_gain": _estimate(answer.expected_gain),
        "trials": [_trial(probe) for probe in answer.trials],
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "network": line.network,
        "hours": round(line.hours, 2),
        "low": round(line.low, 2),
        "high": round(line.high, 2),
        "decision": str(line.decision),
        "p_better_than_today": round(line.p_better_than_today, 4),
        "value_of_next_hour": _estimate(line.value_of_next_hour),
        "from_assumptions": round(line.from_assumptions, 4),
        "why": line.why % line.facts,
    }


def _trial(probe: Probe) -> dict[str, Any]:
    return {
        "network": probe.network,
        "hours": round(probe.hours, 2),
        "weeks": probe.weeks,
        "cost": _short(probe.cost),
        "what_it_would_tell": probe.what_it_would_tell % probe.facts,
    }


def _estimate(value: Estimate) -> dict[str, float]:
    return {"mean": _short(value.mean), "low": _short(value.low), "high": _short(value.high)}


def _short(value: float) -> float:
    """Six figures that count; rounding keeps the order of low, mean and high."""
    return float(f"{value:.6g}")
