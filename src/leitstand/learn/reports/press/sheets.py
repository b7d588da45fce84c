"""Packs a report as a spreadsheet, one sheet a table: JSON comes in, the file goes out.

Numbers stay numbers, and words stay words: nothing is read as a formula or a link, whoever wrote it.
"""

from __future__ import annotations

import io
import json
import re
import sys
from typing import Any

import xlsxwriter

FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
WIDEST = 60


def main() -> None:
    """Read standard input, write standard output."""
    report = json.load(sys.stdin)
    made = io.BytesIO()
    book = xlsxwriter.Workbook(
        made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"title": report["title"], "company": report["organization"]})
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
    said = book.add_format({"text_wrap": True, "valign": "top"})
    _words(book, report, head, said)
    taken: set[str] = set()
    for section in report["sections"]:
        for table in section["tables"]:
            _table(book, table, head, _name(table["title"], taken))
    book.close()
    sys.stdout.buffer.write(made.getvalue())


def _words(book: Any, report: dict[str, Any], head: Any, said: Any) -> None:
    """The first sheet: what the report says in words."""
    sheet = book.add_worksheet(report["labels"]["report"][:31])
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 90)
    rows = [(report["period"], report["title"]), ("", report["lead"])]
    for section in report["sections"]:
        rows += [(section["title"], word) for word in section["words"]]
        rows += [(quote["by"], quote["words"]) for quote in section["quotes"]]
    rows += [(report["labels"]["not_said"], word) for word in report["doesNotSay"]]
    for at, (left, right) in enumerate(rows):
        sheet.write_string(at, 0, left, head)
        sheet.write_string(at, 1, right, said)


def _table(book: Any, table: dict[str, Any], head: Any, name: str) -> None:
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 1)
    widths = [len(one) for one in table["columns"]]
    for column, label in enumerate(table["columns"]):
        sheet.write_string(0, column, label, head)
    for at, row in enumerate(table["rows"], start=1):
        for column, value in enumerate(row):
            if isinstance(value, int | float):
                sheet.write_number(at, column, value)
            else:
                sheet.write_string(at, column, value)
            if column < len(widths):
                widths[column] = max(widths[column], len(str(value)))
    for column, width in enumerate(widths):
        sheet.set_column(column, column, min(width + 2, WIDEST))


def _name(title: str, taken: set[str]) -> str:
    """A name a sheet may have: 31 characters, some signs forbidden, nobody's twice."""
    base = FORBIDDEN.sub(" ", title).strip()[:27] or "Table"
    found, n = base, 2
    while found.casefold() in taken:
        found, n = f"{base} {n}", n + 1
    taken.add(found.casefold())
    return found


if __name__ == "__main__":
    main()
