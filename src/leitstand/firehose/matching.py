"""The kernel: pieces of posts in, pairs of row and query out."""

from __future__ import annotations

from leitstand.firehose import tables, work
from leitstand.firehose.addresses import in_link
from leitstand.firehose.asking import ask
from leitstand.firehose.characters import Characters
from leitstand.firehose.fields import asked_for, in_handles, value
from leitstand.firehose.finding import in_words
from leitstand.firehose.jit import Bool, Int, kernel, part
from leitstand.firehose.likeness import copy_of
from leitstand.firehose.reading import scheme_end, split, visible
from leitstand.firehose.tables import Tables
from leitstand.firehose.work import Found, Pieces, Room

_SLASH = ord("/")


@kernel
def match(pieces: Pieces, t: Tables, characters_of: Characters, room: Room, found: Found) -> Int:
    """Ask all watches of the rows from `found.n[1]` on; the row where it stopped because `found` is full.

    Rows that only the plain matcher's code can read become UNSURE in `pieces.state`; nothing is put down
    for them.
    """
    rows = len(pieces.row) - 1
    for row in range(found.n[1], rows):
        room.n[work.SERIAL] += 1
        room.n[work.HITS] = 0
        room.n[work.TRUSTED] = pieces.state[row] == work.FOLDED
        for each in range(pieces.row[row], pieces.row[row + 1]):
            if pieces.state[row] == work.UNSURE:
                break
            if not _look(pieces, each, t, characters_of, room):
                pieces.state[row] = work.UNSURE
            elif each == pieces.row[row] and len(room.copies.ring):
                number = found.n[2] + row
                found.copy[row] = copy_of(room.copies, room.cut, room.n[work.WORDS], number)
        if pieces.state[row] != work.UNSURE and not ask(t.queries, room.truth, found, row):
            found.n[1] = row
            return row
    found.n[1] = rows
    return rows


@part
def _look(pieces: Pieces, each: Int, t: Tables, characters_of: Characters, room: Room) -> Bool:
    """Note what is true for a piece; False where only the plain matcher's code knows."""
    kind = pieces.kind[each]
    address = kind in (work.LINK, work.TARGET)
    if (address and not t.filed.kinds[tables.LINK]) or (
        not address and kind != work.TEXT and not asked_for(t.filed.kinds, kind)
    ):
        return True
    where = (pieces.start[each], pieces.end[each])
    count = visible(pieces.buf, where, characters_of.rows, room.seen, room.n[work.TRUSTED])
    if count < 0:
        return False
    if kind == work.TEXT:
        _text(t, room, characters_of, count)
    elif address:
        scheme = scheme_end(room.seen, count)
        if scheme or kind == work.LINK:
            in_link(t, room, characters_of.longer, scheme, count)
    else:
        value(t, kind, characters_of, room, count)
    return True


@part
def _text(t: Tables, room: Room, characters_of: Characters, count: Int) -> None:
    split(room.seen, count, characters_of, room.cut, room.n)
    in_words(t, room.cut, room.truth)
    if room.n[work.FLAGS] & work.AFTER_AT and t.filed.kinds[tables.HANDLE]:
        in_handles(t, room.cut, room.truth)
    if t.filed.kinds[tables.LINK]:
        for link in range(room.n[work.LINKS]):
            at, end = room.cut.link[link, 0], room.cut.link[link, 1]
            while room.seen.letter[at] != _SLASH:
                at += 1
            in_link(t, room, characters_of.longer, at + 2, end)
