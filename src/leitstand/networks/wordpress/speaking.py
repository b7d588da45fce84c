"""Saying something on a WordPress site, finding it again, taking it back, and keeping house there.

WordPress knows no idempotency key. An article is found again by its slug, which ends in a digest of the key;
a comment by its words, and WordPress itself refuses the same one twice.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, timedelta
from hashlib import sha256
from html import escape
from typing import Any
from urllib.parse import urlsplit

from leitstand.networks.wordpress.posts import item_id, moment, plain
from leitstand.networks.wordpress.reading import own
from leitstand.vocabulary.errors import Gone, Invalid, Reconnect, Rejected, TryLater, Uncertain
from leitstand.vocabulary.network import Answer, Wire, after_sending
from leitstand.vocabulary.post import Note, Picture, Receipt
from leitstand.vocabulary.words import _

ANONYMOUS = {"authorization": ""}
ACTS = {"approve": "approved", "hold": "hold", "spam": "spam", "trash": "trash"}
SLUG = 60
OURS = "leitstand-"  # begins the name of every picture we send, so that only these are deleted
_ID = re.compile(r"wp/v2/(\w+)/(\d+)$")
_URL = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?'\])}…]")
_FACE = re.compile(r"(?<!\S)(?:8-?[)O]|[:;]-?[()?DPpox|]|:[a-z?!]+:)(?!\S)")  # what becomes a picture
_PICTURE = re.compile(r"wp-image-(\d+)")
_ASCII = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_LISTED = "publish,future,pending,private"
_FLOOD = timedelta(seconds=20)


def publish(wire: Wire, note: Note, key: str) -> Receipt:
    """An article, or with `in_reply_to` a comment; what is there already under this key is not sent again."""
    if note.in_reply_to:
        return _reply(wire, note)
    if there := look(wire, note, key):
        return there
    root, _me = own(wire)
    pictures = [_upload(wire, p, f"{OURS}{_digest(key)}-{i}") for i, p in enumerate(note.pictures, 1)]
    said = {
        "title": note.name or "",
        "content": blocks(note.content) + "".join(pictures),
        "status": "publish",
        "slug": slug(note, key),
    }
    return _taken(wire.post(f"{root}wp/v2/posts", json=said), root, note)


def look(wire: Wire, note: Note, key: str) -> Receipt | None:
    """The article with this key's slug, or our comment with these words below the same thing."""
    root, me = own(wire)
    if not note.in_reply_to:
        found = _with_slug(wire, slug(note, key))
        return _receipt(found[0], root, note) if found else None
    query = {"author": me, "status": "all", "per_page": "100"}
    try:
        # Whenever it was said: our clock may have been wrong, and WordPress takes the same words only once.
        post, parent = _answered(wire, note.in_reply_to)
        query |= {"post": str(post), "parent": str(parent)}
    except Gone:  # what we answered has been deleted meanwhile: the words alone must do
        since = note.published.astimezone(UTC) - timedelta(minutes=1)
        query |= {"after": since.isoformat().replace("+00:00", "Z")}
    for comment in wire.get(f"{root}wp/v2/comments", query=query).json():
        if letters(plain(comment["content"]["rendered"])) == letters(note.content):
            return _receipt(comment, root, note)
    return None


def delete(wire: Wire, id: str) -> None:
    """Into the trash; where there is none, for good. Pictures sent with it have no trash and go for good."""
    kind, _number = _parts(wire, id)
    pictures: list[str] = []
    if kind != "comments":
        article = wire.get(id, query={"context": "edit"}).json()
        pictures = _PICTURE.findall(article["content"]["raw"])
    try:
        wire.delete(id)
    except Uncertain as error:
        if error.facts.get("code") != "rest_trash_not_supported":
            raise
        wire.delete(id, query={"force": "true"})
    for picture in pictures:
        _remove(wire, picture)


def visible(wire: Wire, receipt: Receipt) -> bool:
    """Does a stranger see it? The interface is asked first; where it says no or is closed, the page is."""
    try:
        wire.get(receipt.id, headers=ANONYMOUS)
    except (Gone, Reconnect, Rejected):
        pass
    else:
        return True
    page, _hash, place = receipt.url.partition("#")
    try:
        answer = wire.get(page, headers=ANONYMOUS)
    except (Gone, Reconnect, Rejected):
        return False
    if place:
        return re.search(rb"\b" + re.escape(place.encode()) + rb"\b", answer.body) is not None
    return _path(answer.url) == _path(page)


def moderate(wire: Wire, id: str, act: str) -> None:
    """Approve, hold, mark as spam or throw away a comment. Raises Invalid for anything else.

    WordPress calls it a fault when nothing changes, so we ask first.
    """
    kind, _number = _parts(wire, id)
    if kind != "comments" or act not in ACTS:
        raise Invalid(_("Only comments can be moderated: approve, hold, spam or trash."))
    if wire.get(id, query={"context": "edit"}).json().get("status") != ACTS[act]:
        wire.post(id, json={"status": ACTS[act]})


def outcome(wire: Wire, id: str) -> Mapping[str, int]:
    """How many comments and links others left, as far as they are approved."""
    root, me = own(wire)
    kind, number = _parts(wire, id)
    query = {"parent" if kind == "comments" else "post": str(number)}
    query |= {"type": "all", "author_exclude": me, "per_page": "1"}
    told = wire.get(f"{root}wp/v2/comments", query=query).headers.get("x-wp-total", "")
    return {"reply": int(told)} if told.isdecimal() else {}


