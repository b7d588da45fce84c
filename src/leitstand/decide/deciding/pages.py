"""What the pages of decisions are given, put together from queries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from leitstand.decide.deciding import queries
from leitstand.decide.deciding.actions import OUTCOMES, VOTES
from leitstand.people import queries as people
from leitstand.vocabulary.errors import LeitstandError
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.decide.models import Decision
    from leitstand.people.models import Membership

STATES = {
    "proposed": _("proposed"),
    "decided": _("decided"),
    "declined": _("declined"),
    "lapsed": _("lapsed"),
    "withdrawn": _("withdrawn"),
    **OUTCOMES,
}
ICONS = {
    "proposed": "clock",
    "lapsed": "circle-help",
    "withdrawn": "undo-2",
    "declined": "hand",
    "wrong": "undo-2",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A decision in a list, with its state in a word."""

    decision: Decision
    state: str
    icon: str


@dataclass(frozen=True, slots=True)
class Listed:
    """All decisions: what waits for a word, what waits for a look, and the rest."""

    proposed: Sequence[Line]
    to_look_at: Sequence[Line]
    others: Sequence[Line]
    may: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class One:
    """One decision with what may be done."""

    line: Line
    votes: Sequence[tuple[str, int]]
    forms: Mapping[str, Any]
    open: bool
    overdue: bool
    looks: bool
    owns: bool
    may: bool
    may_withdraw: bool
    problem: LeitstandError | None

    @property
    def decision(self) -> Decision:
        """The row."""
        return self.line.decision


def line(row: Decision) -> Line:
    """A decision as lists show it."""
    return Line(row, STATES[row.state], ICONS.get(row.state, "check"))


def listed(member: Membership, now: datetime, limit: int) -> Listed:
    """Everything, each decision once."""
    organization = member.organization
    proposed = list(queries.proposed(organization))
    again = list(queries.to_look_at(organization, organization.day(now)))
    above = {one.pk for one in (*proposed, *again)}
    rows = [one for one in queries.decisions(organization)[:limit] if one.pk not in above]
    return Listed(
        proposed=[line(one) for one in proposed],
        to_look_at=[line(one) for one in again],
        others=[line(one) for one in rows],
        may=people.may(member, people.EDITOR),
    )


def one(
    member: Membership,
    row: Decision,
    forms: Mapping[str, Any],
    now: datetime,
    problem: LeitstandError | None = None,
) -> One:
    """One decision."""
    counts: Counter[str] = queries.votes(row)
    waiting = row.state == "proposed"
    overdue = waiting and row.deadline is not None and row.deadline <= now
    return One(
        line=line(row),
        votes=[(label, counts[name]) for name, label in VOTES.items()],
        forms=forms,
        open=waiting and not overdue,
        overdue=overdue,
        looks=row.state in queries.OPEN,
        owns=row.owner_id == member.person_id,
        may=people.may(member, people.EDITOR),
        may_withdraw=waiting and member.person_id in (row.owner_id, row.proposed_by_id),
        problem=problem,
    )
