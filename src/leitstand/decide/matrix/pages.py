"""What the page of the matrix is given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from leitstand.decide.matrix import queries
from leitstand.decide.matrix.drawing import Mark
from leitstand.decide.matrix.queries import Picture, Voice
from leitstand.people import queries as people
from leitstand.speak.placing.queries import ACCOUNT, VOICE, Said
from leitstand.vocabulary.estimate import Estimate
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.people.models import Membership
    from leitstand.speak.models import Wanted

POSTS = 8
AXES = {
    "professional": (_("More professional than wanted"), _("More personal than wanted")),
    "public": (_("More public than wanted"), _("More closed than wanted")),
}


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis of the chosen voice in whole percent; `mean` None: not known yet. `beyond`: marked, or ""."""

    wanted: int | None
    mean: int | None
    low: int | None
    high: int | None
    n: int
    beyond: str


@dataclass(frozen=True, slots=True)
class Post:
    """One post of the chosen voice, and on which axes it is far from what is wanted."""

    said: Said
    professional: int | None
    far: bool


@dataclass(frozen=True, slots=True)
class Matrix:
    """The picture with one voice chosen."""

    picture: Picture
    kind: str
    chosen: Voice | None
    mark: Mark | None
    across: Axis | None
    up: Axis | None
    posts: Sequence[Post]
    history: Sequence[Wanted]
    may: bool
    table: Sequence[tuple[Voice, Axis, Axis]]

    @property
    def beyond(self) -> list[Axis]:
        """Axes of the chosen voice on which what is wanted lies outside the interval."""
        return [one for one in (self.across, self.up) if one and one.beyond]


def matrix(member: Membership, id: str, now: datetime, *, kind: str = "") -> Matrix:
    """Everything the page shows; a fixed number of queries. Raises Invalid for a voice that is not here."""
    kind = queries.parsed(id)[0] if id else kind if kind in (VOICE, ACCOUNT) else VOICE
    found = [one for one in queries.voices(member.organization, now) if one.key[0] == kind]
    picture = queries.of(found, id)
    chosen = _chosen(found, id, member, picture)
    if chosen is not None and chosen.id != id:
        picture = queries.of(found, chosen.id)
    return Matrix(
        picture=picture,
        kind=kind,
        chosen=chosen,
        mark=next((one for one in picture.marks if chosen and one.id == chosen.id), None),
        across=axis(chosen, "professional") if chosen else None,
        up=axis(chosen, "public") if chosen else None,
        posts=_posts(member, chosen, now) if chosen else (),
        history=queries.history(member.organization, chosen.key) if chosen else (),
        may=chosen is not None and _may(member, chosen),
        table=[(one, axis(one, "professional"), axis(one, "public")) for one in picture.voices],
    )


def _chosen(found: Sequence[Voice], id: str, member: Membership, picture: Picture) -> Voice | None:
    """The one that was asked for, else oneself, else the one that speaks most."""
    wanted = id or f"{VOICE}{member.person_id}"
    first = next(iter(picture.voices), None)
    return next((one for one in found if one.id == wanted), first)


def _may(member: Membership, chosen: Voice) -> bool:
    mine = chosen.key == (VOICE, member.person_id)
    return people.may(member, people.EDITOR if mine else people.OWNER)


def axis(voice: Voice, name: str) -> Axis:
    """One axis of a voice: wanted, measured, and whether what is wanted lies outside the interval."""
    known: Estimate | None = getattr(voice.measured, name) if voice.measured else None
    wanted: int | None = getattr(voice.wanted, name) if voice.wanted else None
    if known is None:
        return Axis(wanted, None, None, None, voice.measured.posts if voice.measured else 0, "")
    mean, low, high = (round(100 * one) for one in (known.mean, known.low, known.high))
    more, less = AXES[name]
    beyond = "" if wanted is None or low <= wanted <= high else more if low > wanted else less
    return Axis(wanted, mean, low, high, known.n, beyond)


def _posts(member: Membership, chosen: Voice, now: datetime) -> list[Post]:
    found = queries.posts(member.organization, chosen.key, now)
    once = {(one.thought, one.reply): one for one in reversed(found)} if chosen.key[0] == VOICE else {}
    found = (list(reversed(once.values())) or found)[:POSTS]
    return [
        Post(
            one,
            None if one.professional is None else round(100 * one.professional),
            chosen.wanted is not None and bool(queries.far(one, chosen.wanted)),
        )
        for one in found
    ]


def told(found: Sequence[Voice]) -> dict[str, Any]:
    """The matrix as JSON: shares from 0 to 1 with interval and count, null where not known yet."""
    return {"days": queries.DAYS, "voices": [_voice(one) for one in found]}


def _voice(one: Voice) -> dict[str, Any]:
    known = one.measured
    return {
        "id": one.id,
        "kind": "person" if one.key[0] == VOICE else "account",
        "name": one.name,
        "network": one.network or None,
        "wanted": one.wanted and {name: getattr(one.wanted, name) / 100 for name in AXES},
        "measured": {name: _estimate(getattr(known, name) if known else None) for name in AXES},
        "posts": known.posts if known else 0,
        "unsaid": known.unsaid if known else 0,
    }


def _estimate(one: Estimate | None) -> dict[str, float | int] | None:
    if one is None:
        return None
    return {name: round(getattr(one, name), 4) for name in ("mean", "low", "high")} | {"n": one.n}
