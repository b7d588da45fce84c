"""An Instagram account of ours, by the Graph API and the Facebook page it belongs to.

A post's id is made of Meta's number, its address for people is told by Instagram. Sources: "notifications"
(comments below our posts, and posts that tag us) and "own" (our posts).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar

from leitstand.networks.instagram import posts, reading, speaking
from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.graph import pages
from leitstand.vocabulary.network import Answer, Ask, Connection, Limits, Offer, Page, Prepared, Wire
from leitstand.vocabulary.post import Actor, Note, Post, Receipt
from leitstand.vocabulary.quota import Charge, Quota
from leitstand.vocabulary.shapes import mapping, text
from leitstand.vocabulary.words import _


class Instagram:
    """One professional account."""

    name: ClassVar[str] = "instagram"
    title: ClassVar[str] = "Instagram"
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
        | Offer.MODERATE
        | Offer.OUTCOME
        | Offer.SIGN_IN
    )
    needs: ClassVar[tuple[Ask, ...]] = pages.NEEDS
    quotas: ClassVar[tuple[Quota, ...]] = (Quota(bucket="posts", unit=_("posts"), units=100),)

    def price(self, method: str, url: str, answer: Answer | None) -> Charge | None:
        """A publication is one of a hundred in 24 hours; nothing else is counted."""
        return Charge("posts") if method == "POST" and url.endswith("/media_publish") else None

    def parse(self, raw: bytes, url: str = "") -> Iterator[Post]:
        """Posts and comments in an answer. Raises Invalid."""
        return posts.posts(raw)

    def read(self, wire: Wire, source: str, since: str) -> Iterator[Page]:
        """New and changed comments and tags, or our posts, oldest first."""
        return reading.read(wire, source, since)

    def connect(self, wire: Wire, given: Mapping[str, str]) -> Connection:
        """The account behind the page. Raises Invalid when there is none."""
        fields = "id,name,instagram_business_account{id,username,name}"
        page = pages.page_of(wire, given, self.title, fields, speaking.RIGHTS)
        account = mapping(page.said, "instagram_business_account")
        id, name = text(account, "id"), text(account, "username")
        if not id:
            raise Invalid(
                _("No professional Instagram account belongs to the page %(page)s. Link it there first."),
                page=text(page.said, "name"),
            )
        return Connection(
            server=pages.SERVER,
            headers=page.headers,
            actor=Actor(
                id=f"{posts.AT}{id}", name=text(account, "name") or None, preferred_username=f"@{name}"
            ),
            url=f"https://www.instagram.com/{name}/",
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
        """As documented: 2,200 characters, one to ten pictures (JPEG) or a film."""
        return speaking.LIMITS

    def length(self, content: str) -> int:
        """Characters."""
        return len(content)

    def prepare(self, wire: Wire, note: Note, *, key: str) -> Prepared:
        """One container a step; Instagram fetches the media from our address and works on them."""
        if note.in_reply_to:
            return Prepared(state="")
        speaking.fits(note)
        return speaking.containers(wire).prepare(wire, note)

    def publish(self, wire: Wire, note: Note, *, key: str) -> Receipt:
        """Publish the container, or with `in_reply_to` a comment."""
        return speaking.publish(wire, note)

    def look(self, wire: Wire, note: Note, *, key: str) -> Receipt | None:
        """The container itself tells whether it was published; a comment is found by its words."""
        return speaking.look(wire, note)

    def delete(self, wire: Wire, id: str) -> None:
        """Delete our post or comment, for good."""
        speaking.delete(wire, id)

    def visible(self, wire: Wire, receipt: Receipt) -> bool:
        """Instagram shows strangers a wall: always TryLater, see `confirm`."""
        return speaking.visible()

    def confirm(self, wire: Wire, receipt: Receipt) -> bool:
        """Does the interface still have it?"""
        return speaking.confirm(wire, receipt)

    def moderate(self, wire: Wire, id: str, act: str) -> None:
        """Hide a comment below our posts, show it again, or delete it."""
        speaking.moderate(wire, id, act)

    def outcome(self, wire: Wire, id: str) -> Mapping[str, int]:
        """Likes, comments, and where Instagram tells them views, reach, shares and saves."""
        return speaking.outcome(wire, id)


NETWORK = Instagram()
