"""How we ask LinkedIn: permissions, the month of the interface, and what its errors mean.

https://learn.microsoft.com/linkedin/marketing/versioning and …/shared/api-guide/concepts/error-handling
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote

from leitstand.vocabulary import dealing, oauth
from leitstand.vocabulary.errors import Invalid, NetworkError, Reconnect, Rejected, TryLater, Uncertain
from leitstand.vocabulary.network import Connection, Wire
from leitstand.vocabulary.post import Actor
from leitstand.vocabulary.shapes import epoch, loaded, text
from leitstand.vocabulary.words import _

SERVER = "https://api.linkedin.com"
UPLOADS = "https://www.linkedin.com"
API = f"{SERVER}/rest"
PAGE = "https://www.linkedin.com/oauth/v2/authorization"
TOKENS = "https://www.linkedin.com/oauth/v2/accessToken"
INSPECT = "https://www.linkedin.com/oauth/v2/introspectToken"
MONTH = "202609"  # of the interface; LinkedIn keeps each for a year
HEADERS = {"linkedin-version": MONTH, "x-restli-protocol-version": "2.0.0"}
RIGHTS = ("r_organization_social", "w_organization_social", "rw_organization_admin")
WRITE = "w_organization_social"
ORGANIZATION = "urn:li:organization:"


@contextmanager
def sorting(right: str = RIGHTS[0]) -> Iterator[None]:
    """Around every call: an error by LinkedIn's own name for it."""
    try:
        yield
    except NetworkError as error:
        raise sorted_out(error, right) from error


def sorted_out(error: NetworkError, right: str) -> NetworkError:
    """A limit of the day comes back at midnight UTC; a month that is over needs a newer Leitstand."""
    status = error.facts.get("status")
    if isinstance(error, Uncertain):
        return error
    if status == 429:
        return dealing.slower("LinkedIn", _until_midnight(error.headers))
    if status == 426:
        return TryLater(
            _("LinkedIn does not keep the interface of %(month)s any more. Leitstand needs an update."),
            timedelta(days=1),
            month=MONTH,
        )
    if isinstance(error, Reconnect):
        return dealing.ended("LinkedIn")
    if status == 403 and _code(error) in ("ACCESS_DENIED", ""):
        return dealing.lacking("LinkedIn", right)
    return error


def get(wire: Wire, path: str, query: str = "", *, finder: str = "") -> Any:
    """One reading. `query` is written as LinkedIn wants it, its lists unescaped."""
    headers = HEADERS | ({"x-restli-method": finder} if finder else {})
    with sorting():
        return wire.get(f"{API}/{path}{'?' + query if query else ''}", headers=headers).json()


def urn(value: str) -> str:
    """An urn as a part of an address."""
    return quote(value, safe="")


def me(wire: Wire) -> str:
    """The urn of our page. Raises Reconnect when none is connected."""
    return ORGANIZATION + dealing.me(wire, "LinkedIn").id.rstrip("/").rpartition("/")[2]


def page(given: Mapping[str, str], back: str, state: str) -> str:
    """LinkedIn's page; apps with a secret have no PKCE."""
    query = {"client_id": given.get("client", ""), "scope": " ".join(RIGHTS)}
    return oauth.page(PAGE, query, back=back, state=state)


def exchanged(wire: Wire, given: Mapping[str, str], code: str, back: str) -> dict[str, str]:
    """The tokens for a code; a refresh token only for apps that LinkedIn lets have one."""
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": back}
    token = oauth.ask(wire, TOKENS, _app(given) | form, network="LinkedIn")
    return {"token": token.access, "refresh": token.refresh or "-"}


def connect(wire: Wire, given: Mapping[str, str]) -> Connection:
    """The same as `renewed`, in the words of the connect form."""
    try:
        return renewed(wire, given)
    except Reconnect as error:
        raise dealing.unwanted("LinkedIn") from error


def renewed(wire: Wire, given: Mapping[str, str]) -> Connection:
    """With a refresh token a new access token; without one the old, as long as it lasts."""
    refresh = given.get("refresh", "-").strip()
    if refresh not in ("", "-"):
        form = {"grant_type": "refresh_token", "refresh_token": refresh}
        token = oauth.ask(wire, TOKENS, _app(given) | form, network="LinkedIn")
        token = replace(token, refresh=token.refresh or refresh)
        ends = token.refresh_ends
    else:
        token = _inspected(wire, given)
        ends = token.expires
    return replace(_connection(wire, given, token), ends=ends)


def _connection(wire: Wire, given: Mapping[str, str], token: oauth.Token) -> Connection:
    number = given.get("organization", "").strip().rstrip("/").rpartition("/")[2].rpartition(":")[2]
    if not (number.isascii() and number.isdecimal()):
        raise Invalid(
            _("“%(page)s” is no number of a page. It stands in the page's address for administrators."),
            page=number,
        )
    with sorting(RIGHTS[2]):
        said = wire.get(f"{API}/organizations/{number}", headers=HEADERS | token.headers).json()
    name = text(said, "vanityName")
    return Connection(
        server=SERVER,
        headers=token.headers,
        actor=Actor(
            id=f"https://www.linkedin.com/company/{number}",
            name=text(said, "localizedName") or None,
            preferred_username=name or None,
        ),
        url=f"https://www.linkedin.com/company/{name or number}/",
        given={"token": token.access} | ({"refresh": token.refresh} if token.refresh else {}),
        expires=token.expires,
        also=(UPLOADS,),
    )


def _inspected(wire: Wire, given: Mapping[str, str]) -> oauth.Token:
    """The access token itself, and until when LinkedIn takes it."""
    access = given.get("token", "").strip()
    with dealing.harmless("LinkedIn"):
        try:
            said = wire.post(INSPECT, form=_app(given) | {"token": access}).json()
        except NetworkError as error:
            raise oauth.sorted_out(error, "LinkedIn") from error
    if said.get("active") is not True:
        raise dealing.ended("LinkedIn")
    scopes = frozenset(text(said, "scope").replace(",", " ").split())
    if missing := [right for right in RIGHTS if scopes and right not in scopes]:
        raise dealing.lacking("LinkedIn", " ".join(missing))
    return oauth.Token(access=access, expires=epoch(said, "expires_at"), scopes=scopes)


def _app(given: Mapping[str, str]) -> dict[str, str]:
    return {"client_id": given.get("client", ""), "client_secret": given.get("client_secret", "")}


def _until_midnight(headers: Mapping[str, str]) -> timedelta:
    try:
        now = parsedate_to_datetime(headers.get("date", "")).astimezone(UTC)
    except (ValueError, TypeError):
        return timedelta(hours=1)
    return now.replace(hour=0, minute=1, second=0) + timedelta(days=1) - now


def _code(error: NetworkError) -> str:
    try:
        return text(loaded(error.body, "LinkedIn"), "code") if error.body else ""
    except Invalid:
        return ""


def duplicate_of(error: Rejected) -> str:
    """The urn that LinkedIn names when it has these words already; "" otherwise."""
    words = str(error.facts.get("words"))
    at = words.find("urn:li:")
    if "duplicate" not in words.lower() or at < 0:
        return ""
    return words[at:].split(maxsplit=1)[0].rstrip(".,;)\"'")
