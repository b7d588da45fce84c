"""Reading a query: pieces, then what each looks for, then how they combine."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator

from leitstand.vocabulary.watch import terms
from leitstand.vocabulary.watch.mistake import Mistake
from leitstand.vocabulary.watch.query import Atom, Operator, Query, Step, holds
from leitstand.vocabulary.words import _

_QUOTES = '"„“”«»'
_BORDER = re.compile(rf"[\s(){_QUOTES}]")
_QUOTED = re.compile(rf"[{_QUOTES}]([^{_QUOTES}]*)[{_QUOTES}]")
_FIELD = re.compile(r"([A-Za-z]+):(.*)", re.DOTALL)
_OPERATORS = {operator.value: operator for operator in Operator}
_BINDS = {Operator.OR: 1, Operator.AND: 2, Operator.NOT: 3}


class _Bracket(enum.Enum):
    OPEN = "("
    CLOSE = ")"


_What = _Bracket | Operator | Atom
_Piece = tuple[int, _What]
"""The column where it begins (from 1), and what stands there."""


def read_query(text: str) -> Query:
    """Read a query. Raises Mistake: the first one from the left, with its column."""
    output: list[Step] = []
    waiting: list[tuple[int, _Bracket | Operator]] = []
    wanted = True
    for column, what in _pieces(text):
        if wanted and (what is _Bracket.CLOSE or what in (Operator.AND, Operator.OR)):
            raise _missing(what, column)
        if not wanted and (
            what in (_Bracket.OPEN, Operator.NOT) or not isinstance(what, _Bracket | Operator)
        ):
            _push(Operator.AND, column, output, waiting)
        if what is _Bracket.OPEN or what is Operator.NOT:
            waiting.append((column, what))
        elif what is _Bracket.CLOSE:
            _close(column, output, waiting)
        elif isinstance(what, Operator):
            _push(what, column, output, waiting)
        else:
            output.append(what)
        wanted = what in (_Bracket.OPEN, *Operator)
    if wanted:
        raise _ends(text)
    return Query(text, _finished(output, waiting))


def _push(
    operator: Operator, column: int, output: list[Step], waiting: list[tuple[int, _Bracket | Operator]]
) -> None:
    """An operator between two terms: whatever binds at least as tightly comes first."""
    while waiting and isinstance(top := waiting[-1][1], Operator) and _BINDS[top] >= _BINDS[operator]:
        output.append(top)
        waiting.pop()
    waiting.append((column, operator))


def _close(column: int, output: list[Step], waiting: list[tuple[int, _Bracket | Operator]]) -> None:
    while waiting:
        last = waiting.pop()[1]
        if not isinstance(last, Operator):
            return
        output.append(last)
    raise Mistake(
        _("This “)” was never opened. Write a “(” where the group begins, or take it away."), column
    )


def _finished(output: list[Step], waiting: list[tuple[int, _Bracket | Operator]]) -> tuple[Step, ...]:
    """All steps, once the query has ended where it may."""
    for column, last in reversed(waiting):
        if not isinstance(last, Operator):
            raise Mistake(
                _("This “(” is never closed. Write a “)” where the group ends, or take it away."), column
            )
        output.append(last)
    if holds(tuple(output), ()):
        raise Mistake(
            _(
                "This is true even for an empty post, so for almost every post. Say what the post must have, "
                "for example “bahn NOT bus”."
            ),
            1,
        )
    return tuple(output)


def _missing(what: _What, column: int) -> Mistake:
    if not isinstance(what, Operator):
        return Mistake(_("A word must stand before this “)”. Write one, or take the bracket away."), column)
    return Mistake(
        _(
            "A word must stand before “%(operator)s”. Write one, or look for the word itself in quotes: "
            '“"%(operator)s"”.'
        ),
        column,
        operator=what.value,
    )


def _ends(text: str) -> Mistake:
    column = len(text.rstrip()) + 1
    if column == 1:
        return Mistake(_("There is nothing to look for yet. Write a word, for example “bahn”."), column)
    return Mistake(
        _("The query ends where a word must stand. Write it, or take away what stands before."), column
    )


def _pieces(text: str) -> Iterator[_Piece]:
    at = 0
    while at < len(text):
        column = at + 1
        if text[at].isspace():
            at += 1
        elif text[at] in "()":
            yield column, _Bracket(text[at])
            at += 1
        elif text[at] in _QUOTES:
            phrase, at = _quotation(text, at)
            yield column, terms.phrase(phrase, column)
        else:
            what, at = _term(text, at)
            yield column, what


def _term(text: str, at: int) -> tuple[Operator | Atom, int]:
    """An operator, or one term with the quotation that may follow its colon, and where it ends."""
    end = next((b.start() for b in _BORDER.finditer(text, at)), len(text))
    said, column = text[at:end], at + 1
    if said in _OPERATORS:
        return _OPERATORS[said], end
    if not (named := _FIELD.fullmatch(said)):
        return terms.term(said, column), end
    name, value = named.groups()
    if not value and text[end : end + 1] and text[end] in _QUOTES:
        value, end = _quotation(text, end)
    return terms.field(name, value, column), end


def _quotation(text: str, at: int) -> tuple[str, int]:
    """What stands between the quotation mark at `at` and the next, and where it ends."""
    found = _QUOTED.match(text, at)
    if not found:
        raise Mistake(
            _("This quotation mark is never closed. Write another one where the phrase ends."), at + 1
        )
    return found[1], found.end()
