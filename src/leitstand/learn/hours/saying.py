"""Hours said in one line, as people say them: "2 h Mastodon yesterday", "30 min LinkedIn Mo schreiben"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.words import _

_AMOUNT = re.compile(
    r"(?P<sign>[+\-−]?)(?:(?P<h>\d{1,4}):(?P<min>[0-5]\d)|(?P<number>\d{1,4}(?:[.,]\d{1,3})?))(?P<unit>[a-z]*)"
)
_HOURS, _MINUTES = {"", "h", "std", "stunde", "stunden", "hour", "hours"}, {"m", "min", "minuten", "minutes"}
_BACK = {"today": 0, "heute": 0, "yesterday": 1, "gestern": 1, "vorgestern": 2}
_DAYS = ("mo mon montag monday", "di tue dienstag tuesday", "mi wed mittwoch wednesday",
         "thu donnerstag thursday", "fr fri freitag friday", "sa sat samstag saturday",
         "sun sonntag sunday")  # fmt: skip
_WEEKDAYS = {word: number for number, words in enumerate(_DAYS) for word in words.split()}
_KINDS = {
    **dict.fromkeys(("read", "reading", "lesen", "gelesen"), "read"),
    **dict.fromkeys(("answer", "answering", "antworten", "geantwortet"), "answer"),
    **dict.fromkeys(("write", "writing", "schreiben", "geschrieben"), "write"),
    **dict.fromkeys(("agree", "agreeing", "abstimmen", "abgestimmt"), "agree"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """What a line was understood as; `reason`: the words that are nothing else."""

    minutes: int
    network: str
    day: date
    kind: str
    reason: str


def understood(line: str, networks: Mapping[str, str], today: date) -> Said:
    """A line with an amount, and with or without a network, a day and a kind of work, in any order.

    `networks`: their names by what people call them, casefolded. Without a day it was today; without a
    kind it was answering where a network is named, else other work. Raises Invalid without an amount,
    or with two.
    """
    amounts: list[int] = []
    found: dict[str, str] = {}
    day, rest = today, []
    for word in _words(line):
        plain = word.casefold().strip(",.;")
        amount = _amount(plain)
        if amount is not None:
            amounts.append(amount)
        elif plain in networks and "network" not in found:
            found["network"] = networks[plain]
        elif (said := _day(plain, today)) is not None:
            day = said
        elif plain in _KINDS and "kind" not in found:
            found["kind"] = _KINDS[plain]
        else:
            rest.append(word)
    if len(amounts) != 1:
        raise Invalid(
            _("Say how many hours, once: “2 h Mastodon yesterday” or “30 min LinkedIn”. Nothing was kept.")
        )
    network = found.get("network", "")
    kind = found.get("kind", "answer" if network else "other")
    return Said(amounts[0], network, day, kind, " ".join(rest))


def _words(line: str) -> Iterator[str]:
    """Words; "2 h" is one."""
    yield from re.sub(r"(\d)\s+(h|std|min)\b", r"\1\2", line[:300], flags=re.IGNORECASE).split()


def _amount(word: str) -> int | None:
    match = _AMOUNT.fullmatch(word)
    if match is None or match["unit"] not in _HOURS | _MINUTES:
        return None
    if match["number"]:
        number = float(match["number"].replace(",", "."))
        minutes = round(number if match["unit"] in _MINUTES else number * 60)
    else:
        minutes = int(match["h"]) * 60 + int(match["min"])
    return -minutes if match["sign"] and match["sign"] in "-−" else minutes


def _day(word: str, today: date) -> date | None:
    if word in _BACK:
        return today - timedelta(days=_BACK[word])
    if word in _WEEKDAYS:
        return today - timedelta(days=(today.weekday() - _WEEKDAYS[word]) % 7)
    try:
        return date.fromisoformat(word)
    except ValueError:
        return None
