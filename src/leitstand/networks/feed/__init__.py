"""Feeds of blogs and news sites: RSS, RDF, Atom, CDF and JSON Feed, found from a site's address."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from leitstand.networks.feed import entries, jsonfeed, polling
from leitstand.networks.feed.guarded import parsed
from leitstand.networks.feed.text import decoded, root_of, tamed
from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.network import Ask, Found, Offer, Page, Wire
from leitstand.vocabulary.post import Post
from leitstand.vocabulary.words import _

_ROOTS = {"rss", "rdf", "feed", "channel"}


class Feed:
    """Any feed, read as far as it goes. Formats: rssboard.org, RFC 4287, jsonfeed.org."""

    name: ClassVar[str] = "feed"
    title: ClassVar[str] = "Feed"
    federated: ClassVar[bool] = False
    offers: ClassVar[Offer] = Offer.READ
    needs: ClassVar[tuple[Ask, ...]] = ()

    def parse(self, raw: bytes, url: str = "") -> list[Post]:
        """The posts of one feed. Raises Invalid when this is no feed, too large, or an entity bomb."""
        text = decoded(raw)
        if text.lstrip().startswith(("{", "[")):
            return list(jsonfeed.posts(text, url))
        document = tamed(text)
        root = root_of(document)
        feed = parsed(document, url) if document and root != "html" else None
        if feed is None or not (feed.entries or feed.version or root in _ROOTS):
            raise Invalid(_what(text, root))
        return list(entries.posts(feed, url))

    def find(self, wire: Wire, address: str) -> Iterator[Found]:
        """The feeds of a site: its address itself, those its page names, or those in the usual places."""
        return polling.find(wire, address)

    def read(self, wire: Wire, source: str, since: str) -> Iterator[Page]:
        """The feed, when it has changed since the cursor; nothing when it has not."""
        return polling.read(wire, source, since)


def _what(text: str, root: str) -> str:
    if not text.strip("\x00\ufeff \t\r\n"):
        return _("The answer is empty: there is no feed in it.")
    if root == "html":
        return _("This is a web page, not a feed. Look on it for a link named RSS, Atom or Feed.")
    return _("This is no feed: neither RSS nor Atom nor JSON Feed. Nothing of it was read.")


NETWORK = Feed()
