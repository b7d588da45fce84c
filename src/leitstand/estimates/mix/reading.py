"""Turns a plan that people wrote down (JSON) into a question, and refuses what cannot be meant."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.mix import Decision, Question, Trial, Week
from leitstand.vocabulary.words import _

HOURS_OF_A_WEEK = 168.0
LONGEST_TRIAL = 104
LARGEST = 1e12
"""A weekly value above this is a slip of the keyboard, not a value."""


def read(plan: object) -> Question:
    """The question in a PLAN of `leitstand mix` (docs/reference/commands.md). Raises Invalid."""
    said = _mapping(plan, _("The plan"))
    history = [_week(row, at) for at, row in enumerate(_rows(said, "history"), 1)]
    trials = [_trial(row, at) for at, row in enumerate(_rows(said, "experiments"), 1)]
    if "budget_hours" not in said:
        raise Invalid(_("The plan has no budget_hours. Add how many hours a week there are in all."))
    question = Question(
        budget_hours=_number(said["budget_hours"], "budget_hours"),
        today=_amounts(said, "today"),
        history=history,
        floors=_amounts(said, "floors"),
        caps=_amounts(said, "caps"),
        least=_amounts(said, "least"),
        mission=frozenset(_names(said.get("mission", []), "mission")),
        experiments=trials,
        seed=_seed(said.get("seed", 1)),
    )
    check(question)
    return question


def check(question: Question) -> None:
    """Refuse hours, values, weeks and names that cannot be meant. Raises Invalid; nothing is changed."""
    _check_names(named(question))
    for name in ("today", "floors", "caps", "least"):
        for network, hours in getattr(question, name).items():
            _check_hours(hours, f"{name}, {network}")
    _check_history(question.history)
    for trial in question.experiments:
        _check_trial(trial)
    _check_budget(question)


def named(question: Question) -> list[str]:
    """Every network the question names, once, in the order of the alphabet."""
    found = {week.network for week in question.history} | {trial.network for trial in question.experiments}
    for said in (question.today, question.floors, question.caps, question.least, question.mission):
        found |= set(said)
    return sorted(found - {""})


def monday(week: str) -> date:
    """The Monday of an ISO week such as "2026-W01". Raises Invalid when there is no such week."""
    year, _dash, number = week.partition("-W")
    try:
        if len(year) != 4 or len(number) != 2 or not (year + number).isascii():
            raise ValueError  # noqa: TRY301  # one place tells all
        return date.fromisocalendar(int(year), int(number), 1)
    except ValueError as error:
        raise Invalid(
            _("There is no week “%(week)s”. Weeks are written like 2026-W07. Nothing was lost; correct it."),
            week=week[:40],
        ) from error


def _check_names(names: Sequence[str]) -> None:
    seen: dict[str, str] = {}
    for name in names:
        other = seen.setdefault(" ".join(name.split()).casefold(), name)
        if other != name:
            raise Invalid(
                _(
                    "“%(one)s” and “%(other)s” look like the same network. Nothing was lost; "
                    "write it the same way everywhere."
                ),
                one=other,
                other=name,
            )


def _check_hours(hours: float, where: str) -> None:
    _check_number(hours, where)
    if hours > HOURS_OF_A_WEEK:
        raise Invalid(
            _(
                "%(where)s: %(hours)s hours, but a week has 168. Nothing was lost; correct the hours, "
                "or split a big team's work into several lines."
            ),
            where=where,
            hours=f"{hours:g}",
        )


def _check_number(value: float, where: str) -> None:
    if not math.isfinite(value) or value < 0:
        raise Invalid(
            _("%(where)s: “%(value)s” must be a number, zero or more. Nothing was lost; correct it."),
            where=where,
            value=f"{value:g}",
        )
    if value > LARGEST:
        raise Invalid(
            _("%(where)s: %(value)s is too large to be meant. Nothing was lost; correct it."),
            where=where,
            value=f"{value:g}",
        )


def _check_history(history: Sequence[Week]) -> None:
    seen: set[tuple[str, str, str]] = set()
    for row in history:
        where = f"{row.week}, {row.network}"
        monday(row.week)
        _check_hours(row.hours, where)
        _check_number(row.value, where)
        if not 0 <= row.seen <= 1:
            raise Invalid(
                _("%(where)s: “seen” is a share from 0 to 1. Nothing was lost; correct it."), where=where
            )
        if (row.week, row.network, row.kind) in seen:
            raise Invalid(
                _("%(where)s comes twice. Nothing was lost; add the two up, or take one out."), where=where
            )
        seen.add((row.week, row.network, row.kind))


def _check_trial(trial: Trial) -> None:
    for name, hours in (("hours_on", trial.hours_on), ("hours_off", trial.hours_off)):
        _check_hours(hours, f"{trial.network}, {name}")
    weeks = [*trial.on, *trial.off]
    days = [monday(week).toordinal() for week in weeks]
    if days and max(days) - min(days) > LONGEST_TRIAL * 7:
        raise Invalid(
            _(
                "The experiment on %(network)s spans more than two years. Nothing was lost; "
                "correct its weeks."
            ),
            network=trial.network,
        )
    if len(set(weeks)) != len(weeks) or not trial.on or not trial.off:
        raise Invalid(
            _(
                "The experiment on %(network)s needs weeks that are on and others that are off, none twice. "
                "Nothing was lost; correct its weeks."
            ),
            network=trial.network,
        )
    for week, total in trial.total.items():
        monday(week)
        _check_number(total, f"{trial.network}, {week}")
    if missing := sorted(set(weeks) - set(trial.total)):
        raise Invalid(
            _(
                "The experiment on %(network)s has no total for %(week)s. Nothing was lost; "
                "add the whole value of that week, or leave the week out."
            ),
            network=trial.network,
            week=missing[0],
        )


def _check_budget(question: Question) -> None:
    budget = question.budget_hours
    _check_number(budget, "budget_hours")
    if budget > HOURS_OF_A_WEEK * max(len(named(question)), 1):
        raise Invalid(
            _(
                "%(hours)s hours a week are more than these networks could take: a week has 168 for each. "
                "Nothing was lost; correct the budget."
            ),
            hours=f"{budget:g}",
        )
    for network, floor in question.floors.items():
        if floor > question.caps.get(network, HOURS_OF_A_WEEK):
            raise Invalid(
                _(
                    "%(network)s is to have at least %(floor)s hours and at most %(cap)s. Nothing was lost; "
                    "lower the one or raise the other."
                ),
                network=network,
                floor=f"{floor:g}",
                cap=f"{question.caps[network]:g}",
            )
    floors = math.fsum(question.floors.values())
    if floors > budget + 1e-9:
        raise Invalid(
            _(
                "The floors add up to %(floors)s hours a week, the budget is %(budget)s. Nothing was lost; "
                "lower a floor or raise the budget."
            ),
            floors=f"{floors:g}",
            budget=f"{budget:g}",
        )


def _week(row: object, at: int) -> Week:
    where = f"history, {at}"
    said = _mapping(row, where)
    _needs(said, ("week", "network", "hours", "value"), where)
    return Week(
        week=_text(said["week"], where),
        network=_name(said["network"], where),
        hours=_number(said["hours"], where),
        value=_number(said["value"], where),
        kind=_text(said.get("kind") or "", where),
        seen=_number(said.get("seen", 1.0), where),
    )


def _trial(row: object, at: int) -> Trial:
    where = f"experiments, {at}"
    said = _mapping(row, where)
    _needs(said, ("network", "on", "off", "hours_on", "hours_off", "total"), where)
    total = _mapping(said["total"], where)
    return Trial(
        network=_name(said["network"], where),
        on=tuple(_names(said["on"], where)),
        off=tuple(_names(said["off"], where)),
        hours_on=_number(said["hours_on"], where),
        hours_off=_number(said["hours_off"], where),
        total={_text(week, where): _number(value, where) for week, value in total.items()},
    )


def _needs(said: Mapping[str, Any], keys: Iterable[str], where: str) -> None:
    if missing := [key for key in keys if key not in said]:
        raise Invalid(
            _("%(where)s: there is no “%(key)s”. Nothing was lost; add it."), where=where, key=missing[0]
        )


def _mapping(value: object, where: str) -> Mapping[str, Any]:
    return _of_kind(
        value, where, _("%(where)s: this is no object with names."), lambda v: isinstance(v, dict)
    )  # type: ignore[return-value]  # just checked


def _rows(said: Mapping[str, Any], key: str) -> Sequence[object]:
    return _of_kind(said.get(key) or [], key, _("%(where)s: this is no list."), lambda v: isinstance(v, list))  # type: ignore[return-value]  # just checked


def _of_kind(value: object, where: str, sentence: str, fits: Callable[[object], bool]) -> object:
    if not fits(value):
        raise Invalid(sentence, where=where)
    return value


def _names(value: object, where: str) -> list[str]:
    if not isinstance(value, list):
        raise Invalid(_("%(where)s: this is no list."), where=where)
    return [_name(one, where) for one in value]


def _amounts(said: Mapping[str, Any], key: str) -> dict[str, float]:
    rows = _mapping(said.get(key) or {}, key)
    return {_name(network, key): _number(hours, f"{key}, {network}") for network, hours in rows.items()}


def _name(value: object, where: str) -> str:
    text = _text(value, where)
    if not text.strip():
        raise Invalid(_("%(where)s: a network without a name. Nothing was lost; name it."), where=where)
    return text


def _text(value: object, where: str) -> str:
    if not isinstance(value, str):
        raise Invalid(_("%(where)s: this is no text."), where=where)
    return value


def _number(value: object, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Invalid(_("%(where)s: this is no number. Nothing was lost; correct it."), where=where)
    try:
        return float(value)
    except OverflowError:
        return math.inf


def _seed(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**63:
        raise Invalid(_("The seed is a whole number, zero or more. Nothing was lost; correct it."))
    return value


def decisions(plan: object) -> dict[str, Decision]:
    """What was decided last time: `previous` of a PLAN, {"mastodon": "less", ...}. Raises Invalid."""
    said = _mapping(_mapping(plan, _("The plan")).get("previous") or {}, "previous")
    known = {str(one): one for one in Decision}
    for network, decision in said.items():
        if not isinstance(decision, str) or decision not in known:
            raise Invalid(
                _("previous, %(network)s: a decision is one of %(known)s. Nothing was lost; correct it."),
                network=network,
                known=", ".join(known),
            )
    return {_name(network, "previous"): known[decision] for network, decision in said.items()}