def slug(note: Note, key: str) -> str:
    """A readable name for the address, which ends in a digest of the key."""
    words = re.sub(r"[^a-z0-9]+", "-", (note.name or note.content).casefold().translate(_ASCII)).strip("-")
    if len(words) > SLUG:
        words = words[:SLUG].rpartition("-")[0] or words[:SLUG]
    return f"{words}-{_digest(key)}".lstrip("-")


def blocks(content: str) -> str:
    """Plain text as WordPress's paragraphs, its links as links."""
    parts = [part.strip() for part in re.split(r"\n\s*\n", content.replace("\r\n", "\n")) if part.strip()]
    return "".join(
        f"<!-- wp:paragraph -->\n<p>{markup(part)}</p>\n<!-- /wp:paragraph -->\n\n" for part in parts
    )


def markup(text: str) -> str:
    """A paragraph of plain text as HTML."""
    linked = _URL.sub(lambda url: f'<a href="{url[0]}">{url[0]}</a>', escape(text, quote=False))
    return linked.replace("\n", "<br>\n")


def letters(text: str) -> str:
    """What WordPress leaves as it is when it beautifies quotes, dashes and faces: letters and numbers."""
    return "".join(c for c in _FACE.sub(" ", text).casefold() if c.isalnum())


def _with_slug(wire: Wire, slug: str) -> Any:
    """Articles with this slug, in whatever state. To strangers WordPress says that there are no such states;
    a password that was taken back makes us one, and nothing else tells."""
    root, _me = own(wire)
    try:
        return wire.get(f"{root}wp/v2/posts", query={"slug": slug, "status": _LISTED}).json()
    except Rejected as error:
        if error.facts.get("code") != "rest_invalid_param":
            raise
        raise Reconnect(
            _(
                "%(host)s does not accept our sign-in (any more). Nothing was changed. "
                "Connect the account again to go on."
            ),
            host=urlsplit(root).hostname,
        ) from error


def _reply(wire: Wire, note: Note) -> Receipt:
    if note.pictures:
        raise Invalid(_("A comment on WordPress takes no pictures. Put a link to it instead."))
    root, _me = own(wire)
    post, parent = _answered(wire, note.in_reply_to or "")
    said = {"post": post, "parent": parent, "content": escape(note.content, quote=False)}
    try:
        return _taken(wire.post(f"{root}wp/v2/comments", json=said), root, note)
    except Rejected as error:
        if error.facts.get("code") == "comment_duplicate" and (there := look(wire, note, "")):
            return there
        if error.facts.get("code") == "comment_flood":  # WordPress takes one comment in 15 s from one place
            raise TryLater(error.sentence, _FLOOD, (), **error.facts) from error
        raise


def _answered(wire: Wire, id: str) -> tuple[int, int]:
    """(article, comment) that an answer goes to; 0 for the article itself."""
    kind, number = _parts(wire, id)
    return (int(wire.get(id).json()["post"]), number) if kind == "comments" else (number, 0)


def _parts(wire: Wire, id: str) -> tuple[str, int]:
    """What the thing with this id is, and its number. Raises Invalid when it is not on our own site."""
    root, _me = own(wire)
    match = _ID.search(id)
    if match is None or not id.startswith(root):
        raise Invalid(_("%(id)s is not on our own WordPress site, where alone we may do this."), id=id)
    return match[1], int(match[2])


def _upload(wire: Wire, picture: Picture, name: str) -> str:
    """Send a picture, or find the one of an earlier try; its block for the article."""
    root, _me = own(wire)
    there = wire.get(f"{root}wp/v2/media", query={"slug": name}).json()
    if there:
        media: dict[str, Any] = there[0]
    else:
        file = f"{name}.{picture.media_type.rpartition('/')[2].partition('+')[0]}"
        files = {"file": (file, picture.content, picture.media_type)}
        form = {"alt_text": picture.alt, "title": name}
        media = wire.post(f"{root}wp/v2/media", form=form, files=files).json()
    number, url, alt = media["id"], escape(str(media["source_url"])), escape(picture.alt)
    return (
        f'<!-- wp:image {{"id":{number}}} -->\n<figure class="wp-block-image">'
        f'<img src="{url}" alt="{alt}" class="wp-image-{number}"/></figure>\n<!-- /wp:image -->\n\n'
    )


def _remove(wire: Wire, number: str) -> None:
    """Delete a picture if it is one that we sent; one that is used elsewhere as well was not."""
    root, _me = own(wire)
    try:
        media = wire.get(f"{root}wp/v2/media/{number}").json()
        if str(media.get("slug")).startswith(OURS):
            wire.delete(f"{root}wp/v2/media/{number}", query={"force": "true"})
    except Gone:
        return


def _taken(answer: Answer, root: str, note: Note) -> Receipt:
    with after_sending():
        item = answer.json()
        if type(item["id"]) is not int or not str(item["link"]).startswith("http"):
            raise ValueError("this is no article and no comment")
        return _receipt(item, root, note)


def _receipt(item: Mapping[str, Any], root: str, note: Note) -> Receipt:
    url = str(item.get("link") or "")
    return Receipt(id=item_id(item, root), url=url, published=moment(item, "date") or note.published)


def _digest(key: str) -> str:
    return sha256(key.encode()).hexdigest()[:10]


def _path(url: str) -> tuple[str, str, str]:
    parts = urlsplit(url)
    return (parts.hostname or "").removeprefix("www."), parts.path.rstrip("/"), parts.query
