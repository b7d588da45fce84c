"""Events of Jetstream become pieces of posts, exactly as the parser of Bluesky would make posts of them."""

from __future__ import annotations

from typing import Any, NamedTuple

from leitstand.firehose import paths, work
from leitstand.firehose.copying import copied
from leitstand.firehose.jit import Bool, Int, kernel, part, step
from leitstand.firehose.moments import EARLIEST, LATEST, moment
from leitstand.firehose.scanning import CLOSED, MOST, Scan, line_end, values
from leitstand.firehose.work import Pieces

POST, OTHER, PARSE = range(3)
"""What an event is: a new post, nothing that brings a post, or one for the parser."""

FROM, TO, WHAT, TIME, TEXT, TEXT_END, DID, DID_END, RKEY, RKEY_END, LANG, LANG_END, PUBLISHED = range(13)
"""Columns of `Events.of`: the line, what it is, microseconds (`TIME`: of the event, `PUBLISHED`: of the post,
as its author says, or else of the event), and where values lie in the decoded buffer."""

COLUMNS = PUBLISHED + 1

_CARD, _OTHER_CARD = paths.CARDS
_QUOTE, _OTHER_QUOTE = paths.QUOTES
_ADDRESSES = (paths.URI, *paths.CARDS, *paths.QUOTES)
_HEARD = (paths.LANGS, paths.TAGS, paths.TAG, paths.MENTIONED, *_ADDRESSES)
_FIRST_OWN, _LAST_OWN = min(paths.OWN), max(paths.OWN)
_HASH, _AT, _ZERO = ord("#"), ord("@"), ord("0")
HEAD = b"bluesky|app.bsky.feed.post|create|account|identity|at://|"
"""What every buffer of decoded text begins with: the network, and words that values are compared with."""

_NETWORK = (0, 7)
_COLLECTION, _CREATE, _ACCOUNT, _IDENTITY, _SCHEME = (8, 26), (27, 33), (34, 41), (42, 50), 51


class Events(NamedTuple):
    """Lines of events in `buf`, with `scanning.PADDING` bytes behind them, and what becomes of them.

    `of`: one row a line. `n`: lines that were read, where in `buf` reading goes on, bytes of `pieces.buf` and
    pieces that are taken, and how many bytes of events there are. `own`: whether a watch asks for an address
    of Bluesky's own.
    """

    buf: Any
    of: Any
    n: Any
    own: Any


LINES, PLACE, BYTES, PIECES, SIZE = range(5)

START, STOP, FACET, FEATURES, QUOTED = range(5)
"""Places in `Scan.about`: where a facet stands, its first piece, what a feature says, how many quotes."""


@kernel
def read(events: Events, pieces: Pieces, table: Any, s: Scan) -> Int:
    """Read lines until they end or the room does; says how many were read."""
    n, end = events.n, events.n[SIZE]
    n[LINES], n[BYTES], n[PIECES] = 0, len(HEAD), 0
    pieces.row[0] = 0
    while n[PLACE] < end and n[LINES] < len(events.of):
        at = n[PLACE]
        stop = line_end(events.buf, at, end)
        if n[PIECES] + MOST + 8 > len(pieces.kind) or n[BYTES] + 2 * (stop - at) + 64 > len(pieces.buf):
            break
        line = n[LINES]
        row = events.of[line]
        row[:] = 0
        row[FROM], row[TO] = at, stop
        pieces.state[line] = 0
        held_bytes, held_pieces = n[BYTES], n[PIECES]
        row[WHAT] = _event(events, pieces, table, s, line)
        if row[WHAT] != POST:
            n[BYTES], n[PIECES] = held_bytes, held_pieces
            pieces.state[line] = work.UNSURE if row[WHAT] == PARSE else 0
        n[LINES], n[PLACE] = line + 1, stop + 1
        pieces.row[line + 1] = n[PIECES]
    return n[LINES]


