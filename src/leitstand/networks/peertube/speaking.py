"""Uploading a film to PeerTube, making it public, answering, finding again, taking back, keeping house."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, timedelta
from typing import Any
from urllib.parse import urljoin

from leitstand.networks.peertube.asking import API, channel, get, me, sorting
from leitstand.networks.peertube.posts import comment_at, parts, tally, video_at
from leitstand.vocabulary import dealing, resumable
from leitstand.vocabulary.errors import Gone, Invalid, NetworkError, Reconnect, Rejected, TryLater
from leitstand.vocabulary.network import Limits, Prepared, Wire, after_sending
from leitstand.vocabulary.post import Note, Picture, Receipt
from leitstand.vocabulary.shapes import mapping, moment, objects, text, whole
from leitstand.vocabulary.words import _

PUBLIC, PRIVATE = 1, 3  # privacies
PUBLISHED, FAILED = 1, (7, 8, 9, 10)  # states
AT_ONCE, WAIT = timedelta(0), timedelta(seconds=30)
STEPS, PAGES = 100, 5
BACK = timedelta(minutes=1)
ANONYMOUS = {"authorization": ""}


def prepare(wire: Wire, note: Note) -> Prepared:
    """The next step: begin, send a piece, or ask how far the work is."""
    if note.in_reply_to:
        return Prepared(state="")
    film, state = _film(note), _state(note.prepared)
    with dealing.harmless("PeerTube"):
        if text(state, "video"):
            return _worked_on(wire, text(state, "video"))
        if text(state, "session"):
            return _piece(wire, film, text(state, "session"))
        return _begin(wire, note, film)


def publish(wire: Wire, note: Note) -> Receipt:
    """An answer, or the uploaded film made public; what was not uploaded yet is, as far as it goes."""
    if note.in_reply_to:
        return _answer(wire, note, note.in_reply_to)
    _film(note)
    uuid = _uploaded(wire, note)
    with sorting():
        wire.put(f"{wire.server}{API}/videos/{uuid}", json={"privacy": PUBLIC})
    at = video_at(wire.server, uuid)
    return Receipt(id=at, url=at, published=note.published)


def look(wire: Wire, note: Note) -> Receipt | None:
    """Is it public? Our comment by its words, below the same thing."""
    if note.in_reply_to:
        return _look_for_answer(wire, note, note.in_reply_to)
    uuid = text(_state(note.prepared), "video")
    if not uuid:
        return None  # nothing was uploaded, so nothing can be public
    try:
        said = get(wire, f"/videos/{uuid}")
    except Gone:
        return None
    at = video_at(wire.server, uuid)
    public = whole(mapping(said, "privacy"), "id") == PUBLIC
    return Receipt(id=at, url=at, published=note.published) if public else None


def delete(wire: Wire, id: str) -> None:
    """For good."""
    uuid, _thread, comment = parts(wire.server, id)
    with sorting():
        wire.delete(f"{wire.server}{API}/videos/{uuid}{'/comments/' + comment if comment else ''}")


def visible(wire: Wire, receipt: Receipt) -> bool:
    """By the interface, as a stranger."""
    server = receipt.id.partition("/w/")[0]
    uuid, thread, comment = parts(server, receipt.id)
    at = f"{server}{API}/videos/{uuid}"
    try:
        if not comment:
            return whole(mapping(wire.get(at, headers=ANONYMOUS).json(), "privacy"), "id") == PUBLIC
        said = wire.get(f"{at}/comment-threads/{thread}", headers=ANONYMOUS).json()
    except (Gone, Reconnect, Rejected):
        return False
    return any(str(whole(one, "id")) == comment and one.get("isDeleted") is not True for one in _tree(said))


def moderate(wire: Wire, id: str, act: str) -> None:
    """PeerTube holds by the rules of the channel, and lets its owner approve or delete."""
    uuid, _thread, comment = parts(wire.server, id)
    if not comment or act not in ("approve", "spam", "trash"):
        raise Invalid(_("Only comments can be moderated here: approve, spam or trash."))
    with sorting():
        if act == "approve":
            wire.post(f"{wire.server}{API}/videos/{uuid}/comments/{comment}/approve")
        else:
            wire.delete(f"{wire.server}{API}/videos/{uuid}/comments/{comment}")


def outcome(wire: Wire, id: str) -> Mapping[str, int]:
    """Of a video what the server counts; of a comment its answers."""
    uuid, thread, comment = parts(wire.server, id)
    if not comment:
        return tally(get(wire, f"/videos/{uuid}"))
    said = get(wire, f"/videos/{uuid}/comment-threads/{thread}")
    return {"reply": sum(str(whole(one, "inReplyToCommentId")) == comment for one in _tree(said))}


def limits(wire: Wire) -> Limits:
    """The size of a film is the least of what the server lets this account have."""
    try:
        quota = whole(get(wire, "/users/me"), "videoQuota")
    except NetworkError:
        quota = None
    return Limits(characters=10_000, name_characters=120, films=1, film_bytes=quota or None, media_needed=1)


def _film(note: Note) -> Picture:
    if len(note.pictures) != 1 or not note.pictures[0].film:
        raise Invalid(_("A video on PeerTube is exactly one film. Nothing was sent."))
    if not 3 <= len(note.name or "") <= 120:
        raise Invalid(_("PeerTube wants a title of 3 to 120 characters. Nothing was sent."))
    return note.pictures[0]


def _begin(wire: Wire, note: Note, film: Picture) -> Prepared:
    said = {
        "channelId": channel(wire),
        "filename": "film." + film.media_type.rpartition("/")[2],
        "name": note.name,
        "description": note.content,
        "language": note.language.partition("-")[0],
        "privacy": PRIVATE,
        "waitTranscoding": True,
    }
    told = {"x-upload-content-length": str(len(film.content)), "x-upload-content-type": film.media_type}
    begin = f"{wire.server}{API}/videos/upload-resumable"
    with sorting():
        session = urljoin(begin, wire.post(begin, json=said, headers=told).headers.get("location", ""))
    if not session.startswith(begin + "?"):
        raise TryLater(
            _("PeerTube opened no upload. Nothing was published; we try again."), timedelta(minutes=5)
        )
    return _prepared(AT_ONCE, session=session)


def _piece(wire: Wire, film: Picture, session: str) -> Prepared:
    try:
        done = resumable.step(wire, film.content, session, sorting())
    except Gone:
        return Prepared(state="", wait=AT_ONCE)
    if done is None:
        return _prepared(AT_ONCE, session=session)
    return _prepared(AT_ONCE, video=text(mapping(done, "video"), "uuid"))


def _worked_on(wire: Wire, uuid: str) -> Prepared:
    try:
        said = mapping(get(wire, f"/videos/{uuid}"), "state")
    except Gone:
        return Prepared(state="", wait=AT_ONCE)
    if whole(said, "id") in FAILED:
        why = text(said, "label")
        raise Rejected(_("PeerTube did not take the film: %(why)s. Nothing was published."), why=why)
    return _prepared(None if whole(said, "id") == PUBLISHED else WAIT, video=uuid)


def _uploaded(wire: Wire, note: Note) -> str:
    """The video of a prepared note; otherwise every step, until the server wants us to wait."""
    state = note.prepared
    for _step in range(STEPS):
        done = prepare(wire, replace(note, prepared=state))
        state = done.state
        if done.wait is None:
            return text(_state(state), "video")
        if done.wait:
            raise dealing.working("PeerTube", done.wait)
    raise dealing.working("PeerTube", WAIT)


def _answer(wire: Wire, note: Note, to: str) -> Receipt:
    dealing.only_text(note, "PeerTube")
    uuid, _thread, comment = parts(wire.server, to)
    where = f"comments/{comment}" if comment else "comment-threads"
    with sorting():
        answer = wire.post(f"{wire.server}{API}/videos/{uuid}/{where}", json={"text": note.content})
    with after_sending():
        said = answer.json()["comment"]
        at = comment_at(wire.server, uuid, int(said["threadId"]), int(said["id"]))
    return Receipt(id=at, url=at, published=moment(said, "createdAt") or note.published)


def _look_for_answer(wire: Wire, note: Note, to: str) -> Receipt | None:
    uuid, thread, comment = parts(wire.server, to)
    since, mine = note.published.astimezone(UTC) - BACK, me(wire)
    for one in _below(wire, uuid, thread):
        account = mapping(one, "account")
        ours = text(account, "name") == mine and text(account, "url").startswith(wire.server + "/")
        there = str(whole(one, "inReplyToCommentId") or "") == comment
        same = text(one, "text").split() == note.content.split()
        if ours and there and same and (moment(one, "createdAt") or since) >= since:
            at = comment_at(wire.server, uuid, whole(one, "threadId") or 0, whole(one, "id") or 0)
            return Receipt(id=at, url=at, published=moment(one, "createdAt") or note.published)
    return None


def _below(wire: Wire, uuid: str, thread: str) -> Iterator[Mapping[str, Any]]:
    """Comments of one thread, or the first ones of every thread, newest first."""
    path = f"/videos/{uuid}/comment-threads"
    try:
        if thread:
            yield from _tree(get(wire, f"{path}/{thread}"))
            return
        for page in range(PAGES):
            query = {"start": str(page * 100), "count": "100", "sort": "-createdAt"}
            items = list(objects(get(wire, path, query), "data"))
            yield from items
            if len(items) < 100:
                return
    except Gone:  # what we answered has been deleted meanwhile, and every answer with it
        return


def _tree(said: object) -> Iterator[Mapping[str, Any]]:
    """Every comment of a thread, which comes as a tree."""
    waiting: list[object] = [said]
    while waiting:
        here = waiting.pop()
        if comment := mapping(here, "comment"):
            yield comment
        waiting += list(objects(here, "children"))


def _prepared(wait: timedelta | None, **state: str) -> Prepared:
    return Prepared(state=json.dumps(state, separators=(",", ":")), wait=wait)


def _state(prepared: str) -> Mapping[str, Any]:
    try:
        said = json.loads(prepared or "{}")
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
