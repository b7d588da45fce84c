"""A report as all its forms share it: page, PDF, spreadsheet and JSON are made from this and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell shows, and what it is: a number for whoever reckons on. `beyond`: "more", "less" or ""."""

    text: str
    value: float | int | str | None = None
    beyond: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a head; the first column names the row. `numbers`: columns that hold numbers.

    `full`: the same with every number in a column of its own, for spreadsheets and programs.
    """

    name: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    numbers: tuple[int, ...] = ()
    full: Table | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture to be drawn from a Vega-Lite `spec`; `alt` holds the finding, `table` the same numbers."""

    name: str
    title: str
    alt: str
    spec: Mapping[str, Any]
    table: Table | None = None
    svg: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """What somebody said, and who and when. The only words here that are not the program's."""

    words: str
    by: str


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a report."""

    title: str
    words: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    pictures: tuple[Picture, ...] = ()
    quotes: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """A report in one language. `name` is good for a file; `not_said`: what its figures do not say."""

    kind: str
    name: str
    title: str
    period: str
    lead: str
    organization: str
    language: str
    made: str
    sections: tuple[Section, ...]
    not_said: tuple[str, ...]

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """Every picture in it."""
        return tuple(picture for section in self.sections for picture in section.pictures)


def as_json(report: Report) -> dict[str, Any]:
    """The report for programs: numbers as numbers, words as words; pictures by what they say."""
    return {
        "kind": report.kind,
        "name": report.name,
        "title": report.title,
        "period": report.period,
        "lead": report.lead,
        "organization": report.organization,
        "language": report.language,
        "asOf": report.made,
        "sections": [_section(one) for one in report.sections],
        "doesNotSay": list(report.not_said),
    }


def _section(section: Section) -> dict[str, Any]:
    return {
        "title": section.title,
        "words": list(section.words),
        "tables": [_table(one.full or one) for one in (*section.tables, *_behind(section))],
        "pictures": [{"name": one.name, "title": one.title, "says": one.alt} for one in section.pictures],
        "quotes": [{"words": one.words, "by": one.by} for one in section.quotes],
    }


def _behind(section: Section) -> list[Table]:
    return [one.table for one in section.pictures if one.table]


def _table(table: Table) -> dict[str, Any]:
    return {
        "name": table.name,
        "title": table.title,
        "columns": list(table.columns),
        "rows": [[cell.text if cell.value is None else cell.value for cell in row] for row in table.rows],
        "beyond": [next((cell.beyond for cell in row if cell.beyond), "") for row in table.rows],
    }
