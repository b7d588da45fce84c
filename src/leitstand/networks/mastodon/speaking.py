"""Saying something on Mastodon, finding it again, and taking it back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, timedelta
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from leitstand.networks.mastodon import posts
from leitstand.networks.mastodon.length import local_handles
from leitstand.vocabulary.errors import Gone, Invalid, Reconnect, Rejected, TryLater
from leitstand.vocabulary.network import Limits, Wire, after_sending
from leitstand.vocabulary.post import Note, Picture, Receipt
from leitstand.vocabulary.words import _

ANONYMOUS = {"authorization": ""}
ASKED = (
    20  # how often a picture that the server still works on is asked after, and how many pages `look` reads
)
BACK = timedelta(days=2)  # our clock may have been a day ahead; the same answer to the same post is ours
_LOCAL = re.compile(r"(?:/statuses/|/@[^/]+/)([0-9A-Za-z]+)(?:/activity)?/?$")


def publish(wire: Wire, note: Note, key: str) -> Receipt:
    """Send it once. The server takes the same `key` only once within an hour."""
    status: dict[str, Any] = {
        "visibility": note.visibility or "public",
        "language": note.language,
        "status": note.content,
    }
    if note.summary:
        status["spoiler_text"] = note.summary
    if note.in_reply_to:
        parent = _parent(wire, note.in_reply_to)
        status |= {"in_reply_to_id": parent["id"], "status": addressed(wire, note.content, parent)}
    if note.pictures:
        status["media_ids"] = [_upload(wire, picture) for picture in note.pictures]
    answer = wire.post("/api/v1/statuses", json=status, headers={"idempotency-key": key})
    with after_sending():
        said = answer.json()
        if not said["id"] or not str(said.get("uri") or said.get("url")).startswith("http"):
            raise ValueError("this is no status")
        return _receipt(said, note)


def addressed(wire: Wire, content: str, parent: Mapping[str, Any]) -> str:
    """The text of a reply: Mastodon tells only those whose handle is in it, so the author's comes first."""
    author = posts.actor(parent.get("account"))
    acct = str(parent.get("account", {}).get("acct") or "")
    ours = wire.me and author and author.id == wire.me.id
    if not acct or ours or f"@{acct}".casefold() in content.casefold():
        return content
    return f"@{acct} {content}"


def look(wire: Wire, note: Note) -> Receipt | None:
    """The same words, answering the same post, on our own timeline since shortly before the note.

    If the answered post has been deleted meanwhile, the words alone must do.
    """
    try:
        parent = local(wire, note.in_reply_to) if note.in_reply_to else None
    except Gone:
        parent = ""
    wanted = _plain(note.content)
    for status in _our_own(wire, note):
        said = _plain(_text(str(status.get("content") or "")))
        same = said.endswith(wanted) if note.in_reply_to else said == wanted
        if same and parent in ("", status.get("in_reply_to_id")):
            return _receipt(status, note)
    return None


def visible(wire: Wire, receipt: Receipt) -> bool:
    """Does a stranger see it? The interface is asked first; where it says no or is closed, the page is."""
    parts = urlsplit(receipt.url)
    if match := _LOCAL.search(receipt.id) or _LOCAL.search(receipt.url):
        try:
            wire.get(posts.local_url(f"{parts.scheme}://{parts.netloc}", match[1]), headers=ANONYMOUS)
        except (Gone, Reconnect, Rejected):
            pass
        else:
            return True
    try:
        wire.get(receipt.url, headers=ANONYMOUS)
    except (Gone, Reconnect):
        return False
    return True


def outcome(wire: Wire, id: str) -> Mapping[str, int]:
    """Replies, reposts and likes, as our server counts them."""
    status = wire.get(f"/api/v1/statuses/{local(wire, id)}").json()
    return {kind: status[key] for kind, key in posts.COUNTS.items() if type(status.get(key)) is int}


