"""What is agreed about a network, and what stands against it; pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.decide.models import Presence

WEEK_HOURS = 168
"""There are no more in a week."""

Problem = tuple[str, Invalid]
"""The field, and why it cannot stay so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What is agreed: why, when we would leave, hours a week, costs, legal notes, when to look again."""

    reason: str = ""
    criterion: str = ""
    mission: bool = False
    cap: float | None = None
    floor: float = 0
    least: float = 0
    call_cost: Decimal | None = None
    month_cost: Decimal | None = None
    legal: str = ""
    review: date | None = None


NAMES = tuple(one.name for one in fields(Terms))


def of(presence: Presence) -> Terms:
    """What stands in the row."""
    return Terms(**{name: getattr(presence, name) for name in NAMES})


def told(terms: Terms) -> dict[str, Any]:
    """As a turn keeps it: JSON."""
    plain = asdict(terms)
    return {name: str(one) if isinstance(one, date | Decimal) else one for name, one in plain.items()}


def problems(terms: Terms, today: date, before: Terms | None = None) -> Iterator[Problem]:
    """Everything that stands against these terms; a review that was kept before may lie behind us."""
    if not terms.reason.strip():
        yield "reason", Invalid(_("Say why, in one sentence. Without a reason nobody can look back on it."))
    yield from _hours(terms)
    for name in ("call_cost", "month_cost"):
        cost = getattr(terms, name)
        if cost is not None and cost < 0:
            yield name, Invalid(_("A cost is 0 or more. Leave it empty where you do not know it."))
    if terms.review and terms.review < today and (before is None or before.review != terms.review):
        yield (
            "review",
            Invalid(_("The review date lies behind us. Choose a day from today on; nothing was lost.")),
        )


def _hours(terms: Terms) -> Iterator[Problem]:
    for name in ("cap", "floor", "least"):
        hours = getattr(terms, name)
        if hours is not None and not 0 <= hours <= WEEK_HOURS:
            yield name, Invalid(_("A week has 168 hours. Give hours a week between 0 and 168."))
            return
    if terms.cap is None:
        return
    if terms.floor > terms.cap:
        yield (
            "floor",
            Invalid(
                _(
                    "At least %(floor)s h and at most %(cap)s h cannot both hold. "
                    "Lower one or raise the other."
                ),
                floor=f"{terms.floor:g}",
                cap=f"{terms.cap:g}",
            ),
        )
    if terms.least > terms.cap:
        yield (
            "least",
            Invalid(
                _(
                    "Below %(least)s h it is not worth being there, but no more than %(cap)s h are allowed. "
                    "Raise the cap, or leave the network."
                ),
                least=f"{terms.least:g}",
                cap=f"{terms.cap:g}",
            ),
        )


def for_trial(terms: Terms, today: date, before: Terms | None = None) -> Iterator[Problem]:
    """What a trial needs beyond that: a cap, a day to look again, and when we would leave."""
    kept = before is not None and before.review == terms.review
    if terms.cap is None or not terms.cap:
        yield "cap", Invalid(_("A trial needs a cap: how many hours a week at most?"))
    if terms.review is None or (terms.review < today and not kept):
        yield "review", Invalid(_("A trial needs a day on which you look at it again."))
    if not terms.criterion.strip():
        yield "criterion", Invalid(_("A trial needs a reason to leave: what would have to happen?"))
