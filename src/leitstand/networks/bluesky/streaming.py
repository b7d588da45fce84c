"""Jetstream, the whole network as it speaks: which address, from where on, and how events become pages."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from leitstand.networks.bluesky import wires
from leitstand.networks.bluesky.records import POST, moment_of_microseconds
from leitstand.vocabulary.errors import NetworkError, TryLater
from leitstand.vocabulary.network import Page, Wire
from leitstand.vocabulary.words import _

EVERYTHING = "jetstream"
SERVER = "wss://jetstream2.us-east.bsky.network/subscribe"
V1, V2 = "/subscribe", "/xrpc/network.bsky.jetstream.subscribeEvents"

_MARGIN = 5_000_000
"""Microseconds to begin before the last stored event; each server sees an event at its own moment."""
_OLDEST = 10**15
"""The smallest moment a cursor can name; v2 takes what is below for a sequence number."""
_SECOND = 1_000_000
_EVENTS, _BYTES = 200, 1_000_000
_LARGEST = 200_000
"""Bytes of the largest event we ask for. A post holds 3,000 bytes of text; a giant would block the way."""
_BUSY = 10
"""From so many events a second on they are gathered; below, each is handed on at once."""


def is_stream(address: str) -> bool:
    """Is this the address of a Jetstream, of either wire?"""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in {"ws", "wss"} and bool(parts.netloc) and parts.path.rstrip("/") in {V1, V2}


def stream(wire: Wire, source: str, since: str) -> Iterator[Page]:
    """Pages of events as JSON lines; the cursor is the moment of the last event in microseconds.

    A moment is the one position that both wires and every server understand, and none is refused for its age.
    Going on a little before it repeats events and loses none.
    """
    place = address(SERVER if source == EVERYTHING else source, since)
    basket = _Basket(place, int(since) if since.isascii() and since.isdigit() else 0)
    try:
        for message in wire.messages(place):
            if not message or basket.put(message):
                yield basket.emptied()
    except NetworkError:
        if basket.lines:
            yield basket.emptied()
        raise
    if basket.lines:
        yield basket.emptied()


def cursor(moment: datetime) -> str:
    """The position of a moment: its microseconds since 1970."""
    return str((moment - _EPOCH) // _MICROSECOND)


def moment(cursor: str) -> datetime | None:
    """The way back from `cursor`; None: it is no moment."""
    return moment_of_microseconds(int(cursor)) if cursor.isascii() and cursor.isdigit() else None


def address(server: str, since: str) -> str:
    """Where to connect: posts only, from shortly before the cursor on; from now on without one."""
    parts = urlsplit(server)
    ours = {"cursor", "wantedCollections", "collections", "kinds", "maxMessageSizeBytes", "compress"}
    asked = [(key, value) for key, value in parse_qsl(parts.query) if key not in ours]
    newer = parts.path.rstrip("/") == V2
    asked += [("kinds", "commit"), ("collections", POST)] if newer else [("wantedCollections", POST)]
    asked.append(("maxMessageSizeBytes", str(_LARGEST)))
    if since.isascii() and since.isdigit():
        asked.append(("cursor", str(max(int(since) - _MARGIN, _OLDEST))))
    return urlunsplit(parts._replace(query=urlencode(asked)))


@dataclass(slots=True)
class _Basket:
    """Gathers events until they are worth a page."""

    url: str
    cursor: int
    lines: list[bytes] = field(default_factory=list)
    size: int = 0
    first: int = 0
    latest: deque[int] = field(default_factory=lambda: deque(maxlen=_BUSY))

    def put(self, message: bytes) -> bool:
        """Take one message; says whether the basket should be emptied now. TryLater: the server hangs up."""
        usual = _USUAL.match(message)
        now = int(usual[1]) if usual else _told(message)
        if now is None:
            return False
        self.first = self.first if self.lines else now
        self.lines.append(message.replace(b"\n", b" "))
        self.size += len(message)
        self.cursor = max(self.cursor, now)
        self.latest.append(now)
        quiet = len(self.latest) < _BUSY or now - self.latest[0] >= _SECOND
        return quiet or len(self.lines) >= _EVENTS or self.size >= _BYTES or now - self.first >= _SECOND

    def emptied(self) -> Page:
        """What was gathered, as a page; an empty one says that the stream is still there."""
        page = Page(raw=b"\n".join(self.lines), cursor=str(self.cursor or ""), url=self.url)
        self.lines, self.size = [], 0
        return page


def _told(message: bytes) -> int | None:
    """The moment of an event in whatever words; None: it is none. TryLater: the server hangs up."""
    event = wires.event(message)
    if not event and (words := wires.complaint(message)):
        raise TryLater(
            _("Jetstream hung up: %(words)s. Nothing was lost; we go on where we were."),
            timedelta(seconds=5),
            words=words,
        )
    seen = wires.seen(event) if event else None
    return None if seen is None else (seen - _EPOCH) // _MICROSECOND


_USUAL = re.compile(rb'\{"did":"[^"\\]+","time_us":([1-3]\d{15}),"kind":"[a-z]+"[,}]')
"""How an event of v1 begins; it is not read before the moment is known in this way."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
