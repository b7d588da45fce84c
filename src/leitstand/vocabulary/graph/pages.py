"""Getting at a Facebook page, and the Instagram account behind it, with the organisation's own app."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from leitstand.vocabulary import dealing, oauth
from leitstand.vocabulary.errors import Invalid, Reconnect
from leitstand.vocabulary.graph import sorting
from leitstand.vocabulary.network import Ask, Wire, secret
from leitstand.vocabulary.shapes import epoch, mapping, objects, text
from leitstand.vocabulary.words import _

SERVER = "https://graph.facebook.com"
VERSION = "v25.0"
API = f"{SERVER}/{VERSION}"
DIALOG = f"https://www.facebook.com/{VERSION}/dialog/oauth"
NEEDS = (
    Ask("client", _("App ID"), _("Of your own app at developers.facebook.com, kind “Business”.")),
    secret("client_secret", _("App secret")),
    Ask("page", _("Page"), _("The number or the short name of your Facebook page.")),
    secret(
        "token",
        _("Access token"),
        _("Of a person who manages the page, or of the page itself."),
        granted=True,
    ),
)


@dataclass(frozen=True, slots=True)
class Page:
    """A page that the token reaches, its own token, and when its owner has to sign in again."""

    said: Mapping[str, Any]
    token: str = field(repr=False)
    ends: datetime | None

    @property
    def headers(self) -> dict[str, str]:
        """What is sent along."""
        return {"authorization": f"Bearer {self.token}"}


def authorize(given: Mapping[str, str], rights: tuple[str, ...], *, back: str, state: str) -> str:
    """Facebook's page; it knows no PKCE for apps that have a secret."""
    query = {"client_id": given.get("client", ""), "scope": ",".join(rights)}
    return oauth.page(DIALOG, query, back=back, state=state)


def exchange(wire: Wire, given: Mapping[str, str], network: str, *, code: str, back: str) -> dict[str, str]:
    """The person's token for the code; `page_of` makes the page's own of it."""
    asked = _app(given) | {"code": code, "redirect_uri": back}
    with sorting(network):
        return {"token": text(wire.get(f"{API}/oauth/access_token", query=asked).json(), "access_token")}


def page_of(wire: Wire, given: Mapping[str, str], network: str, fields: str, rights: tuple[str, ...]) -> Page:
    """The page that was asked for. Raises Invalid in the words of the connect form.

    A page's token that comes of a person's long-lived one does not end by itself; the person's permission to
    read data does, after 90 days, and with it the connection.
    """
    try:
        return _page_of(wire, given, network, fields, rights)
    except Reconnect as error:
        raise dealing.unwanted(network) from error


def _page_of(
    wire: Wire, given: Mapping[str, str], network: str, fields: str, rights: tuple[str, ...]
) -> Page:
    app = f"{given.get('client', '')}|{given.get('client_secret', '')}"
    token, wanted = given.get("token", "").strip(), given.get("page", "").strip().rstrip("/")
    with sorting(network):
        query = {"input_token": token}
        headers = {"authorization": f"Bearer {app}"}
        told = mapping(wire.get(f"{API}/debug_token", query=query, headers=headers).json(), "data")
    if told.get("is_valid") is not True:
        raise dealing.ended(network)
    scopes = told.get("scopes")
    if isinstance(scopes, list) and (missing := [right for right in rights if right not in scopes]):
        raise dealing.lacking(network, " ".join(missing))
    if text(told, "type") == "PAGE":
        with sorting(network):
            said = wire.get(f"{API}/me", query={"fields": fields}, headers=_bearer(token)).json()
        return Page(said, token, _ends(told, "expires_at", "data_access_expires_at"))
    return Page(*_among(wire, given, network, fields, wanted), _ends(told, "data_access_expires_at"))


def _among(
    wire: Wire, given: Mapping[str, str], network: str, fields: str, wanted: str
) -> tuple[Mapping[str, Any], str]:
    """(page, its token) among those that the person manages."""
    asked = _app(given) | {"grant_type": "fb_exchange_token", "fb_exchange_token": given["token"].strip()}
    with sorting(network):
        long = text(wire.get(f"{API}/oauth/access_token", query=asked).json(), "access_token")
        query = {"fields": f"{fields},access_token", "limit": "100"}
        said = wire.get(f"{API}/me/accounts", query=query, headers=_bearer(long)).json()
    short = wanted.rpartition("/")[2].casefold()
    for page in objects(said, "data"):
        if short in (text(page, "id"), text(page, "username").casefold(), text(page, "name").casefold()):
            return page, text(page, "access_token")
    names = ", ".join(text(page, "name") for page in objects(said, "data"))
    raise Invalid(
        _("This token reaches no page “%(page)s”. It reaches: %(names)s. Nothing was stored."),
        page=wanted,
        names=names or "-",
    )


def _app(given: Mapping[str, str]) -> dict[str, str]:
    return {"client_id": given.get("client", ""), "client_secret": given.get("client_secret", "")}


def _bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


def _ends(told: Mapping[str, Any], *keys: str) -> datetime | None:
    return min((moment for key in keys if (moment := epoch(told, key))), default=None)
