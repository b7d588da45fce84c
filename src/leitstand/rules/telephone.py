"""Do not publish a private telephone number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from leitstand.vocabulary.finding import Finding, Level, Situation
from leitstand.vocabulary.post import Note
from leitstand.vocabulary.words import _

ARTICLE = "4.2"
GOOD = ("Rufen Sie uns an: 115", "Seit 1991 in Auenried", "Zimmer 0171, zweiter Stock")
BAD = ("Meine Nummer ist 0171 2345678", "call me: +49 (0)151/234 567 89")

MOBILE = re.compile(r"(?<!\w)(?:\+49|0049|0)[\s/()-]*(?:0[\s/()-]*)?1[567]\d(?:[\s/()-]*\d){6,9}(?!\d)")
"""German mobile numbers: 015x, 016x, 017x (Bundesnetzagentur, Nummernplan Mobile Dienste)."""


def check(note: Note, situation: Situation) -> Iterator[Finding]:
    """One finding for each mobile number."""
    for hit in MOBILE.finditer(note.content):
        yield Finding(
            Level.STOP,
            _("This looks like a private mobile number. Nothing was sent; name the office's number instead."),
            *hit.span(),
        )
