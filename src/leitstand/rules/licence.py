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

_NEEDED = {"CC-BY": ("title", "author", "source"), "own": ("author",)}
_WORDS = {"title": _("title"), "author": _("author"), "source": _("source")}


def check(
    note: Note, situation: Situation, *, commercial: bool = True, refused: tuple[str, ...] = ()
) -> Iterator[Finding]:
    """One finding for each thing about a picture that its licence does not allow.

    `commercial`: the house counts as commercial, so that NC does not allow it; `refused` are licences (or
    beginnings of them) that the house does not take at all.
    """
    day = situation.local.date()
    for at, medium in enumerate(situation.media):
        why, facts = _wrong(medium, day, commercial=commercial, refused=refused)
        if why:
            yield Finding(
                Level.STOP,
                why,
                where=f"medium:{at}",
                way_out=_("Complete it in the media library, or take another picture."),
                facts=facts,
            )


def _wrong(
    medium: Medium, day: date, *, commercial: bool, refused: tuple[str, ...]
) -> tuple[str, dict[str, object]]:
    licence = medium.licence.strip()
    code = licence.upper().replace(" ", "-")
    if not licence:
        return _("Nobody knows the licence of this picture. Nothing was sent."), {}
    if medium.expires and medium.expires < day:
        return _("The licence of this picture ended on %(day)s."), {"day": medium.expires.isoformat()}
    if any(code.startswith(one.upper()) for one in refused):
        return _("The house does not take pictures under %(licence)s."), {"licence": licence}
    if commercial and "-NC" in code:
        return _("%(licence)s forbids commercial use, and ours counts as commercial."), {"licence": licence}
    if medium.altered and "-ND" in code:
        return _("%(licence)s forbids changes, and this picture was changed."), {"licence": licence}
    if lost := _lost(medium, code):
        return _("%(licence)s asks for what is missing: %(lost)s."), {"licence": licence, "lost": lost}
    return "", {}


def _lost(medium: Medium, code: str) -> str:
    """What the credit line needs and the library does not know: title, author, source (TASL), by licence."""
    needed = next((n for begin, n in _NEEDED.items() if code.startswith(begin.upper())), ("author", "source"))
    free = code.startswith(("CC0", "PDM", "PUBLIC-DOMAIN"))
    return "" if free else ", ".join(_WORDS[one] for one in needed if not getattr(medium, one).strip())
