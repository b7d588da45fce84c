"""Forums made with Discourse, by its API: everything public is heard, topics and answers are written.

A post's id is its address by number (`/p/NUMBER`). Sources: "latest" of a forum, and "notifications"
(answers, mentions, quotations of us).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import ClassVar

from leitstand.networks.discourse import asking, posts, reading, speaking
from leitstand.vocabulary.network import (
    Ask,
    Connection,
    Found,
    Limits,
    Offer,
    Page,
    Prepared,
    Wire,
    secret,
)
from leitstand.vocabulary.post import Note, Post, Receipt
from leitstand.vocabulary.words import _


class Discourse:
    """One forum."""

    name: ClassVar[str] = "discourse"
    title: ClassVar[str] = "Discourse"
    federated: ClassVar[bool] = False
    offers: ClassVar[Offer] = (
        Offer.READ
        | Offer.NOTIFY
        | Offer.PUBLISH
        | Offer.TITLE
        | Offer.REPLY
        | Offer.PICTURES
        | Offer.PREPARE
        | Offer.DELETE
        | Offer.OUTCOME
    )
    needs: ClassVar[tuple[Ask, ...]] = (
        Ask("address", _("Address of the forum"), _("For example forum.example")),
        Ask("user", _("User name")),
        Ask("category", _("Category"), _("The number of the category for new topics; it ends its address.")),
        secret("key", _("API key"), _("In the forum: Admin, Advanced, API keys, for this one user.")),
    )

    def parse(self, raw: bytes, url: str = "") -> Iterator[Post]:
        """Posts in an answer of the forum. Raises Invalid."""
        return posts.posts(raw, url)

    def find(self, wire: Wire, address: str) -> Iterable[Found]:
        """The address of a forum."""
        return reading.find(wire, address)

    def read(self, wire: Wire, source: str, since: str) -> Iterator[Page]:
        """New and changed posts, oldest page first; at first the newest page."""
        return reading.read(wire, source, since)

    def connect(self, wire: Wire, given: Mapping[str, str]) -> Connection:
        """Does the forum take the key for this user? Raises Invalid."""
        return asking.connect(wire, given)

    def limits(self, wire: Wire) -> Limits:
        """As Discourse comes: 32,000 characters, titles of 255, twenty pictures are ours."""
        return Limits(characters=32_000, name_characters=255, pictures=20, alt_characters=1000)

    def length(self, content: str) -> int:
        """Characters."""
        return len(content)

    def prepare(self, wire: Wire, note: Note, *, key: str) -> Prepared:
        """Upload one picture."""
        return speaking.prepare(wire, note)

    def publish(self, wire: Wire, note: Note, *, key: str) -> Receipt:
        """A topic with a title, or with `in_reply_to` an answer. A topic's key can be used only once."""
        return speaking.publish(wire, note, key)

    def look(self, wire: Wire, note: Note, *, key: str) -> Receipt | None:
        """The topic with this key; an answer by its words, since a minute before the note."""
        return speaking.look(wire, note, key)

    def delete(self, wire: Wire, id: str) -> None:
        """Delete our answer, or our topic with all its answers; the forum's staff can bring it back."""
        speaking.delete(wire, id)

    def visible(self, wire: Wire, receipt: Receipt) -> bool:
        """Asked without our key."""
        return speaking.visible(wire, receipt)

    def outcome(self, wire: Wire, id: str) -> Mapping[str, int]:
        """Likes and answers; of topics also views."""
        return speaking.outcome(wire, id)


NETWORK = Discourse()
