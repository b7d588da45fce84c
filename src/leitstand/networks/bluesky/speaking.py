"""Connect, publish, look, take down, count: what we do on Bluesky ourselves."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import timedelta
from io import BytesIO
from typing import Any
from urllib.parse import urlencode, urlsplit

from PIL import Image

from leitstand.networks.bluesky import asking, posts, richtext
from leitstand.networks.bluesky.records import (
    APP,
    POST,
    Address,
    address,
    address_of_post,
    mapping,
    record_key,
    text,
    timestamp,
)
from leitstand.vocabulary.errors import Gone, Invalid, Reconnect, Rejected, TryLater
from leitstand.vocabulary.network import Connection, Limits, Wire, after_sending
from leitstand.vocabulary.post import Actor, Note, Picture, Receipt
from leitstand.vocabulary.words import _

LIMITS = Limits(characters=richtext.CHARACTERS, pictures=4, picture_bytes=1_000_000, alt_characters=2000)
"""Servers do not tell these. Text and pictures: lexicons app.bsky.feed.post, app.bsky.embed.images (newer
servers take 2 MB, older ones 1 MB); 2,000 characters of alternative text: Bluesky's own program."""


def connect(wire: Wire, given: Mapping[str, str]) -> Connection:
    """Sign in with handle and app password. Invalid: a field is empty; Reconnect: they do not fit."""
    server = _server(given.get("server", ""))
    handle, password = _visible(given.get("handle", "")).lstrip("@"), _visible(given.get("password", ""))
    if not handle or not password:
        raise Invalid(_("Please enter the handle and an app password; both are needed to sign in."))
    try:
        with asking.harmless():
            said = wire.post(
                f"{server}/xrpc/com.atproto.server.createSession",
                json={"identifier": handle, "password": password},
            ).json()
    except Reconnect as no:
        raise Reconnect(
            _(
                "%(host)s does not accept this app password for @%(handle)s: “%(words)s” "
                "Nothing was changed. Make a new one under Settings, Privacy and security, App passwords."
            ),
            words=no.facts.get("words") or "-",
            host=urlsplit(server).netloc,
            handle=handle,
        ) from no
    did, token = text(said, "did"), text(said, "accessJwt")
    if not did or not token or said.get("active") is False:
        raise Rejected(
            _("The account @%(handle)s is not active (%(status)s). Nothing was changed."),
            handle=handle,
            status=text(said, "status") or "?",
        )
    return Connection(
        server=_home(said, server),
        headers={"Authorization": f"Bearer {token}"},
        actor=Actor(id=did, preferred_username=text(said, "handle") or handle),
        url=f"{APP}/profile/{did}" if server.startswith("https://") else "",
    )


def publish(wire: Wire, note: Note, key: str) -> Receipt:
    """Write the note under a record key of its own; a repeat finds it there and changes nothing."""
    at = Address(asking.me(wire).id, POST, record_key(note.published, key))
    said = {
        "repo": at.repo,
        "collection": at.collection,
        "rkey": at.rkey,
        "record": _record(wire, note),
        "swapRecord": None,  # only if there is none yet
    }
    try:
        answer = asking.post(wire, "com.atproto.repo.putRecord", said)
    except Rejected as no:
        if no.facts.get("code") == "InvalidSwap" and (there := look(wire, note, key)):
            return there
        raise
    with after_sending():
        if answer.json()["uri"] != str(at):
            raise ValueError("this is not our record")
    return _receipt(wire, at, note)


def look(wire: Wire, note: Note, key: str) -> Receipt | None:
    """Is the note in our repository under the key that only it can have?"""
    at = Address(asking.me(wire).id, POST, record_key(note.published, key))
    found = asking.record(wire, at)
    if found is None or text(mapping(found, "value"), "text") != note.content:
        return None
    return _receipt(wire, at, note)


def delete(wire: Wire, id: str) -> None:
    """Take one of our own posts down. Gone: it was not there; Invalid: it is not ours."""
    at = address_of_post(id)
    if at.repo != asking.me(wire).id:
        raise Invalid(
            _("This post belongs to another account; only its author can take it down. Nothing was done.")
        )
    if asking.record(wire, at) is None:
        raise Gone(_("This post is no longer in our account on Bluesky. Nothing was left to take down."))
    said = {"repo": at.repo, "collection": at.collection, "rkey": at.rkey}
    asking.post(wire, "com.atproto.repo.deleteRecord", said)


def visible(wire: Wire, receipt: Receipt, public: str) -> bool:
    """Does everybody still see the post? Asked of the public AppView, or of the address in the receipt."""
    if receipt.url.startswith(APP):
        return asking.view(wire, receipt.id, base=public) is not None
    try:
        return bool(wire.get(receipt.url).json())
    except Gone:
        return False
    except Rejected as no:
        if no.facts.get("code") in asking.NOT_THERE:
            return False
        raise


