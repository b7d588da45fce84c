"""What kernels and parser make of the same events, side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import orjson

from leitstand.firehose import events, work
from leitstand.firehose.hose import Firehose
from leitstand.firehose.stream import Reader
from leitstand.networks.bluesky import wires
from leitstand.vocabulary import batch
from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.watch import Watches


@dataclass
class Said:
    """One line: was it read by the kernels, and which watches do they and the plain matcher find?"""

    line: bytes
    unsure: bool
    post: bool
    quick: set[str]
    plain: set[str]
    parsed: bool

    @property
    def differs(self) -> bool:
        """Is what the kernels read not what the parser reads? Of broken JSON anything may be said."""
        if self.unsure or not is_json(self.line):
            return False
        return self.quick != self.plain or self.post != self.parsed


def is_json(line: bytes) -> bool:
    try:
        orjson.loads(line)
    except orjson.JSONDecodeError:
        return False
    return True


def told(lines: Sequence[bytes], hose: Firehose, reader: Reader | None = None) -> Iterator[Said]:
    """Every line, twice read."""
    plain, number = Watches(hose.queries), 0
    for block in (reader or Reader(lines=256)).blocks(b"\n".join(lines) + b"\n", own=hose.own):
        found: dict[int, set[str]] = {}
        for row, query in zip(*hose.pairs(block.pieces), strict=True):
            found.setdefault(int(row), set()).add(hose.named(int(query)))
        for row in range(len(block.of)):
            line = lines[number]
            number += 1
            unsure = bool(block.pieces.state[row] == work.UNSURE)
            posts = parsed(line)
            names = {name for some in plain.match(batch.of(posts)) for name in some} if posts else set()
            is_post = bool(block.of[row, events.WHAT] == events.POST)
            yield Said(line, unsure, is_post, found.get(row, set()), names, bool(posts))
    assert number == len(lines)


def parsed(line: bytes) -> list[batch.Post]:
    try:
        return list(wires.parse(line))
    except Invalid:
        return []
