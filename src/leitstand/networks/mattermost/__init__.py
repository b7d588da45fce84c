"""Mattermost, by the API v4: one channel of a closed circle, out and in.

An account is one user or bot in one channel; everything others say there is heard ("notifications"). What is
said in such a channel is never quoted outside (`internal`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar

from leitstand.networks.mattermost import channel, posts, speaking
from leitstand.vocabulary.network import Ask, Connection, Limits, Offer, Page, Prepared, Wire, secret
from leitstand.vocabulary.post import Note, Post, Receipt
from leitstand.vocabulary.words import _


class Mattermost:
    """One channel on any server."""

    name: ClassVar[str] = "mattermost"
    title: ClassVar[str] = "Mattermost"
    federated: ClassVar[bool] = False
    internal: ClassVar[bool] = True
    offers: ClassVar[Offer] = (
        Offer.NOTIFY
        | Offer.PUBLISH
        | Offer.REPLY
        | Offer.PICTURES
        | Offer.PREPARE
        | Offer.DELETE
        | Offer.CONFIRM
        | Offer.OUTCOME
    )
    needs: ClassVar[tuple[Ask, ...]] = (
        Ask("server", _("Your server"), _("For example chat.example")),
        Ask("channel", _("Channel"), _("Its address, like https://chat.example/team/channels/presse.")),
        secret(
            "token", _("Access token"), _("Of a bot or an account made for this, that is in the channel.")
        ),
    )

    def parse(self, raw: bytes, url: str = "") -> Iterator[Post]:
        """Messages, edits and deletions in an answer of the server. Raises Invalid."""
        return posts.posts(raw, url)

    def read(self, wire: Wire, source: str, since: str) -> Iterator[Page]:
        """What others said, edited or deleted in the channel since the cursor; at first the newest fifty."""
        return channel.read(wire, source, since)

    def connect(self, wire: Wire, given: Mapping[str, str]) -> Connection:
        """Who we are and which channel it is. Raises Invalid."""
        return channel.connect(wire, given)

    def limits(self, wire: Wire) -> Limits:
        """As the server tells; 16,383 characters where it does not, ten files."""
        return speaking.limits(wire)

    def length(self, content: str) -> int:
        """Characters."""
        return len(content)

    def prepare(self, wire: Wire, note: Note, *, key: str) -> Prepared:
        """Upload one picture."""
        return speaking.prepare(wire, note)

    def publish(self, wire: Wire, note: Note, *, key: str) -> Receipt:
        """One message that carries a digest of `key`; looks before it sends."""
        return speaking.publish(wire, note, key)

    def look(self, wire: Wire, note: Note, *, key: str) -> Receipt | None:
        """Our message with this key in the channel since a minute before the note."""
        return speaking.look(wire, note, key)

    def delete(self, wire: Wire, id: str) -> None:
        """Delete our message; administrators may keep it."""
        speaking.delete(wire, id)

    def visible(self, wire: Wire, receipt: Receipt) -> bool:
        """Nobody outside may look: always TryLater, see `confirm`."""
        return speaking.visible()

    def confirm(self, wire: Wire, receipt: Receipt) -> bool:
        """Does the server still show it to us?"""
        return speaking.confirm(wire, receipt)

    def outcome(self, wire: Wire, id: str) -> Mapping[str, int]:
        """Reactions, and answers in its thread."""
        return speaking.outcome(wire, id)


NETWORK = Mattermost()
