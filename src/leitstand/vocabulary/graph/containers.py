"""Containers: how Instagram and Threads take a post, in steps, before one last call makes it public.

Media are fetched by them from an address of ours; a container lives for a day. Its own status tells, even
after a call whose answer was lost, whether it was published.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from leitstand.vocabulary import dealing
from leitstand.vocabulary.errors import Gone, Invalid, Rejected
from leitstand.vocabulary.graph import sorting
from leitstand.vocabulary.network import Prepared, Wire, after_sending
from leitstand.vocabulary.post import Note, Picture
from leitstand.vocabulary.shapes import text
from leitstand.vocabulary.words import _

AT_ONCE = timedelta(0)
WAIT = timedelta(seconds=20)
STEPS = 60


@dataclass(frozen=True)
class Containers:
    """How one of the two names things: the edges, the fields, and what a container is made of."""

    network: str
    right: str
    make: str  # address of the edge that makes containers
    publish: str  # address of the edge that publishes one
    at: str  # where things are, by their id
    status: str  # the field that tells how far a container is
    why: str  # the field that tells what went wrong
    child: Callable[[Picture], Mapping[str, str]]
    whole: Callable[[Note, list[str]], Mapping[str, str]]

    def prepare(self, wire: Wire, note: Note) -> Prepared:
        """The next step: one child, the whole, or a look at how far it is."""
        state = _state(note.prepared)
        children = [one for one in state.get("children", []) if isinstance(one, str)]
        whole = text(state, "whole")
        with dealing.harmless(self.network):
            if whole:
                return self._how_far(wire, whole)
            if len(note.pictures) > 1 and len(children) < len(note.pictures):
                made = self._made(wire, self.child(note.pictures[len(children)]))
                return _prepared(AT_ONCE, children=[*children, made])
            return _prepared(AT_ONCE, whole=self._made(wire, self.whole(note, children)))

    def published(self, wire: Wire, note: Note) -> str:
        """The id of the post that the container became."""
        whole = self._ready(wire, note)
        with sorting(self.network, self.right, writing=True):
            answer = wire.post(self.publish, form={"creation_id": whole})
        with after_sending():
            return str(int(answer.json()["id"]))

    def is_public(self, wire: Wire, note: Note) -> bool:
        """Did the container of a note become a post?"""
        whole = text(_state(note.prepared), "whole")
        return bool(whole) and self._status(wire, whole) == "PUBLISHED"

    def _ready(self, wire: Wire, note: Note) -> str:
        """The container of a prepared note; otherwise every step, until we have to wait."""
        state = note.prepared
        if done := text(_state(state), "whole"):
            return done
        for _step in range(STEPS):
            prepared = self.prepare(wire, replace(note, prepared=state))
            state = prepared.state
            if prepared.wait is None:
                return text(_state(state), "whole")
            if prepared.wait:
                raise dealing.working(self.network, prepared.wait)
        raise dealing.working(self.network, WAIT)

    def _how_far(self, wire: Wire, whole: str) -> Prepared:
        try:
            match self._status(wire, whole):
                case "FINISHED" | "PUBLISHED":
                    return _prepared(None, whole=whole)
                case "EXPIRED":
                    return Prepared(state="", wait=AT_ONCE)
        except Gone:
            return Prepared(state="", wait=AT_ONCE)
        return _prepared(WAIT, whole=whole)

    def _status(self, wire: Wire, whole: str) -> str:
        with sorting(self.network, self.right):
            query = {"fields": f"{self.status},{self.why}"}
            said = wire.get(f"{self.at}/{whole}", query=query).json()
        status = text(said, self.status)
        if status == "ERROR":
            raise Rejected(
                _("%(network)s did not take the media: %(why)s. Nothing was published."),
                network=self.network,
                why=text(said, self.why) or "?",
            )
        return status

    def _made(self, wire: Wire, said: Mapping[str, str]) -> str:
        with sorting(self.network, self.right, writing=True):
            return text(wire.post(self.make, form=said).json(), "id")


def fetched(picture: Picture, network: str) -> str:
    """Where the network may fetch a picture. Raises Invalid where we have no public address for it."""
    if not picture.url or not picture.url.startswith("https://"):
        raise Invalid(
            _(
                "%(network)s fetches media from an address that everybody can reach, and this Leitstand has "
                "none. Ask whoever runs it to give it one. Nothing was sent."
            ),
            network=network,
        )
    return picture.url


def _prepared(wait: timedelta | None, **state: object) -> Prepared:
    return Prepared(state=json.dumps(state, separators=(",", ":")), wait=wait)


def _state(prepared: str) -> Mapping[str, Any]:
    try:
        said = json.loads(prepared or "{}")
    except ValueError:
        return {}
    return said if isinstance(said, dict) and isinstance(said.get("children", []), list) else {}
