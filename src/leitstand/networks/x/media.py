"""Uploading pictures and films to X, a step at a time: begin, pieces, end, text, work.

Interface: https://docs.x.com/x-api/media/quickstart/media-upload-chunked.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from leitstand.networks.x.asking import SERVER, get, sorting
from leitstand.vocabulary import dealing
from leitstand.vocabulary.errors import Gone, Rejected
from leitstand.vocabulary.network import Prepared, Wire
from leitstand.vocabulary.post import Note, Picture
from leitstand.vocabulary.shapes import mapping, text, whole
from leitstand.vocabulary.words import _

CHUNK = 4 * 2**20  # of at most 5 MB
AT_ONCE = timedelta(0)
ALT = 1000
TRIES = 2  # so often an upload is begun anew
UPLOAD = f"{SERVER}/2/media/upload"


def prepare(wire: Wire, note: Note) -> Prepared:
    """The next step for the first picture that is not there yet. A step that broke is begun anew."""
    state = _state(note.prepared)
    done: list[str] = [one for one in state.get("done", []) if isinstance(one, str)]
    if len(done) >= len(note.pictures):
        return _prepared(None, done=done)
    picture = note.pictures[len(done)]
    with dealing.harmless("X"):
        try:
            return _step(wire, picture, done, state)
        except (Gone, Rejected):  # an upload that was ended already, or is too old, takes nothing more
            again = (whole(state, "again") or 0) + 1
            if again > TRIES or not text(state, "id"):
                raise
            return _prepared(AT_ONCE, done=done, again=again)


def uploaded(prepared: str) -> list[str]:
    """The media of a note that is prepared."""
    return [one for one in _state(prepared).get("done", []) if isinstance(one, str)]


def _step(wire: Wire, picture: Picture, done: list[str], state: Mapping[str, Any]) -> Prepared:
    id, sent, again = text(state, "id"), whole(state, "sent") or 0, whole(state, "again") or 0
    if not id:
        return _prepared(AT_ONCE, done=done, id=_begin(wire, picture), sent=0, again=again)
    if sent < len(picture.content):
        piece = picture.content[sent : sent + CHUNK]
        with sorting("media.write"):
            wire.post(
                f"{UPLOAD}/{id}/append",
                form={"segment_index": str(sent // CHUNK)},
                files={"media": ("media", piece, "application/octet-stream")},
            )
        return _prepared(AT_ONCE, done=done, id=id, sent=sent + len(piece), again=again)
    if not state.get("ended"):
        with sorting("media.write"):
            said = wire.post(f"{UPLOAD}/{id}/finalize").json()
        _described(wire, picture, id)
    else:
        said = get(wire, "/2/media/upload", {"command": "STATUS", "media_id": id})
    wait = _working(mapping(said, "data", "processing_info"))
    if wait:
        return _prepared(wait, done=done, id=id, sent=sent, ended=True, again=again)
    return _prepared(AT_ONCE, done=[*done, id])


def _begin(wire: Wire, picture: Picture) -> str:
    kind = "tweet_video" if picture.film else "tweet_gif" if "gif" in picture.media_type else "tweet_image"
    said = {"media_type": picture.media_type, "total_bytes": len(picture.content), "media_category": kind}
    with sorting("media.write"):
        return text(mapping(wire.post(f"{UPLOAD}/initialize", json=said).json(), "data"), "id")


def _described(wire: Wire, picture: Picture, id: str) -> None:
    if picture.alt and not picture.film:
        said = {"id": id, "metadata": {"alt_text": {"text": picture.alt[:ALT]}}}
        with sorting("media.write"):
            wire.post(f"{SERVER}/2/media/metadata", json=said)


def _working(info: Mapping[str, Any]) -> timedelta | None:
    """How long X still wants; None when it is done. Raises Rejected when it failed."""
    match text(info, "state"):
        case "" | "succeeded":
            return None
        case "failed":
            why = text(mapping(info, "error"), "message") or "?"
            raise Rejected(_("X did not take the film: %(why)s. Nothing was published."), why=why)
    return timedelta(seconds=min(max(whole(info, "check_after_secs") or 5, 1), 600))


def _prepared(wait: timedelta | None, **state: object) -> Prepared:
    return Prepared(state=json.dumps(state, separators=(",", ":")), wait=wait)


def _state(prepared: str) -> Mapping[str, Any]:
    try:
        said = json.loads(prepared or "{}")
    except ValueError:
        return {}
    return said if isinstance(said, dict) and isinstance(said.get("done", []), list) else {}
