"""Describe every picture in words, for those who do not see it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from leitstand.vocabulary.finding import Finding, Level, Situation
from leitstand.vocabulary.policy.article import Example
from leitstand.vocabulary.post import Note
from leitstand.vocabulary.situation import Medium
from leitstand.vocabulary.words import _

ARTICLE = "7.3"


def _with(**medium: object) -> dict[str, object]:
    return {"attachment": [{"type": "Image", **medium}]}


GOOD = (
    Example("Der neue Steg", _with(name="Ein Holzsteg führt ins Schilf")),
    Example("Der neue Steg", _with(altWaived="Nur eine Linie zur Zierde")),
    Example("Der neue Steg", _with(name="")),
)
BAD = (
    Example("Der neue Steg", _with()),
    Example("Der neue Steg", _with(name="IMG_2041.jpg")),
    Example("Der neue Steg", _with(name="Bild")),
    Example("Der neue Steg führt ins Schilf", _with(name="Der neue Steg führt ins Schilf")),
)

_FILE = re.compile(
    r"\A[\w ().-]*\.(?:jpe?g|png|gif|webp|heic|tiff?|svg|mp4|mov)\Z|\A[\w-]+_[\w-]+\Z|\A(?:IMG|DSC|DSCF"
    r"|PXL|WP"
    r"|P)[_-]?\d{3,}\w*\Z",
    re.I,
)
_EMPTY = re.compile(
    r"\A\W*(?:ein |das |an? |the )?(?:bild|foto|fotografie|grafik|image|photo|picture|graphic"
    r"|screenshot|banner|logo|video|symbolbild|"
    r"sharepic|kachel|titelbild|header|placeholder|platzhalter|alt(?:ernativ)?[- ]?text|untitled"
    r"|unbenannt|n/?a|\.+|-+)?"
    r"\W*\d*(?:\s+(?:zum|zu|für|of|for|to)\s+(?:the\s+|den\s+|diesem\s+)?(?:beitrag|post|text|artikel"
    r"|article))?\W*\Z"
    r"|\A\W*(?:todo|tbd|fixme|fehlt noch)\b",
    re.IGNORECASE,
)
_WORDY = re.compile(
    r"\A\W*(?:(?:das )?bild (?:zeigt|von)|(?:auf dem |das )?foto (?:zeigt|von|ist)|image (?:of|shows)"
    r"|picture of|photo of)\b",
    re.I,
)


def check(
    note: Note, situation: Situation, *, least: int = 10, most: int = 1500, wordy: bool = False
) -> Iterator[Finding]:
    """One finding for each picture that has no description, a useless one, or only the text again.

    `least` and `most`: characters a description needs and may have; `wordy` also finds "picture of ...".
    An empty description is a decision (it only decorates), a missing one is not; a reason waives it.
    """
    for at, medium in enumerate(situation.media):
        if why := _wrong(medium, note.content, least=least, most=most, wordy=wordy):
            yield Finding(
                Level.ASK,
                why,
                0,
                len(medium.alt or ""),
                where=f"alt:{at}",
                way_out=_(
                    "Say in a sentence what is to be seen and matters here, or say why none is needed."
                ),
                facts={"least": least, "most": most},
            )


def _wrong(medium: Medium, text: str, *, least: int, most: int, wordy: bool) -> str:
    if medium.alt_waived.strip() or medium.alt == "":
        return ""
    if medium.alt is None:
        return _("This picture has no description.")
    said = medium.alt.strip()
    if _FILE.match(said):
        return _("The description of this picture is the name of a file.")
    if _EMPTY.match(said) or len(said) < least:
        return _("The description of this picture says nothing; it needs %(least)s characters or more.")
    if len(said) > most:
        return _("The description of this picture is longer than %(most)s characters.")
    if _plain(said) == _plain(text):
        return _("The description of this picture only repeats the text.")
    return _("Leave out “picture of”: that it is one is said anyway.") if wordy and _WORDY.match(said) else ""


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().casefold()
