"""How we ask Threads: permissions that last sixty days, what is counted, and reading on.

Interface: https://developers.facebook.com/docs/threads.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from leitstand.vocabulary import dealing, oauth
from leitstand.vocabulary.cursor import Cursor, Item
from leitstand.vocabulary.errors import Gone, Reconnect, Rejected
from leitstand.vocabulary.graph import listed, sorting
from leitstand.vocabulary.network import Connection, Page, Wire
from leitstand.vocabulary.post import Actor
from leitstand.vocabulary.quota import Charge, Quota
from leitstand.vocabulary.shapes import moment, text
from leitstand.vocabulary.words import _

SERVER = "https://graph.threads.net"
API = f"{SERVER}/v1.0"
PAGE = "https://threads.net/oauth/authorize"
AT = "https://graph.threads.net/"
RIGHTS = (
    "threads_basic",
    "threads_content_publish",
    "threads_read_replies",
    "threads_manage_replies",
    "threads_manage_mentions",
    "threads_manage_insights",
    "threads_delete",
)
QUOTAS = (
    Quota(bucket="posts", unit=_("posts"), units=250),
    Quota(bucket="deletions", unit=_("deletions"), units=100),
)
POST = "id,text,timestamp,permalink,username,media_type,media_url,thumbnail_url,alt_text"
REPLY = f"{POST},root_post,replied_to,hide_status"
ASKED = 10  # so many of our last posts are asked for their answers


def price(method: str, url: str) -> Charge | None:
    """What is counted for 24 hours; answers have a larger quota of their own, which is left out."""
    if method == "DELETE":
        return Charge("deletions")
    return Charge("posts") if method == "POST" and urlsplit(url).path.endswith("/threads_publish") else None


def me(wire: Wire) -> str:
    """The number of our profile. Raises Reconnect when none is connected."""
    return dealing.me(wire, "Threads").id.rpartition("/")[2]


def read(wire: Wire, source: str, since: str) -> Iterator[Page]:
    """What is new or changed, oldest first."""
    known = Cursor.of(since)
    found = {text(item, "id"): item for item in _listed(wire, source) if known.new(_item(item))}
    fresh = sorted(found.values(), key=lambda item: text(item, "timestamp"))
    if fresh:
        known.took(map(_item, fresh))
        yield Page(raw=json.dumps({"data": fresh}).encode(), cursor=str(known))


def ours(wire: Wire, fields: str, edge: str = "threads") -> Iterator[Mapping[str, Any]]:
    """Our last hundred posts, or answers."""
    query = {"fields": fields, "limit": "100"}
    for items in listed(wire, "Threads", f"{API}/{me(wire)}/{edge}", query, most=1):
        yield from items


def _listed(wire: Wire, source: str) -> Iterator[Mapping[str, Any]]:
    name = (dealing.me(wire, "Threads").preferred_username or "").removeprefix("@")
    if source == "own":
        yield from ours(wire, POST)
    elif source == "notifications":
        for post in list(ours(wire, "id,has_replies"))[:ASKED]:
            if post.get("has_replies") is not False:
                yield from (one for one in _below(wire, text(post, "id")) if text(one, "username") != name)
        yield from ours(wire, POST, "mentions")
    else:
        raise dealing.nowhere("Threads", source)


def _below(wire: Wire, id: str) -> Iterator[Mapping[str, Any]]:
    """Answers at every depth."""
    query = {"fields": REPLY, "limit": "100", "reverse": "true"}
    try:
        for items in listed(wire, "Threads", f"{API}/{id}/conversation", query, most=3):
            yield from items
    except Gone:  # deleted while we read
        return


def _item(item: Mapping[str, Any]) -> Item:
    return Item(text(item, "id"), moment(item, "timestamp"), text(item, "hide_status"))


def page(given: Mapping[str, str], back: str, state: str) -> str:
    """Threads' page; it knows no PKCE for apps that have a secret."""
    query = {"client_id": given.get("client", ""), "scope": ",".join(RIGHTS)}
    return oauth.page(PAGE, query, back=back, state=state)


def exchanged(wire: Wire, given: Mapping[str, str], code: str, back: str) -> dict[str, str]:
    """A short-lived token for the code, and a long-lived one for that."""
    who = {"client_id": given.get("client", ""), "client_secret": given.get("client_secret", "")}
    form = {**who, "grant_type": "authorization_code", "code": code, "redirect_uri": back}
    short = oauth.ask(wire, f"{SERVER}/oauth/access_token", form, network="Threads")
    asked = {"grant_type": "th_exchange_token", "client_secret": given.get("client_secret", "")}
    with sorting("Threads"):
        said = wire.get(f"{SERVER}/access_token", query=asked, headers=short.headers)
    return {"token": oauth.read(said, "Threads").access}


def connect(wire: Wire, given: Mapping[str, str]) -> Connection:
    """Whose token this is; a token younger than a day cannot be renewed yet, and need not be."""
    try:
        return renewed(wire, given)
    except Rejected:
        return _connection(wire, oauth.Token(access=given.get("token", "").strip()))
    except Reconnect as error:
        raise dealing.unwanted("Threads") from error


def renewed(wire: Wire, given: Mapping[str, str]) -> Connection:
    """Sixty days more, as long as the token has not ended."""
    old = oauth.Token(access=given.get("token", "").strip())
    with sorting("Threads"):
        asked = {"grant_type": "th_refresh_token"}
        token = oauth.read(
            wire.get(f"{SERVER}/refresh_access_token", query=asked, headers=old.headers), "Threads"
        )
    return _connection(wire, token)


def _connection(wire: Wire, token: oauth.Token) -> Connection:
    with sorting("Threads", "threads_basic"):
        said = wire.get(f"{API}/me", query={"fields": "id,username,name"}, headers=token.headers).json()
    name = text(said, "username")
    return Connection(
        server=SERVER,
        headers=token.headers,
        actor=Actor(
            id=f"{AT}{text(said, 'id')}", name=text(said, "name") or None, preferred_username=f"@{name}"
        ),
        url=f"https://www.threads.net/@{name}",
        given={"token": token.access},
        expires=token.expires,
        ends=token.expires,
    )
