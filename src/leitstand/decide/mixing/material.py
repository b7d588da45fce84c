"""What the mix is reckoned from: weeks of hours and value, limits, experiments; and what lacks."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta

from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.mix import Decision, Question, Trial, Week
from leitstand.vocabulary.words import _

BACK_WEEKS = 104
FEW_WEEKS = 4
"""Below so many weeks a proposal would be our assumptions in the clothes of figures."""
RECENT_WEEKS = 8
ABSURD_HOURS = 168.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """What the portfolio says of a network; `cap` and `floor` in hours a week, `why` in people's words."""

    cap: float | None = None
    floor: float = 0.0
    least: float = 0.0
    mission: bool = False
    why: str = ""
    review: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """All of it for one organisation. `hours`, `value` and `seen` (0 to 1) by (week, network).

    `weeks`: the complete ISO weeks looked at, oldest first. `budget`: hours planned in all, None when nobody
    planned any. `loose`: value that was credited to no network.
    `previous`: what was proposed a week ago or earlier.
    """

    weeks: Sequence[str]
    hours: Mapping[tuple[str, str], float]
    value: Mapping[tuple[str, str], float]
    seen: Mapping[tuple[str, str], float] = field(default_factory=dict)
    planned: Mapping[str, float] = field(default_factory=dict)
    budget: float | None = None
    limits: Mapping[str, Limit] = field(default_factory=dict)
    trials: Sequence[Trial] = ()
    previous: Mapping[str, Decision] = field(default_factory=dict)
    loose: float = 0.0

    @property
    def networks(self) -> list[str]:
        """Every network there is something to say about, those that were left excepted."""
        found = (
            {network for _week, network in (*self.hours, *self.value)} | set(self.planned) | set(self.limits)
        )
        return sorted(one for one in found if one and self.limit(one).cap != 0.0)

    @property
    def known_weeks(self) -> int:
        """Weeks in which hours were measured."""
        return len({week for (week, _network), spent in self.hours.items() if spent > 0})

    def limit(self, network: str) -> Limit:
        """What the portfolio says of it; nothing where it says nothing."""
        return self.limits.get(network, Limit())

    @property
    def today(self) -> dict[str, float]:
        """Hours a week as planned; where nobody planned, as spent in the last eight weeks."""
        if any(self.planned.values()):
            return {one: round(float(self.planned.get(one, 0.0)), 2) for one in self.networks}
        recent = set(self.weeks[-RECENT_WEEKS:]) & {week for week, _network in self.hours}
        spent: dict[str, float] = defaultdict(float)
        for (week, network), hours in self.hours.items():
            if week in recent:
                spent[network] += hours
        return {one: round(spent[one] / max(len(recent), 1), 1) for one in self.networks}

    @property
    def total(self) -> float:
        """The hours to give out."""
        return float(self.budget) if self.budget else round(sum(self.today.values()), 2)

    def value_of(self, week: str, networks: Sequence[str] | None = None) -> float:
        """What came of a week, of all networks or of these."""
        return sum(
            v for (w, n), v in self.value.items() if w == week and n and (not networks or n in networks)
        )


@dataclass(frozen=True, slots=True)
class Lack:
    """Why there is no proposal, what to do about it, and the name of the page where it is done."""

    title: str
    why: str
    todo: str
    page: str
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def said(self) -> dict[str, object]:
        """Why, for the filter `sentence`."""
        return {"sentence": self.why, "facts": dict(self.facts)}


_NO_HOURS = Lack(
    _("No hours yet"),
    _("Nobody has measured or noted hours so far, so nothing can be said about what an hour brings."),
    _("Look at the time accounts"),
    "learn:hours",
)
_IN_SUM = Lack(
    _("Hours are known only in sum"),
    _(
        "Fewer than three people noted hours, so they are not told by network: else everybody could see "
        "what one person did. Whoever agrees in the time accounts lets their own hours count here."
    ),
    _("Look at the time accounts"),
    "learn:hours",
)
_NO_VALUE = Lack(
    _("Nothing is counted yet"),
    _(
        "Hours are known, but not what came of them: your team has not yet chosen what counts, "
        "or nothing of it has come in."
    ),
    _("Choose what counts"),
    "learn:worths",
)
_ALL_ZERO = Lack(
    _("Nothing of what you count has happened"),
    _(
        "In %(weeks)s weeks nothing came in of what your team counts. No network can be called better than "
        "another by that. Count something that happens more often, or try something else on purpose."
    ),
    _("Choose what counts"),
    "learn:worths",
)
_NO_BUDGET = Lack(
    _("No hours to give out"),
    _("Hours a week are neither planned nor were any spent lately, so there is nothing to divide."),
    _("Plan hours a week"),
    "learn:hours",
)
_FLOORS = _(
    "The networks are promised %(floors)s hours a week, and there are %(budget)s. Nothing was reckoned. "
    "Plan more hours, or promise less on the page of the networks."
)
_ABSURD = _(
    "%(hours)s hours a week are planned or noted, and a week has 168 for each person. Nothing was reckoned; "
    "please look at what was noted."
)


