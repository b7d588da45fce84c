"""Licences we know, and the credit line each asks for: title, author, source, licence (TASL)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.speak.models import Medium

LICENCES = {
    "own": _("our own picture"),
    "CC0-1.0": "CC0 1.0",
    "CC-BY-4.0": "CC BY 4.0",
    "CC-BY-SA-4.0": "CC BY-SA 4.0",
    "CC-BY-NC-4.0": "CC BY-NC 4.0",
    "CC-BY-ND-4.0": "CC BY-ND 4.0",
    "CC-BY-NC-SA-4.0": "CC BY-NC-SA 4.0",
    "CC-BY-NC-ND-4.0": "CC BY-NC-ND 4.0",
    "bought": _("bought for our use"),
    "press": _("given to the press"),
}

_ADDRESS = "https://creativecommons.org/licenses/{}/4.0/"


@dataclass(frozen=True, slots=True)
class Credit:
    """A credit line: `short` where letters are counted, `full` where links may stand."""

    short: str
    full: str


def needs_author(licence: str) -> bool:
    """Must somebody be named for it?"""
    return licence not in ("", "CC0-1.0")


def asks_credit(licence: str) -> bool:
    """Must the line stand beside the picture in public?"""
    return licence.startswith("CC-BY") or licence in ("bought", "press")


def credit(medium: Medium, language: str) -> Credit:
    """The line in German or English; both empty where no licence asks for one."""
    if not asks_credit(medium.licence):
        return Credit("", "")
    word = {"de": "Bild", "en": "Picture"}.get(language.split("-", maxsplit=1)[0], "Picture")
    name = LICENCES.get(medium.licence, "") if medium.licence.startswith("CC") else ""
    short = ", ".join(part for part in (f"{word}: {medium.author}".strip(": "), name) if part)
    title = f"„{medium.title}“ " if medium.title else ""
    by = {"de": "von", "en": "by"}.get(language.split("-", maxsplit=1)[0], "by")
    code = medium.licence.removeprefix("CC-").removesuffix("-4.0").lower()
    source = f", {medium.source}" if medium.source.startswith("http") else ""
    address = f" ({_ADDRESS.format(code)})" if medium.licence.startswith("CC-BY") else ""
    return Credit(short, f"{word}: {title}{by} {medium.author}{source}, {name}{address}".strip(", "))
