"""Publish only pictures whose licence allows it, and name author and source as it asks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from leitstand.vocabulary.finding import Finding, Level, Situation
from leitstand.vocabulary.policy.article import Example
from leitstand.vocabulary.post import Note
from leitstand.vocabulary.situation import Medium
from leitstand.vocabulary.words import _

ARTICLE = "7.1"


def _with(**medium: object) -> dict[str, object]:
    return {"attachment": [{"type": "Image", "name": "Ein Boot", **medium}]}


_OURS = _with(licence="own", author="Fotostelle", title="Boot", source="Archiv")
_THEIRS = {"title": "Boot", "author": "J. Brodersen", "source": "https://bilder.example/1"}
GOOD = (
    "Ohne Bild",
    Example("Das Boot", _OURS),
    Example("Das Boot. Bild: „Boot“, J. Brodersen, CC BY 4.0", _with(licence="CC-BY-4.0", **_THEIRS)),
)
BAD = (
    Example("Das Boot", _with()),
    Example("Das Boot", _with(licence="CC-BY-4.0", title="Boot")),
    Example("Das Boot", _with(licence="CC-BY-NC-4.0", **_THEIRS)),
    Example("Das Boot", _with(licence="CC-BY-ND-4.0", altered=True, **_THEIRS)),
)

_NEEDED = {"CC-BY": ("title", "author", "source"), "OWN": ("author",)}
_MISSING = {
    "title": _("%(licence)s asks for the picture's title, and it is missing."),
    "author": _("%(licence)s asks for the author's name, and it is missing."),
    "source": _("%(licence)s asks for the picture's source, and it is missing."),
}
_FREE = ("CC0", "PDM", "PUBLIC-DOMAIN")


def check(
    note: Note, situation: Situation, *, commercial: bool = True, refused: tuple[str, ...] = ()
) -> Iterator[Finding]:
    """One finding for each thing about a picture that its licence does not allow.

    `commercial`: the house counts as commercial, so that NC does not allow it; `refused` are licences (or
    beginnings of them) that the house does not take at all.
    """
    day = situation.local.date()
    for at, medium in enumerate(situation.media):
        for why, facts in _wrong(medium, day, commercial=commercial, refused=refused):
            yield Finding(
                Level.STOP,
                why,
                where=f"medium:{at}",
                way_out=_("Complete it in the media library, or take another picture."),
                facts=facts,
            )


def _wrong(
    medium: Medium, day: date, *, commercial: bool, refused: tuple[str, ...]
) -> Iterator[tuple[str, dict[str, object]]]:
    """Each thing that is wrong, with its facts."""
    licence = medium.licence.strip()
    code = licence.upper().replace(" ", "-")
    facts: dict[str, object] = {"licence": licence}
    if not licence:
        yield _("Nobody knows the licence of this picture."), {}
        return
    if medium.expires and medium.expires < day:
        yield _("The licence of this picture ended on %(day)s."), {"day": medium.expires.isoformat()}
    if any(code.startswith(one.upper()) for one in refused):
        yield _("The house does not take pictures under %(licence)s."), facts
    if commercial and "-NC" in code:
        yield _("%(licence)s forbids commercial use, and ours counts as commercial."), facts
    if medium.altered and "-ND" in code:
        yield _("%(licence)s forbids changes, and this picture was changed."), facts
    for name in _needed(code):
        if not getattr(medium, name).strip():
            yield _MISSING[name], facts


def _needed(code: str) -> tuple[str, ...]:
    """What the credit line needs: title, author, source (TASL), less for one's own, nothing for free ones."""
    if code.startswith(_FREE):
        return ()
    return next((needed for begin, needed in _NEEDED.items() if code.startswith(begin)), ("author", "source"))
