"""How we ask a PeerTube server, and what its error codes mean.

https://docs.joinpeertube.org/api-rest-reference.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from leitstand.vocabulary import dealing, oauth
from leitstand.vocabulary.errors import Gone, Invalid, NetworkError, Reconnect, Rejected, Uncertain
from leitstand.vocabulary.network import Connection, Wire
from leitstand.vocabulary.post import Actor
from leitstand.vocabulary.shapes import loaded, mapping, objects, text, whole
from leitstand.vocabulary.words import _

API = "/api/v1"
_ENDED = ("invalid_token", "invalid_grant", "account_waiting_for_approval", "account_approval_rejected")


@contextmanager
def sorting() -> Iterator[None]:
    """Around every call: an error by PeerTube's own code."""
    try:
        yield
    except NetworkError as error:
        raise sorted_out(error) from error


def sorted_out(error: NetworkError) -> NetworkError:
    """Problems (RFC 9457) with a code; what a user may not do comes without one."""
    if isinstance(error, Uncertain):
        return error
    kind = code(error)
    if isinstance(error, Reconnect) or kind in _ENDED:
        return dealing.ended("PeerTube")
    if error.facts.get("status") == 403 and not kind:
        return dealing.lacking("PeerTube", str(error.facts.get("words")))
    return error


def code(error: NetworkError) -> str:
    """PeerTube's own name for what went wrong."""
    try:
        return text(loaded(error.body, "PeerTube"), "code") if error.body else ""
    except Invalid:
        return ""


def get(wire: Wire, path: str, query: Mapping[str, str] | None = None) -> Any:
    """One reading."""
    with sorting():
        return wire.get(f"{wire.server}{API}{path}", query=query).json()


def me(wire: Wire) -> str:
    """Our short name there. Raises Reconnect when nobody is connected."""
    return dealing.me(wire, "PeerTube").id.rpartition("/a/")[2].partition("#")[0]


def channel(wire: Wire) -> int:
    """The number of our channel."""
    return int(dealing.me(wire, "PeerTube").id.rpartition("#channel=")[2])


def connect(wire: Wire, given: Mapping[str, str]) -> Connection:
    """The same as `renewed`, in the words of the connect form."""
    try:
        return renewed(wire, given)
    except Reconnect as error:
        raise dealing.unwanted("PeerTube") from error


def renewed(wire: Wire, given: Mapping[str, str]) -> Connection:
    """A fresh token, and the channel among those that are ours."""
    typed = given.get("server", "").strip().rstrip("/")
    parts = urlsplit(typed if "://" in typed else f"https://{typed}")
    if not parts.hostname or " " in typed:
        raise Invalid(_("“%(server)s” is no server. Write it like “video.example”."), server=typed)
    server = f"{parts.scheme}://{parts.netloc}"
    token = _token(wire, server, given)
    with sorting():
        said = wire.get(f"{server}{API}/users/me", headers=token.headers).json()
    name = given.get("channel", "").strip().rstrip("/").rpartition("/")[2].partition("@")[0]
    ours = {text(one, "name"): one for one in objects(said, "videoChannels")}
    if name not in ours:
        raise Invalid(
            _("The account has no channel “%(channel)s”. It has: %(names)s. Nothing was stored."),
            channel=name,
            names=", ".join(ours) or "-",
        )
    number = whole(ours[name], "id") or 0
    user = text(mapping(said, "account"), "name") or text(said, "username")
    return Connection(
        server=server,
        headers=token.headers,
        actor=Actor(
            id=f"{server}/a/{user}#channel={number}",
            name=text(ours[name], "displayName") or name,
            preferred_username=f"{name}@{parts.netloc}",
        ),
        url=text(ours[name], "url") or f"{server}/c/{name}",
        expires=token.expires,
    )


def _token(wire: Wire, server: str, given: Mapping[str, str]) -> oauth.Token:
    """By name and password: PeerTube's refresh tokens end after two weeks and need these anyway."""
    try:
        client = wire.get(f"{server}{API}/oauth-clients/local").json()
    except (Gone, Rejected, Reconnect) as error:
        raise Invalid(
            _("%(server)s does not speak the language of PeerTube. Is it the right server?"), server=server
        ) from error
    form = {
        "client_id": text(client, "client_id"),
        "client_secret": text(client, "client_secret"),
        "grant_type": "password",
        "username": given.get("user", "").strip(),
        "password": given.get("password", ""),
    }
    with dealing.harmless("PeerTube"):
        try:
            return oauth.read(wire.post(f"{server}{API}/users/token", form=form), "PeerTube")
        except NetworkError as error:
            if code(error) == "missing_two_factor":
                raise Invalid(
                    _("This account wants a second factor, which a program has not. Make one for this.")
                ) from error
            raise sorted_out(error) from error