def outcome(wire: Wire, id: str) -> Mapping[str, int]:
    """Replies, likes, reposts and quotes as the AppView counts them now; nobody is told the views.

    Gone: the post is no more. TryLater: it is in our account, and the AppView does not know it yet.
    """
    at = address_of_post(id)
    found = asking.view(wire, str(at))
    if found is None and asking.record(wire, at):
        raise TryLater(
            _("Bluesky has our post and does not show it yet. Nothing was lost; we count again later."),
            timedelta(minutes=1),
        )
    if found is None:
        raise Gone(_("Bluesky does not show this post any more. What was counted before stays."))
    return posts.counts(found)


def _server(typed: str) -> str:
    """What somebody calls a server, as an origin. Invalid: it is none."""
    bare = _visible(typed).rstrip("/") or "https://bsky.social"
    try:
        parts = urlsplit(bare if "://" in bare else f"https://{bare}")
        good = (
            parts.scheme in {"http", "https"}
            and parts.hostname
            and " " not in parts.netloc
            and "@" not in parts.netloc
        )
    except ValueError:
        good = False
    if not good:
        raise Invalid(_("“%(server)s” is no server. Write it like “bsky.social”."), server=typed)
    return f"{parts.scheme}://{parts.netloc}"


def _visible(typed: str) -> str:
    """Without blanks around it and without the invisible marks that come along when a handle is copied."""
    return "".join(one for one in typed if unicodedata.category(one) != "Cf").strip()


def _home(session: Mapping[str, Any], server: str) -> str:
    """The server that keeps the account: bsky.social is only the entrance to many."""
    services = mapping(session, "didDoc").get("service")
    for one in services if isinstance(services, list) else []:
        if text(one, "type") == "AtprotoPersonalDataServer":
            home = text(one, "serviceEndpoint").rstrip("/")
            return home if home.startswith("https://") and server.startswith("https://") else server
    return server


def _record(wire: Wire, note: Note) -> dict[str, Any]:
    record: dict[str, Any] = {
        "$type": POST,
        "text": note.content,
        "langs": [note.language],
        "createdAt": timestamp(note.published),
    }
    if marked := richtext.facets(note.content, lambda handle: _resolved(wire, handle)):
        record["facets"] = marked
    if note.in_reply_to:
        record["reply"] = _answered(wire, address_of_post(note.in_reply_to))
    if note.pictures:
        record["embed"] = {
            "$type": "app.bsky.embed.images",
            "images": [_uploaded(wire, picture) for picture in note.pictures],
        }
    return record


def _resolved(wire: Wire, handle: str) -> str | None:
    try:
        said = asking.get(wire, "com.atproto.identity.resolveHandle", {"handle": handle}).json()
    except (Gone, Rejected):
        return None
    return text(said, "did") or None


def _answered(wire: Wire, at: Address) -> dict[str, Any]:
    """Parent and root of an answer. Gone: the parent is no more; Rejected: its author wants no answers."""
    found = asking.view(wire, str(at)) or asking.record(wire, at)
    if found is None:
        raise Gone(_("The post to be answered is no longer there. Nothing was published."))
    if mapping(found, "viewer").get("replyDisabled") is True:
        raise Rejected(_("The author of this post does not take answers from us. Nothing was published."))
    parent = {"uri": str(at), "cid": text(found, "cid")}
    root = mapping(mapping(mapping(found, "record") or mapping(found, "value"), "reply"), "root")
    known = address(text(root, "uri")) and text(root, "cid")
    return {
        "root": {"uri": text(root, "uri"), "cid": text(root, "cid")} if known else parent,
        "parent": parent,
    }


def _uploaded(wire: Wire, picture: Picture) -> dict[str, Any]:
    with asking.harmless(), asking.signed_in():
        answer = wire.post(
            "/xrpc/com.atproto.repo.uploadBlob",
            body=picture.content,
            headers={"Content-Type": picture.media_type},
        )
    shown: dict[str, Any] = {"image": mapping(answer.json(), "blob"), "alt": picture.alt}
    if shape := _shape(picture.content):
        shown["aspectRatio"] = {"width": shape[0], "height": shape[1]}
    return shown


def _shape(content: bytes) -> tuple[int, int] | None:
    """Width and height, read from the head of the file only; None where it tells none."""
    try:
        with Image.open(BytesIO(content)) as picture:
            width, height = picture.size
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    return (width, height) if width > 0 and height > 0 else None


def _receipt(wire: Wire, at: Address, note: Note) -> Receipt:
    """bsky.app shows every account of the network. A server without TLS is a test network of its own, whose
    posts bsky.app does not show: there the record itself is the public address."""
    if wire.server.startswith("https://"):
        url = at.page
    else:
        asked = {"repo": at.repo, "collection": at.collection, "rkey": at.rkey}
        url = f"{wire.server}/xrpc/com.atproto.repo.getRecord?{urlencode(asked)}"
    return Receipt(id=str(at), url=url, published=note.published)
