"""Ghost, by its Content API for listening and its Admin API with an integration's key for publishing.

An article's id is its address in the Admin API. Source: "posts" of a site that shows its content key, as
Ghost's own themes do; others are listened to by their feeds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import ClassVar

from leitstand.networks.ghost import asking, posts, reading, speaking
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


class Ghost:
    """Blogs and magazines made with Ghost 5 or newer."""

    name: ClassVar[str] = "ghost"
    title: ClassVar[str] = "Ghost"
    federated: ClassVar[bool] = False
    offers: ClassVar[Offer] = (
        Offer.READ
        | Offer.PUBLISH
        | Offer.TITLE
        | Offer.PICTURES
        | Offer.PREPARE
        | Offer.DELETE
        | Offer.OUTCOME
        | Offer.RENEW
    )
    needs: ClassVar[tuple[Ask, ...]] = (
        Ask("address", _("Address of your site"), _("For example blog.example")),
        secret(
            "key",
            _("Admin API key"),
            _("In Ghost: Settings, Integrations, Add custom integration."),
        ),
    )

    def parse(self, raw: bytes, url: str = "") -> Iterator[Post]:
        """Articles in an answer of either interface. Raises Invalid."""
        return posts.posts(raw, url)

    def find(self, wire: Wire, address: str) -> Iterable[Found]:
        """The address of a site made with Ghost."""
        return reading.find(wire, address)

    def read(self, wire: Wire, source: str, since: str) -> Iterator[Page]:
        """New and changed articles, oldest page first; at first the newest fifty."""
        return reading.read(wire, source, since)

    def connect(self, wire: Wire, given: Mapping[str, str]) -> Connection:
        """Is it Ghost, and does it take the key? Raises Invalid."""
        return asking.connect(wire, given)

    def renew(self, wire: Wire, given: Mapping[str, str]) -> Connection:
        """A token for five minutes, which is as long as Ghost lets one last."""
        return asking.renewed(wire, given)

    def limits(self, wire: Wire) -> Limits:
        """Titles have 255 characters; of texts Ghost tells no limit, twenty pictures are ours."""
        return Limits(pictures=20, name_characters=255)

    def length(self, content: str) -> int:
        """Characters."""
        return len(content)

    def prepare(self, wire: Wire, note: Note, *, key: str) -> Prepared:
        """Upload one picture."""
        return speaking.prepare(wire, note)

    def publish(self, wire: Wire, note: Note, *, key: str) -> Receipt:
        """One article, sent to nobody by mail. Looks before it sends."""
        return speaking.publish(wire, note, key)

    def look(self, wire: Wire, note: Note, *, key: str) -> Receipt | None:
        """The article whose address ends in a digest of `key`."""
        return speaking.look(wire, note, key)

    def delete(self, wire: Wire, id: str) -> None:
        """Delete the article, for good: Ghost has no trash."""
        speaking.delete(wire, id)

    def visible(self, wire: Wire, receipt: Receipt) -> bool:
        """Does a stranger get the page?"""
        return speaking.visible(wire, receipt)

    def outcome(self, wire: Wire, id: str) -> Mapping[str, int]:
        """How many comments members left, where comments are on."""
        return speaking.outcome(wire, id)


NETWORK = Ghost()
