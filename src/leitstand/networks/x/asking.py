"""How we ask X: permissions, prices, what its problems mean, and reading on.

Interface: https://docs.x.com/x-api; prices: …/x-api/getting-started/pricing (seen in November 2026).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from leitstand.vocabulary import dealing, oauth
from leitstand.vocabulary.errors import Invalid, NetworkError, Reconnect, Rejected, TryLater, Uncertain
from leitstand.vocabulary.network import Answer, Connection, Page, Wire
from leitstand.vocabulary.post import Actor
from leitstand.vocabulary.quota import Charge, Quota
from leitstand.vocabulary.shapes import loaded, mapping, objects, text
from leitstand.vocabulary.words import _

SERVER = "https://api.x.com"
PAGE = "https://x.com/i/oauth2/authorize"
TOKENS = f"{SERVER}/2/oauth2/token"
RIGHTS = ("tweet.read", "tweet.write", "users.read", "media.write", "offline.access")
QUOTAS = (
    Quota(bucket="posts read", unit=_("posts read"), micro_dollars=5_000),
    Quota(bucket="own posts read", unit=_("own posts read"), micro_dollars=1_000),
    Quota(bucket="accounts read", unit=_("accounts read"), micro_dollars=10_000),
    Quota(bucket="posts", unit=_("posts"), micro_dollars=15_000),
    Quota(bucket="posts with links", unit=_("posts with links"), micro_dollars=200_000),
    Quota(bucket="deletions", unit=_("deletions"), micro_dollars=10_000),
    Quota(bucket="texts of media", unit=_("texts of media"), micro_dollars=5_000),
)
FIELDS = {
    "tweet.fields": "author_id,created_at,conversation_id,entities,in_reply_to_user_id,lang,"
    "public_metrics,referenced_tweets,note_tweet,attachments",
    "expansions": "author_id,attachments.media_keys",
    "user.fields": "name,username",
    "media.fields": "url,preview_image_url,alt_text,type",
}
PAGES = 8  # of a hundred: as far as X lets us go back


def price(method: str, url: str, answer: Answer | None) -> Charge | None:
    """By the list of prices. Before an answer is there, for the least it may cost."""
    path = urlsplit(url).path
    if path.startswith("/2/media/metadata"):
        return Charge("texts of media")
    if path.startswith(("/2/oauth2/", "/2/media/")) or not path.startswith("/2/"):
        return None
    if method == "GET":
        many = len(list(_things(answer))) if answer else 1
        kind = "accounts read" if path == "/2/users/me" else "posts read"
        return Charge("own posts read" if path.endswith("/tweets") else kind, many) if many else None
    if method == "DELETE":
        return Charge("deletions")
    said = text(mapping(answer.json(), "data"), "text") if answer else ""
    return Charge("posts with links" if "https://t.co/" in said else "posts")


def _things(answer: Answer) -> Iterator[object]:
    data = answer.json().get("data") if answer.body else None
    yield from data if isinstance(data, list) else [data] if data else []


@contextmanager
def sorting(right: str = "tweet.read") -> Iterator[None]:
    """Around every call: an error by the problem that X names."""
    try:
        yield
    except NetworkError as error:
        raise sorted_out(error, right) from error


def sorted_out(error: NetworkError, right: str) -> NetworkError:
    """X's problems (RFC 9457) that mean something else than their status says."""
    if isinstance(error, Uncertain):
        return error
    try:
        said = loaded(error.body, "X") if error.body else {}
    except Invalid:
        return error
    kind, detail = text(said, "type").rpartition("/")[2], text(said, "detail")
    if kind in ("usage-capped", "credits") or text(said, "title") in ("CreditsDepleted", "UsageCapExceeded"):
        return TryLater(
            _("The credit with X is used up: “%(words)s” Nothing was changed. Buy more in X's console."),
            timedelta(hours=1),
            words=detail,
        )
    if isinstance(error, Reconnect) or kind == "invalid-token" or "suspended" in detail:
        return dealing.ended("X")
    if isinstance(error, Rejected) and (
        kind in ("oauth1-permissions", "client-forbidden", "unsupported-authentication")
        or detail == "Forbidden"
    ):
        return dealing.lacking("X", right)
    return error


def get(wire: Wire, path: str, query: Mapping[str, str] | None = None) -> Any:
    """One reading."""
    with sorting():
        return wire.get(SERVER + path, query=query).json()


def user(wire: Wire) -> str:
    """Our number. Raises Reconnect when nobody is connected."""
    return dealing.me(wire, "X").id.rpartition("/")[2]


def read(wire: Wire, source: str, since: str) -> Iterator[Page]:
    """Pages newer than the cursor, oldest first. The cursor is the highest id that was given."""
    if source not in ("notifications", "own"):
        raise dealing.nowhere("X", source)
    path = f"/2/users/{user(wire)}/{'mentions' if source == 'notifications' else 'tweets'}"
    if since and not since.isdecimal():
        raise Invalid(_("The place where reading should go on cannot be read."))
    found: list[Any] = []
    query = FIELDS | {"max_results": "100" if since else "20"} | ({"since_id": since} if since else {})
    for _page in range(PAGES if since else 1):
        said = get(wire, path, query)
        if not (items := list(objects(said, "data"))):
            break
        found.append({"data": items[::-1], "includes": mapping(said, "includes")})
        if not (more := text(mapping(said, "meta"), "next_token")):
            break
        query["pagination_token"] = more
    for page in reversed(found):
        since = str(max(int(since or 0), *(int(text(item, "id") or 0) for item in page["data"])))
        yield Page(raw=json.dumps(page).encode(), cursor=since)


def page(given: Mapping[str, str], back: str, state: str, challenge: str) -> str:
    """X's page."""
    query = {"client_id": given.get("client", ""), "scope": " ".join(RIGHTS)}
    return oauth.page(PAGE, query, back=back, state=state, challenge=challenge)


def exchanged(wire: Wire, given: Mapping[str, str], form: Mapping[str, str]) -> dict[str, str]:
    """The refresh token for a code."""
    return {"refresh": _token(wire, given, {"grant_type": "authorization_code", **form}).refresh}


def connect(wire: Wire, given: Mapping[str, str]) -> Connection:
    """The same as `renewed`, in the words of the connect form."""
    try:
        return renewed(wire, given)
    except Reconnect as error:
        raise dealing.unwanted("X") from error


def renewed(wire: Wire, given: Mapping[str, str]) -> Connection:
    """A fresh access token, the next refresh token, and whose they are."""
    refresh = given.get("refresh", "")
    token = _token(wire, given, {"grant_type": "refresh_token", "refresh_token": refresh})
    if token.scopes and (missing := [right for right in RIGHTS if right not in token.scopes]):
        raise dealing.lacking("X", " ".join(missing))
    with sorting("users.read"):
        me = mapping(wire.get(f"{SERVER}/2/users/me", headers=token.headers).json(), "data")
    name = text(me, "username")
    return Connection(
        server=SERVER,
        headers=token.headers,
        actor=Actor(
            id=f"https://x.com/i/user/{text(me, 'id')}",
            name=text(me, "name") or None,
            preferred_username=f"@{name}" if name else None,
        ),
        url=f"https://x.com/{name}",
        given={"refresh": token.refresh} if token.refresh else {},
        expires=token.expires,
    )


def _token(wire: Wire, given: Mapping[str, str], form: Mapping[str, str]) -> oauth.Token:
    who = oauth.basic(given.get("client", ""), given.get("client_secret", ""))
    return oauth.ask(wire, TOKENS, {"client_id": given.get("client", ""), **form}, network="X", headers=who)