@part
def _event(events: Events, pieces: Pieces, table: Any, s: Scan, line: Int) -> Int:
    row, buf, words = events.of[line], events.buf, pieces.buf
    if not values(buf, (row[FROM], row[TO]), table, s):
        return PARSE
    kind = s.first[paths.KIND]
    if kind < 0 or s.value[kind, 1] == s.value[kind, 2]:
        return PARSE
    if not _has_commit(s):
        said = _is(buf, s, kind, words, _ACCOUNT) or _is(buf, s, kind, words, _IDENTITY)
        return OTHER if said else PARSE
    if not _is(buf, s, s.first[paths.OPERATION], words, _CREATE):
        return PARSE
    if not _is(buf, s, s.first[paths.COLLECTION], words, _COLLECTION):
        return PARSE
    for place, column in ((paths.DID, DID), (paths.RKEY, RKEY), (paths.SAID, TEXT)):
        kept = _keep(events, pieces, s, s.first[place], (line, column))
        if kept < 0 or (kept == 0 and column != TEXT):
            return PARSE
    return _post(events, pieces, s, line)


@part
def _has_commit(s: Scan) -> Bool:
    found = False
    for each in range(s.n[0]):
        found |= s.value[each, 0] == CLOSED and s.value[each, 1] == paths.COMMIT
    return found


@part
def _is(buf: Any, s: Scan, each: Int, words: Any, word: tuple[Int, Int]) -> Bool:
    """Is this value that word of HEAD?"""
    if each < 0 or s.value[each, 3] or s.value[each, 2] - s.value[each, 1] != word[1] - word[0]:
        return False
    same = True
    for at in range(word[1] - word[0]):
        same &= buf[s.value[each, 1] + at] == words[word[0] + at]
    return same


@part
def _keep(events: Events, pieces: Pieces, s: Scan, each: Int, where: tuple[Int, Int]) -> Int:
    """Decode a value and note where it lies: how many bytes it has, -1 where it cannot be decoded."""
    if each < 0:
        return 0
    at = events.n[BYTES]
    end = copied(events.buf, (s.value[each, 1], s.value[each, 2], s.value[each, 3]), pieces.buf, at)
    if end < 0:
        return -1
    events.of[where[0], where[1]], events.of[where[0], where[1] + 1] = at, end
    events.n[BYTES] = end
    return end - at


@part
def _piece(events: Events, pieces: Pieces, kind: Int, at: Int, end: Int) -> None:
    number = events.n[PIECES]
    pieces.kind[number], pieces.start[number], pieces.end[number] = kind, at, end
    events.n[PIECES] = number + 1


@part
def _post(events: Events, pieces: Pieces, s: Scan, line: Int) -> Int:
    """The pieces of a new post; PARSE where something about it is odd."""
    row = events.of[line]
    _piece(events, pieces, work.TEXT, row[TEXT], row[TEXT_END])
    _piece(events, pieces, work.AUTHOR, row[DID], row[DID_END])
    _piece(events, pieces, work.NETWORK, _NETWORK[0], _NETWORK[1])
    s.about[:] = 0
    s.about[START], s.about[STOP], s.about[FACET] = -1, -1, events.n[PIECES]
    for each in range(s.n[0]):
        place = s.value[each, 0]
        if place == CLOSED:
            good = _closed(events, pieces, s, s.value[each, 1], line)
        elif place == paths.TIME:
            row[TIME] = _whole_number(events.buf, s, each)
            good = True
        elif place == paths.CREATED:
            row[PUBLISHED] = _moment(events.buf, s, each)
            good = row[PUBLISHED] > 0
        elif place in (paths.BYTE_START, paths.BYTE_END):
            edge = _whole_number(events.buf, s, each)
            s.about[START if place == paths.BYTE_START else STOP] = edge
            good = edge >= 0
        else:
            good = place < paths.LANGS or _said(events, pieces, s, each, line)
        if not good:
            return PARSE
    if row[PUBLISHED] == 0:
        row[PUBLISHED] = row[TIME]
    return POST if EARLIEST <= row[PUBLISHED] <= LATEST else PARSE


