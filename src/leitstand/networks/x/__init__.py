"""X, by its API v2 with the organisation's own keys; every call is paid, and metered.

A post's id is its address without the name (`/i/status/…`). Sources: "notifications" (what mentions us) and
"own" (what we said). Reading on asks only for what is newer, for each post read costs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar

from leitstand.networks.x import asking, length, media, posts, speaking
from leitstand.vocabulary.network import Answer, Ask, Connection, Limits, Offer, Page, Prepared, Wire, secret
from leitstand.vocabulary.post import Note, Post, Receipt
from leitstand.vocabulary.quota import Charge, Quota
from leitstand.vocabulary.words import _


class X:
    """One account of ours."""

    name: ClassVar[str] = "x"
    title: ClassVar[str] = "X"
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
        Ask("client", _("Client ID"), _("Of your own app in X's developer console, kind “Web App”.")),
        secret("client_secret", _("Client secret")),
        secret(
            "refresh",
            _("Refresh token"),
            _("It comes of signing in; X takes each one only once."),
            granted=True,
        ),
    )
    quotas: ClassVar[tuple[Quota, ...]] = asking.QUOTAS

    def price(self, method: str, url: str, answer: Answer | None) -> Charge | None:
        """What a call costs by X's price list: readings by what came back, writings by the call."""
        return asking.price(method, url, answer)

    def parse(self, raw: bytes, url: str = "") -> Iterator[Post]:
        """Posts in an answer. Raises Invalid."""
        return posts.posts(raw)

    def read(self, wire: Wire, source: str, since: str) -> Iterator[Page]:
        """Posts that mention us, or our own, newer than the cursor, oldest page first."""
        return asking.read(wire, source, since)

    def connect(self, wire: Wire, given: Mapping[str, str]) -> Connection:
        """Whose refresh token this is; it is used up by this, `given` of the answer has the next."""
        return asking.connect(wire, given)

    def renew(self, wire: Wire, given: Mapping[str, str]) -> Connection:
        """An access token for two hours, and the next refresh token, to be stored before all else."""
        return asking.renewed(wire, given)

    def authorize(self, given: Mapping[str, str], *, back: str, state: str, challenge: str) -> str:
        """X's page."""
        return asking.page(given, back, state, challenge)

    def exchange(
        self, wire: Wire, given: Mapping[str, str], *, code: str, back: str, verifier: str
    ) -> Mapping[str, str]:
        """The refresh token for the code."""
        return asking.exchanged(wire, given, {"code": code, "redirect_uri": back, "code_verifier": verifier})

    def limits(self, wire: Wire) -> Limits:
        """As documented for accounts that do not pay: 280 by weight, four pictures or one film."""
        return speaking.LIMITS

    def length(self, content: str) -> int:
        """By weight: a link counts 23, an emoji 2, a letter outside Europe's alphabets 2."""
        return length.length(content)

    def prepare(self, wire: Wire, note: Note, *, key: str) -> Prepared:
        """Upload one picture, or a piece of a film, and give it its alternative text."""
        return media.prepare(wire, note)

    def publish(self, wire: Wire, note: Note, *, key: str) -> Receipt:
        """One post. X refuses the same words twice; then the one that is there is looked up."""
        return speaking.publish(wire, note)

    def look(self, wire: Wire, note: Note, *, key: str) -> Receipt | None:
        """The same words, answering the same post, on our timeline since a minute before the note."""
        return speaking.look(wire, note)

    def delete(self, wire: Wire, id: str) -> None:
        """Delete our post; quotations and copies stay."""
        speaking.delete(wire, id)

    def visible(self, wire: Wire, receipt: Receipt) -> bool:
        """X's pages are empty for strangers: always TryLater, see `confirm`."""
        return speaking.visible()

    def confirm(self, wire: Wire, receipt: Receipt) -> bool:
        """Does the interface still have it?"""
        return speaking.confirm(wire, receipt)

    def outcome(self, wire: Wire, id: str) -> Mapping[str, int]:
        """Replies, likes, reposts and views."""
        return speaking.outcome(wire, id)


NETWORK = X()
