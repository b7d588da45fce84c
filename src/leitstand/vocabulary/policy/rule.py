"""What a file on the shelf of rules is: `check` with its parameters, and its own good and bad sentences."""

from __future__ import annotations

import inspect
import types
import typing
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, Protocol

from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.finding import Finding, Situation
from leitstand.vocabulary.post import Note
from leitstand.vocabulary.words import _


class Rule(Protocol):
    """One file: `check` takes its parameters by keyword, each with a type and a start value.

    A rule may say `EVERYWHERE = True` to be asked about titles, warnings and alt texts too, and may have
    `accept(**parameters)`, which raises Invalid for parameters that cannot be meant.
    """

    __name__: str
    ARTICLE: str

    def check(self, note: Note, situation: Situation, **parameters: Any) -> Iterator[Finding]:
        """What the rule finds."""


@dataclass(frozen=True, slots=True)
class Term:
    """A word or several, perhaps only forbidden `since` or `until` a day (both inclusive)."""

    term: str
    since: date | None = None
    until: date | None = None
    instead: str = ""

    def valid(self, day: date) -> bool:
        """Is it forbidden on this day?"""
        return (self.since or day) <= day <= (self.until or day)


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days, both ends included; for some German states only, or for all."""

    name: str
    start: date
    end: date
    lands: tuple[str, ...] = ()

    def covers(self, day: date, land: str) -> bool:
        """Does it hold on this day in this state?"""
        return self.start <= day <= self.end and (not self.lands or land in self.lands)


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a rule, for the form that edits an article and for the reference."""

    name: str
    kind: str
    initial: Any
    annotation: Any


_KINDS: Mapping[Any, str] = {
    bool: "bool",
    int: "int",
    float: "float",
    str: "text",
    date: "date",
    tuple[str, ...]: "texts",
}


def parameters(rule: Rule) -> tuple[Parameter, ...]:
    """The parameters of a rule, as its `check` declares them."""
    return _declared(rule.check)


_WRONG: Mapping[Any, str] = {
    bool: _("“%(value)s” is neither true nor false."),
    int: _("“%(value)s” is no whole number."),
    float: _("“%(value)s” is no number."),
    str: _("“%(value)s” is no text; put it in quotes."),
    date: _("“%(value)s” is no day; write it as 2026-11-22."),
    datetime: _("“%(value)s” is no moment; write it as 2026-11-22T09:00:00+01:00."),
}


@cache
def _declared(check: Any) -> tuple[Parameter, ...]:
    hints = typing.get_type_hints(check)
    return tuple(
        Parameter(name, _KINDS.get(hints[name], "table"), given.default, hints[name])
        for name, given in inspect.signature(check).parameters.items()
        if given.kind is inspect.Parameter.KEYWORD_ONLY
    )


def shaped(value: object, wanted: Any) -> Any:
    """A value of a file as what a parameter wants. Raises Invalid, saying what would be right."""
    if typing.get_origin(wanted) in (types.UnionType, typing.Union):
        return _one_of(value, typing.get_args(wanted))
    if typing.get_origin(wanted) is tuple:
        return _several(value, typing.get_args(wanted)[0])
    if is_dataclass(wanted):
        return _table(value, wanted)
    if wanted in (date, datetime) and isinstance(value, str):
        return _day(value, wanted)
    if wanted is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if isinstance(wanted, type) and type(value) is wanted:
        return value
    raise Invalid(_wrong(wanted), value=value)


def _one_of(value: object, wanted: tuple[Any, ...]) -> Any:
    for one in wanted:
        if one is type(None):
            continue
        try:
            return shaped(value, one)
        except Invalid:
            continue
    raise Invalid(_wrong(next((one for one in wanted if one is not type(None)), str)), value=value)


def _several(value: object, wanted: Any) -> tuple[Any, ...]:
    if not isinstance(value, list | tuple):
        raise Invalid(_("“%(value)s” is no list; write it in [ ]."), value=value)
    if is_dataclass(wanted):  # a plain text stands for the first field: "Umbau" for {term = "Umbau"}
        first = fields(wanted)[0].name
        value = [{first: one} if isinstance(one, str) else one for one in value]
    return tuple(shaped(one, wanted) for one in value)


def _table(value: object, wanted: Any) -> Any:
    if isinstance(value, wanted):
        return value
    if not isinstance(value, Mapping):
        raise Invalid(_("“%(value)s” is no table; write it in { }."), value=value)
    hints = typing.get_type_hints(wanted)
    if strange := [key for key in value if key not in hints]:
        raise Invalid(
            _("“%(key)s” is not known here; there are: %(known)s."), key=strange[0], known=", ".join(hints)
        )
    needed = [f.name for f in fields(wanted) if f.default is MISSING and f.default_factory is MISSING]
    if lost := [name for name in needed if name not in value]:
        raise Invalid(_("“%(key)s” is missing."), key=lost[0])
    return wanted(**{key: shaped(one, hints[key]) for key, one in value.items()})


def _day(value: str, wanted: Any) -> Any:
    """A date or an aware moment that was written as a text (RFC 3339)."""
    try:
        return wanted.fromisoformat(value)
    except ValueError as error:
        raise Invalid(_wrong(wanted), value=value) from error


def _wrong(wanted: Any) -> str:
    """What to say of a value that is something else."""
    return _WRONG.get(wanted, _WRONG[str])
