"""Every write of experiments: planned, begun by lot, measured, ended honestly, and never changed after."""

from __future__ import annotations

import hashlib
import json
import math
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext

from leitstand import registry
from leitstand.decide.models import Experiment, ExperimentUnit
from leitstand.decide.trials import queries, values
from leitstand.learn.hours import queries as hours
from leitstand.learn.worths import queries as worths
from leitstand.people.queries import EDITOR, require
from leitstand.vocabulary.errors import Invalid, Refused
from leitstand.vocabulary.lives import EXPERIMENT
from leitstand.vocabulary.trial import Unit, Verdict
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.people.models import Membership, Person

MOST_HOURS = 168.0
ANSWERED = (Verdict.BETTER, Verdict.WORSE, Verdict.NO_DIFFERENCE)
PATIENCE_DAYS = 14
FIELDS = (
    "question", "varies", "usual", "other", "network", "hours_usual", "hours_other", "unit", "length",
    "weekdays", "washout", "settle", "starts", "measure", "goal", "counted", "least", "sure", "cap", "owner",
)  # fmt: skip


def draft(
    member: Membership, given: Mapping[str, Any], *, now: datetime, past: Sequence[float] = ()
) -> Experiment:
    """A draft. `given`: by the names of FIELDS; `past`: values of past units, where the program knows none.

    Raises Invalid for what cannot be carried out, Refused for readers.
    """
    require(member, EDITOR)
    row = Experiment(organization=member.organization, created=now)
    return _written(row, given, now, past)


@transaction.atomic
def change(
    member: Membership,
    row: Experiment,
    given: Mapping[str, Any],
    *,
    now: datetime,
    past: Sequence[float] = (),
) -> Experiment:
    """Another plan. Raises Refused once it has begun: what was promised then is kept."""
    require(member, EDITOR)
    row = _locked(row)
    if row.state != Experiment.DRAFT:
        raise Refused(_("It has begun, and its plan is fixed. Stop it and plan another one."))
    return _written(row, given, now, past)


def _written(row: Experiment, given: Mapping[str, Any], now: datetime, past: Sequence[float]) -> Experiment:
    for name in FIELDS:
        if name in given:
            setattr(row, name, given[name])
    _check(row)
    _foresee(row, now, past)
    row.save()
    return row


def _check(row: Experiment) -> None:
    if row.usual.strip().casefold() == row.other.strip().casefold():
        raise Invalid(_("Both ways are called the same. Say in what they differ."))
    if row.varies == "hours":
        _check_hours(row)
    registry.module(queries.SHELF, "trial").assign(queries.plan(row))


def _check_hours(row: Experiment) -> None:
    if row.unit != Unit.WEEK:
        raise Invalid(_("Hours are planned by the week: choose weeks."))
    if not row.network:
        raise Invalid(_("Say on which network the hours are spent."))
    for one in (row.hours_usual, row.hours_other):
        if one is None or not math.isfinite(one) or not 0 <= one <= MOST_HOURS:
            raise Invalid(_("A week has 168 hours: give both amounts, from 0 to 168."))
    if row.hours_usual == row.hours_other:
        raise Invalid(_("Both amounts of hours are the same; nothing would be compared."))


def _foresee(row: Experiment, now: datetime, past: Sequence[float]) -> None:
    """What could be seen, from values the program knows, else from those that were given."""
    if not past and row.measure == Experiment.HAND and row.foreseen:
        past = row.foreseen.get("past", ())
    known = list(past) or values.past(row, now)
    told = registry.module(queries.SHELF, "trial").design(queries.plan(row), known)
    row.foreseen = asdict(told) | ({"past": list(past)} if past else {})
    row.scale = told.spread


@transaction.atomic
def drop(member: Membership, row: Experiment) -> None:
    """Throw a draft away. Raises Refused once it has begun."""
    require(member, EDITOR)
    row = _locked(row)
    row.state = EXPERIMENT.step(row.state, "dropped")
    row.save(update_fields=["state"])


@transaction.atomic
def start(member: Membership, row: Experiment, *, now: datetime, seed: int | None = None) -> Experiment:
    """Draw the lot of every unit.

    Raises Refused for readers and unless it is a draft; Invalid without an owner, or for a day in the past.
    """
    require(member, EDITOR)
    row = _locked(row)
    state = EXPERIMENT.step(row.state, "running")
    if row.owner is None:
        raise Invalid(_("Say who owns it: somebody has to decide when the answer is in."))
    today = row.organization.day(now)
    if row.unit == Unit.POST:
        row.starts = today
    elif row.starts is None or row.starts < today:
        raise Invalid(_("The first day lies in the past. Choose today or a later day; nothing was begun."))
    row.state, row.started = state, now
    row.seed = secrets.randbits(52) if seed is None else seed
    if row.measure != Experiment.HAND:
        _foresee(row, now, ())
    row.save()
    slots = registry.module(queries.SHELF, "trial").assign(queries.plan(row))
    ExperimentUnit.objects.bulk_create(
        ExperimentUnit(
            experiment=row, index=one.index, block=one.block, arm=one.arm, first=one.first, last=one.last
        )
        for one in slots
    )
    return row


