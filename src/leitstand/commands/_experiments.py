"""Reads the JSON of an experiment and writes what is said of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

import click

from leitstand.commands._whole import whole
from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.estimate import Estimate
from leitstand.vocabulary.trial import Compared, Foreseen, Plan, Reading, Seen, Slot, Unit

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LARGEST = 1e12
NAMES = (
    "unit", "length", "least", "arms", "starts", "weekdays", "washout", "sure", "cap", "seed", "history",
    "values", "ended",
)  # fmt: skip
Found = TypeVar("Found")


def said(file: str) -> dict[str, Any]:
    """The JSON object of a file. Raises click.UsageError when there is none."""
    shown = "<stdin>" if file == "-" else file
    found = whole(file, "no experiment is that long")
    if not isinstance(found, dict):
        raise click.UsageError(f"{shown}: An experiment is a JSON object.")
    if unknown := sorted(set(found) - set(NAMES)):
        raise click.UsageError(f"{shown}: “{unknown[0]}” is not known here; there are {', '.join(NAMES)}.")
    return found


def arms(told: Mapping[str, Any]) -> list[str]:
    """The names of the ways, the usual one first."""
    found = told.get("arms", ["A", "B"])
    if not isinstance(found, list) or not all(isinstance(one, str) and one.strip() for one in found):
        raise Invalid('"arms" is a list of names, the usual way first.')
    if len(set(found)) < len(found):
        raise Invalid('Two of the "arms" have the same name.')
    return found


def plan(told: Mapping[str, Any]) -> Plan:
    """The plan. Raises Invalid for what is none."""
    if told.get("unit") not in list(Unit):
        raise Invalid('"unit" is "post", "day" or "week".')
    return Plan(
        unit=Unit(told["unit"]),
        length=_whole(told, "length"),
        least=_number(told.get("least"), '"least"'),
        arms=len(arms(told)),
        starts=_day(told.get("starts")),
        weekdays=_weekdays(told.get("weekdays", WEEKDAYS[:5])),
        washout=_whole(told, "washout", 0),
        sure=_number(told.get("sure", 0.95), '"sure"'),
        cap=None if told.get("cap") is None else _number(told["cap"], '"cap"'),
        seed=_whole(told, "seed", 1),
    )


def history(told: Mapping[str, Any]) -> list[float]:
    """Values of past units."""
    found = told.get("history", [])
    if not isinstance(found, list):
        raise Invalid('"history" is a list of numbers, the oldest first.')
    return [_number(one, '"history"') for one in found]


def seen(told: Mapping[str, Any], slots: Sequence[Slot]) -> list[Seen]:
    """What came of units: values in the order of the lot (null: not known), or {"unit", "value", "done"}."""
    found, names = told.get("values", []), arms(told)
    if not isinstance(found, list):
        raise Invalid('"values" is a list.')
    rows = [
        one if isinstance(one, dict) else {"unit": place, "value": one} for place, one in enumerate(found, 1)
    ]
    units = [_whole(one, "unit") for one in rows]
    if units and (min(units) < 1 or max(units) > len(slots)):
        raise Invalid(f"There are {len(slots)} units, counted from 1; one of the values is of another one.")
    if len(set(units)) < len(units):
        raise Invalid("One unit has two values.")
    return [_seen(unit, one, names) for unit, one in zip(units, rows, strict=True)]


def _seen(unit: int, row: Mapping[str, Any], names: Sequence[str]) -> Seen:
    done = row.get("done")
    if done is not None and done not in names:
        raise Invalid(f"Unit {unit}: “{done}” is none of the arms.")
    value = row.get("value")
    return Seen(
        index=unit - 1,
        value=None if value is None else _number(value, f"The value of unit {unit}"),
        done=None if done is None else list(names).index(done),
    )


def tell_foreseen(found: Foreseen) -> dict[str, Any]:
    """What could be seen."""
    return {
        "units": found.units,
        "blocks": found.blocks,
        "n": found.n,
        "sees": _short(found.sees),
        "chance": _short(found.chance),
        "needed": found.needed,
        "enough": found.enough,
        "why": _sentence(found.why, found.facts),
    }


def tell_slots(slots: Sequence[Slot], names: Sequence[str]) -> list[dict[str, Any]]:
    """What the lot drew."""
    return [
        {"unit": one.index + 1, "block": one.block + 1, "arm": names[one.arm]}
        | ({"first": str(one.first), "last": str(one.last)} if one.first else {})
        for one in slots
    ]


def tell_reading(found: Reading, names: Sequence[str]) -> dict[str, Any]:
    """What may be said."""
    return {
        "verdict": str(found.verdict),
        "known": found.known,
        "units": found.units,
        "arms": [{"arm": name, **_estimate(one)} for name, one in zip(names, found.arms, strict=True)],
        "compared": [_compared(one, names) for one in found.compared],
        "doubts": [_sentence(*one) for one in found.doubts],
    }


def _compared(one: Compared, names: Sequence[str]) -> dict[str, Any]:
    return {
        "arm": names[one.arm],
        "with": names[0],
        "verdict": str(one.verdict),
        "blocks": one.blocks,
        "difference": _short(one.difference),
        "always_valid": {"low": _short(one.low), "high": _short(one.high)},
        "estimate": _estimate(one.estimate),
        "p_better": _short(one.p_better),
        "p_matters": _short(one.p_matters),
        "p_worse": _short(one.p_worse),
        "why": one.why,
    }


def _estimate(one: Estimate | None) -> dict[str, float | int | None]:
    if one is None:
        return {"mean": None, "low": None, "high": None, "n": 0}
    return {"mean": _short(one.mean), "low": _short(one.low), "high": _short(one.high), "n": one.n}


def _sentence(words: str, facts: Mapping[str, object]) -> str:
    shown = {name: f"{one:.3g}" if isinstance(one, float) else one for name, one in facts.items()}
    return words % shown if facts else words


def _short(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.6g}")


def _number(value: Any, what: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= LARGEST:
        raise Invalid(f"{what} is {json.dumps(value)[:40]}; it must be a number, and one that can be meant.")
    return float(value)


def _whole(told: Mapping[str, Any], name: str, otherwise: int | None = None) -> int:
    value = told.get(name, otherwise)
    if isinstance(value, bool) or not isinstance(value, int):
        raise Invalid(f'"{name}" is {json.dumps(value)}; it must be a whole number.')
    return value


def _day(value: Any) -> date | None:
    return (
        None
        if value is None
        else _tried(date.fromisoformat, value, '"starts" is a day such as "2026-01-05".')
    )


def _weekdays(value: Any) -> tuple[int, ...]:
    rows = value if isinstance(value, list | tuple) else (value,)
    return tuple(_tried(WEEKDAYS.index, one, f'"weekdays" are {", ".join(WEEKDAYS)}.') for one in rows)


def _tried(read: Callable[[Any], Found], value: Any, otherwise: str) -> Found:
    try:
        return read(value)
    except (TypeError, ValueError) as error:
        raise Invalid(otherwise) from error
