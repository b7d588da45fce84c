"""Mastodon's words into ours: every status in an answer becomes a post.

Shapes: https://docs.joinmastodon.org/entities/Status/ and /entities/Notification/. Pure.
"""

from __future__ import annotations

import json
import mimetypes
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import escape
from typing import Any
from urllib.parse import SplitResult, urlsplit

from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.post import Actor, Attachment, Post, Tag
from leitstand.vocabulary.words import _

LOCAL = "mastodon:local"
ME = "me="
_MEDIA = {"image": "Image", "gifv": "Video", "video": "Video", "audio": "Audio"}
COUNTS = {"reply": "replies_count", "announce": "reblogs_count", "like": "favourites_count"}
_EVENTS = (b"update", b"notification", b"status.update", b"conversation", b"delete")


def posts(raw: bytes, url: str = "") -> Iterator[Post]:
    """Every status in an answer or in streamed events, in its order. Raises Invalid when it is no JSON.

    `url` is where the bytes came from; its fragment `#me=URI` says who "we" are in notifications, whose
    answers name the post they answer by a number of the server only.
    """
    me = _parts(url).fragment
    place = _Place(_origin(url), me.removeprefix(ME) if me.startswith(ME) else "")
    for event, said in _events(raw):
        if event == "delete":
            number = said.decode("utf-8", "replace").strip()
            yield Post(id=local_url(place.server, number), type="Tombstone", network="mastodon")
        elif not event or (event.encode() in _EVENTS and said):
            found = list(_statuses(said if not event else _json(said)))
            statuses = list({(_id(s), str(s.get("edited_at"))): s for s in reversed(found)}.values())[::-1]
            place.known = {status["id"]: _id(status) for status in statuses if "id" in status}
            for status in statuses:
                yield _post(status, place)


def local_url(server: str, id: str) -> str:
    """The address of a status in the client API of `server`: its name where its own id is not known."""
    return f"{server}/api/v1/statuses/{id}"


def moment(value: object) -> datetime | None:
    """A moment as Mastodon writes it, as aware UTC."""
    if not isinstance(value, str):
        return None
    try:
        read = datetime.fromisoformat(value)
        return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def actor(account: object) -> Actor | None:
    """An account as an actor; its user name always with its server, as others would write it."""
    if not isinstance(account, dict):
        return None
    url = _text(account.get("url"))
    id = _text(account.get("uri")) or url or _text(account.get("acct"))
    handle = _handle(account)
    name = _text(account.get("display_name")) or handle
    return Actor(id=id, name=name, preferred_username=handle) if id else None


def status_id(status: Mapping[str, Any]) -> str:
    """The name of a status that is the same on every server."""
    return _id(status)


@dataclass
class _Place:
    """What the numbers in a page mean: whose they are, who we are, and the names of its statuses."""

    server: str
    me: str
    known: Mapping[object, str] = field(default_factory=dict)


def _events(raw: bytes) -> Iterator[tuple[str, Any]]:
    """(event, payload) of streamed events, as SSE or WebSocket frame them; ("", JSON) of an answer."""
    name, _line, data = raw.partition(b"\n")
    if name in _EVENTS:
        yield name.decode(), data
    elif raw.startswith((b":", b"event:", b"data:")):
        for block in raw.replace(b"\r\n", b"\n").split(b"\n\n"):
            lines = [line.partition(b":") for line in block.splitlines()]
            event = b"".join(value.strip() for key, _colon, value in lines if key == b"event")
            yield (
                event.decode("utf-8", "replace"),
                b"\n".join(v.strip() for k, _c, v in lines if k == b"data"),
            )
    else:
        said = _json(raw)
        framed = isinstance(said, dict) and isinstance(said.get("event"), str)
        if framed and isinstance(said.get("payload"), str):
            yield said["event"], said["payload"].encode()
        else:
            yield "", said


