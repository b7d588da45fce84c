"""Mastodon and its kin (GoToSocial, Akkoma, Pleroma …), by the client API.

A post's id is its ActivityPub address, the same on every server; `also["mastodon:local"]` is where the API of
our server has it. Sources: an account, a hashtag, the public and local timeline, "home", "notifications".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import ClassVar

from leitstand.networks.mastodon import finding, following, length, permission, posts, reading, speaking
from leitstand.vocabulary.audience import Followed, Follower
from leitstand.vocabulary.errors import Gone, Invalid, Reconnect
from leitstand.vocabulary.network import Ask, Connection, Found, Limits, Offer, Page, Wire, secret
from leitstand.vocabulary.post import Note, Post, Receipt
from leitstand.vocabulary.words import _


class Mastodon:
    """Mastodon and its kin, by the client API."""

    name: ClassVar[str] = "mastodon"
    title: ClassVar[str] = "Mastodon"
    federated: ClassVar[bool] = True
    offers: ClassVar[Offer] = (
        Offer.READ
        | Offer.STREAM
        | Offer.NOTIFY
        | Offer.PUBLISH
        | Offer.WARNING
        | Offer.REPLY
        | Offer.PICTURES
        | Offer.DELETE
        | Offer.MODERATE
        | Offer.OUTCOME
        | Offer.FOLLOWERS
        | Offer.SIGN_IN
        | Offer.REGISTER
    )
    moderates: ClassVar[tuple[str, ...]] = ("report",)
    needs: ClassVar[tuple[Ask, ...]] = (
        Ask("server", _("Your server"), _("For example social.example")),
        secret(
            "token",
            _("Access token"),
            _("On your server: Preferences, Development, New application; rights “read” and “write”."),
            granted=True,
        ),
    )

    def parse(self, raw: bytes, url: str = "") -> Iterator[Post]:
        """Every status in an answer, a notification or a streamed event. Raises Invalid."""
        return posts.posts(raw, url)

    def find(self, wire: Wire, address: str) -> Iterable[Found]:
        """Handles, profiles, hashtags (also “#tag@server”), and whole servers."""
        return finding.find(wire, address)

    def read(self, wire: Wire, source: str, since: str) -> Iterator[Page]:
        """New posts of a source, oldest page first; at first the newest 40."""
        return reading.read(wire, source, since)

    def stream(self, wire: Wire, source: str, since: str) -> Iterator[Page]:
        """What was missed, then posts, edits and deletions as they come."""
        return reading.stream(wire, source, since)

    def connect(self, wire: Wire, given: Mapping[str, str]) -> Connection:
        """Whose token this is. Raises Invalid when the server does not take it."""
        server = finding.origin(given.get("server", ""))
        headers = {"authorization": f"Bearer {given.get('token', '').strip()}"}
        try:
            account = wire.get(server + "/api/v1/accounts/verify_credentials", headers=headers).json()
        except Reconnect as error:
            raise Invalid(
                _("%(server)s does not accept this token. Copy it once more; nothing was stored."),
                server=server,
            ) from error
        except Gone as error:
            raise Invalid(
                _("%(server)s does not speak Mastodon's language. Is it the right server?"), server=server
            ) from error
        actor = posts.actor(account)
        if actor is None:
            raise Invalid(_("%(server)s does not tell whose token this is."), server=server)
        return Connection(server=server, headers=headers, actor=actor, url=str(account.get("url") or ""))

    def register(self, wire: Wire, given: Mapping[str, str], *, back: str) -> Mapping[str, str]:
        """An app of our own on that server; every server makes one for whoever asks."""
        return permission.register(wire, finding.origin(given.get("server", "")), back)

    def authorize(self, given: Mapping[str, str], *, back: str, state: str, challenge: str) -> str:
        """The server's page; PKCE since Mastodon 4.3, older ones pass over it."""
        return permission.page(finding.origin(given.get("server", "")), given, back, state, challenge)

    def exchange(
        self, wire: Wire, given: Mapping[str, str], *, code: str, back: str, verifier: str
    ) -> Mapping[str, str]:
        """The token for the code; it does not end by itself."""
        form = {"code": code, "redirect_uri": back, "code_verifier": verifier}
        return permission.exchange(wire, finding.origin(given.get("server", "")), given, form)

    def limits(self, wire: Wire) -> Limits:
        """As the server tells; Mastodon's own defaults where it does not."""
        return speaking.limits(wire)

    def length(self, content: str) -> int:
        """Graphemes; a link counts 23, a handle without its server."""
        return length.length(content)

    def publish(self, wire: Wire, note: Note, *, key: str) -> Receipt:
        """One public status. A reply begins with the handle it answers, or its author would not hear of it.

        The server takes the same `key` once within an hour. A note's `name` has no place here, it stays.
        """
        return speaking.publish(wire, note, key)

    def look(self, wire: Wire, note: Note, *, key: str) -> Receipt | None:
        """The same words, answering the same post, on our own timeline since a minute before the note."""
        return speaking.look(wire, note)

    def delete(self, wire: Wire, id: str) -> None:
        """Delete our status; our server tells the others, which may or may not obey."""
        wire.delete(f"/api/v1/statuses/{speaking.local(wire, id)}")

    def visible(self, wire: Wire, receipt: Receipt) -> bool:
        """Asked without our token: the interface first, then the page itself."""
        return speaking.visible(wire, receipt)

    def moderate(self, wire: Wire, id: str, act: str) -> None:
        """Report a post to who runs our server: the only thing that an account may do about others' posts."""
        speaking.report(wire, id, act)

    def outcome(self, wire: Wire, id: str) -> Mapping[str, int]:
        """Replies, reposts and likes, as our server counts them."""
        return speaking.outcome(wire, id)

    def followed(self, wire: Wire, address: str) -> Followed:
        """The account behind a handle or profile, at its own server."""
        return following.followed(wire, address)

    def followers(self, wire: Wire, id: str) -> Iterator[Sequence[Follower]]:
        """As its own server lists them, whoever followed last first. See `following`."""
        return following.followers(wire, id)

    def described(self, wire: Wire, drawn: Sequence[Follower]) -> Iterator[Follower]:
        """The list tells everything already."""
        yield from drawn


NETWORK = Mastodon()
