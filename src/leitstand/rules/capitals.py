"""Do not shout: words in capitals are loud, and some voices read them letter by letter."""

from __future__ import annotations

import re
from collections.abc import Iterator

from leitstand.vocabulary.finding import Finding, Level, Situation
from leitstand.vocabulary.post import Note
from leitstand.vocabulary.words import _

ARTICLE = "9.2"
GOOD = (
    "Die Mensa ist heute zu.",
    "ARD, ZDF und NDR berichten",
    "Das BAföG-Amt zieht um",
    "Raum A3.01 in der HAW",
)
BAD = ("DIE MENSA IST HEUTE ZU", "Das ist WIRKLICH WICHTIG für alle", "Endlich Ferien!!!!")

WORD = re.compile(r"(?<![\w@#./-])[A-ZÄÖÜẞ][A-ZÄÖÜẞ'’-]*[A-ZÄÖÜẞ](?![\w])|(?<![\w@#./-])[A-ZÄÖÜ](?![\w])")
MARKS = re.compile(r"[!?](?:\s?[!?]){3,}|!{3,}|\?{3,}|[❗‼]{2,}")
_LINK = re.compile(r"https?://\S+|(?<!\w)[@#][\w.-]+")
_LONG, _SEVERAL = 4, 4
_VOWELS = re.compile(r"[AEIOUÄÖÜY]")


def check(
    note: Note, situation: Situation, *, words: int = 2, marks: bool = True, allowed: tuple[str, ...] = ()
) -> Iterator[Finding]:
    """One finding for each run of loud words, and (`marks`) for marks like !!!.

    Loud is a run with at least `words` words of four letters or more; what stands in a list, ARD, ZDF and
    NDR, is short names, and `allowed` are long ones.
    """
    text = _LINK.sub(lambda hit: "\x1f" * len(hit[0]), note.content)
    quiet = {one.upper() for one in allowed}
    for start, end in _runs(text, words, quiet):
        yield Finding(
            Level.HINT,
            _("Many people read capitals as shouting, and screen readers may spell them."),
            start,
            end,
            way_out=_("Write it as usual; weight comes from the words."),
        )
    for hit in MARKS.finditer(text) if marks else ():
        yield Finding(
            Level.HINT,
            _("So many marks read as shouting."),
            *hit.span(),
            way_out=_("One mark is enough."),
            offer=hit[0][0],
        )


def _runs(text: str, least: int, quiet: set[str]) -> Iterator[tuple[int, int]]:
    """Start and end of each run of words in capitals that holds enough long ones."""
    run: list[re.Match[str]] = []
    for hit in [*WORD.finditer(text), None]:
        if hit is not None and run and re.fullmatch(r"[\s,:;.!?–-]*", text[run[-1].end() : hit.start()]):
            run.append(hit)
            continue
        loud = [one for one in run if _loud(one[0], quiet)]
        if len(loud) >= least or (loud and len(run) >= max(_SEVERAL, least)):
            yield run[0].start(), run[-1].end()
        run = [hit] if hit is not None else []


def _loud(word: str, quiet: set[str]) -> bool:
    """Is it a word and no short name? Short names have few letters or no vowels."""
    return len(word) >= _LONG and bool(_VOWELS.search(word)) and word not in quiet
