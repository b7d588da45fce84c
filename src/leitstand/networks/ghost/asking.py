"""How we ask Ghost: a token made of the integration's key, and what its error types mean.

https://docs.ghost.org/admin-api/#token-authentication
"""

from __future__ import annotations

import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from hashlib import sha256
from urllib.parse import urlsplit

from leitstand.vocabulary import dealing
from leitstand.vocabulary.errors import Gone, Invalid, NetworkError, Reconnect, Rejected, TryLater, Uncertain
from leitstand.vocabulary.network import Connection, Wire
from leitstand.vocabulary.post import Actor
from leitstand.vocabulary.shapes import loaded, mapping, objects, served, text
from leitstand.vocabulary.words import _

ADMIN = "ghost/api/admin/"
LASTS = timedelta(minutes=5)


@contextmanager
def sorting() -> Iterator[None]:
    """Around every call: an error by Ghost's own type."""
    try:
        yield
    except NetworkError as error:
        raise sorted_out(error) from error


def sorted_out(error: NetworkError) -> NetworkError:
    """In maintenance nothing is taken, although the status says it may have been."""
    kind = _type(error)
    if kind == "MaintenanceError":
        return dealing.slower("Ghost", timedelta(minutes=5))
    if isinstance(error, Uncertain | TryLater):
        return error
    if kind == "UnauthorizedError" or isinstance(error, Reconnect):
        return dealing.ended("Ghost")
    if kind == "NoPermissionError":
        return dealing.lacking("Ghost", "Custom integration")
    return error


def base(wire: Wire) -> str:
    """The address of our site, with a slash at its end. Raises Reconnect when none is connected."""
    return dealing.me(wire, "Ghost").id


def connect(wire: Wire, given: Mapping[str, str]) -> Connection:
    """The same as `renewed`, in the words of the connect form."""
    try:
        return renewed(wire, given)
    except Reconnect as error:
        raise dealing.unwanted("Ghost") from error


def renewed(wire: Wire, given: Mapping[str, str]) -> Connection:
    """A fresh token, made by the clock of the server itself, and tried once."""
    typed = given.get("address", "").strip().rstrip("/").removesuffix("/ghost")
    site = (typed if "://" in typed else f"https://{typed}") + "/"
    if not urlsplit(site).hostname or " " in site:
        raise Invalid(
            _("“%(address)s” is no address of a site. Write it like “blog.example”."), address=typed
        )
    try:
        answer = wire.get(site + ADMIN + "site/")
        told = mapping(answer.json(), "site")
    except (Gone, Rejected, Reconnect) as error:
        raise _no_ghost(site) from error
    if not text(told, "version"):
        raise _no_ghost(site)
    site, now = answer.url.partition(ADMIN)[0], served(answer)
    if now is None:
        raise _no_ghost(site)
    headers = {"authorization": f"Ghost {token(given.get('key', ''), now)}", "accept-version": "v5.0"}
    with sorting():
        wire.get(site + ADMIN + "posts/", query={"limit": "1", "fields": "id"}, headers=headers)
    parts = urlsplit(site)
    return Connection(
        server=f"{parts.scheme}://{parts.netloc}",
        headers=headers,
        actor=Actor(id=site, name=text(told, "title") or None, preferred_username=parts.netloc),
        url=text(told, "url") or site,
        expires=now + LASTS,
    )


def token(key: str, now: datetime) -> str:
    """A JSON Web Token (RFC 7519, HS256) of a key "id:secret"; the secret is written in hexadecimal."""
    id, _colon, secret = key.strip().partition(":")
    try:
        raw = bytes.fromhex(secret)
    except ValueError:
        raw = b""
    if not id or not raw:
        raise Invalid(
            _("This is no Admin API key. It has two parts with a colon between them. Nothing was stored.")
        )
    issued = int(now.timestamp())
    head = _part({"alg": "HS256", "typ": "JWT", "kid": id})
    body = _part({"iat": issued, "exp": issued + int(LASTS.total_seconds()), "aud": "/admin/"})
    signed = hmac.new(raw, f"{head}.{body}".encode(), sha256).digest()
    return f"{head}.{body}.{_encoded(signed)}"


def _type(error: NetworkError) -> str:
    try:
        return text(next(objects(loaded(error.body, "Ghost"), "errors"), {}), "type") if error.body else ""
    except Invalid:
        return ""


def _no_ghost(site: str) -> Invalid:
    return Invalid(
        _("%(address)s is no site made with Ghost. Check the address; nothing was stored."), address=site
    )


def _part(said: Mapping[str, object]) -> str:
    return _encoded(json.dumps(said, separators=(",", ":")).encode())


def _encoded(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()
