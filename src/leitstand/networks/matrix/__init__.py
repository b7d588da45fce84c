"""Matrix, by the client-server API: one room of a closed circle, out and in.

An account is one user in one room; everything others say there is heard ("notifications"). A post's id is its
matrix.to address, which people can open. What is said in such a room is never quoted outside (`internal`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar

from leitstand.networks.matrix import events, rooms, speaking
from leitstand.vocabulary.network import Ask, Connection, Limits, Offer, Page, Wire, secret
from leitstand.vocabulary.post import Note, Post, Receipt
from leitstand.vocabulary.words import _


class Matrix:
    """One room on any homeserver."""

    name: ClassVar[str] = "matrix"
    title: ClassVar[str] = "Matrix"
    federated: ClassVar[bool] = False
    internal: ClassVar[bool] = True
    offers: ClassVar[Offer] = (
        Offer.NOTIFY
        | Offer.PUBLISH
        | Offer.REPLY
        | Offer.PICTURES
        | Offer.DELETE
        | Offer.CONFIRM
        | Offer.OUTCOME
    )
    needs: ClassVar[tuple[Ask, ...]] = (
        Ask("server", _("Your server"), _("For example matrix.example")),
        Ask("room", _("Room"), _("Like #presse:matrix.example. It must not be encrypted.")),
        secret(
            "token",
            _("Access token"),
            _("Of an account made for this. It has to be in the room already, or invited."),
        ),
    )

    def parse(self, raw: bytes, url: str = "") -> Iterator[Post]:
        """Messages, edits and deletions in an answer of the server. Raises Invalid."""
        return events.posts(raw)

    def read(self, wire: Wire, source: str, since: str) -> Iterator[Page]:
        """What others said in the room since the cursor, oldest first; at first the newest 50."""
        return rooms.read(wire, source, since)

    def connect(self, wire: Wire, given: Mapping[str, str]) -> Connection:
        """Who we are and which room it is. Raises Invalid for a foreign token or an encrypted room."""
        return rooms.connect(wire, given)

    def limits(self, wire: Wire) -> Limits:
        """An event holds 65,536 bytes with all that is around it; one picture an event."""
        return speaking.limits(wire)

    def length(self, content: str) -> int:
        """Bytes in UTF-8."""
        return len(content.encode())

    def publish(self, wire: Wire, note: Note, *, key: str) -> Receipt:
        """One message; the server takes the same `key` from the same sign-in only once."""
        return speaking.publish(wire, note, key)

    def look(self, wire: Wire, note: Note, *, key: str) -> Receipt | None:
        """Our message with this key, or with the same words, in the room since a minute before the note."""
        return speaking.look(wire, note, key)

    def delete(self, wire: Wire, id: str) -> None:
        """Redact it: servers drop the words, clients that are offline keep them."""
        speaking.delete(wire, id)

    def visible(self, wire: Wire, receipt: Receipt) -> bool:
        """Nobody outside the room may look: always TryLater, see `confirm`."""
        return speaking.visible()

    def confirm(self, wire: Wire, receipt: Receipt) -> bool:
        """Does the message still have words, as the server tells us?"""
        return speaking.confirm(wire, receipt)

    def outcome(self, wire: Wire, id: str) -> Mapping[str, int]:
        """Reactions and answers in its thread."""
        return speaking.outcome(wire, id)


NETWORK = Matrix()
