"""WordPress, by its REST interface and an application password; also in a subfolder, with plain permalinks.

An id is the address at which the interface has the thing itself, so it is unique over all sites. Sources:
articles (of a site, category, tag or author), comments (of a site or an article), and "notifications": every
comment and link on our own site, also those that wait for approval.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import ClassVar

from leitstand.networks.wordpress import posts, reading, site, speaking
from leitstand.vocabulary.network import Ask, Connection, Found, Limits, Offer, Page, Wire, secret
from leitstand.vocabulary.post import Note, Post, Receipt
from leitstand.vocabulary.words import _


class WordPress:
    """Blogs and sites made with WordPress 5.7 or newer."""

    name: ClassVar[str] = "wordpress"
    title: ClassVar[str] = "WordPress"
    federated: ClassVar[bool] = False
    offers: ClassVar[Offer] = (
        Offer.READ
        | Offer.NOTIFY
        | Offer.PUBLISH
        | Offer.TITLE
        | Offer.REPLY
        | Offer.PICTURES
        | Offer.DELETE
        | Offer.MODERATE
        | Offer.OUTCOME
    )
    needs: ClassVar[tuple[Ask, ...]] = (
        Ask("address", _("Address of your site"), _("For example blog.example")),
        Ask("user", _("User name")),
        secret(
            "password",
            _("Application password"),
            _("Not the one for signing in. Make one on your site: Users, Profile, Application Passwords."),
        ),
    )

    def parse(self, raw: bytes, url: str = "") -> Iterator[Post]:
        """Articles and comments in an answer of the interface. Raises Invalid."""
        return posts.posts(raw, url)

    def find(self, wire: Wire, address: str) -> Iterable[Found]:
        """The address of a site, or of one of its articles, categories, tags or authors."""
        return site.find(wire, address)

    def read(self, wire: Wire, source: str, since: str) -> Iterator[Page]:
        """What is new or changed in a source, oldest page first; at first the newest hundred."""
        return reading.read(wire, source, since)

    def connect(self, wire: Wire, given: Mapping[str, str]) -> Connection:
        """As whom the application password lets us in. Raises Invalid, naming what to change."""
        return site.connect(wire, given)

    def limits(self, wire: Wire) -> Limits:
        """No limit that WordPress would tell; twenty pictures are ours, for the sake of the page."""
        return Limits(pictures=20)

    def length(self, content: str) -> int:
        """Characters."""
        return len(content)

    def publish(self, wire: Wire, note: Note, *, key: str) -> Receipt:
        """An article, or with `in_reply_to` a comment, in the name of our account. Looks before it sends."""
        return speaking.publish(wire, note, key)

    def look(self, wire: Wire, note: Note, *, key: str) -> Receipt | None:
        """The article whose address ends in a digest of `key`; a comment by its words and place."""
        return speaking.look(wire, note, key)

    def delete(self, wire: Wire, id: str) -> None:
        """Into the site's trash, where it can be brought back from; its pictures for good."""
        speaking.delete(wire, id)

    def visible(self, wire: Wire, receipt: Receipt) -> bool:
        """Asked without our password: the interface first, then the page itself."""
        return speaking.visible(wire, receipt)

    def moderate(self, wire: Wire, id: str, act: str) -> None:
        """Approve, hold, mark as spam or trash a comment on our site."""
        speaking.moderate(wire, id, act)

    def outcome(self, wire: Wire, id: str) -> Mapping[str, int]:
        """How many approved comments and links others left."""
        return speaking.outcome(wire, id)


NETWORK = WordPress()
