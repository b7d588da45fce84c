"""How we ask a forum, and what its own error types mean.

https://docs.discourse.org
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from leitstand.vocabulary import dealing
from leitstand.vocabulary.errors import Gone, Invalid, NetworkError, Reconnect, Rejected, Uncertain
from leitstand.vocabulary.network import Connection, Wire
from leitstand.vocabulary.post import Actor
from leitstand.vocabulary.shapes import loaded, mapping, text
from leitstand.vocabulary.words import _


@contextmanager
def sorting() -> Iterator[None]:
    """Around every call: an error by Discourse's own type."""
    try:
        yield
    except NetworkError as error:
        raise sorted_out(error) from error


def sorted_out(error: NetworkError) -> NetworkError:
    """A key that was taken back comes as 403, as does what a user may not do."""
    if isinstance(error, Uncertain) or not isinstance(error, Rejected | Reconnect):
        return error
    words, kind = str(error.facts.get("words")), ""
    try:
        kind = text(loaded(error.body, "Discourse"), "error_type") if error.body else ""
    except Invalid:
        return error
    if isinstance(error, Reconnect) or kind in ("not_logged_in", "invalid_api_key") or "API" in words:
        return dealing.ended("Discourse")
    if kind == "invalid_access":
        return dealing.lacking("Discourse", words)
    return error


def get(wire: Wire, url: str, query: Mapping[str, str] | None = None) -> Any:
    """One reading."""
    with sorting():
        return wire.get(url, query=query).json()


def base(wire: Wire) -> str:
    """The address of our forum, without a slash at its end. Raises Reconnect when none is connected."""
    return dealing.me(wire, "Discourse").id.partition("/u/")[0]


def user(wire: Wire) -> str:
    """Our name there."""
    return dealing.me(wire, "Discourse").id.partition("/u/")[2].partition("#")[0]


def category(wire: Wire) -> str:
    """Where new topics go."""
    return dealing.me(wire, "Discourse").id.rpartition("#category=")[2]


def site(typed: str) -> str:
    """What somebody calls a forum, as its address. Raises Invalid."""
    typed = typed.strip().rstrip("/")
    address = typed if "://" in typed else f"https://{typed}"
    if not urlsplit(address).hostname or " " in address:
        raise Invalid(
            _("“%(address)s” is no address of a forum. Write it like “forum.example”."), address=typed
        )
    return address


def connect(wire: Wire, given: Mapping[str, str]) -> Connection:
    """Whether the key is good for this user, and whether there is such a category."""
    address, name = site(given.get("address", "")), given.get("user", "").strip().removeprefix("@")
    number = given.get("category", "").strip().rstrip("/").rpartition("/")[2]
    headers = {"api-key": given.get("key", "").strip(), "api-username": name}
    try:
        said = wire.get(f"{address}/session/current.json", headers=headers).json()
    except (Gone, Rejected, Reconnect) as error:
        raise dealing.unwanted("Discourse") from error
    me = mapping(said, "current_user")
    if text(me, "username").casefold() != name.casefold():
        raise dealing.unwanted("Discourse")
    try:
        found = mapping(wire.get(f"{address}/c/{number}/show.json", headers=headers).json(), "category")
    except (Gone, Rejected) as error:
        raise Invalid(
            _("The forum has no category %(category)s that this user may write in. Nothing was stored."),
            category=number,
        ) from error
    parts = urlsplit(address)
    return Connection(
        server=f"{parts.scheme}://{parts.netloc}",
        headers=headers,
        actor=Actor(
            id=f"{address}/u/{text(me, 'username')}#category={number}",
            name=text(me, "name") or text(found, "name") or None,
            preferred_username=text(me, "username"),
        ),
        url=f"{address}/u/{text(me, 'username')}",
    )
