"""A Facebook page of ours, by the Graph API with the organisation's own app.

A post's id is its address by numbers (`/PAGE_POST`). Sources: "notifications" (comments below our posts, and
posts that name the page) and "own" (what the page said).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar

from leitstand.networks.facebook import posts, reading, speaking
from leitstand.vocabulary.graph import pages
from leitstand.vocabulary.network import Ask, Connection, Limits, Offer, Page, Prepared, Wire
from leitstand.vocabulary.post import Actor, Note, Post, Receipt
from leitstand.vocabulary.shapes import text


class Facebook:
    """One page."""

    name: ClassVar[str] = "facebook"
    title: ClassVar[str] = "Facebook"
    federated: ClassVar[bool] = False
    offers: ClassVar[Offer] = (
        Offer.NOTIFY
        | Offer.PUBLISH
        | Offer.REPLY
        | Offer.PICTURES
        | Offer.PREPARE
        | Offer.DELETE
        | Offer.CONFIRM
        | Offer.MODERATE
        | Offer.OUTCOME
        | Offer.SIGN_IN
    )
    needs: ClassVar[tuple[Ask, ...]] = pages.NEEDS

    def parse(self, raw: bytes, url: str = "") -> Iterator[Post]:
        """Posts and comments in an answer. Raises Invalid."""
        return posts.posts(raw)

    def read(self, wire: Wire, source: str, since: str) -> Iterator[Page]:
        """New and changed comments and mentions, or our posts, oldest page first."""
        return reading.read(wire, source, since)

    def connect(self, wire: Wire, given: Mapping[str, str]) -> Connection:
        """The page that the token reaches. Raises Invalid, naming those it reaches instead."""
        page = pages.page_of(wire, given, self.title, "id,name,username,link", speaking.RIGHTS)
        id, name = text(page.said, "id"), text(page.said, "username")
        return Connection(
            server=pages.SERVER,
            headers=page.headers,
            actor=Actor(
                id=f"https://www.facebook.com/{id}",
                name=text(page.said, "name") or None,
                preferred_username=name or None,
            ),
            url=text(page.said, "link") or f"https://www.facebook.com/{name or id}",
            ends=page.ends,
        )

    def authorize(self, given: Mapping[str, str], *, back: str, state: str, challenge: str) -> str:
        """Facebook's page."""
        return pages.authorize(given, speaking.RIGHTS, back=back, state=state)

    def exchange(
        self, wire: Wire, given: Mapping[str, str], *, code: str, back: str, verifier: str
    ) -> Mapping[str, str]:
        """The person's token for the code."""
        return pages.exchange(wire, given, self.title, code=code, back=back)

    def limits(self, wire: Wire) -> Limits:
        """As documented: 63,206 characters, ten pictures."""
        return speaking.LIMITS

    def length(self, content: str) -> int:
        """Characters."""
        return len(content)

    def prepare(self, wire: Wire, note: Note, *, key: str) -> Prepared:
        """Upload one picture, unpublished; Facebook keeps it for a day."""
        return speaking.prepare(wire, note)

    def publish(self, wire: Wire, note: Note, *, key: str) -> Receipt:
        """One post of the page, or with `in_reply_to` a comment in its name."""
        return speaking.publish(wire, note)

    def look(self, wire: Wire, note: Note, *, key: str) -> Receipt | None:
        """The same words on our page, or below the same thing, since a minute before the note."""
        return speaking.look(wire, note)

    def delete(self, wire: Wire, id: str) -> None:
        """Delete our post or comment; shares of it lose it too, copies do not."""
        speaking.delete(wire, id)

    def visible(self, wire: Wire, receipt: Receipt) -> bool:
        """Facebook shows strangers a wall: always TryLater, see `confirm`."""
        return speaking.visible()

    def confirm(self, wire: Wire, receipt: Receipt) -> bool:
        """Does the interface still have it?"""
        return speaking.confirm(wire, receipt)

    def moderate(self, wire: Wire, id: str, act: str) -> None:
        """Hide a comment below our posts, show it again, or delete it."""
        speaking.moderate(wire, id, act)

    def outcome(self, wire: Wire, id: str) -> Mapping[str, int]:
        """Reactions, comments, shares, and views where Facebook tells them."""
        return speaking.outcome(wire, id)


NETWORK = Facebook()
