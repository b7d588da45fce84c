"""A PeerTube channel of ours, by the REST API of its server: films out, comments out and in.

A post's id is its address: of a video, or of a comment below one (`;threadId=…#comment-…`). Sources:
"notifications" (comments below our videos) and "own" (our videos). Other channels: by their feeds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar

from leitstand.networks.peertube import asking, posts, reading, speaking
from leitstand.vocabulary.network import Ask, Connection, Limits, Offer, Page, Prepared, Wire, secret
from leitstand.vocabulary.post import Note, Post, Receipt
from leitstand.vocabulary.words import _


class PeerTube:
    """One channel."""

    name: ClassVar[str] = "peertube"
    title: ClassVar[str] = "PeerTube"
    federated: ClassVar[bool] = False
    offers: ClassVar[Offer] = (
        Offer.NOTIFY
        | Offer.PUBLISH
        | Offer.TITLE
        | Offer.REPLY
        | Offer.FILMS
        | Offer.PREPARE
        | Offer.DELETE
        | Offer.MODERATE
        | Offer.OUTCOME
        | Offer.RENEW
    )
    moderates: ClassVar[tuple[str, ...]] = ("approve", "spam", "trash")
    needs: ClassVar[tuple[Ask, ...]] = (
        Ask("server", _("Your server"), _("For example video.example")),
        Ask("user", _("User name")),
        Ask("channel", _("Channel"), _("The short name of one of your channels, as in its address.")),
        secret("password", _("Password"), _("Of an account without a second factor, made for this.")),
    )

    def parse(self, raw: bytes, url: str = "") -> Iterator[Post]:
        """Videos and comments in an answer. Raises Invalid."""
        return posts.posts(raw, url)

    def read(self, wire: Wire, source: str, since: str) -> Iterator[Page]:
        """New and changed comments below our videos, or our videos, oldest page first."""
        return reading.read(wire, source, since)

    def connect(self, wire: Wire, given: Mapping[str, str]) -> Connection:
        """Does the server let us in, and is the channel ours? Raises Invalid."""
        return asking.connect(wire, given)

    def renew(self, wire: Wire, given: Mapping[str, str]) -> Connection:
        """A token for a day."""
        return asking.renewed(wire, given)

    def limits(self, wire: Wire) -> Limits:
        """As documented: 10,000 characters, titles of 120, one film; its size as the server tells."""
        return speaking.limits(wire)

    def length(self, content: str) -> int:
        """Characters."""
        return len(content)

    def prepare(self, wire: Wire, note: Note, *, key: str) -> Prepared:
        """Upload the film as private, eight mebibytes a step, and wait until it was worked on."""
        return speaking.prepare(wire, note)

    def publish(self, wire: Wire, note: Note, *, key: str) -> Receipt:
        """Make the uploaded film public, or answer a video or comment."""
        return speaking.publish(wire, note)

    def look(self, wire: Wire, note: Note, *, key: str) -> Receipt | None:
        """Is the film public, or our comment there? By its words, since a minute before the note."""
        return speaking.look(wire, note)

    def delete(self, wire: Wire, id: str) -> None:
        """Delete our video or comment; our server tells the others, which may or may not obey."""
        speaking.delete(wire, id)

    def visible(self, wire: Wire, receipt: Receipt) -> bool:
        """Asked without our token."""
        return speaking.visible(wire, receipt)

    def moderate(self, wire: Wire, id: str, act: str) -> None:
        """Approve a comment that was held below one of our videos, or delete it."""
        speaking.moderate(wire, id, act)

    def outcome(self, wire: Wire, id: str) -> Mapping[str, int]:
        """Views, likes and comments of a video."""
        return speaking.outcome(wire, id)


NETWORK = PeerTube()
