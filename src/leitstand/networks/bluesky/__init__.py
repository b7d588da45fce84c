"""Bluesky, by the AT Protocol: the whole network through Jetstream, and one account through its server."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import ClassVar

import pyarrow as pa

from leitstand.networks.bluesky import (
    asking,
    columns,
    finding,
    following,
    moderating,
    reading,
    richtext,
    speaking,
    streaming,
    wires,
)
from leitstand.vocabulary.audience import Followed, Follower
from leitstand.vocabulary.network import Ask, Connection, Found, Limits, Offer, Page, Wire, secret
from leitstand.vocabulary.post import Note, Post, Receipt
from leitstand.vocabulary.words import _


class Bluesky:
    """Bluesky. `public` is the AppView that is asked where no account is connected."""

    name = "bluesky"
    title = "Bluesky"
    federated: ClassVar[bool] = True
    events: ClassVar[str] = "jetstream"
    """What its streams bring: see `leitstand.firehose`."""
    offers = (
        Offer.READ
        | Offer.STREAM
        | Offer.NOTIFY
        | Offer.PUBLISH
        | Offer.REPLY
        | Offer.PICTURES
        | Offer.DELETE
        | Offer.MODERATE
        | Offer.OUTCOME
        | Offer.FOLLOWERS
    )
    moderates: ClassVar[tuple[str, ...]] = ("hold", "approve", "report")
    needs = (
        Ask(
            "server",
            _("Server"),
            _("Leave it as it is unless your account lives elsewhere."),
            initial="https://bsky.social",
        ),
        Ask("handle", _("Handle"), _("Like hochschule.bsky.social, or your own domain.")),
        secret(
            "password",
            _("App password"),
            _("Made in Bluesky under Settings, Privacy and security, App passwords."),
        ),
    )

    def __init__(self, public: str = asking.PUBLIC) -> None:
        self.public = public

    def parse(self, raw: bytes, url: str = "") -> Iterator[Post]:
        """Posts in Jetstream events (v1, v2, one a line) or in an answer of the interface: `wires.parse`."""
        return wires.parse(raw)

    def columns(self, raw: bytes, url: str = "") -> pa.RecordBatch:
        """As `parse`, in the columns of `batch.POSTS`."""
        return columns.of(raw)

    def find(self, wire: Wire, address: str) -> Iterator[Found]:
        """ "bluesky", a Jetstream's address, a handle, a page of bsky.app; with an account also searches."""
        return finding.find(wire, address, base=self._reader(wire))

    def read(self, wire: Wire, source: str, since: str) -> Iterator[Page]:
        """New pages of "author:DID", "search:WORDS" or "notifications". See `reading.read`."""
        return reading.read(wire, source, since, base=self._reader(wire))

    def stream(self, wire: Wire, source: str, since: str) -> Iterator[Page]:
        """Every public post, from "jetstream" or the address of one. See `streaming.stream`."""
        return streaming.stream(wire, source, since)

    def begin(self, now: datetime) -> str:
        """The cursor of a stream that begins at this moment, before its first event."""
        return streaming.cursor(now)

    def reached(self, cursor: str) -> datetime | None:
        """The moment up to which a stream was heard."""
        return streaming.moment(cursor)

    def connect(self, wire: Wire, given: Mapping[str, str]) -> Connection:
        """Sign in; the token lasts about two hours, then everything raises Reconnect."""
        return speaking.connect(wire, given)

    def limits(self, wire: Wire) -> Limits:
        """The network's own limits; servers tell none."""
        return speaking.LIMITS

    def length(self, content: str) -> int:
        """Grapheme clusters. See `richtext.length`."""
        return richtext.length(content)

    def publish(self, wire: Wire, note: Note, *, key: str) -> Receipt:
        """Publish under a record key made from the planned moment and `key`: a repeat changes nothing."""
        return speaking.publish(wire, note, key)

    def look(self, wire: Wire, note: Note, *, key: str) -> Receipt | None:
        """Reads the one record that this note can be."""
        return speaking.look(wire, note, key)

    def delete(self, wire: Wire, id: str) -> None:
        """Delete the record; the AppView follows within seconds."""
        speaking.delete(wire, id)

    def visible(self, wire: Wire, receipt: Receipt) -> bool:
        """Does the public AppView still show it?"""
        return speaking.visible(wire, receipt, self.public)

    def moderate(self, wire: Wire, id: str, act: str) -> None:
        """Hide an answer in a thread of ours, or report any post: `moderating.moderate`."""
        moderating.moderate(wire, id, act)

    def outcome(self, wire: Wire, id: str) -> Mapping[str, int]:
        """Counts of reply, like, announce and quote."""
        return speaking.outcome(wire, id)

    def followed(self, wire: Wire, address: str) -> Followed:
        """The account behind a handle, DID or page."""
        return following.followed(wire, address, base=self._reader(wire))

    def followers(self, wire: Wire, id: str) -> Iterator[Sequence[Follower]]:
        """Whoever followed last first. See `following`."""
        return following.followers(wire, id, base=self._reader(wire))

    def described(self, wire: Wire, drawn: Sequence[Follower]) -> Iterator[Follower]:
        """With the number of posts and the last one: a question for 25, and one for each."""
        return following.described(wire, drawn, base=self._reader(wire))

    def _reader(self, wire: Wire) -> str:
        return "" if wire.server else self.public


NETWORK = Bluesky()
