"""Lists of an article as people write them, a line each: terms, periods, conditions."""

from __future__ import annotations

import re
import typing
from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.policy import Condition
from leitstand.vocabulary.policy.rule import shaped
from leitstand.vocabulary.words import _

BAR = " | "
_CONDITION = re.compile(r"^([\w-]+)\s*(>=|<=|=|not in\b|in\b|known\b|unknown\b)\s*(.*)$")


def written(values: Sequence[Any]) -> str:
    """Values of a list as lines."""
    return "\n".join(_line(one) for one in values)


def read(text: str, kind: Any) -> tuple[Any, ...]:
    """The lines as values of this kind. Raises Invalid, naming the line."""
    found = []
    for line in filter(None, map(str.strip, text.splitlines())):
        try:
            found.append(_condition(line) if kind is Condition else _row(line, kind))
        except Invalid as error:
            why = error.sentence % error.facts if error.facts else error.sentence
            raise Invalid(_("“%(line)s” cannot be read: %(why)s"), line=line, why=why) from error
    return tuple(found)


def columns(kind: Any) -> str:
    """What stands in a line, for the hint under the field."""
    return BAR.join(one.name for one in fields(kind))


def _line(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, Condition):
        return _told(value)
    cells = [_cell(getattr(value, one.name)) for one in fields(value)]
    while cells and not cells[-1]:
        cells.pop()
    return BAR.join(cells)


def _cell(value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


def _row(line: str, kind: Any) -> Any:
    if kind is str:
        return line
    hints = typing.get_type_hints(kind)
    cells = [cell.strip() for cell in line.split("|")]
    names = [one.name for one in fields(kind)]
    if len(cells) > len(names):
        raise Invalid(_("There are too many bars in it."))
    given: dict[str, Any] = {}
    for name, cell in zip(names, cells, strict=False):
        if cell:
            given[name] = _given(cell, hints[name])
    return shaped(given, kind)


def _given(cell: str, wanted: Any) -> Any:
    if typing.get_origin(wanted) is tuple:
        return [one.strip() for one in cell.split(",")]
    return int(cell) if wanted is int and cell.isdecimal() else cell


def _told(one: Condition) -> str:
    """A condition as a line; the first thing it asks."""
    if one.known is not None:
        return f"{one.fact} {'known' if one.known else 'unknown'}"
    if one.one_of:
        return f"{one.fact} in {', '.join(one.one_of)}"
    if one.none_of:
        return f"{one.fact} not in {', '.join(one.none_of)}"
    if one.at_least is not None and one.at_most is None:
        return f"{one.fact} >= {one.at_least:g}"
    if one.at_most is not None and one.at_least is None:
        return f"{one.fact} <= {one.at_most:g}"
    value = ("true" if one.equals else "false") if isinstance(one.equals, bool) else one.equals
    return f"{one.fact} = {value}"


def in_a_line(one: Condition) -> bool:
    """Does a line say all that it asks?"""
    return _condition(_told(one)) == one


def _condition(line: str) -> Condition:
    found = _CONDITION.match(line)
    if found is None:
        raise Invalid(_("Write for example “land in BY, NW”, “hour >= 22” or “paid = true”."))
    fact, sign, rest = found[1], found[2], found[3].strip()
    if sign in ("known", "unknown"):
        return Condition(fact=fact, known=sign == "known")
    if sign in ("in", "not in"):
        several = tuple(one.strip() for one in rest.split(",") if one.strip())
        return Condition(fact=fact, one_of=several) if sign == "in" else Condition(fact=fact, none_of=several)
    if sign == "=":
        return Condition(fact=fact, equals=_value(rest))
    try:
        number = float(rest)
    except ValueError as error:
        raise Invalid(_("Behind %(sign)s stands a number."), sign=sign) from error
    return Condition(fact=fact, at_least=number) if sign == ">=" else Condition(fact=fact, at_most=number)


def _value(said: str) -> str | int | float | bool:
    if said in ("true", "false"):
        return said == "true"
    try:
        return int(said)
    except ValueError:
        return said
