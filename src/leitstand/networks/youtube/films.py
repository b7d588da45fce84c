"""Uploading a film to YouTube as private, step by step; every step may be repeated.

Protocol: https://developers.google.com/youtube/v3/guides/using_resumable_upload_protocol.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from leitstand.networks.youtube.asking import API, SERVER, get, sorting
from leitstand.vocabulary import dealing, resumable
from leitstand.vocabulary.errors import Gone, Invalid, Rejected, TryLater
from leitstand.vocabulary.network import Prepared, Wire
from leitstand.vocabulary.post import Note, Picture
from leitstand.vocabulary.shapes import mapping, objects, text, whole
from leitstand.vocabulary.words import _

WAIT = timedelta(seconds=30)
AT_ONCE = timedelta(0)
UPLOAD = f"{SERVER}/upload{API}videos?uploadType=resumable&part=snippet,status"


def prepare(wire: Wire, note: Note) -> Prepared:
    """The next step: begin, send a piece, or ask how far the work is."""
    if note.in_reply_to:
        return Prepared(state="")
    state = _state(note.prepared)
    film = only_film(note)
    with dealing.harmless("YouTube"):
        if text(state, "video"):
            return _worked_on(wire, text(state, "video"))
        if text(state, "session"):
            return _piece(wire, film, text(state, "session"))
        return _begin(wire, note, film)


def video_of(prepared: str) -> str:
    """The video that was uploaded, "" while there is none."""
    return text(_state(prepared), "video")


def only_film(note: Note) -> Picture:
    """The one film of a note. Raises Invalid."""
    if len(note.pictures) != 1 or not note.pictures[0].film:
        raise Invalid(_("A video on YouTube is exactly one film. Nothing was sent."))
    if not note.name or len(note.name) > 100 or {"<", ">"} & {*note.name, *note.content}:
        raise Invalid(
            _("YouTube wants a title of at most 100 characters, and no < or > anywhere. Nothing was sent.")
        )
    return note.pictures[0]


def _begin(wire: Wire, note: Note, film: Picture) -> Prepared:
    said = {
        "snippet": {"title": note.name, "description": note.content, "defaultLanguage": note.language},
        "status": {"privacyStatus": "private", "selfDeclaredMadeForKids": False},
    }
    told = {"x-upload-content-length": str(len(film.content)), "x-upload-content-type": film.media_type}
    with sorting():
        session = wire.post(UPLOAD, json=said, headers=told).headers.get("location", "")
    if not session.startswith(SERVER + "/"):
        raise TryLater(
            _("YouTube opened no upload. Nothing was published; we try again."), timedelta(minutes=5)
        )
    return _prepared(AT_ONCE, session=session)


def _piece(wire: Wire, film: Picture, session: str) -> Prepared:
    """Ask how much is there already, send the next piece."""
    try:
        done = resumable.step(wire, film.content, session, sorting())
    except Gone:
        return Prepared(state="", wait=AT_ONCE)  # an upload is kept for a day or so: begin anew
    return _prepared(AT_ONCE, session=session) if done is None else _prepared(WAIT, video=text(done, "id"))


def _worked_on(wire: Wire, video: str) -> Prepared:
    """Has YouTube worked through it? Failed uploads say why."""
    items = get(wire, "videos", part="status,processingDetails", id=video)
    found = next(objects(items, "items"), None)
    if found is None:
        return Prepared(state="", wait=AT_ONCE)
    status = mapping(found, "status")
    match text(status, "uploadStatus"):
        case "processed":
            return _prepared(None, video=video)
        case "failed" | "rejected" | "deleted":
            why = text(status, "failureReason") or text(status, "rejectionReason") or "?"
            raise Rejected(_("YouTube did not take the film: %(why)s. Nothing was published."), why=why)
    left = whole(mapping(found, "processingDetails", "processingProgress"), "timeLeftMs")
    return _prepared(timedelta(milliseconds=left) if left else WAIT, video=video)


def _prepared(wait: timedelta | None, **state: str) -> Prepared:
    return Prepared(state=json.dumps(state, separators=(",", ":")), wait=wait)


def _state(prepared: str) -> Mapping[str, Any]:
    try:
        said = json.loads(prepared or "{}")
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
