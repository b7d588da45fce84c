"""Do not publish a person's bank account; the house's own accounts are named in the article."""

from __future__ import annotations

import re
from collections.abc import Iterator

from leitstand.vocabulary.finding import Finding, Level, Situation
from leitstand.vocabulary.post import Note
from leitstand.vocabulary.words import _

ARTICLE = "4.4"
EVERYWHERE = True
GOOD = (
    "Aktenzeichen DE12 3456 7890",
    "IBAN DE89 3704 0044 0532 0130 01 ist erfunden: die Prüfziffer stimmt nicht",
)
BAD = ("Überweisen an DE89 3704 0044 0532 0130 00", "pay to GB82-WEST-1234-5698-7654-32, please")

BEGIN = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}[0-9]{2}(?=[\s\xa0.-]?[A-Z0-9])", re.IGNORECASE)
LENGTHS = {
    "AD": 24, "AT": 20, "BE": 16, "BG": 22, "CH": 21, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "EE": 20,
    "ES": 24, "FI": 18, "FR": 27, "GB": 22, "GR": 27, "HR": 21, "HU": 28, "IE": 22, "IS": 26, "IT": 27,
    "LI": 21, "LT": 20, "LU": 20, "LV": 21, "MC": 27, "MT": 31, "NL": 18, "NO": 15, "PL": 28, "PT": 25,
    "RO": 24, "RS": 22, "SE": 24, "SI": 19, "SK": 24, "SM": 27, "TR": 26, "UA": 29,
}  # fmt: skip
"""Length by country (SWIFT IBAN registry)."""


def check(note: Note, situation: Situation, *, allowed: tuple[str, ...] = ()) -> Iterator[Finding]:
    """One finding for each account whose check digits are right (ISO 13616, mod 97), if not `allowed`."""
    ours = {re.sub(r"\W", "", one).upper() for one in allowed}
    for hit in BEGIN.finditer(note.content):
        number, end = _walk(note.content, hit.start())
        if number and number not in ours:
            yield Finding(
                Level.STOP,
                _("This is a bank account that the policy does not know."),
                hit.start(),
                end,
                way_out=_("Take it out; if it is an account of the house, have it entered in the article."),
            )


def _walk(text: str, start: int) -> tuple[str, int]:
    """The account that begins here and where it ends; "" when its length or check digits are wrong."""
    length = LENGTHS.get(text[start : start + 2].upper(), 0)
    number, at = "", start
    while at < len(text) and len(number) < length:
        if text[at].isascii() and text[at].isalnum():
            number += text[at].upper()
        elif text[at] not in " \xa0\u202f.-" or not text[at + 1 : at + 2].isalnum():
            break
        at += 1
    complete = bool(length) and len(number) == length and not text[at : at + 1].isalnum()
    return (number, at) if complete and _right(number) else ("", at)


def _right(number: str) -> bool:
    turned = number[4:] + number[:4]
    return int("".join(str(int(one, 36)) for one in turned)) % 97 == 1
