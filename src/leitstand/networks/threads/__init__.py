"""A Threads profile of ours, by Meta's Threads API with the organisation's own app.

A post's id is made of Meta's number; Threads tells its address for people. Sources: "notifications" (answers
to our posts, and posts that mention us) and "own" (our posts).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar

from leitstand.networks.threads import asking, posts, speaking
from leitstand.vocabulary.network import Answer, Ask, Connection, Limits, Offer, Page, Prepared, Wire, secret
from leitstand.vocabulary.post import Note, Post, Receipt
from leitstand.vocabulary.quota import Charge, Quota
from leitstand.vocabulary.words import _


class Threads:
    """One profile."""

    name: ClassVar[str] = "threads"
    title: ClassVar[str] = "Threads"
    federated: ClassVar[bool] = False
    offers: ClassVar[Offer] = (
        Offer.NOTIFY
        | Offer.PUBLISH
        | Offer.REPLY
        | Offer.PICTURES
        | Offer.FILMS
        | Offer.PREPARE
        | Offer.DELETE
        | Offer.CONFIRM
        | Offer.OUTCOME
        | Offer.RENEW
        | Offer.SIGN_IN
    )
    needs: ClassVar[tuple[Ask, ...]] = (
        Ask(
            "client", _("App ID"), _("Of your own app at developers.facebook.com, with Threads switched on.")
        ),
        secret("client_secret", _("App secret")),
        secret(
            "token",
            _("Access token"),
            _("A long-lived one; the program renews it every few weeks."),
            granted=True,
        ),
    )
    quotas: ClassVar[tuple[Quota, ...]] = asking.QUOTAS

    def price(self, method: str, url: str, answer: Answer | None) -> Charge | None:
        """Posts and deletions are counted for 24 hours."""
        return asking.price(method, url)

    def parse(self, raw: bytes, url: str = "") -> Iterator[Post]:
        """Posts in an answer. Raises Invalid."""
        return posts.posts(raw)

    def read(self, wire: Wire, source: str, since: str) -> Iterator[Page]:
        """New answers and mentions, or our posts, oldest first."""
        return asking.read(wire, source, since)

    def connect(self, wire: Wire, given: Mapping[str, str]) -> Connection:
        """Whose token this is. Raises Invalid."""
        return asking.connect(wire, given)

    def renew(self, wire: Wire, given: Mapping[str, str]) -> Connection:
        """A token for sixty days more; it takes the place of the old one."""
        return asking.renewed(wire, given)

    def authorize(self, given: Mapping[str, str], *, back: str, state: str, challenge: str) -> str:
        """Threads' page."""
        return asking.page(given, back, state)

    def exchange(
        self, wire: Wire, given: Mapping[str, str], *, code: str, back: str, verifier: str
    ) -> Mapping[str, str]:
        """A long-lived token for the code."""
        return asking.exchanged(wire, given, code, back)

    def limits(self, wire: Wire) -> Limits:
        """As documented: 500 characters, twenty pictures or films."""
        return speaking.LIMITS

    def length(self, content: str) -> int:
        """Characters; an emoji counts its bytes in UTF-8."""
        return posts.length(content)

    def prepare(self, wire: Wire, note: Note, *, key: str) -> Prepared:
        """One container a step; Threads fetches media from our address and works on them."""
        return speaking.containers(wire).prepare(wire, note)

    def publish(self, wire: Wire, note: Note, *, key: str) -> Receipt:
        """Publish the container."""
        return speaking.publish(wire, note)

    def look(self, wire: Wire, note: Note, *, key: str) -> Receipt | None:
        """The container itself tells whether it was published."""
        return speaking.look(wire, note)

    def delete(self, wire: Wire, id: str) -> None:
        """Delete our post, for good; a hundred a day."""
        speaking.delete(wire, id)

    def visible(self, wire: Wire, receipt: Receipt) -> bool:
        """Threads' pages are empty without a browser: always TryLater, see `confirm`."""
        return speaking.visible()

    def confirm(self, wire: Wire, receipt: Receipt) -> bool:
        """Does the interface still have it?"""
        return speaking.confirm(wire, receipt)

    def outcome(self, wire: Wire, id: str) -> Mapping[str, int]:
        """Views, likes, answers, reposts and quotations."""
        return speaking.outcome(wire, id)


NETWORK = Threads()
