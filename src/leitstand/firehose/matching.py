"""The kernel: pieces of posts in, pairs of row and query out."""

from __future__ import annotations

from leitstand.firehose import hashing, tables, work
from leitstand.firehose.asking import ask
from leitstand.firehose.characters import Characters
from leitstand.firehose.fields import (
    in_address,
    in_author,
    in_field,
    in_handles,
    in_link,
    in_mention,
    in_tag,
    value,
)
from leitstand.firehose.finding import in_words
from leitstand.firehose.jit import kernel, step
from leitstand.firehose.reading import scheme_end, split, visible
from leitstand.firehose.tables import Tables
from leitstand.firehose.work import Found, Pieces, Room


@kernel
def match(pieces: Pieces, t: Tables, characters_of: Characters, room: Room, found: Found) -> int:
    """Ask all watches of the rows from `found.n[1]` on; the row where it stopped because `found` is full.

    Rows that only the plain matcher can read become UNSURE in `pieces.state`; nothing is put down for them.
    """
    rows = len(pieces.row) - 1
    for row in range(found.n[1], rows):
        room.n[work.SERIAL] += 1
        room.n[work.HITS] = 0
        room.n[work.TRUSTED] = pieces.state[row] == work.SEEN_TO
        for each in range(pieces.row[row], pieces.row[row + 1]):
            if pieces.state[row] == work.UNSURE:
                break
            if not _look(pieces, each, t, characters_of, room):
                pieces.state[row] = work.UNSURE
        if pieces.state[row] != work.UNSURE and not ask(t, room, found, row):
            found.n[1] = row
            return row
    found.n[1] = rows
    return rows


@step
def _look(pieces: Pieces, each: int, t: Tables, characters_of: Characters, room: Room) -> bool:
    """Note what is true for a piece; False where only the plain matcher knows."""
    kind = pieces.kind[each]
    if kind == work.TEXT:
        return _text(pieces, each, t, characters_of, room)
    if kind == work.LINK or kind == work.TARGET:
        return not t.kinds[tables.LINK] or _address(pieces, each, t, characters_of, room)
    if not _asked_for(t, kind):
        return True
    at, end = value(pieces, each, characters_of, room)
    if at < 0:
        return False
    if kind == work.TAG:
        in_tag(t, room, characters_of, at, end)
    elif kind == work.MENTION:
        in_mention(t, room, characters_of, at, end)
    elif kind == work.AUTHOR:
        in_author(t, room, characters_of, at, end)
    else:
        in_field(t, room, hashing.LANG if kind == work.LANG else hashing.NETWORK, at, end)
    return True


@step
def _asked_for(t: Tables, kind: int) -> bool:
    """Does any watch ask for what such a piece says?"""
    if kind == work.TAG:
        return t.kinds[tables.HASHTAG] + t.kinds[tables.OPEN_HASHTAG] > 0
    if kind == work.MENTION:
        return t.kinds[tables.HANDLE] > 0
    if kind == work.LANG:
        return t.kinds[tables.LANG] > 0
    if kind == work.NETWORK:
        return t.kinds[tables.NETWORK] > 0
    return t.kinds[tables.AUTHOR] > 0


@step
def _text(pieces: Pieces, each: int, t: Tables, characters_of: Characters, room: Room) -> bool:
    count = visible(pieces.buf, pieces.start[each], pieces.end[each], characters_of, room)
    if count < 0:
        return False
    split(room, characters_of, count)
    in_words(t, room)
    if room.n[work.SEEN] & work.AFTER_AT and t.kinds[tables.HANDLE]:
        in_handles(t, room)
    if t.kinds[tables.LINK]:
        for link in range(room.n[work.LINKS]):
            at, end = room.link[link, 0], room.link[link, 1]
            in_link(t, room, characters_of, _body(room, at), end)
    return True


@step
def _body(room: Room, at: int) -> int:
    """Where a link goes on behind its scheme, which is there."""
    while room.letter[at] != 47:
        at += 1
    return at + 2


@step
def _address(pieces: Pieces, each: int, t: Tables, characters_of: Characters, room: Room) -> bool:
    count = visible(pieces.buf, pieces.start[each], pieces.end[each], characters_of, room)
    if count >= 0 and (pieces.kind[each] == work.LINK or scheme_end(room, count)):
        in_address(t, room, characters_of, count)
    return count >= 0
