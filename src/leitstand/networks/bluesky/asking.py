"""How we ask Bluesky's XRPC interface, and what its own error names mean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from leitstand.networks.bluesky.records import Address, mapping, objects, text
from leitstand.vocabulary.errors import Gone, Reconnect, Rejected, TryLater, Uncertain
from leitstand.vocabulary.network import Answer, Wire
from leitstand.vocabulary.post import Actor
from leitstand.vocabulary.words import _

PUBLIC = "https://public.api.bsky.app"
"""The AppView that everybody may read without an account."""

_ENDED = {"ExpiredToken", "InvalidToken", "AuthMissing", "AuthenticationRequired", "AccountTakedown"}
NOT_THERE = {"RecordNotFound", "RepoNotFound", "RepoDeactivated", "RepoTakendown", "RepoSuspended"}

Asked = Mapping[str, str | Iterable[str]]


def get(wire: Wire, method: str, asked: Asked, *, base: str | None = None) -> Answer:
    """Ask one query; the connected server unless `base` names another. Reconnect for an old token."""
    if base is None:
        base = "" if wire.server else PUBLIC
    with signed_in():
        return wire.get(f"{base}/xrpc/{method}?{urlencode(asked, doseq=True)}")


def post(wire: Wire, method: str, said: Mapping[str, object]) -> Answer:
    """Do one procedure at the connected server. Reconnect for an old token."""
    with signed_in():
        return wire.post(f"/xrpc/{method}", json=said)


def me(wire: Wire) -> Actor:
    """As whom we speak; Reconnect when nobody is connected."""
    if wire.me is None:
        raise Reconnect(_("No Bluesky account is connected here. Nothing was done; connect one first."))
    return wire.me


def record(wire: Wire, at: Address) -> Mapping[str, Any] | None:
    """A record as {"uri", "cid", "value"} from the server of its account; None: there is none."""
    asked = {"repo": at.repo, "collection": at.collection, "rkey": at.rkey}
    try:
        said = get(wire, "com.atproto.repo.getRecord", asked).json()
    except Gone:
        return None
    except Rejected as no:
        if no.facts.get("code") in NOT_THERE:
            return None
        raise
    return said if isinstance(said, dict) and mapping(said, "value") else None


def view(wire: Wire, uri: str, *, base: str | None = None) -> Mapping[str, Any] | None:
    """A post as the AppView shows it, with its counts; None: it shows none."""
    said = get(wire, "app.bsky.feed.getPosts", {"uris": [uri]}, base=base).json()
    return next((one for one in objects(said, "posts") if text(one, "uri") == uri), None)


@contextmanager
def signed_in() -> Iterator[None]:
    """An access token that ended is told with status 400 here; everybody else says 401."""
    try:
        yield
    except Rejected as no:
        if no.facts.get("code") in _ENDED:
            raise Reconnect(
                _(
                    "Bluesky does not accept our sign-in any more. Nothing was changed. "
                    "Connect the account again."
                )
            ) from no
        raise


@contextmanager
def harmless() -> Iterator[None]:
    """Around a step that publishes nothing: when nobody knows whether it was done, it is done again."""
    try:
        yield
    except Uncertain as open_end:
        raise TryLater(
            _("Bluesky did not answer while we prepared. Nothing was published; we try again."),
            timedelta(minutes=1),
        ) from open_end
