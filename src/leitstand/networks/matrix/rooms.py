"""Getting into one Matrix room and reading on in it, so that nothing is lost or repeated."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import quote, urlsplit

from leitstand.vocabulary import dealing
from leitstand.vocabulary.errors import Gone, Invalid, NetworkError, Reconnect, Rejected, TryLater
from leitstand.vocabulary.network import Answer, Connection, Page, Wire
from leitstand.vocabulary.post import Actor
from leitstand.vocabulary.shapes import loaded, mapping, objects, text, whole
from leitstand.vocabulary.words import _

API = "/_matrix/client/v3"
PAGE = 50
PAGES = 100  # how many pages back a reading goes at most before it gives what it has
SAID = {"types": ["m.room.message", "m.room.redaction"]}


def asked(wire: Wire, path: str, query: Mapping[str, str] | None = None) -> Answer:
    """Ask the interface; how long to wait is in the body here."""
    try:
        return wire.get(API + path, query=query)
    except NetworkError as error:
        raise sorted_out(error) from error


def sorted_out(error: NetworkError) -> NetworkError:
    """An error by Matrix's own name for it."""
    try:
        said = loaded(error.body, "Matrix") if error.body else {}
    except Invalid:
        return error
    code = text(said, "errcode")
    if code == "M_LIMIT_EXCEEDED":
        wait = whole(said, "retry_after_ms")
        return dealing.slower("Matrix", timedelta(milliseconds=wait or 60_000))
    if code in ("M_UNKNOWN_TOKEN", "M_MISSING_TOKEN", "M_USER_DEACTIVATED", "M_USER_SUSPENDED"):
        return dealing.ended("Matrix")
    return error


def own_room(wire: Wire) -> tuple[str, str]:
    """(user, room) of our account. Raises Reconnect when nobody is connected."""
    user, _blank, room = dealing.me(wire, "Matrix").id.partition(" ")
    return user, room


def connect(wire: Wire, given: Mapping[str, str]) -> Connection:
    """Whose token this is, and the room: joined if we are only invited, refused if it is encrypted."""
    server = _homeserver(wire, given.get("server", ""))
    headers = {"authorization": f"Bearer {given.get('token', '').strip()}"}
    try:
        me = wire.get(f"{server}{API}/account/whoami", headers=headers).json()
    except Reconnect as error:
        raise dealing.unwanted("Matrix") from error
    except (Gone, Rejected) as error:
        raise Invalid(
            _("%(server)s does not speak the language of Matrix. Is it the right server?"), server=server
        ) from error
    user, room = text(me, "user_id"), given.get("room", "").strip()
    try:
        joined = wire.post(f"{server}{API}/join/{quote(room, safe='')}", json={}, headers=headers).json()
    except (Gone, Rejected) as error:
        raise Invalid(
            _("The account %(user)s may not enter the room %(room)s. Invite it there first."),
            user=user,
            room=room,
        ) from error
    id = text(joined, "room_id")
    if _state(wire, server, id, "m.room.encryption", headers):
        raise Invalid(
            _("The room %(room)s is encrypted, and we hold no keys. Use one that is not."), room=room
        )
    name = text(_state(wire, server, id, "m.room.name", headers), "name") or room
    actor = Actor(id=f"{user} {id}", name=name, preferred_username=user)
    return Connection(server=server, headers=headers, actor=actor, url=f"https://matrix.to/#/{quote(room)}")


def read(wire: Wire, source: str, since: str) -> Iterator[Page]:
    """Pages since the cursor, oldest first. The cursor is the server's token for a place in the room."""
    if source != "notifications":
        raise dealing.nowhere("Matrix", source)
    user, room = own_room(wire)
    only = SAID | {"not_senders": [user]}
    if not since:
        said = _messages(wire, room, {"dir": "b", "limit": str(PAGE)}, only)
        chunk = list(objects(said, "chunk"))[::-1]
        yield _page(chunk, text(said, "start"))
        return
    for _again in range(PAGES):
        said = _messages(wire, room, {"dir": "f", "limit": str(PAGE), "from": since}, only)
        chunk = list(objects(said, "chunk"))
        end = text(said, "end")
        if chunk or end not in ("", since):
            yield _page(chunk, end or text(said, "start") or since)
        if not end or end == since:
            return
        since = end


def _page(chunk: list[Mapping[str, Any]], cursor: str) -> Page:
    return Page(raw=json.dumps({"chunk": chunk}).encode(), cursor=cursor)


def _messages(wire: Wire, room: str, query: Mapping[str, str], only: Mapping[str, object]) -> Any:
    path = f"/rooms/{quote(room, safe='')}/messages"
    said = asked(wire, path, {**query, "filter": json.dumps(only)}).json()
    if not isinstance(mapping({"said": said}, "said").get("chunk"), list):
        raise TryLater(
            _("%(url)s gave no list of posts. Nothing was lost; we ask again later."),
            timedelta(minutes=5),
            url=wire.server + path,
        )
    return said


def _state(wire: Wire, server: str, room: str, kind: str, headers: Mapping[str, str]) -> Any:
    """A state of the room; {} where it has none."""
    try:
        url = f"{server}{API}/rooms/{quote(room, safe='')}/state/{kind}"
        return wire.get(url, headers=headers).json()
    except (Gone, Rejected):
        return {}


def _homeserver(wire: Wire, typed: str) -> str:
    """Where the client API of a server is (.well-known/matrix/client); the server itself by default."""
    typed = typed.strip().rstrip("/")
    server = typed if "://" in typed else f"https://{typed}"
    if not urlsplit(server).hostname or " " in server:
        raise Invalid(_("“%(server)s” is no server. Write it like “matrix.example”."), server=typed)
    try:
        told = text(
            mapping(wire.get(f"{server}/.well-known/matrix/client").json(), "m.homeserver"), "base_url"
        )
    except NetworkError:
        return server
    return told.rstrip("/") if told.startswith("https://") else server
