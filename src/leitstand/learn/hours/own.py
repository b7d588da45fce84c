"""One person's own hours: only the person and the closing of weeks read them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from leitstand.learn.hours.counting import LONG, MINUTE, Act, Cell, Minutes, count, monday
from leitstand.learn.hours.queries import midnight, zone
from leitstand.learn.models import Correction, Mark, Sum

if TYPE_CHECKING:
    from leitstand.people.models import Membership, Organization


@dataclass(slots=True)
class Line:
    """A day (or an old week), a network and a kind of work: measured, and beside it what was corrected."""

    day: date
    network: str
    kind: str
    measured: Minutes = field(default_factory=Minutes)
    added: int = 0
    corrections: list[Correction] = field(default_factory=list)

    @property
    def total(self) -> Minutes:
        """What counts: measured and corrected."""
        return self.measured.corrected(self.added)


def lines(member: Membership, since: date, until: date) -> list[Line]:
    """Somebody's own hours of the days from `since` to before `until`; three queries."""
    return [one for _owner, one in all_lines(member.organization, since, until, [member.pk])]


def all_lines(
    organization: Organization, since: date, until: date, members: Sequence[int] | None = None
) -> list[tuple[int, Line]]:
    """The same of several people (None: of all), each with whose it is. Only closing weeks does that."""
    whose = {"membership__organization": organization}
    only = {} if members is None else {"membership__in": members}
    found: dict[tuple[int, Cell], Line] = {}

    def line(owner: int, cell: Cell) -> Line:
        return found.setdefault((owner, cell), Line(*cell))

    for row in Sum.objects.filter(**whose, **only, begins__gte=since, begins__lt=until):
        one = line(row.membership_id, (row.begins, row.network, row.kind))
        one.measured += Minutes(row.low, row.minutes, row.high)
        one.added += row.added
    span = midnight(organization, since), midnight(organization, until) + LONG * MINUTE
    marks = Mark.objects.filter(**whose, **only, minute__gte=span[0], minute__lt=span[1])
    for owner, acts in by_person(marks).items():
        for cell, minutes in count(acts, zone(organization)).items():
            if cell[0] < until:
                line(owner, cell).measured += minutes
    rows = Correction.objects.filter(**whose, **only, day__gte=since, day__lt=until).order_by("made", "pk")
    for said in rows:
        one = line(said.membership_id, (said.day, said.network, said.kind))
        one.added += said.minutes
        one.corrections.append(said)
    return [(owner, one) for (owner, _cell), one in sorted(found.items(), key=lambda pair: pair[0])]


def by_person(marks: Iterable[Mark]) -> dict[int, list[Act]]:
    """Marks as acts, by whose they are."""
    found: dict[int, list[Act]] = {}
    for mark in marks:
        found.setdefault(mark.membership_id, []).append(Act(mark.minute, mark.network, mark.kind))
    return found


def total(them: Iterable[Line]) -> Minutes:
    """All of it together."""
    return sum((one.total for one in them), Minutes())


def by_network(them: Iterable[Line]) -> dict[str, Minutes]:
    """Minutes by network."""
    found: dict[str, Minutes] = {}
    for one in them:
        found[one.network] = found.get(one.network, Minutes()) + one.total
    return found


def weeks(member: Membership, today: date, many: int = 12) -> list[tuple[date, Minutes]]:
    """Somebody's own last weeks, this one first; three queries."""
    first = monday(today) - timedelta(weeks=many - 1)
    found = {first + timedelta(weeks=number): Minutes() for number in reversed(range(many))}
    for one in lines(member, first, monday(today) + timedelta(weeks=1)):
        found[monday(one.day)] += one.total
    return list(found.items())


def last_mark(member: Membership, since: datetime) -> Mark | None:
    """The latest thing seen of somebody since a moment."""
    return Mark.objects.filter(membership=member, minute__gte=since).order_by("-minute").first()
