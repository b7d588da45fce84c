"""The kernel: pieces of posts in, pairs of row and query out."""

from __future__ import annotations

from leitstand.firehose import tables, work
from leitstand.firehose.addresses import in_link
from leitstand.firehose.asking import ask
from leitstand.firehose.characters import Characters
from leitstand.firehose.fields import asked_for, in_handles, value
from leitstand.firehose.finding import in_hashtag, in_words
from leitstand.firehose.jit import Bool, Int, kernel, part
from leitstand.firehose.likeness import compare, finish
from leitstand.firehose.reading import (
    CAREFULLY,
    IN_WORD,
    folded_seen,
    folded_text,
    scheme_end,
    split,
    visible,
    without_links,
)
from leitstand.firehose.speaking import spoken
from leitstand.firehose.tables import Tables
from leitstand.firehose.work import Found, Pieces, Room

_SLASH, _HASH = ord("/"), ord("#")


@kernel
def match(pieces: Pieces, t: Tables, characters_of: Characters, room: Room, found: Found) -> Int:
    """Ask all watches of the rows from `found.n[1]` on; the row where it stopped because `found` is full.

    Rows that only the plain matcher's code can read become UNSURE in `pieces.state`; nothing is put down
    for them.
    """
    first, again, stopped = found.n[1], found.n[3], len(pieces.row) - 1
    for row in range(first, stopped):
        room.n[work.SERIAL] += 1
        room.n[work.HITS] = 0
        room.n[work.TRUSTED] = pieces.state[row] == work.FOLDED
        for each in range(pieces.row[row], pieces.row[row + 1]):
            if pieces.state[row] == work.UNSURE:
                break
            if not _look(pieces, each, t, characters_of, room):
                pieces.state[row] = work.UNSURE
            elif each == pieces.row[row] and not (again and row == first):
                _consider(room, row, found)
        if pieces.state[row] != work.UNSURE and not ask(t.queries, room.truth, found, row):
            stopped = row
            break
    finish(room.copies, found)
    found.n[1], found.n[3] = stopped, 1
    return stopped


@part
def _consider(room: Room, row: Int, found: Found) -> None:
    """What is asked of the first text of a post, besides the watches."""
    if len(room.speech.key):
        found.language[row] = spoken(room.speech, room.cut, room.n[work.WORDS])
    if len(room.copies.ring):
        compare(room.copies, room.cut, room.n[work.WORDS], row, found)


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
    if kind == work.TEXT:
        return _text(pieces, where, t, characters_of, room)
    if kind == work.TAG and _plain_tag(pieces, where, t, characters_of, room):
        return True
    count = visible(pieces.buf, where, characters_of.rows, room.seen, room.n[work.TRUSTED])
    if count < 0:
        return False
    if address:
        scheme = scheme_end(room.seen, count)
        if scheme or kind == work.LINK:
            in_link(t, room, characters_of.longer, scheme, count)
    else:
        value(t, kind, characters_of, room, count)
    return True


@part
def _text(pieces: Pieces, where: tuple[Int, Int], t: Tables, characters_of: Characters, room: Room) -> Bool:
    count = CAREFULLY
    room.n[work.LINKS] = 0
    if not room.n[work.TRUSTED]:
        count = folded_text(pieces.buf, where, characters_of, room.cut)
        if count >= 0:
            count = without_links(room.cut, count, characters_of.rows, t.filed.kinds[tables.LINK])
    if count == CAREFULLY:
        count = visible(pieces.buf, where, characters_of.rows, room.seen, room.n[work.TRUSTED])
        if count >= 0:
            count = folded_seen(room.seen, count, characters_of, room.cut, room.n)
    if count < 0:
        return False
    split(room.cut, count, room.n)
    in_words(t, room.cut, room.truth)
    if room.n[work.FLAGS] & work.AFTER_AT and t.filed.kinds[tables.HANDLE]:
        in_handles(t, room.cut, room.truth)
    for link in range(room.n[work.LINKS] if t.filed.kinds[tables.LINK] else 0):
        at, end = room.cut.link[link, 0], room.cut.link[link, 1]
        while room.seen.letter[at] != _SLASH:
            at += 1
        in_link(t, room, characters_of.longer, at + 2, end)
    return True


@part
def _plain_tag(
    pieces: Pieces, where: tuple[Int, Int], t: Tables, characters_of: Characters, room: Room
) -> Bool:
    """Look up a hashtag that is # and one word; False where it is something else."""
    if room.n[work.TRUSTED] or where[1] - where[0] < 2 or pieces.buf[where[0]] != _HASH:
        return False
    count, cut = folded_text(pieces.buf, where, characters_of, room.cut), room.cut
    for each in range(1, count):
        if cut.kind[each] != IN_WORD:
            return False
    if count > 1:
        in_hashtag(t, room.truth, cut.folded, (1, count))
    return count > 1
