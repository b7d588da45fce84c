"""Says in plain words why a line of the plan is as it is, and what would change it."""

from __future__ import annotations

from collections.abc import Mapping

from leitstand.estimates.mix.judging import FEW_WEEKS, Judged
from leitstand.vocabulary.mix import Decision
from leitstand.vocabulary.words import _

WHY = {
    Decision.START: _(
        "The first hour on %(network)s would bring about %(first)s a week; where it comes from it brings "
        "%(price)s. In about %(percent)s of 100 cases this is better."
    ),
    Decision.MORE: _(
        "One more hour on %(network)s would bring about %(first)s a week; where it comes from it brings "
        "%(price)s. In about %(percent)s of 100 cases this is better."
    ),
    Decision.KEEP: _(
        "%(network)s is about right: one more hour would bring about %(first)s a week, elsewhere %(price)s."
    ),
    Decision.LESS: _(
        "The last hour on %(network)s brings about %(first)s a week; elsewhere it would bring %(price)s. "
        "In about %(percent)s of 100 cases fewer hours here are better."
    ),
    Decision.STOP: _(
        "For the second time, it is more than 90 %% sure that an hour on %(network)s brings less than the "
        "%(price)s a week it would bring elsewhere."
    ),
    Decision.TRY: _(
        "More hours on %(network)s may pay: in about %(percent)s of 100 cases they would. That is not enough "
        "to be sure. Try it for some weeks, then look again."
    ),
    Decision.UNKNOWN: _(
        "Too little is known of %(network)s to say anything (weeks known: %(weeks)s). Its hours stay as "
        "they are, as far as the budget lets them."
    ),
}
UNTRIED = _(
    "Hardly anything is known of %(network)s yet. If it is like the other networks, its first hour brings "
    "about %(first)s a week, perhaps only %(low)s, perhaps %(high)s. An experiment would tell."
)
MISSION = _("%(network)s is kept for a reason of the charter, whatever it brings.")
CHANGE = {
    Decision.START: _(
        "If the first weeks bring clearly less than %(price)s for each hour, we would say otherwise."
    ),
    Decision.MORE: _("If an hour there brings less than %(price)s a week, we would say otherwise."),
    Decision.KEEP: _(
        "If an hour there brings clearly more or less than %(price)s a week, we would say otherwise."
    ),
    Decision.LESS: _("If an hour there brings more than %(price)s a week, we would say otherwise."),
    Decision.STOP: _("If an hour there brings more than %(price)s a week, we would say otherwise."),
    Decision.TRY: _("An experiment that shows more or less than %(price)s a week for an hour settles it."),
    Decision.UNKNOWN: _(
        "A few more weeks with hours and values would tell (needed: %(missing)s), or an experiment."
    ),
}


def told(network: str, today: float, one: Judged) -> tuple[str, str, Mapping[str, object]]:
    """Why, what would change it, and the facts of both sentences; amounts are in the unit of `value`."""
    low, high = sorted((quantile(one, 0.1), quantile(one, 0.9)))
    facts = {
        "network": network,
        "today": rounded(today),
        "hours": rounded(one.hours),
        "first": rounded(float(one.edge.mean())),
        "low": rounded(low),
        "high": rounded(high),
        "price": rounded(one.price),
        "percent": round(100 * one.better),
        "weeks": one.weeks,
        "missing": max(FEW_WEEKS - one.weeks, 1),
    }
    why = WHY[one.decision]
    if one.decision is Decision.TRY and one.weeks < FEW_WEEKS:
        why = UNTRIED
    elif one.mission and one.decision in (Decision.LESS, Decision.KEEP) and one.edge.mean() < one.price:
        why = MISSION
    return why, CHANGE[one.decision], facts


def quantile(one: Judged, at: float) -> float:
    """A quantile of the hour in question."""
    ordered = sorted(float(value) for value in one.edge)
    return ordered[min(int(at * len(ordered)), len(ordered) - 1)]


def rounded(value: float) -> float | int:
    """Two figures that count, at most: nobody reads more, and more would pretend to be known."""
    if value == 0:
        return 0
    short = float(f"{value:.2g}")
    return int(short) if abs(short) >= 10 else short
