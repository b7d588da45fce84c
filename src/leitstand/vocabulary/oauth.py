"""OAuth 2.0 (RFC 6749, with PKCE of RFC 7636): the page that asks, and the tokens that come of it."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import quote, urlencode

from leitstand.vocabulary import dealing
from leitstand.vocabulary.errors import Invalid, NetworkError, Rejected, TryLater
from leitstand.vocabulary.network import Answer, Wire
from leitstand.vocabulary.shapes import loaded, served, text, whole

ENDED = ("invalid_grant", "invalid_token", "invalid_request", "access_denied")  # X says the third


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """What a token endpoint gave. Moments are by the server's own clock; None where it does not tell them."""

    access: str = field(repr=False)
    refresh: str = field(default="", repr=False)
    expires: datetime | None = None
    refresh_ends: datetime | None = None
    scopes: frozenset[str] = frozenset()

    @property
    def headers(self) -> dict[str, str]:
        """What is sent along (RFC 6750)."""
        return {"authorization": f"Bearer {self.access}"}


def page(url: str, query: Mapping[str, str], *, back: str, state: str, challenge: str = "") -> str:
    """The address where a person gives permission."""
    asked = {"response_type": "code", "redirect_uri": back, "state": state} | dict(query)
    if challenge:
        asked |= {"code_challenge": challenge, "code_challenge_method": "S256"}
    return f"{url}?{urlencode(asked)}"


def basic(user: str, password: str) -> dict[str, str]:
    """Who the program is, for endpoints that want it as a header (RFC 6749, 2.3.1)."""
    pair = f"{quote(user, safe='')}:{quote(password, safe='')}"
    return {"authorization": "Basic " + b64encode(pair.encode()).decode()}


def ask(
    wire: Wire, url: str, form: Mapping[str, str], *, network: str, headers: Mapping[str, str] | None = None
) -> Token:
    """A token for a code, a refresh token, or another token.

    Raises Reconnect when the permission is over, Invalid when the program itself is not known there, and
    TryLater, never Uncertain: no token is public.
    """
    with dealing.harmless(network):
        try:
            return read(wire.post(url, form=form, headers=headers), network)
        except NetworkError as error:
            raise sorted_out(error, network) from error


def sorted_out(error: NetworkError, network: str) -> Exception:
    """A refusal of a token endpoint by its own name for it (RFC 6749, 5.2)."""
    if not isinstance(error, Rejected) and error.facts.get("status") != 401:
        return error
    try:
        name = text(loaded(error.body, network), "error")
    except Invalid:
        return error
    if name in ENDED:
        return dealing.ended(network)
    return dealing.unwanted(network) if name in ("invalid_client", "unauthorized_client") else error


def read(answer: Answer, network: str) -> Token:
    """The token in an answer. Raises TryLater when there is none."""
    said, now = answer.json(), served(answer)
    if not text(said, "access_token"):
        raise TryLater(
            dealing.slower(network, timedelta(minutes=5)).sentence, timedelta(minutes=5), network=network
        )
    return Token(
        access=text(said, "access_token"),
        refresh=text(said, "refresh_token"),
        expires=_after(now, whole(said, "expires_in")),
        refresh_ends=_after(now, whole(said, "refresh_token_expires_in")),
        scopes=frozenset(text(said, "scope").replace(",", " ").split()),
    )


def _after(now: datetime | None, seconds: int | None) -> datetime | None:
    return now + timedelta(seconds=min(seconds, 10**9)) if now and seconds else None
