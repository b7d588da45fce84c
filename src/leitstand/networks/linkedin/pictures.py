"""Pictures for LinkedIn, a step at a time: ask where to put one, put it there, wait until it was worked on.

https://learn.microsoft.com/linkedin/marketing/community-management/shares/images-api
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from leitstand.networks.linkedin.asking import API, HEADERS, UPLOADS, WRITE, get, me, sorting, urn
from leitstand.vocabulary import dealing
from leitstand.vocabulary.errors import TryLater
from leitstand.vocabulary.network import Prepared, Wire
from leitstand.vocabulary.post import Note, Picture
from leitstand.vocabulary.shapes import mapping, text
from leitstand.vocabulary.words import _

AT_ONCE, WAIT = timedelta(0), timedelta(seconds=5)
STEPS = 100


def prepare(wire: Wire, note: Note) -> Prepared:
    """The next step for the first picture that is not there yet."""
    state = _state(note.prepared)
    done = [one for one in state.get("done", []) if isinstance(one, str)]
    if len(done) >= len(note.pictures):
        return _prepared(None, done=done)
    image = text(state, "image")
    with dealing.harmless("LinkedIn"):
        if not image:
            image = _put(wire, note.pictures[len(done)])
            return _prepared(AT_ONCE, done=done, image=image)
        status = text(get(wire, f"images/{urn(image)}"), "status")
    match status:
        case "AVAILABLE":
            return _prepared(AT_ONCE, done=[*done, image])
        case "PROCESSING_FAILED" | "WAITING_UPLOAD":
            return _prepared(WAIT, done=done)
    return _prepared(WAIT, done=done, image=image)


def uploaded(wire: Wire, note: Note) -> list[str]:
    """The pictures of a prepared note; otherwise every step, until LinkedIn wants us to wait."""
    state = note.prepared
    for _step in range(STEPS):
        done = prepare(wire, replace(note, prepared=state))
        state = done.state
        if done.wait is None:
            return [one for one in _state(state).get("done", []) if isinstance(one, str)]
        if done.wait:
            raise dealing.working("LinkedIn", done.wait)
    raise dealing.working("LinkedIn", WAIT)


def content(note: Note, images: list[str]) -> dict[str, Any]:
    """The part of a post that shows its pictures."""
    shown = [
        {"id": image} | ({"altText": picture.alt} if picture.alt else {})
        for image, picture in zip(images, note.pictures, strict=True)
    ]
    return {"media": shown[0]} if len(shown) == 1 else {"multiImage": {"images": shown}}


def _put(wire: Wire, picture: Picture) -> str:
    """Ask where to put a picture, and put it there."""
    said = {"initializeUploadRequest": {"owner": me(wire)}}
    with sorting(WRITE):
        answer = wire.post(f"{API}/images?action=initializeUpload", json=said, headers=HEADERS)
    told = mapping(answer.json(), "value")
    image, at = text(told, "image"), text(told, "uploadUrl")
    if not image or not at.startswith(UPLOADS + "/"):
        raise TryLater(
            _("LinkedIn named no place for the picture. Nothing was published; we try again."),
            timedelta(minutes=5),
        )
    with sorting(WRITE):
        wire.put(at, body=picture.content, headers={"content-type": picture.media_type})
    return image


def _prepared(wait: timedelta | None, **state: object) -> Prepared:
    return Prepared(state=json.dumps(state, separators=(",", ":")), wait=wait)


def _state(prepared: str) -> Mapping[str, Any]:
    try:
        said = json.loads(prepared or "{}")
    except ValueError:
        return {}
    return said if isinstance(said, dict) and isinstance(said.get("done", []), list) else {}
