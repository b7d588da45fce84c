"""Every read of what outcomes are worth, and of what a week brought."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from leitstand.estimates import growth
from leitstand.learn.models import OwnKind, Unit, Worth
from leitstand.learn.worths import counted, kinds
from leitstand.learn.worths.scale import NOW, Rate, Scale
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.people.models import Organization
    from leitstand.speak.models import Aim

UNIT = _("points")
"""What worths are told in until somebody names the unit."""

_ALL = "*"

FINISHED = 0.95
"""From this share on nothing is said to be still coming."""


@dataclass(frozen=True, slots=True)
class Value:
    """What one network brought in one week, in the organisation's unit.

    `week` is an ISO week there ("2026-W01"); `network` is "" for what no network can be credited with; `seen`
    the share of the value expected to have come in by now; `n`: publications, answers and counted outcomes.
    """

    week: str
    network: str
    value: float
    seen: float
    n: int


@dataclass(frozen=True, slots=True)
class Weighed:
    """Something counted with what it is worth: `value` by now, `more` is still coming."""

    item: counted.Item
    week: str
    worth: float
    more: growth.Rest

    @property
    def value(self) -> float:
        """What it has brought by now."""
        return self.worth * self.item.count

    @property
    def final(self) -> float:
        """What it will have brought in the end, expected."""
        return self.worth * (self.item.count + self.more.mean)


def weekly(
    organization: Organization,
    since: date,
    until: date,
    goal: Aim | None = None,
    *,
    values: str = NOW,
    now: datetime | None = None,
) -> list[Value]:
    """What each week brought on each network, by the values of now or of then; for one goal, or in all.

    A week without anything counted has no row: nothing is known of it, unless other weeks of a network have.
    """
    return by_week(weighed(organization, since, until, goal, values=values, now=now))


def weighed(
    organization: Organization,
    since: date,
    until: date,
    goal: Aim | None = None,
    *,
    values: str = NOW,
    now: datetime | None = None,
) -> list[Weighed]:
    """Everything counted in these days, one by one, with its worth; what is worth nothing is left out."""
    at = now or datetime.now(UTC)  # noqa: TID251  # the edge: how old a post is depends on the moment
    days = counted.span(organization, since, until, at)
    found = scale(organization, days.day(at), values)
    told = list(counted.items(organization, days, found.kinds))
    usual = _usual(told)
    rows = []
    for item in told:
        if goal is not None and goal.pk not in item.aims:
            continue
        aims = item.aims if goal is None else [goal.pk]
        if worth := found.amount(item.kind, aims, item.day):
            more = growth.rest(item.count, item.seen, usual.get((item.network, item.kind), 0.0))
            rows.append(Weighed(item, week_of(item.day), worth, more))
    return rows


def by_week(rows: Iterable[Weighed]) -> list[Value]:
    """Summed by week and network, in their order."""
    sums: dict[tuple[str, str], list[Weighed]] = defaultdict(list)
    for row in rows:
        sums[row.week, row.item.network].append(row)
    return [
        Value(week, network, sum(one.value for one in found), seen(found), evidence(found))
        for (week, network), found in sorted(sums.items())
    ]


def seen(rows: Sequence[Weighed]) -> float:
    """The share of the final value that has come in; of nothing, how much of it has been looked at."""
    final = sum(one.final for one in rows)
    if final > 0:
        return min(sum(one.value for one in rows) / final, 1.0)
    return sum(one.item.seen for one in rows) / len(rows) if rows else 1.0


def evidence(rows: Iterable[Weighed]) -> int:
    """How many publications and answers, and how many outcomes counted elsewhere."""
    posts, other = set(), 0.0
    for row in rows:
        if row.item.post is not None:
            posts.add(row.item.post)
        else:
            other += row.item.count
    return len(posts) + round(other)


def week_of(day: date) -> str:
    """The ISO week of a day: "2026-W01"."""
    year, week, _day = day.isocalendar()
    return f"{year}-W{week:02d}"


def _usual(told: Iterable[counted.Item]) -> dict[tuple[str, str], float]:
    """The final count of a post, by network and kind: what was counted over the share that was seen.

    As if two more posts of each network had done as well as those of all networks together.
    """
    sums: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0, 0.0])
    for item in told:
        if item.post is not None:
            for key in ((item.network, item.kind), (_ALL, item.kind)):
                sums[key][0] += item.count
                sums[key][1] += item.seen
    every = {
        kind: total / max(share, 0.1) for (network, kind), (total, share) in sums.items() if network == _ALL
    }
    return {
        (network, kind): (total + 2 * every[kind]) / (share + 2)
        for (network, kind), (total, share) in sums.items()
    }


def scale(organization: Organization, today: date, values: str = NOW) -> Scale:
    """What outcomes are worth to this organisation, by the values of now or of then."""
    rows = worths(organization).values_list("kind", "aim", "amount", "since", "made")
    return Scale([Rate(*row) for row in rows], today, values)


def worths(organization: Organization) -> QuerySet[Worth]:
    """Everything that was ever said of it, the latest first."""
    rows = Worth.objects.filter(organization=organization).select_related("aim", "by")
    return rows.order_by("-since", "-made", "-pk")


def unit(organization: Organization) -> str:
    """The name of the unit in the team's own word; "" until somebody chose one."""
    found = Unit.objects.filter(organization=organization).values_list("name", flat=True).first()
    return found or ""


def own_kinds(organization: Organization) -> dict[str, str]:
    """Kinds that only this organisation counts, with their names."""
    rows = OwnKind.objects.filter(organization=organization).order_by("name")
    return dict(rows.values_list("kind", "name"))


def labels(organization: Organization) -> dict[str, str]:
    """Every kind with what people call it; ours are marked for translation, their own are in their words."""
    return {**kinds.LABELS, **own_kinds(organization)}
