"""Publishing an article on Ghost, finding it again, and taking it back.

Ghost knows no idempotency key: an article is found again by its slug, which ends in a digest of the key.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from html import escape
from typing import Any
from urllib.parse import urlsplit

from leitstand.networks.ghost.asking import ADMIN, base, sorting
from leitstand.networks.ghost.posts import item_id
from leitstand.vocabulary import dealing
from leitstand.vocabulary.errors import Gone, Invalid, NetworkError, Reconnect, Rejected
from leitstand.vocabulary.network import Prepared, Wire, after_sending
from leitstand.vocabulary.post import Note, Receipt
from leitstand.vocabulary.shapes import moment, objects, text, whole
from leitstand.vocabulary.words import _

SLUG = 60
_URL = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?'\])}…]")
_ASCII = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def prepare(wire: Wire, note: Note) -> Prepared:
    """The next picture. The state is their addresses."""
    done = uploaded(note.prepared)
    if len(done) >= len(note.pictures):
        return Prepared(state=json.dumps(done))
    picture = note.pictures[len(done)]
    name = "picture." + picture.media_type.rpartition("/")[2].partition("+")[0]
    with dealing.harmless("Ghost"), sorting():
        said = wire.post(
            f"{base(wire)}{ADMIN}images/upload/",
            form={"purpose": "image"},
            files={"file": (name, picture.content, picture.media_type)},
        ).json()
    at = text(next(objects(said, "images"), {}), "url")
    return Prepared(state=json.dumps([*done, at]), wait=timedelta(0))


def uploaded(prepared: str) -> list[str]:
    """The pictures of a note that are there already."""
    try:
        said = json.loads(prepared or "[]")
    except ValueError:
        return []
    return [one for one in said if isinstance(one, str)] if isinstance(said, list) else []


def publish(wire: Wire, note: Note, key: str) -> Receipt:
    """One article; what is there already under this key is not sent again."""
    if note.in_reply_to:
        raise Invalid(_("Ghost takes answers from its members only, on its own pages. Nothing was sent."))
    if there := look(wire, note, key):
        return there
    done = note.prepared
    while len(uploaded(done)) < len(note.pictures):
        done = prepare(wire, replace(note, prepared=done)).state
    said = {
        "title": (note.name or note.content.partition("\n")[0])[:255],
        "html": html(note, uploaded(done)),
        "status": "published",
        "slug": slug(note, key),
    }
    with sorting():
        answer = wire.post(f"{base(wire)}{ADMIN}posts/?source=html", json={"posts": [said]})
    with after_sending():
        return _receipt(next(objects(answer.json(), "posts")), wire, note)


def look(wire: Wire, note: Note, key: str) -> Receipt | None:
    """The published article with this key's slug."""
    try:
        with sorting():
            said = wire.get(f"{base(wire)}{ADMIN}posts/slug/{slug(note, key)}/").json()
    except Gone:
        return None
    found = next(objects(said, "posts"), {})
    return _receipt(found, wire, note) if text(found, "status") == "published" else None


def delete(wire: Wire, id: str) -> None:
    """For good."""
    if not id.startswith(f"{base(wire)}{ADMIN}posts/"):
        raise dealing.foreign("Ghost", id)
    with sorting():
        wire.delete(id)


def visible(wire: Wire, receipt: Receipt) -> bool:
    """The page itself. A site that is being closed sends strangers elsewhere."""
    try:
        answer = wire.get(receipt.url, headers={"authorization": ""})
    except (Gone, Reconnect, Rejected):
        return False
    return urlsplit(answer.url).path.rstrip("/") == urlsplit(receipt.url).path.rstrip("/")


def outcome(wire: Wire, id: str) -> Mapping[str, int]:
    """As the members' interface counts for everybody."""
    number = id.rstrip("/").rpartition("/")[2]
    try:
        said = wire.get(f"{base(wire)}members/api/comments/counts/", query={"ids": number}).json()
    except NetworkError:
        return {}
    count = whole(said, number)
    return {} if count is None else {"reply": count}


def slug(note: Note, key: str) -> str:
    """A readable name for the address, which ends in a digest of the key."""
    words = re.sub(r"[^a-z0-9]+", "-", (note.name or note.content).casefold().translate(_ASCII)).strip("-")
    if len(words) > SLUG:
        words = words[:SLUG].rpartition("-")[0] or words[:SLUG]
    return f"{words}-{sha256(key.encode()).hexdigest()[:10]}".lstrip("-")


def html(note: Note, pictures: list[str]) -> str:
    """Plain text as paragraphs, its links as links, the pictures after them."""
    parts = [
        part.strip() for part in re.split(r"\n\s*\n", note.content.replace("\r\n", "\n")) if part.strip()
    ]
    said = "".join(f"<p>{_markup(part)}</p>" for part in parts)
    shown = zip(note.pictures, pictures, strict=True)
    return said + "".join(
        f'<figure><img src="{escape(at)}" alt="{escape(picture.alt)}"></figure>' for picture, at in shown
    )


def _markup(part: str) -> str:
    linked = _URL.sub(lambda url: f'<a href="{url[0]}">{url[0]}</a>', escape(part, quote=False))
    return linked.replace("\n", "<br>")


def _receipt(post: Mapping[str, Any], wire: Wire, note: Note) -> Receipt:
    if not text(post, "id") or not text(post, "url").startswith("http"):
        raise ValueError("this is no article")
    at = moment(post, "published_at") or note.published
    return Receipt(id=item_id(text(post, "id"), base(wire)), url=text(post, "url"), published=at)
