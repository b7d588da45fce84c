"""A query once it is read: what it looks for, and how the findings combine."""

from __future__ import annotations

import enum
import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Words:
    """Words that follow each other in one text; `open`: the last one may go on."""

    words: tuple[str, ...]
    open: bool = False


@dataclass(frozen=True, slots=True)
class Hashtag:
    """A word directly after `#`, or a `Hashtag` entry; `open`: it may go on."""

    word: str
    open: bool = False


@dataclass(frozen=True, slots=True)
class Handle:
    """Somebody's handle; without a `server`, on whatever server."""

    name: str
    server: str | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A link to `host` or a host below it, whose remainder begins with `rest`."""

    host: str
    rest: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """A value compared whole; `name` is one of `lang`, `network`, `author`."""

    name: str
    value: str


Atom = Words | Hashtag | Handle | Link | Field


class Operator(enum.Enum):
    """How findings combine."""

    AND = "AND"
    OR = "OR"
    NOT = "NOT"


Step = Atom | Operator


@dataclass(frozen=True, slots=True)
class Query:
    """A query that can be asked of posts. `steps` are in postfix order, so no depth is too deep.

    Made by `read_query`; queries of the same steps are equal, however they were written.
    """

    text: str = field(compare=False)
    steps: tuple[Step, ...]

    def __str__(self) -> str:
        return self.text

    def words(self) -> frozenset[str]:
        """Every word it names, folded. Whatever it finds has them, so they do not tell its findings apart."""
        return frozenset(word for step in self.steps for word in _words(step))


def _words(step: Step) -> Iterator[str]:
    match step:
        case Words(words):
            yield from words
        case Hashtag(word):
            yield word
        case Handle(name, server):
            yield from re.findall(r"\w+", f"{name} {server or ''}")
        case _:
            return


def holds(steps: Iterable[object], true: Container[object]) -> bool:
    """Whether the steps (operators, and atoms or their numbers) come out true when exactly `true` are."""
    stack: list[bool] = []
    for step in steps:
        if step is Operator.NOT:
            stack[-1] = not stack[-1]
        elif isinstance(step, Operator):
            right = stack.pop()
            stack[-1] = stack[-1] and right if step is Operator.AND else stack[-1] or right
        else:
            stack.append(step in true)
    return stack[-1]