def lack(material: Material, most_people: int = 1) -> Lack | None:
    """What keeps us from a proposal, or None. `most_people`: how many work here, for what is absurd."""
    if not any(hours > 0 for hours in material.hours.values()):
        return _NO_HOURS
    if not any(hours > 0 and network for (_week, network), hours in material.hours.items()):
        return _IN_SUM
    if not any(material.value.values()):
        weeks = len({week for week, _network in material.value})
        if weeks:
            return Lack(_ALL_ZERO.title, _ALL_ZERO.why, _ALL_ZERO.todo, _ALL_ZERO.page, {"weeks": weeks})
        return _NO_VALUE
    return amiss(material, material.total, most_people)


def not_meant(error: Invalid) -> Lack:
    """What the estimate itself refuses to reckon with, such as two networks of one name."""
    title = _("This cannot be reckoned with")
    return Lack(title, error.sentence, _("Look at the time accounts"), "learn:hours", error.facts)


def amiss(material: Material, budget: float, most_people: int = 1) -> Lack | None:
    """What is wrong with so many hours a week, or None."""
    if budget <= 0:
        return _NO_BUDGET
    spent: dict[str, float] = defaultdict(float)
    for (week, _network), hours in material.hours.items():
        spent[week] += hours
    most = max([budget, *spent.values()])
    if most > ABSURD_HOURS * max(most_people, 1):
        facts = {"hours": f"{most:g}"}
        return Lack(_("Hours that cannot be"), _ABSURD, _("Look at the time accounts"), "learn:hours", facts)
    floors = sum(material.limit(one).floor for one in material.networks)
    if floors > budget + 1e-9:
        title, facts = _("More promised than there is"), {"floors": f"{floors:g}", "budget": f"{budget:g}"}
        return Lack(title, _FLOORS, _("Look at the networks"), "decide:networks", facts)
    return None


def question(material: Material, budget: float | None = None) -> Question:
    """What is asked of `estimates.mix`.

    A week without a note is one without hours from a network's first week until eight weeks after its last.
    """
    networks = material.networks
    limits = {one: material.limit(one) for one in networks}
    return Question(
        budget_hours=material.total if budget is None else budget,
        today=material.today,
        history=tuple(_history(material, networks)),
        floors={one: limit.floor for one, limit in limits.items() if limit.floor > 0},
        caps={one: limit.cap for one, limit in limits.items() if limit.cap is not None},
        least={one: limit.least for one, limit in limits.items() if limit.least > 0},
        mission=frozenset(one for one, limit in limits.items() if limit.mission),
        experiments=tuple(material.trials),
    )


def _history(material: Material, networks: Sequence[str]) -> list[Week]:
    rows = []
    measured = {week for week, _network in material.hours}
    for network in networks:
        weeks = {w for w, n in (*material.hours, *material.value) if n == network}
        begun, last = min(weeks, default=""), max(weeks, default="")
        after = [week for week in material.weeks if week > last][:RECENT_WEEKS]
        for week in material.weeks:
            if begun and begun <= week <= (after[-1] if after else last) and week in measured:
                key = (week, network)
                rows.append(
                    Week(
                        week=week,
                        network=network,
                        hours=round(material.hours.get(key, 0.0), 3),
                        value=round(max(material.value.get(key, 0.0), 0.0), 6),
                        seen=material.seen.get(key, 1.0),
                    )
                )
    return rows


def seal(material: Material) -> str:
    """A fingerprint of everything the fit depends on: the same material, the same fit."""
    asked = question(material)
    said = json.dumps(
        [[asdict(one) for one in asked.history], [_plain(one) for one in asked.experiments], asked.seed],
        sort_keys=True,
    )
    return hashlib.sha256(said.encode()).hexdigest()


def seal_of_plan(asked: Question, seal: str) -> str:
    """A fingerprint of everything a proposal depends on."""
    limits = [asked.budget_hours, dict(asked.today), dict(asked.floors), dict(asked.caps), dict(asked.least)]
    said = json.dumps([seal, limits, sorted(asked.mission)], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


def _plain(trial: Trial) -> list[object]:
    return [
        trial.network,
        list(trial.on),
        list(trial.off),
        trial.hours_on,
        trial.hours_off,
        sorted(trial.total.items()),
    ]


def monday(week: str) -> date:
    """The first day of an ISO week such as "2026-W01"."""
    return date.fromisocalendar(int(week[:4]), int(week[6:]), 1)


def week_of(day: date) -> str:
    """The ISO week of a day."""
    year, week, _weekday = day.isocalendar()
    return f"{year}-W{week:02d}"


def weeks_between(since: date, until: date) -> list[str]:
    """The ISO weeks that lie wholly from `since` up to, not including, `until`."""
    day = since + timedelta(days=-since.weekday() % 7)
    found = []
    while day + timedelta(days=7) <= until:
        found.append(week_of(day))
        day += timedelta(days=7)
    return found
