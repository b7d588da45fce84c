"""One worker for streams: blocks of events in, and out what somebody asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from leitstand.firehose import events, work
from leitstand.firehose.hose import Firehose, brought_up_to_date
from leitstand.firehose.stream import Reader
from leitstand.vocabulary.watch import Watches


class Heard(NamedTuple):
    """What came of some events.

    `posts`: new posts that no watch asks for. `lines`: what the parser must read: whatever a watch asks for
    or may ask for, edits, deletions, and what is odd. `latest`: microseconds of the latest event that was
    read here. `moments`: when those `posts` were published, in microseconds.
    """

    posts: int
    lines: list[bytes]
    latest: int
    moments: list[int]


class Ear:
    """Listens with the watches of a `Firehose`, which may change meanwhile."""

    def __init__(self, hose: Firehose) -> None:
        self.hose, self._reader = hose, Reader()

    def hear(self, raw: bytes) -> Heard:
        """Sift events, one a line."""
        moments, latest, lines = list[int](), 0, list[bytes]()
        for of, chosen in self._sifted(raw):
            unasked = (of[:, events.WHAT] == events.POST) & ~chosen
            moments += of[unasked, events.PUBLISHED].tolist()
            latest = max(latest, int(of[:, events.TIME].max(initial=0)))
            lines += [raw[at:end] for at, end in of[chosen][:, [events.FROM, events.TO]].tolist()]
        return Heard(len(moments), lines, latest, moments)

    def _sifted(self, raw: bytes) -> Iterator[tuple[Any, Any]]:
        """Rows of `events`, and which of them the parser must read."""
        hose = self.hose
        with hose.held():
            for block in self._reader.blocks(raw, own=hose.own):
                rows, _numbers = hose.pairs(block.pieces)
                chosen = block.pieces.state == work.UNSURE
                chosen[rows] = True
                yield block.of, chosen


def ear(watches: Watches, before: Ear | None) -> Ear:
    """An ear that hears with these watches, its kernels warm; `before` is brought up to date and given back.

    Watches that are a `Firehose` already are heard with as they are: whoever made them changes them.
    """
    if isinstance(watches, Firehose):
        made = watches
    else:
        made = brought_up_to_date(watches.queries, before.hose if before else None)
    if before:
        before.hose = made
        return before
    ear = Ear(made)
    ear.hear(b"{}\n")
    return ear
