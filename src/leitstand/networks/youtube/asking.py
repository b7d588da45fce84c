"""How we ask YouTube: permissions, prices, and what its reasons mean.

Errors: https://developers.google.com/youtube/v3/docs/errors; prices: …/youtube/v3/determine_quota_cost.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from leitstand.vocabulary import dealing, oauth
from leitstand.vocabulary.errors import Invalid, NetworkError, Reconnect, Rejected, Uncertain
from leitstand.vocabulary.network import Connection, Wire
from leitstand.vocabulary.post import Actor
from leitstand.vocabulary.quota import Charge, Quota
from leitstand.vocabulary.shapes import loaded, mapping, objects, text
from leitstand.vocabulary.words import _

SERVER = "https://www.googleapis.com"
API = "/youtube/v3/"
PAGE = "https://accounts.google.com/o/oauth2/v2/auth"
TOKENS = "https://oauth2.googleapis.com/token"
RIGHT = "https://www.googleapis.com/auth/youtube.force-ssl"
PACIFIC = "America/Los_Angeles"
QUOTAS = (
    Quota(bucket="units", unit=_("quota units"), units=10_000, zone=PACIFIC),
    Quota(bucket="uploads", unit=_("uploads"), units=100, zone=PACIFIC),
)
_ENOUGH = (RIGHT, "https://www.googleapis.com/auth/youtube")  # the second is the older name for nearly all
_DAY = ("quotaExceeded", "dailyLimitExceeded")
_SOON = ("rateLimitExceeded", "userRateLimitExceeded", "processingFailure", "backendError")
_OVER = ("authError", "authenticatedUserAccountClosed", "authenticatedUserAccountSuspended")
_RIGHTS = ("insufficientPermissions", "ACCESS_TOKEN_SCOPE_INSUFFICIENT")


def price(method: str, url: str) -> Charge | None:
    """Reading 1 unit, writing 50, beginning an upload one upload; its bytes and other doors nothing."""
    parts = urlsplit(url)
    if parts.path.startswith("/upload/"):
        return Charge("uploads") if method == "POST" else None
    if parts.netloc and not url.startswith(SERVER + API):
        return None
    return Charge("units", 1 if method == "GET" else 50)


@contextmanager
def sorting() -> Iterator[None]:
    """Around every call: an error by Google's own reason."""
    try:
        yield
    except NetworkError as error:
        raise sorted_out(error) from error


def sorted_out(error: NetworkError) -> NetworkError:
    """Google says 403 for what is used up as well as for what is forbidden; its reason tells them apart."""
    if isinstance(error, Uncertain):
        return error
    why = reasons(error)
    if why & {*_DAY}:
        return dealing.slower("YouTube", until_midnight(error.headers), "quota")
    if why & {*_SOON}:
        return dealing.slower("YouTube", timedelta(minutes=2))
    if "uploadLimitExceeded" in why:
        return dealing.slower("YouTube", timedelta(days=1), "uploads")
    if why & {*_RIGHTS}:
        return dealing.lacking("YouTube", RIGHT)
    if why & {*_OVER} or isinstance(error, Reconnect):
        return dealing.ended("YouTube")
    return error


def reasons(error: NetworkError) -> set[str]:
    """Every reason that an error names."""
    try:
        said = mapping(loaded(error.body, "YouTube"), "error") if error.body else {}
    except Invalid:
        return set()
    return {text(one, "reason") for key in ("errors", "details") for one in objects(said, key)} - {""}


def until_midnight(headers: Mapping[str, str]) -> timedelta:
    """How long until quotas come back: at midnight Pacific time, by Google's own clock."""
    try:
        now = parsedate_to_datetime(headers.get("date", "")).astimezone(UTC)
    except (ValueError, TypeError):
        return timedelta(hours=1)
    there = now.astimezone(ZoneInfo(PACIFIC)).date() + timedelta(days=1)
    return datetime.combine(there, time(0, 1), ZoneInfo(PACIFIC)).astimezone(UTC) - now


def get(wire: Wire, what: str, **query: str) -> Any:
    """One list of the interface."""
    with sorting():
        return wire.get(SERVER + API + what, query=query).json()


def page(given: Mapping[str, str], back: str, state: str, challenge: str) -> str:
    """Google's page; `consent`, because without it no refresh token comes the second time."""
    query = {"client_id": given.get("client", ""), "scope": RIGHT}
    query |= {"access_type": "offline", "prompt": "consent"}
    return oauth.page(PAGE, query, back=back, state=state, challenge=challenge)


def exchanged(wire: Wire, given: Mapping[str, str], form: Mapping[str, str]) -> dict[str, str]:
    """The refresh token for a code."""
    return {"refresh": _token(wire, given, {"grant_type": "authorization_code", **form}).refresh}


def connect(wire: Wire, given: Mapping[str, str]) -> Connection:
    """The same as `renewed`, in the words of the connect form."""
    try:
        return renewed(wire, given)
    except Reconnect as error:
        raise dealing.unwanted("YouTube") from error


def renewed(wire: Wire, given: Mapping[str, str]) -> Connection:
    """A fresh access token and the channel it is for.

    In a project that is still being tested, Google ends the refresh token after a week and says so.
    """
    refresh = given.get("refresh", "")
    token = _token(wire, given, {"grant_type": "refresh_token", "refresh_token": refresh})
    if token.scopes and not token.scopes & {*_ENOUGH}:
        raise dealing.lacking("YouTube", RIGHT)
    with sorting():
        said = wire.get(
            SERVER + API + "channels", query={"part": "snippet", "mine": "true"}, headers=token.headers
        ).json()
    channel = next(objects(said, "items"), {})
    if not text(channel, "id"):
        raise Rejected(_("This Google account has no YouTube channel. Sign in as the one that has."))
    snippet = mapping(channel, "snippet")
    handle = text(snippet, "customUrl") or None
    return Connection(
        server=SERVER,
        headers=token.headers,
        actor=Actor(
            id=f"https://www.youtube.com/channel/{channel['id']}",
            name=text(snippet, "title") or None,
            preferred_username=handle,
        ),
        url=f"https://www.youtube.com/{handle or 'channel/' + text(channel, 'id')}",
        given={"refresh": token.refresh} if token.refresh else {},
        expires=token.expires,
        ends=token.refresh_ends,
    )


def channel(wire: Wire) -> str:
    """The id of our channel. Raises Reconnect when none is connected."""
    return dealing.me(wire, "YouTube").id.rpartition("/")[2]


def _token(wire: Wire, given: Mapping[str, str], form: Mapping[str, str]) -> oauth.Token:
    ours = {"client_id": given.get("client", ""), "client_secret": given.get("client_secret", "")}
    return oauth.ask(wire, TOKENS, ours | dict(form), network="YouTube")
