"""The watches, added and taken away one by one; the arrays grow, nothing is built anew."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from leitstand.firehose import tables
from leitstand.firehose.filing import file
from leitstand.vocabulary.watch.anchors import anchors
from leitstand.vocabulary.watch.clauses import Clause, clauses
from leitstand.vocabulary.watch.query import Atom, Field, Handle, Hashtag, Link, Operator, Query, Words

_FIELDS = {"lang": tables.LANG, "network": tables.NETWORK, "author": tables.AUTHOR}
_OPERATORS = {Operator.AND: tables.AND, Operator.OR: tables.OR, Operator.NOT: tables.NOT}

PATIENCE = 1024
"""So many dead atoms or queries are carried along before the living are copied into fresh tables."""


class Index:
    """Queries by number. A number is never given again until `compact` says which are which now."""

    def __init__(self) -> None:
        self._arrays = tables.empty()
        self.tables = tables.of(self._arrays)
        self.queries: dict[int, Query] = {}
        self.hosts: Counter[str] = Counter()
        """Hosts of the living link atoms."""
        self.deepest = 0
        """Steps of the longest query."""
        self._atoms: dict[Atom, int] = {}
        self._used = Counter[int]()
        self._room = 0
        self._count = {"letters": 0, "node": 0, "code": 0, "queries": 0, "atoms": 0}

    @property
    def atoms(self) -> int:
        """How many atoms are filed, dead ones too: the size of a matcher's memory of what is true."""
        return self._count["atoms"]

    @property
    def asked(self) -> int:
        """How many numbers were given to queries."""
        return self._count["queries"]

    def add(self, queries: Iterable[Query]) -> list[int]:
        """File queries; their numbers, in order."""
        first = self.atoms
        begun = [self._numbered(query) for query in queries]
        self._grow_tables(first)
        numbers = [self._ask(query, steps) for query, steps in begun]
        self.tables = tables.of(self._arrays)
        return numbers

    def remove(self, numbers: Iterable[int]) -> None:
        """They are asked no more. KeyError for a number that is none."""
        for number in numbers:
            query = self.queries.pop(number)
            self._arrays["alive"][number] = 0
            for atom in dict.fromkeys(step for step in query.steps if not isinstance(step, Operator)):
                self._used[self._atoms[atom]] -= 1
                if isinstance(atom, Link):
                    self.hosts[atom.host] -= 1

    @property
    def stale(self) -> bool:
        """Are more dead than alive?"""
        return self.asked > 2 * len(self.queries) + PATIENCE

    def _numbered(self, query: Query) -> tuple[Query, list[int | Operator]]:
        steps: list[int | Operator] = []
        for step in query.steps:
            if isinstance(step, Operator):
                steps.append(step)
                continue
            if step not in self._atoms:
                self._atoms[step] = self._spell(step)
            steps.append(self._atoms[step])
        for atom in dict.fromkeys(step for step in query.steps if not isinstance(step, Operator)):
            self._used[self._atoms[atom]] += 1
            if isinstance(atom, Link):
                self.hosts[atom.host] += 1
        return query, steps

    def _spell(self, atom: Atom) -> int:
        """Write the letters of an atom down; it is filed with the others that come at the same time."""
        number = self._more("atoms", 1, "span", "head", "kind", "next", "anchored")
        kind, text, host = spelled(atom)
        said, head = _bytes(text), len(_bytes(host))
        at = self._more("letters", len(said), "letters", spare=tables.SPARE)
        end = at + len(said)
        self._arrays["letters"][at:end] = np.frombuffer(said, np.uint8)
        span = at | len(said) << tables.COUNT, int.from_bytes(said[:8], "little")
        for name, value in (("span", span), ("head", head), ("kind", kind)):
            self._arrays[name][number] = value
        self._arrays["next"][number] = self._arrays["anchored"][number] = -1
        return number

    def _grow_tables(self, first: int) -> None:
        """File the new atoms; where there is no room left, all of them in larger tables."""
        if self.atoms > self._room:
            self._room = self.atoms + self.atoms // 2
            self._arrays |= tables.addressed(self._room)
            first = 0
        self.tables = tables.of(self._arrays)
        file(self.tables.filed, self.tables.atoms, first, self.atoms)

    def _ask(self, query: Query, steps: Sequence[int | Operator]) -> int:
        number = self._more("queries", 1, "alive", "program")
        code, self.deepest = program(steps), max(self.deepest, len(steps))
        at = self._more("code", len(code), "code")
        self._arrays["code"][at : at + len(code)] = code
        self._arrays["program"][number], self._arrays["alive"][number] = at, 1
        anchored = self._arrays["anchored"]
        for atom in map(self._atoms.__getitem__, anchors(query.steps)):
            node = self._more("node", 1, "node")
            self._arrays["node"][node] = (number, anchored[atom])
            anchored[atom] = node
        self.queries[number] = query
        return number

    def _more(self, what: str, count: int, *arrays: str, spare: int = 0) -> int:
        """Room for `count` more of something in these arrays, and `spare` behind; where it begins."""
        at = self._count[what]
        self._count[what] = at + count
        wanted = at + count + spare
        if wanted > len(self._arrays[arrays[0]]):
            self._arrays |= {name: tables.longer(self._arrays[name], wanted) for name in arrays}
        return at


def spelled(atom: Atom) -> tuple[int, str, str]:
    """Kind and letters of an atom, and those of them that are the host of a link."""
    match atom:
        case Words(words, is_open) if len(words) == 1:
            return (tables.OPEN if is_open else tables.WORDS), words[0], ""
        case Words(words, is_open):
            return (tables.OPEN_PHRASE if is_open else tables.PHRASE), "\0".join(words), ""
        case Hashtag(word, is_open):
            return (tables.OPEN_HASHTAG if is_open else tables.HASHTAG), word, ""
        case Handle(name, server):
            return tables.HANDLE, (name if server is None else f"{name}@{server}"), ""
        case Link(host, rest):
            return tables.LINK, host + rest, host
        case Field(name, value):
            return _FIELDS[name], value, ""


def program(steps: Sequence[int | Operator]) -> list[int]:
    """A query as numbers: its clauses behind their count, or its steps behind their count below zero."""
    asked = clauses(steps)
    if asked is None:
        return [-len(steps), *(_OPERATORS[s] if isinstance(s, Operator) else 4 * s for s in steps)]
    return [len(asked), *(number for clause in asked for number in _clause(clause))]


def _clause(clause: Clause) -> list[int]:
    one_of, unless_all = clause
    inside = [2 * atom for atom in sorted(one_of)] + [2 * atom + 1 for atom in sorted(unless_all)]
    return [len(inside), *inside]


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
