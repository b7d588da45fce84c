"""What somebody typed into the search field, as words that both databases understand alike."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product

MOST = 20
"""So many words and phrases are looked for; what comes after them is passed over."""

SHORTEST_BEGINNING = 2
_PIECE = re.compile(r'(?P<minus>-?)(?:["„“”«»](?P<phrase>[^"„“”«»]*)(?:["„“”«»]|$)|(?P<bare>[^\s"„“”«»]+))')
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Term:
    """Words that follow each other; `open`: the last may go on."""

    words: tuple[str, ...]
    open: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """All of these and none of those. False when nothing is asked."""

    all_of: tuple[Term, ...] = ()
    none_of: tuple[Term, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.all_of or self.none_of)


def wanted(said: str) -> Wanted:
    """Read words, "phrases", beginnings* and -exclusions. Signs alone ask nothing; nothing is a mistake."""
    all_of: list[Term] = []
    none_of: list[Term] = []
    for piece in _PIECE.finditer(unicodedata.normalize("NFC", said.replace("\x00", " "))):
        text = (piece["bare"] if piece["phrase"] is None else piece["phrase"]).strip()
        words = tuple(word.lower() for word in _WORD.findall(text))
        if words and len(all_of) + len(none_of) < MOST:
            open = text.endswith("*") and len(words[-1]) >= SHORTEST_BEGINNING
            (none_of if piece["minus"] else all_of).append(Term(words, open))
    return Wanted(tuple(all_of), tuple(none_of))


def for_sqlite(terms: tuple[Term, ...], *, joined: str) -> str:
    """As FTS5 reads it; `joined` is AND or OR. Every word stands in quotes, so none is an operator."""
    return f" {joined} ".join(_any(map(_sqlite, _spelled(term)), " OR ") for term in terms)


def for_postgresql(asked: Wanted) -> str:
    """As `to_tsquery` reads it. Words hold letters and digits only, so none is an operator."""
    parts = [_any(map(_postgresql, _spelled(term)), " | ") for term in asked.all_of]
    parts += ["!" + _any(map(_postgresql, _spelled(term)), " | ") for term in asked.none_of]
    return " & ".join(parts)


def _spelled(term: Term) -> list[Term]:
    """With ß and with ss: no database folds one into the other, people mean both."""
    ways = [sorted({word, word.replace("ß", "ss"), word.replace("ss", "ß")}) for word in term.words]
    return [Term(words, term.open) for words in list(product(*ways))[:MOST]]


def _sqlite(term: Term) -> str:
    return f'"{" ".join(term.words)}"' + ("*" if term.open else "")


def _postgresql(term: Term) -> str:
    return " <-> ".join(term.words) + (":*" if term.open else "")


def _any(ways: Iterable[str], joined: str) -> str:
    return f"({joined.join(ways)})"
