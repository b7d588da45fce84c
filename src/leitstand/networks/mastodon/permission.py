"""Signing in on the page of a Mastodon server, with an app that we register there ourselves.

As documented: https://docs.joinmastodon.org/methods/apps/ and https://docs.joinmastodon.org/methods/oauth/
"""

from __future__ import annotations

from collections.abc import Mapping

from leitstand.vocabulary import dealing, oauth
from leitstand.vocabulary.errors import Gone, Invalid, Rejected
from leitstand.vocabulary.network import Wire
from leitstand.vocabulary.shapes import text
from leitstand.vocabulary.words import _

RIGHTS = "read write"
NAME = "Leitstand"


def register(wire: Wire, server: str, back: str) -> dict[str, str]:
    """The keys of a fresh app; `back` is where alone codes are sent to. Raises Invalid, TryLater."""
    form = {"client_name": NAME, "redirect_uris": back, "scopes": RIGHTS}
    try:
        with dealing.harmless("Mastodon"):
            said = wire.post(f"{server}/api/v1/apps", form=form).json()
    except (Gone, Rejected) as error:
        raise _silent(server) from error
    client, client_secret = text(said, "client_id"), text(said, "client_secret")
    if not client or not client_secret:
        raise _silent(server)
    return {"client": client, "client_secret": client_secret}


def page(server: str, given: Mapping[str, str], back: str, state: str, challenge: str) -> str:
    """Where the owner of the account says yes."""
    query = {"client_id": given.get("client", ""), "scope": RIGHTS}
    return oauth.page(f"{server}/oauth/authorize", query, back=back, state=state, challenge=challenge)


def exchange(wire: Wire, server: str, given: Mapping[str, str], form: Mapping[str, str]) -> dict[str, str]:
    """The token for a code."""
    app = {"client_id": given.get("client", ""), "client_secret": given.get("client_secret", "")}
    asked = app | {"grant_type": "authorization_code", "scope": RIGHTS} | dict(form)
    return {"token": oauth.ask(wire, f"{server}/oauth/token", asked, network="Mastodon").access}


def _silent(server: str) -> Invalid:
    return Invalid(
        _(
            "%(server)s takes no apps in the way Mastodon does. Nothing was stored; is it the right server? "
            "You can also paste a token."
        ),
        server=server,
    )