@step
def _moment(buf: Any, s: Scan, each: Int) -> Int:
    return -1 if s.value[each, 3] else moment(buf, s.value[each, 1], s.value[each, 2])


@part
def _closed(events: Events, pieces: Pieces, s: Scan, place: Int, line: Int) -> Bool:
    """An object is over: a feature may say one thing only, a facet says where its mentions stand."""
    if place == paths.FEATURES:
        s.about[FEATURES] = 0
    elif place == paths.FACETS:
        for each in range(s.about[FACET], events.n[PIECES]):
            if pieces.kind[each] == work.MENTION and not _shown(events, pieces, s, each, line):
                return False
        s.about[START], s.about[STOP], s.about[FACET] = -1, -1, events.n[PIECES]
    elif _FIRST_OWN <= place <= _LAST_OWN:
        return not events.own[0]
    return True


@step
def _shown(events: Events, pieces: Pieces, s: Scan, each: Int, line: Int) -> Bool:
    """Put words of the text in place of a mention's DID, where the facet says which; False: they are odd."""
    row, start, stop = events.of[line], s.about[START], s.about[STOP]
    if start < 0 or start >= stop or stop > row[TEXT_END] - row[TEXT]:
        return True
    at, end = row[TEXT] + start, row[TEXT] + stop
    if pieces.buf[at] != _AT or (end < row[TEXT_END] and pieces.buf[end] & 0xC0 == 0x80):
        return False
    pieces.start[each], pieces.end[each] = at, end
    return True


@part
def _said(events: Events, pieces: Pieces, s: Scan, each: Int, line: Int) -> Bool:
    """A language, a tag, a mention or an address; False: it is odd."""
    place, at = s.value[each, 0], events.n[BYTES]
    if s.value[each, 1] == s.value[each, 2] or place not in _HEARD:
        return True
    if paths.TAG <= place <= paths.URI:
        s.about[FEATURES] += 1
    kind = _kind(place)
    sign = _HASH if kind == work.TAG else _AT if kind == work.MENTION else 0
    if sign:
        pieces.buf[at] = sign
    value = (s.value[each, 1], s.value[each, 2], s.value[each, 3])
    end = copied(events.buf, value, pieces.buf, at + 1 if sign else at)
    if end < 0 or s.about[FEATURES] > 1:
        return False
    events.n[BYTES] = end
    if place in (_QUOTE, _OTHER_QUOTE):
        return _quoted(events, pieces, s, at, end)
    row = events.of[line]
    if place != paths.LANGS:
        _piece(events, pieces, kind, at, end)
    elif row[LANG_END] == 0:
        row[LANG], row[LANG_END] = at, end
        _piece(events, pieces, work.LANG, at, end)
    return True


@part
def _kind(place: Int) -> Int:
    """The kind of the piece at a place."""
    if place in (paths.TAGS, paths.TAG):
        return work.TAG
    return work.MENTION if place == paths.MENTIONED else work.LINK


@step
def _quoted(events: Events, pieces: Pieces, s: Scan, at: Int, end: Int) -> Bool:
    """A quoted post has a page at Bluesky; what is no address of a post counts as it stands."""
    s.about[QUOTED] += 1
    own = end - at > 5
    for each in range(5 if own else 0):
        own &= pieces.buf[at + each] == pieces.buf[_SCHEME + each]
    if not own:
        _piece(events, pieces, work.LINK, at, end)
    return s.about[QUOTED] == 1 and not (own and events.own[0])


@step
def _whole_number(buf: Any, s: Scan, each: Int) -> Int:
    """A number without sign, point and exponent, of at most 18 digits; -1: it is another."""
    at, end = s.value[each, 1], s.value[each, 2]
    if end - at > 18 or end == at or (end - at > 1 and buf[at] == _ZERO):
        return -1
    number = 0
    for digit in range(at, end):
        if not 48 <= buf[digit] <= 57:
            return -1
        number = 10 * number + (buf[digit] - _ZERO)
    return number
