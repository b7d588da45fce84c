"""A LinkedIn page of ours, by the versioned Posts API with the organisation's own app.

A post's id is its address (`/feed/update/URN`). Sources: "notifications" (comments below our posts, and posts
that mention the page) and "own" (what the page said).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar

from leitstand.networks.linkedin import asking, pictures, posts, reading, speaking
from leitstand.vocabulary.network import Ask, Connection, Limits, Offer, Page, Prepared, Wire, secret
from leitstand.vocabulary.post import Note, Post, Receipt
from leitstand.vocabulary.words import _


class LinkedIn:
    """One page."""

    name: ClassVar[str] = "linkedin"
    title: ClassVar[str] = "LinkedIn"
    federated: ClassVar[bool] = False
    also: ClassVar[tuple[str, ...]] = (asking.UPLOADS,)
    offers: ClassVar[Offer] = (
        Offer.NOTIFY
        | Offer.PUBLISH
        | Offer.REPLY
        | Offer.PICTURES
        | Offer.PREPARE
        | Offer.DELETE
        | Offer.CONFIRM
        | Offer.OUTCOME
        | Offer.RENEW
        | Offer.SIGN_IN
    )
    needs: ClassVar[tuple[Ask, ...]] = (
        Ask(
            "client",
            _("Client ID"),
            _("Of your own app at developer.linkedin.com, for community management."),
        ),
        secret("client_secret", _("Client secret")),
        Ask("organization", _("Page"), _("The number of your page, as in its address for administrators.")),
        secret(
            "token",
            _("Access token"),
            _("Of a person who manages the page; it lasts sixty days."),
            granted=True,
        ),
        Ask(
            "refresh",
            _("Refresh token"),
            _("Only some apps are given one, for a year of renewals. Leave this empty otherwise."),
            secret=True,
            initial="-",
            granted=True,
        ),
    )

    def parse(self, raw: bytes, url: str = "") -> Iterator[Post]:
        """Posts and comments in an answer. Raises Invalid."""
        return posts.posts(raw)

    def read(self, wire: Wire, source: str, since: str) -> Iterator[Page]:
        """New comments and mentions, or our posts, oldest page first."""
        return reading.read(wire, source, since)

    def connect(self, wire: Wire, given: Mapping[str, str]) -> Connection:
        """Whether the token reaches the page. Raises Invalid."""
        return asking.connect(wire, given)

    def renew(self, wire: Wire, given: Mapping[str, str]) -> Connection:
        """Sixty days more, where there is a refresh token; it lasts a year from the day it was given."""
        return asking.renewed(wire, given)

    def authorize(self, given: Mapping[str, str], *, back: str, state: str, challenge: str) -> str:
        """LinkedIn's page."""
        return asking.page(given, back, state)

    def exchange(
        self, wire: Wire, given: Mapping[str, str], *, code: str, back: str, verifier: str
    ) -> Mapping[str, str]:
        """The tokens for the code."""
        return asking.exchanged(wire, given, code, back)

    def limits(self, wire: Wire) -> Limits:
        """As documented: 3,000 characters, twenty pictures."""
        return speaking.LIMITS

    def length(self, content: str) -> int:
        """Characters."""
        return len(content)

    def prepare(self, wire: Wire, note: Note, *, key: str) -> Prepared:
        """One step for one picture: ask where to put it, put it there, wait until it was worked on."""
        return pictures.prepare(wire, note)

    def publish(self, wire: Wire, note: Note, *, key: str) -> Receipt:
        """One post of the page, or with `in_reply_to` a comment in its name."""
        return speaking.publish(wire, note)

    def look(self, wire: Wire, note: Note, *, key: str) -> Receipt | None:
        """The same words on our page, or below the same thing, since a minute before the note."""
        return speaking.look(wire, note)

    def delete(self, wire: Wire, id: str) -> None:
        """Delete our post or comment, for good."""
        speaking.delete(wire, id)

    def visible(self, wire: Wire, receipt: Receipt) -> bool:
        """LinkedIn shows strangers a wall: always TryLater, see `confirm`."""
        return speaking.visible()

    def confirm(self, wire: Wire, receipt: Receipt) -> bool:
        """Does the interface still have it?"""
        return speaking.confirm(wire, receipt)

    def outcome(self, wire: Wire, id: str) -> Mapping[str, int]:
        """Reactions and comments; of posts also views, clicks and reposts."""
        return speaking.outcome(wire, id)


NETWORK = LinkedIn()
