"""Every read of experiments: what is drawn for today, what may be said, what the mix may use as evidence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import Prefetch, QuerySet
from django.shortcuts import get_object_or_404

from leitstand import registry
from leitstand.decide.models import Experiment, ExperimentUnit
from leitstand.learn.worths import queries as worths
from leitstand.vocabulary.mix import Trial
from leitstand.vocabulary.trial import Plan, Reading, Seen, Slot, Unit

if TYPE_CHECKING:
    from leitstand.people.models import Organization

DRAFT, RUNNING, ENDED, STOPPED = "draft", "running", "ended", "stopped"
OVER = (ENDED, STOPPED)
SHELF = "leitstand.estimates"
WEEK_DAYS = 7


@dataclass(frozen=True, slots=True)
class Now:
    """A running experiment as others show it: which unit it is at, and what may be said by now."""

    id: int
    question: str
    counted: str
    unit: str
    least: float
    unit_number: int
    units: int
    reading: Reading
    ends: date | None


def experiments(organization: Organization, *states: str) -> QuerySet[Experiment]:
    """All experiments that are not thrown away, or those in these states; the latest first."""
    rows = Experiment.objects.filter(organization=organization, state__in=states or (DRAFT, RUNNING, *OVER))
    return rows.select_related("owner", "goal", "organization").order_by("-ended", "-created", "-pk")


def experiment(organization: Organization, id: int) -> Experiment:
    """One of them; Http404 when it is not this organisation's."""
    found: Experiment = get_object_or_404(experiments(organization), pk=id)
    return found


def units(row: Experiment) -> list[ExperimentUnit]:
    """The units in their order."""
    return list(row.units.select_related("delivery__account").order_by("index"))


def plan(row: Experiment) -> Plan:
    """What was fixed, in the words of the estimate; before the start with a seed that is not used."""
    return Plan(
        unit=Unit(row.unit),
        length=row.length,
        least=row.least,
        starts=row.starts,
        weekdays=tuple(int(one) for one in row.weekdays if one.isdigit()),
        washout=row.washout,
        sure=row.sure,
        cap=row.cap,
        seed=row.seed or 1,
    )


def reading(row: Experiment, some: Sequence[ExperimentUnit] | None = None) -> Reading:
    """What may be said of it by now."""
    found = units(row) if some is None else some
    slots = [Slot(index=one.index, block=one.block, arm=one.arm) for one in found]
    seen = [Seen(index=one.index, value=one.value, done=one.done) for one in found]
    said: Reading = registry.module(SHELF, "trial").read(
        plan(row), slots, seen, ended=row.state in OVER, scale=row.scale
    )
    return said


def current(row: Experiment, some: Sequence[ExperimentUnit], today: date) -> ExperimentUnit | None:
    """The unit that runs today; of posts, the next one; None: today is none."""
    if row.unit == Unit.POST:
        return next((one for one in some if one.delivery_id is None and one.value is None), None)
    return next((one for one in some if began(row, one) <= today <= (one.last or date.min)), None)


def began(row: Experiment, one: ExperimentUnit) -> date:
    """The first day on which its arm holds; days left out for the week before come first."""
    return (one.first or date.max) - timedelta(days=row.washout if one.first else 0)


def coming(some: Iterable[ExperimentUnit], today: date) -> ExperimentUnit | None:
    """The next unit after today."""
    return next((one for one in some if one.first and one.first > today), None)


def due(row: Experiment, some: Iterable[ExperimentUnit], today: date) -> list[ExperimentUnit]:
    """Units that are over and whose value somebody has to enter."""
    if row.measure != Experiment.HAND or row.state != RUNNING:
        return []
    return [one for one in some if one.value is None and (one.last is None or one.last < today)]


def all_over(row: Experiment, some: Sequence[ExperimentUnit], today: date, patience: int) -> bool:
    """Is nothing more to come? Values that are missing are waited for so many days."""
    if all(one.value is not None for one in some):
        return True
    ends = [one.last for one in some if one.last]
    return bool(ends) and max(ends) + timedelta(days=row.settle + patience) < today


def beside(row: Experiment) -> list[Experiment]:
    """Other experiments that run at the same time and may disturb this one."""
    rows = experiments(row.organization, RUNNING).exclude(pk=row.pk)
    return [one for one in rows if "" in (one.network, row.network) or one.network == row.network]


def evidence(organization: Organization) -> list[Trial]:
    """Finished experiments about hours, for the mix; weeks done otherwise than drawn are left out.

    Only those in the unit of the team's own values, for other counts cannot be added to them.
    """
    rows = experiments(organization, *OVER).filter(varies="hours", unit=Unit.WEEK).exclude(network="")
    rows = rows.prefetch_related(Prefetch("units", ExperimentUnit.objects.order_by("index")))
    name = worths.unit(organization)
    ours = [one for one in rows if one.goal is None and (one.measure == "worths" or one.counted == name)]
    found = [_trial(one) for one in ours if one.hours_usual is not None and one.hours_other is not None]
    return [one for one in found if one.on and one.off]


def _trial(row: Experiment) -> Trial:
    """As the mix reads it, of whole weeks: days left out at their beginning count as the others did."""
    whole = WEEK_DAYS / (WEEK_DAYS - row.washout)
    known = [
        (worths.week_of(one.last), one)
        for one in row.units.all()
        if one.last and one.value is not None and one.done in (None, one.arm)
    ]
    return Trial(
        network=row.network,
        on=[week for week, one in known if one.arm == 1],
        off=[week for week, one in known if one.arm == 0],
        hours_on=row.hours_other or 0.0,
        hours_off=row.hours_usual or 0.0,
        total={week: whole * (one.value or 0.0) for week, one in known},
    )


def running(organization: Organization) -> list[Now]:
    """Everything that runs, with what may be said by now."""
    rows = experiments(organization, RUNNING).prefetch_related(
        Prefetch("units", ExperimentUnit.objects.order_by("index"))
    )
    return [_now(one, list(one.units.all())) for one in rows]


def _now(row: Experiment, some: list[ExperimentUnit]) -> Now:
    said = reading(row, some)
    ends = max((one.last for one in some if one.last), default=None)
    return Now(
        id=row.pk,
        question=row.question,
        counted=row.counted,
        unit=row.unit,
        least=row.least,
        unit_number=min(said.known + 1, len(some)),
        units=len(some),
        reading=said,
        ends=ends,
    )


def to_measure() -> QuerySet[Experiment]:
    """Everything that runs anywhere."""
    return Experiment.objects.filter(state=RUNNING).select_related("organization", "goal")


def hours_of(row: Experiment, arm: int) -> float | None:
    """The hours a week of an arm, where hours are what varies."""
    return row.hours_other if arm else row.hours_usual