def _json(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise Invalid(_("This is no answer of Mastodon: %(why)s."), why=str(error)) from error


def _statuses(said: Any) -> Iterator[dict[str, Any]]:
    """Statuses wherever they stand, in order; what a status repeats or quotes comes before it."""
    waiting = [said]
    while waiting:
        one = waiting.pop()
        if isinstance(one, list):
            waiting.extend(reversed(one))
        elif isinstance(one, dict) and _is_status(one):
            yield from _inner(one)
            yield one
        elif isinstance(one, dict):
            waiting.extend(reversed(list(one.values())))


def _inner(status: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    quote = status.get("quote")
    for one in (status.get("reblog"), quote.get("quoted_status", quote) if isinstance(quote, dict) else None):
        if isinstance(one, dict) and _is_status(one):
            yield one


def _is_status(one: Mapping[str, Any]) -> bool:
    named = isinstance(one.get("id"), str) or isinstance(one.get("uri"), str)
    return named and isinstance(one.get("content"), str) and isinstance(one.get("account"), dict)


def _post(status: Mapping[str, Any], place: _Place) -> Post:
    repeated = status.get("reblog")
    announces = _id(repeated) if isinstance(repeated, dict) else None
    return Post(
        id=_id(status),
        type="Announce" if announces else "Question" if isinstance(status.get("poll"), dict) else "Note",
        network="mastodon",
        content=(_text(status.get("content")) or "") + _options(status.get("poll")),
        media_type="text/html",
        attributed_to=actor(status.get("account")),
        published=moment(status.get("created_at")),
        updated=moment(status.get("edited_at")),
        in_reply_to=_answered(status, place),
        announces=announces,
        url=_text(status.get("url")),
        summary=_text(status.get("spoiler_text")),
        language=_text(status.get("language")),
        tag=tuple(_tags(status)),
        attachment=tuple(_attachments(status)),
        interaction_count={kind: status[key] for kind, key in COUNTS.items() if _counted(status.get(key))},
        also=_also(status, place),
    )


def _also(status: Mapping[str, Any], place: _Place) -> dict[str, object]:
    also: dict[str, object] = {}
    if place.server and isinstance(status.get("id"), str):
        also[LOCAL] = local_url(place.server, status["id"])
    quote = status.get("quote")
    for quoted in _inner({"quote": quote} if isinstance(quote, dict) else {}):
        also["quote"] = _id(quoted)
    if (visibility := _text(status.get("visibility"))) not in (None, "public"):
        also["mastodon:visibility"] = visibility
    return also


def _answered(status: Mapping[str, Any], place: _Place) -> str | None:
    """What a status answers. The API tells a number of the server; its real name follows from this page, from
    the author's own other posts, or from who we are; else the number's address stands for it."""
    parent = _text(status.get("in_reply_to_id"))
    if not parent:
        return None
    if parent in place.known:
        return place.known[parent]
    writer, account = _text(status.get("in_reply_to_account_id")), status.get("account")
    mine, own = _id(status), _text(status.get("id"))
    if isinstance(account, dict) and writer == account.get("id") and own and mine.endswith(f"/{own}"):
        return mine.removesuffix(own) + parent
    if place.me and writer and _is_me(status, writer, place.me):
        # An actor named by its profile, as old servers do, has its posts directly below it.
        return f"{place.me}/{parent}" if "/@" in place.me else f"{place.me}/statuses/{parent}"
    return local_url(place.server, parent) if place.server else parent


def _is_me(status: Mapping[str, Any], writer: str, me: str) -> bool:
    last = me.rpartition("/")[2].removeprefix("@")
    return last == writer or any(
        one.get("id") == writer
        and one.get("username") == last
        and _origin(_text(one.get("url"))) == _origin(me)
        for one in _objects(status.get("mentions"))
    )


def _options(poll: object) -> str:
    options = poll.get("options") if isinstance(poll, dict) else None
    if not isinstance(options, list):
        return ""
    titles = [_text(one.get("title")) for one in options if isinstance(one, dict)]
    return "<ul>" + "".join(f"<li>{escape(title, quote=False)}</li>" for title in titles if title) + "</ul>"


def _tags(status: Mapping[str, Any]) -> Iterator[Tag]:
    for one in _objects(status.get("tags")):
        if name := _text(one.get("name")):
            yield Tag(type="Hashtag", name="#" + name, href=_text(one.get("url")))
    for one in _objects(status.get("mentions")):
        if name := _handle(one):
            yield Tag(type="Mention", name="@" + name, href=_text(one.get("url")))


def _attachments(status: Mapping[str, Any]) -> Iterator[Attachment]:
    for one in _objects(status.get("media_attachments")):
        url = _text(one.get("url")) or _text(one.get("remote_url")) or _text(one.get("preview_url"))
        if url:
            yield Attachment(
                url=url,
                type=_MEDIA.get(_text(one.get("type")) or "", "Document"),
                media_type=mimetypes.guess_type(_parts(url).path)[0],
                name=_text(one.get("description")),
            )
    card = status.get("card")
    if isinstance(card, dict) and (url := _text(card.get("url"))):
        yield Attachment(url=url, type="Link", name=_text(card.get("title")))


def _handle(account: Mapping[str, Any]) -> str | None:
    acct = _text(account.get("acct")) or _text(account.get("username"))
    if not acct or "@" in acct:
        return acct
    host = _parts(_text(account.get("url"))).netloc
    return f"{acct}@{host}" if host else acct


def _id(status: Mapping[str, Any]) -> str:
    return _text(status.get("uri")) or _text(status.get("url")) or str(status.get("id"))


def _counted(count: object) -> bool:
    return type(count) is int and 0 <= count < 2**63


def _objects(value: object) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _origin(url: str | None) -> str:
    parts = _parts(url)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def _parts(url: str | None) -> SplitResult:
    """What an address is made of; nothing, where it is none."""
    try:
        return urlsplit(url or "")
    except ValueError:
        return urlsplit("")


def _text(value: object) -> str | None:
    """A text that holds something; half a character in it, which JSON can write, is replaced."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) and value else None
