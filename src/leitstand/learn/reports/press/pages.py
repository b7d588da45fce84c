"""Sets a report as a PDF that screen readers can read (PDF/UA-1): JSON comes in, the file goes out.

Typst refuses to write such a file when a figure has no alternative text, headings skip a level, the title or
language is missing, or no font has a character. Words reach it as data and never as markup.
"""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import typst

HERE = Path(__file__).parent
UNDRAWN = re.compile(r'the text `"(.*?)"` could not be displayed', re.DOTALL)
ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}")
LOST, MOST = "\N{REPLACEMENT CHARACTER}", 40
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
"""Kinds of characters that nobody sees: controls, marks of direction, private and unknown ones."""
SOFT = "\N{SOFT HYPHEN}"
Words = Callable[[str], str]


def main() -> None:
    """Read standard input, write standard output."""
    sys.stdout.buffer.write(printed(json.load(sys.stdin)))


def printed(report: Any) -> bytes:
    """The file. What no font here has is replaced, block by block of Unicode, and the report says so."""
    report = _each(report, _seen)
    for _attempt in range(MOST):
        try:
            return _set(report)
        except typst.TypstError as error:
            found = UNDRAWN.search(str(error))
            if found is None:
                raise
            lost = {ord(one) >> 7 for one in ESCAPE.sub(lambda one: chr(int(one[1], 16)), found[1])}
            report = _without(lost, report)
    return _set(_without(set(range(5, 0x110000 >> 7)) - {0x2000 >> 7}, report))


def _set(report: Any) -> bytes:
    made: bytes = typst.compile(
        str(HERE / "report.typ"),
        font_paths=[str(HERE / "fonts")],
        sys_inputs={"report": json.dumps(report, ensure_ascii=False)},
        pdf_standards=["ua-1"],
    )
    return made


def _without(blocks: set[int], report: Any) -> Any:
    """The report without these blocks of 128 characters, saying so."""

    def told(words: str) -> str:
        return "".join(LOST if ord(one) >> 7 in blocks else one for one in words)

    return _each(report, told) | {"replaced": True}


def _seen(words: str) -> str:
    return "".join(one for one in words if one in {SOFT, "\n"} or unicodedata.category(one) not in UNSEEN)


def _each(said: Any, change: Words) -> Any:
    """Every text in it changed, whatever it is made of."""
    if isinstance(said, str):
        return change(said)
    if isinstance(said, dict):
        return {name: _each(one, change) for name, one in said.items()}
    return [_each(one, change) for one in said] if isinstance(said, list) else said


if __name__ == "__main__":
    main()
