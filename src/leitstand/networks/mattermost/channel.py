"""Getting into one Mattermost channel, and reading on in it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote, urlsplit

from leitstand.networks.mattermost.posts import API
from leitstand.vocabulary import dealing
from leitstand.vocabulary.cursor import Cursor, Item
from leitstand.vocabulary.errors import Gone, Invalid, NetworkError, Reconnect, Rejected, Uncertain
from leitstand.vocabulary.network import Connection, Page, Wire
from leitstand.vocabulary.post import Actor
from leitstand.vocabulary.shapes import epoch, loaded, mapping, text, whole
from leitstand.vocabulary.words import _

PAGE = 50


@contextmanager
def sorting(right: str = "read_channel") -> Iterator[None]:
    """Around every call: an error by Mattermost's own id for it."""
    try:
        yield
    except NetworkError as error:
        raise sorted_out(error, right) from error


def sorted_out(error: NetworkError, right: str) -> NetworkError:
    """What an id means that its status does not tell."""
    try:
        id = text(loaded(error.body, "Mattermost"), "id") if error.body else ""
    except Invalid:
        id = ""
    if isinstance(error, Uncertain):
        return error
    if isinstance(error, Reconnect) or "session_expired" in id or "invalid_session" in id:
        return dealing.ended("Mattermost")
    if id == "api.context.permissions.app_error":
        return dealing.lacking("Mattermost", right)
    return error


def own(wire: Wire) -> tuple[str, str]:
    """(our number, the channel's number). Raises Reconnect when nobody is connected."""
    user, _blank, channel = dealing.me(wire, "Mattermost").id.partition(" ")
    return user, channel


def get(wire: Wire, path: str, query: Mapping[str, str] | None = None) -> Any:
    """One reading."""
    with sorting():
        return wire.get(API + path, query=query).json()


def connect(wire: Wire, given: Mapping[str, str]) -> Connection:
    """Whose token this is, and whether it may read the channel."""
    server, team, name = _place(given)
    headers = {"authorization": f"Bearer {given.get('token', '').strip()}"}
    try:
        me = wire.get(f"{server}{API}/users/me", headers=headers).json()
    except Reconnect as error:
        raise dealing.unwanted("Mattermost") from error
    except (Gone, Rejected) as error:
        raise Invalid(
            _("%(server)s does not speak the language of Mattermost. Is it the right server?"), server=server
        ) from error
    path = f"/teams/name/{quote(team)}/channels/name/{quote(name)}" if team else f"/channels/{quote(name)}"
    try:
        channel = wire.get(f"{server}{API}{path}", headers=headers).json()
    except (Gone, Rejected) as error:
        raise Invalid(
            _("The account @%(user)s is not in the channel %(channel)s. Invite it there first."),
            user=text(me, "username"),
            channel=name,
        ) from error
    user = text(me, "username")
    return Connection(
        server=server,
        headers=headers,
        actor=Actor(
            id=f"{text(me, 'id')} {text(channel, 'id')}",
            name=text(channel, "display_name") or name,
            preferred_username=f"@{user}",
        ),
        url=f"{server}/{team}/channels/{name}" if team else server,
    )


def read(wire: Wire, source: str, since: str) -> Iterator[Page]:
    """What was said, edited or deleted since the cursor, in one page (Mattermost gives all of it)."""
    if source != "notifications":
        raise dealing.nowhere("Mattermost", source)
    user, channel = own(wire)
    known = Cursor.of(since)
    last = max((int(version) for _when, version in known.seen.values() if version.isdecimal()), default=0)
    query = {"since": str(last)} if last else {"page": "0", "per_page": str(PAGE)}
    said = get(wire, f"/channels/{channel}/posts", query)
    others = [one for one in _messages(said) if text(one, "user_id") != user]
    fresh = sorted(
        filter(lambda one: known.new(_item(one)), others), key=lambda o: whole(o, "update_at") or 0
    )
    if fresh:
        known.took(map(_item, fresh))
        found = {"order": [text(o, "id") for o in fresh], "posts": {text(o, "id"): o for o in fresh}}
        yield Page(raw=json.dumps(found).encode(), cursor=str(known), url=f"{wire.server}{API}/posts")


def _messages(said: Any) -> Iterator[Mapping[str, Any]]:
    yield from (one for one in mapping(said, "posts").values() if isinstance(one, Mapping))


def _item(one: Mapping[str, Any]) -> Item:
    """A message by when it was changed last."""
    return Item(text(one, "id"), epoch(one, "update_at", 1000), str(whole(one, "update_at") or 0))


def _place(given: Mapping[str, str]) -> tuple[str, str, str]:
    """(server, team, channel) out of the form; the address of a channel holds all three."""
    typed, channel = given.get("server", "").strip().rstrip("/"), given.get("channel", "").strip()
    parts = urlsplit(typed if "://" in typed else f"https://{typed}")
    if not parts.hostname or " " in typed:
        raise Invalid(_("“%(server)s” is no server. Write it like “chat.example”."), server=typed)
    server = f"{parts.scheme}://{parts.netloc}"
    path = [part for part in urlsplit(channel).path.split("/") if part]
    if len(path) == 3 and path[1] == "channels":
        return server, path[0], path[2]
    if len(path) == 2:
        return server, path[0], path[1]
    return server, "", path[-1] if path else "-"
