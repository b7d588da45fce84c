"""Files of watches: one `name<TAB>query` a line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from leitstand.vocabulary.watch.mistake import Mistake
from leitstand.vocabulary.watch.query import Query
from leitstand.vocabulary.watch.reading import read_query
from leitstand.vocabulary.watch.watches import Watches
from leitstand.vocabulary.words import _


@dataclass(frozen=True, slots=True)
class WatchFileProblem:
    """A line that was skipped; `line` and `column` (of the query) count from 1."""

    line: int
    column: int
    name: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.line}:{self.column}: {self.name}: {self.sentence}"


def read_watch_file(lines: Iterable[str | bytes]) -> tuple[Watches, list[WatchFileProblem]]:
    """Read the lines of a watch file (UTF-8 if bytes). A line that cannot be read costs no other line."""
    queries: dict[str, Query] = {}
    taken: set[str] = set()
    problems: list[WatchFileProblem] = []
    for number, raw in enumerate(lines, start=1):
        line = _text(raw).removeprefix("\ufeff") if number == 1 else _text(raw)
        line = line.rstrip("\r\n")
        if not line.strip() or line.startswith("#"):
            continue
        name, tab, _rest = line.partition("\t")
        try:
            queries[name] = _query(line, taken)
        except Mistake as mistake:
            shown = name.encode("utf-8", "replace").decode()
            problems.append(WatchFileProblem(number, mistake.column, shown, str(mistake)))
        if tab:
            taken.add(name)
    return Watches(queries), problems


def _text(raw: str | bytes) -> str:
    """Bytes that are no UTF-8 become surrogates, which `_query` notices."""
    return raw if isinstance(raw, str) else raw.decode("utf-8", "surrogateescape")


def _query(line: str, taken: set[str]) -> Query:
    name, tab, query = line.partition("\t")
    if any("\udc80" <= char <= "\udcff" for char in line):
        raise Mistake(_("This line is not UTF-8. Save the file as UTF-8."), 1)
    if not tab:
        raise Mistake(_("There is no tab in this line. Write a name, a tab, and then the query."), 1)
    if name in taken:
        raise Mistake(_("There is a watch of this name before. Give this one another name."), 1)
    return read_query(query)