@transaction.atomic
def enter(
    member: Membership, row: Experiment, given: Mapping[int, tuple[float | None, bool]], *, now: datetime
) -> int:
    """Values by index, and whether the unit was done the other way. Says how many changed.

    Raises Refused once it has ended, and for readers; Invalid for values that are none. All or nothing.
    """
    require(member, EDITOR)
    row = _locked(row)
    _open(row)
    some, changed = queries.units(row), []
    for one in some:
        value, otherwise = given.get(one.index, (one.value, one.done is not None))
        value = value if row.measure == Experiment.HAND else one.value
        done = 1 - one.arm if otherwise else None
        if (value, done) != (one.value, one.done):
            one.value, one.done, one.by, one.at = value, done, member.person, now
            changed.append(one)
    queries.reading(row, some)  # raises Invalid for absurd values, before anything is kept
    ExperimentUnit.objects.bulk_update(changed, ["value", "done", "by", "at"])
    return len(changed)


def _locked(row: Experiment) -> Experiment:
    """As it is now, ours until the transaction ends; what a page was made from may be old."""
    rows = Experiment.objects.select_for_update(of=("self",))
    return rows.select_related("organization", "goal", "owner").get(pk=row.pk)


def _open(row: Experiment) -> None:
    if row.state in queries.OVER:
        raise Refused(_("It has ended, and what has ended is never changed: others may have quoted it."))
    if row.state != Experiment.RUNNING:
        raise Refused(_("It has not begun yet; there is nothing to enter."))


@transaction.atomic
def end(member: Membership, row: Experiment, reason: str, *, now: datetime) -> Experiment:
    """End it before its time: with the answer where there is one, else as stopped, which needs a reason.

    Raises Invalid without a reason, Refused for readers and what does not run.
    """
    require(member, EDITOR)
    row = _locked(row)
    _open(row)
    answered = queries.reading(row).verdict in ANSWERED
    if not answered and not reason.strip():
        raise Invalid(
            _("It has no answer yet. Say in a few words why it stops; whoever finds it later has to know.")
        )
    return _ended(row, "ended" if answered else "stopped", now=now, by=member.person, reason=reason)


@transaction.atomic
def _ended(
    row: Experiment, state: str, *, now: datetime, by: Person | None = None, reason: str = ""
) -> Experiment:
    row = _locked(row)
    row.state = EXPERIMENT.step(row.state, state)
    row.ended, row.ended_by, row.reason = now, by, reason.strip()[:300]
    some = queries.units(row)
    row.result = json.loads(json.dumps(asdict(queries.reading(row, some))))
    row.sha256 = fingerprint(row, some)
    row.save()
    return row


def fingerprint(row: Experiment, some: Sequence[ExperimentUnit]) -> str:
    """The hash by which a quoted result proves unchanged: of seed and units as JSON."""
    kept = [[one.index, one.block, one.arm, one.value, one.done] for one in some]
    return hashlib.sha256(json.dumps([row.seed, row.least, row.sure, kept]).encode()).hexdigest()


@transaction.atomic
def measure(row: Experiment, now: datetime) -> int:
    """Note what units have brought, and end it when nothing more is to come. Says how much moved.

    Of one that somebody has ended meanwhile nothing moves.
    """
    row = _locked(row)
    if row.state != Experiment.RUNNING:
        return 0
    some = queries.units(row)
    if row.unit == Unit.POST and row.measure != Experiment.HAND:
        _join_posts(row, some)
    fresh = values.now_known(row, [one for one in some if one.value is None], now)
    moved = [one for one in some if one.index in fresh and one.value is None]
    for one in moved:
        one.value, one.at = fresh[one.index], now
    ExperimentUnit.objects.bulk_update(moved, ["value", "at"])
    if queries.all_over(row, some, row.organization.day(now), PATIENCE_DAYS):
        _ended(row, "ended", now=now)
        return len(moved) + 1
    return len(moved)


def _join_posts(row: Experiment, some: Sequence[ExperimentUnit]) -> None:
    """The next units are the posts that went out since, in their order."""
    known = {one.delivery_id for one in some if one.delivery_id}
    free = [one for one in some if one.delivery_id is None and one.value is None]
    fresh = [one for one in values.posts(row) if one.pk not in known]
    joined = list(zip(free, fresh, strict=False))
    for unit, delivery in joined:
        unit.delivery = delivery
    ExperimentUnit.objects.bulk_update([unit for unit, _delivery in joined], ["delivery"])


def _title(network: str) -> str:
    try:
        return str(gettext(registry.network(network).title))
    except KeyError:
        return network


def plan_probe(
    member: Membership, network: str, hours_a_week: float, weeks: int, now: datetime
) -> Experiment:
    """A draft from a proposal of the mix: so many hours a week there, against what is planned today."""
    today = hours.planned(member.organization).get(network, 0.0)
    weeks += weeks % 2
    row = Experiment(organization=member.organization, created=now, probe=True)
    facts = {"hours": f"{hours_a_week:g}", "network": _title(network)}
    given = {
        "question": gettext("What do %(hours)s hours a week on %(network)s bring?") % facts,
        "varies": "hours",
        "usual": gettext("%(hours)s hours a week") % {"hours": f"{today:g}"},
        "other": gettext("%(hours)s hours a week") % {"hours": f"{hours_a_week:g}"},
        "network": network,
        "hours_usual": today,
        "hours_other": hours_a_week,
        "unit": Unit.WEEK.value,
        "length": max(weeks, 2),
        "starts": row.organization.day(now) + timedelta(days=1),
        "measure": Experiment.WORTHS,
        "counted": worths.unit(member.organization) or gettext("points"),
        "owner": member.person,
        "least": 1.0,
    }
    require(member, EDITOR)
    with transaction.atomic():
        made = _written(row, given, now, ())
        known = values.past(made, now)
        if known and sum(known):
            made.least = round(0.1 * sum(known) / len(known), 2) or 1.0
            _foresee(made, now, ())
            made.save()
    return made
