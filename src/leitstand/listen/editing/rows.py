"""A query row by row: all, one or none of some words, phrases, tags …; to text and, where it can be, back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from leitstand.vocabulary.watch import Mistake, Query, read_query
from leitstand.vocabulary.watch.clauses import clauses
from leitstand.vocabulary.watch.query import Atom, Field, Handle, Hashtag, Link, Operator, Words

ALL, ANY, NONE = "all", "any", "none"
HOWS = (ALL, ANY, NONE)
WORDS, PHRASE, BEGINNING, HASHTAG, HANDLE, LINK, WRITTEN = (
    "words", "phrase", "beginning", "hashtag", "handle", "url", "written"
)  # fmt: skip
FIELDS = ("lang", "network", "author")
KINDS = (WORDS, PHRASE, BEGINNING, HASHTAG, HANDLE, LINK, *FIELDS, WRITTEN)

_QUOTES = '"„“”«»'
_PIECE = re.compile(rf"\s*((?:[^,;{_QUOTES}]|[{_QUOTES}][^{_QUOTES}]*(?:[{_QUOTES}]|$))+)")
_PLAIN = re.compile(rf"[^\s(){_QUOTES}]+")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: `terms` are what was typed, between commas; of kind "written", each as a query has it."""

    how: str = ANY
    kind: str = WORDS
    terms: str = ""

    def __bool__(self) -> bool:
        return any(_parted(self.terms))


def text(rows: Iterable[Row]) -> str:
    """The query that the rows say; "" when they say nothing. What it lacks is a mistake when it is read."""
    parts: list[str] = []
    for row in sorted(rows, key=lambda one: one.how == NONE):  # the language reads better so
        said = [_term(row.kind, one) for one in _parted(row.terms)]
        if row.how == ANY and len(said) > 1:
            parts.append(f"({' OR '.join(said)})")
        else:
            parts += [f"NOT {one}" for one in said] if row.how == NONE else said
    if len(parts) == 1 and parts[0].startswith("("):
        return parts[0][1:-1]
    return " ".join(parts)


def rows(query: Query) -> list[Row] | None:
    """The rows that say the same; None for a query that nests deeper than rows can say."""
    atoms = list(dict.fromkeys(step for step in query.steps if not isinstance(step, Operator)))
    numbers = {atom: place for place, atom in enumerate(atoms)}
    found = clauses(step if isinstance(step, Operator) else numbers[step] for step in query.steps)
    if found is None:
        return None
    said: list[tuple[str, list[Atom]]] = []
    for one_of, unless in dict.fromkeys(found):
        if (one_of and unless) or len(unless) > 1:
            return None
        how = NONE if unless else ALL if len(one_of) == 1 else ANY
        said.append((how, [atoms[number] for number in sorted(one_of | unless)]))
    return [_row(how, some) for how, some in _gathered(said)]


def _gathered(said: list[tuple[str, list[Atom]]]) -> Iterator[tuple[str, list[Atom]]]:
    """What all must be, or none, stands in one row for each kind; each choice keeps a row of its own."""
    together: dict[tuple[str, str], list[Atom]] = {}
    for how, some in said:
        if how != ANY:
            together.setdefault((how, _kind(some[0])), []).extend(some)
    yield from ((how, some) for (how, _k), some in together.items() if how == ALL)
    yield from ((how, some) for how, some in said if how == ANY)
    yield from ((how, some) for (how, _k), some in together.items() if how == NONE)


def _row(how: str, atoms: list[Atom]) -> Row:
    kinds = {_kind(atom) for atom in atoms}
    kind = kinds.pop() if len(kinds) == 1 else WRITTEN
    return Row(how, kind, ", ".join(written(atom) if kind == WRITTEN else _typed(atom) for atom in atoms))


def _kind(atom: Atom) -> str:
    match atom:
        case Words(words, open):
            return PHRASE if len(words) > 1 else BEGINNING if open else WORDS
        case Hashtag():
            return HASHTAG
        case Handle():
            return HANDLE
        case Link():
            return LINK
        case Field(name):
            return name


def written(atom: Atom) -> str:
    """An atom as the language writes it."""
    match atom:
        case Words(words, open):
            said = " ".join(words) + "*" * open
            return f'"{said}"' if len(words) > 1 or said.upper() in Operator.__members__ else said
        case Hashtag(word, open):
            return f"#{word}" + "*" * open
        case Handle(name, server):
            return f"@{name}" + (f"@{server}" if server else "")
        case Link(host, rest):
            return _field("url", host + rest)
        case Field(name, value):
            return _field(name, value)


def _typed(atom: Atom) -> str:
    """An atom as somebody types it who has chosen its kind."""
    said = written(atom)
    if isinstance(atom, Words):
        return (
            said.strip('"').removesuffix("*") if not (len(atom.words) > 1 and atom.open) else said.strip('"')
        )
    if isinstance(atom, Field | Link):
        value = said.partition(":")[2].strip('"')
        return f'"{value}"' if re.search("[,;]", value) else value
    return said[1:]


def _term(kind: str, said: str) -> str:
    """What was typed under a kind, as the language writes it; quotation marks of one's own are welcome."""
    bare = said.strip(_QUOTES + " ")
    match kind:
        case "written":
            return f"({said})" if _several(said) else said
        case "phrase":
            return f'"{bare}"'
        case "words":
            return bare if _PLAIN.fullmatch(bare) and bare not in Operator.__members__ else f'"{bare}"'
        case "beginning":
            bare = bare.rstrip("*")
            return f"{bare}*" if _PLAIN.fullmatch(bare) else f'"{bare}*"'
        case "hashtag":
            return f"#{bare.lstrip('#')}"
        case "handle":
            return f"@{bare.lstrip('@')}"
        case _:
            return _field(kind, bare)


def _several(said: str) -> bool:
    """Is it more than one thing to look for, so that it needs brackets among others?"""
    try:
        return len(read_query(said).steps) > 1
    except Mistake:
        return False


def _field(name: str, value: str) -> str:
    return f"{name}:{value}" if _PLAIN.fullmatch(value) else f'{name}:"{value}"'


def _parted(terms: str) -> list[str]:
    """What stands between commas outside quotation marks."""
    return [found for piece in _PIECE.findall(terms) if (found := piece.strip())]
