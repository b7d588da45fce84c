"""YouTube, by the Data API v3 with the organisation's own key: our channel, its comments, and uploads.

A post's id is its address: of a video, or of a comment below one (`&lc=`). Sources: "notifications" (every
comment below our videos) and "own" (our videos). Other channels are listened to by their feeds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar

from leitstand.networks.youtube import asking, films, posts, reading, speaking
from leitstand.vocabulary.network import Answer, Ask, Connection, Limits, Offer, Page, Prepared, Wire, secret
from leitstand.vocabulary.post import Note, Post, Receipt
from leitstand.vocabulary.quota import Charge, Quota
from leitstand.vocabulary.words import _


class YouTube:
    """One channel of ours."""

    name: ClassVar[str] = "youtube"
    title: ClassVar[str] = "YouTube"
    federated: ClassVar[bool] = False
    offers: ClassVar[Offer] = (
        Offer.NOTIFY
        | Offer.PUBLISH
        | Offer.REPLY
        | Offer.FILMS
        | Offer.TITLE
        | Offer.PREPARE
        | Offer.DELETE
        | Offer.CONFIRM
        | Offer.MODERATE
        | Offer.OUTCOME
        | Offer.RENEW
        | Offer.SIGN_IN
    )
    needs: ClassVar[tuple[Ask, ...]] = (
        Ask("client", _("Client ID"), _("Of your own project in the Google Cloud console, kind “Web”.")),
        secret("client_secret", _("Client secret")),
        secret(
            "refresh",
            _("Refresh token"),
            _("It comes of signing in with the channel's Google account and the right youtube.force-ssl."),
            granted=True,
        ),
    )
    quotas: ClassVar[tuple[Quota, ...]] = asking.QUOTAS

    def price(self, method: str, url: str, answer: Answer | None) -> Charge | None:
        """What a call costs by Google's table; what is asked in vain costs as well."""
        return asking.price(method, url)

    def parse(self, raw: bytes, url: str = "") -> Iterator[Post]:
        """Videos and comments in an answer. Raises Invalid."""
        return posts.posts(raw)

    def read(self, wire: Wire, source: str, since: str) -> Iterator[Page]:
        """New and changed comments below our videos, or our videos, oldest page first."""
        return reading.read(wire, source, since)

    def connect(self, wire: Wire, given: Mapping[str, str]) -> Connection:
        """Which channel the refresh token is for. Raises Invalid when it is for none."""
        return asking.connect(wire, given)

    def renew(self, wire: Wire, given: Mapping[str, str]) -> Connection:
        """A new access token, good for an hour. Reconnect: the refresh token was taken back."""
        return asking.renewed(wire, given)

    def authorize(self, given: Mapping[str, str], *, back: str, state: str, challenge: str) -> str:
        """Google's page."""
        return asking.page(given, back, state, challenge)

    def exchange(
        self, wire: Wire, given: Mapping[str, str], *, code: str, back: str, verifier: str
    ) -> Mapping[str, str]:
        """The refresh token for the code."""
        return asking.exchanged(wire, given, {"code": code, "redirect_uri": back, "code_verifier": verifier})

    def limits(self, wire: Wire) -> Limits:
        """As documented: a film a video, 5,000 bytes of description, 100 characters of title."""
        return speaking.LIMITS

    def length(self, content: str) -> int:
        """Bytes in UTF-8, as YouTube counts descriptions."""
        return len(content.encode())

    def prepare(self, wire: Wire, note: Note, *, key: str) -> Prepared:
        """Upload the film as private, eight mebibytes a step, and wait until it was worked on."""
        return films.prepare(wire, note)

    def publish(self, wire: Wire, note: Note, *, key: str) -> Receipt:
        """Make the uploaded film public, or answer a video or comment."""
        return speaking.publish(wire, note)

    def look(self, wire: Wire, note: Note, *, key: str) -> Receipt | None:
        """Is the uploaded film public, or our comment there? By its words, since a minute before the note."""
        return speaking.look(wire, note)

    def delete(self, wire: Wire, id: str) -> None:
        """Delete our video or comment; there is no way back."""
        speaking.delete(wire, id)

    def visible(self, wire: Wire, receipt: Receipt) -> bool:
        """Does YouTube let strangers embed the video? For comments nobody can tell, see `confirm`."""
        return speaking.visible(wire, receipt)

    def confirm(self, wire: Wire, receipt: Receipt) -> bool:
        """Does the interface still list it?"""
        return speaking.confirm(wire, receipt)

    def moderate(self, wire: Wire, id: str, act: str) -> None:
        """Approve, hold or reject a comment below one of our videos."""
        speaking.moderate(wire, id, act)

    def outcome(self, wire: Wire, id: str) -> Mapping[str, int]:
        """Views, likes and comments."""
        return speaking.outcome(wire, id)


NETWORK = YouTube()