def limits(wire: Wire) -> Limits:
    """What the server says of itself (version 2, else 1); Mastodon's defaults where it says nothing."""
    try:
        said = wire.get("/api/v2/instance").json()
    except Gone:
        said = wire.get("/api/v1/instance").json()
    told = said.get("configuration") if isinstance(said, dict) else None
    told = told if isinstance(told, dict) else {}
    own = (
        {"max_characters": said.get("max_toot_chars")} if isinstance(said, dict) else {}
    )  # Pleroma's word for it
    return Limits(
        characters=_number(told.get("statuses"), "max_characters") or _number(own, "max_characters") or 500,
        pictures=_number(told.get("statuses"), "max_media_attachments") or 4,
        picture_bytes=_number(told.get("media_attachments"), "image_size_limit"),
        alt_characters=_number(told.get("media_attachments"), "description_limit") or 1500,
    )


def report(wire: Wire, id: str, act: str) -> None:
    """Tell our server's moderators of a post (Mastodon's documentation, POST /api/v1/reports).

    It is not handed on to the author's server. Told twice, they read it twice, and no harm is done.
    """
    if act != "report":
        raise Invalid(_("On Mastodon posts of others can only be reported. Nothing was changed."))
    status = _parent(wire, id)
    said = {"account_id": str(status["account"]["id"]), "status_ids": [str(status["id"])]}
    wire.post("/api/v1/reports", json=said | {"category": "other", "forward": False})


def local(wire: Wire, id: str) -> str:
    """The number our server gives to a post, wherever it is from. Raises Gone when it does not know it."""
    if id.startswith(wire.server + "/") and (match := _LOCAL.search(id)):
        return match[1]
    query = {"q": id, "type": "statuses", "resolve": "true", "limit": "5"}
    found = wire.get("/api/v2/search", query=query).json()
    for status in found.get("statuses", []):
        if id in (status.get("uri"), status.get("url")):
            return str(status["id"])
    raise Gone(
        _("%(server)s does not find the post %(id)s (any more). Nothing was sent."), server=wire.server, id=id
    )


def _parent(wire: Wire, id: str) -> dict[str, Any]:
    found: dict[str, Any] = wire.get(f"/api/v1/statuses/{local(wire, id)}").json()
    return found


def _our_own(wire: Wire, note: Note) -> Iterator[dict[str, Any]]:
    """Our statuses, newest first, back to a minute before the note; for an answer, back to BACK."""
    back = BACK if note.in_reply_to else timedelta(minutes=1)
    since = note.published.astimezone(UTC) - back
    me = wire.get("/api/v1/accounts/verify_credentials").json()
    query = {"limit": "40", "exclude_reblogs": "true"}
    for _page in range(ASKED):
        statuses = wire.get(f"/api/v1/accounts/{me['id']}/statuses", query=query).json()
        for status in statuses:
            # A pinned status may stand out of its order: pass it over, the last one tells where we are.
            if (posts.moment(status.get("created_at")) or since) >= since:
                yield status
        if not statuses or (posts.moment(statuses[-1].get("created_at")) or since) < since:
            return
        query["max_id"] = str(statuses[-1]["id"])


def _upload(wire: Wire, picture: Picture) -> str:
    """Send a picture with its alternative text; its number. Raises TryLater while the server works on it."""
    name = "picture." + picture.media_type.rpartition("/")[2].partition("+")[0]
    form = {"description": picture.alt} if picture.alt else None
    answer = wire.post(
        "/api/v2/media", form=form, files={"file": (name, picture.content, picture.media_type)}
    )
    media, done = answer.json(), answer.status == 200
    for _again in range(ASKED):
        if done:
            break
        done = wire.get(f"/api/v1/media/{media['id']}").status == 200
    if not done:
        raise TryLater(
            _("%(server)s is still working on the picture. Nothing was published; we try again."),
            timedelta(minutes=1),
            server=wire.server,
        )
    return str(media["id"])


def _receipt(status: Mapping[str, Any], note: Note) -> Receipt:
    id = posts.status_id(status)
    published = posts.moment(status.get("created_at")) or note.published
    return Receipt(id=id, url=str(status.get("url") or id), published=published)


def _text(html: str) -> str:
    spaced = re.sub(r"<br\s*/?>|</p>|</li>", " ", html)
    return unescape(re.sub(r"<[^<>]*>", "", spaced))


def _plain(text: str) -> str:
    return " ".join(local_handles(text).split()).casefold()


def _number(said: object, key: str) -> int | None:
    value = said.get(key) if isinstance(said, dict) else None
    return value if type(value) is int and value > 0 else None
