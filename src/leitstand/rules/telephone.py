"""Do not publish a private telephone number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from leitstand.vocabulary.finding import Finding, Level, Situation
from leitstand.vocabulary.policy import spans
from leitstand.vocabulary.post import Note
from leitstand.vocabulary.words import _

ARTICLE = "4.2"
EVERYWHERE = True
GOOD = ("Rufen Sie uns an: 115", "Seit 1991 in Auenried", "Zimmer 0171, zweiter Stock")
BAD = ("Meine Nummer ist 0171 2345678", "call me: +49 (0)151/234 567 89")

_GAP = r"[\s/().–-]*"
MOBILE = re.compile(
    rf"(?<![\w.,])(?:(?:\+49|0049|0){_GAP}(?:0{_GAP})?1{_GAP}[567]{_GAP}\d|(?:\+43"
    rf"|0043){_GAP}(?:0{_GAP})?6[5-9]\d"
    rf"|(?:\+41|0041){_GAP}(?:0{_GAP})?7[5-9])(?:{_GAP}\d){{6,9}}(?!\d)"
)
"""German mobile numbers: 015x, 016x, 017x (Bundesnetzagentur, Nummernplan Mobile Dienste); Austrian,"
" Swiss."""

SPOKEN = re.compile(
    r"\bnull[\s,-]+eins[\s,-]+(?:fünf|sechs|sieben)(?:[\s,-]+(?:null|eins|zwei|zwo|drei|vier|fünf|sechs"
    r"|sieben|acht|neun)){7,10}\b",
    re.IGNORECASE,
)
LANDLINE = re.compile(
    rf"(?<![\w.,/-])(?:(?:\+49|0049){_GAP}(?:\(0\))?{_GAP}|0)[2-9](?:{_GAP}\d){{6,11}}(?!\d)"
)
PRIVATE = spans.any_of(
    ("privat*", "zu Hause", "daheim", "zuhause", "Handy*", "at home", "my home", "private*")
)
OTHER = re.compile(
    r"(?:nummer|nr|no|zeichen|isbn|issn|ean|konto|iban|order|ticket|serial|invoice|vorgang|rechnung"
    r"|auftrag|id|doi)"
    r"\b[\s.:#-]*(?:(?:is|ist|lautet)\s+)?\Z",
    re.IGNORECASE,
)
TELEPHONE = re.compile(
    r"(?:telefon|mobil|handy|ruf|phone|whatsapp|fax|durchwahl|meine|unter der|my)\W*(?:nummer|nr|number"
    r"|no)?"
    r"[\s.:#-]*(?:(?:is|ist|lautet)\s+)?\Z",
    re.IGNORECASE,
)


def check(
    note: Note, situation: Situation, *, allowed: tuple[str, ...] = (), landlines: bool = False
) -> Iterator[Finding]:
    """One finding for each mobile number, and for landlines that are called private (or, if asked, for all).

    `allowed` are numbers of the house, however they are written.
    """
    ours = {_digits(one) for one in allowed}
    found = [hit.span() for one in (MOBILE, SPOKEN) for hit in one.finditer(note.content)]
    found += [
        hit.span()
        for hit in LANDLINE.finditer(note.content)
        if landlines or PRIVATE.search(spans.before(note.content, hit.start()))
    ]
    for start, end in spans.without_overlap(found):
        ahead = spans.before(note.content, start)
        meant = TELEPHONE.search(ahead) or not OTHER.search(ahead)
        if meant and _digits(note.content[start:end]) not in ours:
            yield Finding(
                Level.STOP,
                _("This looks like a private telephone number."),
                start,
                end,
                way_out=_("Name the office's number instead, or ask the person and have the number allowed."),
            )


def _digits(number: str) -> str:
    """The digits of a number as dialled inside Germany."""
    digits = re.sub(r"\D", "", number.replace("(0)", ""))
    for country in ("0049", "49"):
        if digits.startswith(country):
            return "0" + digits.removeprefix(country).lstrip("0")
    return digits
