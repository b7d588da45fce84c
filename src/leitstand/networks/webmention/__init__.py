"""Webmention (https://www.w3.org/TR/webmention/): telling pages that we link, checking who tells us so.

There is no account and no server of its own: whoever has a site takes part. A post's id is the address of the
page that links.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar

from leitstand.networks.webmention import checking, entries, telling
from leitstand.vocabulary.network import Ask, Offer, Page, Wire
from leitstand.vocabulary.post import Post


class Webmention:
    """Links from page to page, told and checked."""

    name: ClassVar[str] = "webmention"
    title: ClassVar[str] = "Webmention"
    federated: ClassVar[bool] = False
    offers: ClassVar[Offer] = Offer.LINK
    needs: ClassVar[tuple[Ask, ...]] = ()

    def parse(self, raw: bytes, url: str = "") -> Iterator[Post]:
        """The post of a page that links to `target` (the fragment `#target=` of `url`). Raises Invalid."""
        return entries.posts(raw, url)

    def tell(self, wire: Wire, source: str, target: str) -> str:
        """Tell the page `target` that our page `source` links to it; the address that was told, "" for none.

        Telling twice is the same as once. Raises TryLater, Rejected or Gone.
        """
        return telling.tell(wire, source, target)

    def asked(self, form: Mapping[str, str], ours: tuple[str, ...]) -> tuple[str, str]:
        """(source, target) of a request that came to us. Raises Invalid (answer 400). Pure.

        `ours` are the beginnings of our own addresses.
        """
        return checking.asked(form, ours)

    def verify(self, wire: Wire, source: str, target: str) -> Page:
        """The page that says it links to us, if it does; else its tombstone. Raises TryLater."""
        return checking.verify(wire, source, target)


NETWORK = Webmention()
