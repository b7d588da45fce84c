"""Where something stands in a policy file: blocks of articles and the lines of their keys."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_HEADER = re.compile(r"\s*(\[\[?)\s*([A-Za-z0-9_.-]+)\s*\]\]?")
_KEY = re.compile(r"\s*([A-Za-z0-9_-]+(?:\s*\.\s*[A-Za-z0-9_-]+)*)\s*=")
_QUOTED = re.compile(r'"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'')


@dataclass(slots=True)
class Block:
    """One table of a file: its kind ("policy", "article"), first and last line (from 0), its keys."""

    kind: str
    first: int
    last: int
    keys: dict[str, tuple[int, int]] = field(default_factory=dict)

    def place(self, key: str) -> tuple[int, int]:
        """Line and column (from 1) of a key, of what stands below it, or of the table itself."""
        for name in (key, key.partition(".")[0]):
            for known, place in self.keys.items():
                if known == name or known.startswith(name + "."):
                    return place
        return self.first + 1, 1


def blocks(text: str) -> list[Block]:
    """The tables of a TOML text, in order; what stands before the first is a block without a kind."""
    found = [Block("", 0, -1)]
    prefix = ""
    for number, line in _outside(text):
        if header := _HEADER.match(line):
            double, name = header[1] == "[[", header[2]
            inner = found[-1].kind and name.startswith(found[-1].kind + ".") and not double
            prefix = name[len(found[-1].kind) + 1 :] + "." if inner else ""
            if inner:
                found[-1].keys.setdefault(prefix[:-1], (number + 1, 1))
            else:
                found.append(Block(name, number, number))
        elif key := _KEY.match(line):
            name = prefix + re.sub(r"\s", "", key[1])
            found[-1].keys.setdefault(name, (number + 1, key.start(1) + 1))
        found[-1].last = number
    return found


def ends(text: str, found: list[Block]) -> list[tuple[int, int]]:
    """First line and the line after the last of each block, without comments that belong to the next."""
    lines = text.split("\n")
    spans = []
    for at, block in enumerate(found):
        end = found[at + 1].first if at + 1 < len(found) else len(lines)
        while end > block.first + 1 and (
            not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#")
        ):
            end -= 1
        spans.append((block.first, end))
    return spans


def _outside(text: str) -> Iterator[tuple[int, str]]:
    """(number, line) of the lines that begin outside a text of several lines and outside a list."""
    inside = ""
    depth = 0
    for number, line in enumerate(text.split("\n")):
        if not inside and depth == 0:
            yield number, line
        inside, change = _after(line, inside)
        header = depth == 0 and not inside and _HEADER.match(line)
        depth = 0 if header else max(depth + change, 0)


def _after(line: str, inside: str) -> tuple[str, int]:
    """The quotes that are still open after a line, and how many brackets more than before."""
    rest, change = line, 0
    while True:
        if inside:
            _before, mark, rest = rest.partition(inside)
            if not mark:
                return inside, change
            inside = ""
        opened = min((at, mark) for mark in ('"""', "'''", "\0") if (at := (rest + "\0").find(mark)) >= 0)
        plain = _QUOTED.sub("", rest[: opened[0]]).partition("#")[0]
        change += plain.count("[") + plain.count("{") - plain.count("]") - plain.count("}")
        if opened[1] == "\0":
            return "", change
        inside, rest = opened[1], rest[opened[0] + 3 :]
