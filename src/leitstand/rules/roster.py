"""Name people only who agreed to be named: names are compared with the roster."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from leitstand.vocabulary.finding import Finding, Level, Situation
from leitstand.vocabulary.policy.article import Example
from leitstand.vocabulary.post import Note
from leitstand.vocabulary.situation import Named
from leitstand.vocabulary.words import _

ARTICLE = "4.6"
EVERYWHERE = True
_ROSTER = [{"name": "Jana Brodersen"}, {"name": "Prof. Dr. Emil Tarnow", "agreed": True}]
GOOD = (
    Example("Emil Tarnow spricht über Auen", {"roster": _ROSTER}),
    Example("Treffpunkt Jana-Brodersen-Straße", {"roster": _ROSTER}),
)
BAD = (
    Example("Jana Brodersens Büro zieht um", {"roster": _ROSTER}),
    Example("Fragen Sie Frau Brodersen", {"roster": _ROSTER}),
)

TITLES = frozenset(
    ("frau", "herr", "herrn", "fr.", "hr.", "dr.", "prof.", "professor", "professorin", "kollege", "kollegen",
     "kollegin", "mr", "mr.", "mrs", "mrs.", "ms", "ms.", "mx", "mx.", "miss", "sir")
)  # fmt: skip
_DEGREES = re.compile(
    r"\b(?:Prof|Dr|Dipl|Ing|Mag|B\.?A|M\.?A|PhD|h\.?c|rer|nat|phil|med|jur|habil)\b\.?", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*\.?")
_BETWEEN = 3
"""A first name may stand this many words before the surname: Anna von der Heide."""

Index = Mapping[str, tuple[tuple[str, ...], ...]]


def check(
    note: Note, situation: Situation, *, titles: bool = True, surnames: bool = False
) -> Iterator[Finding]:
    """One finding for each name of somebody on the roster who has not agreed.

    `titles` also finds "Frau Brodersen", `surnames` the surname alone (a double one always counts). A street
    named after somebody is no person, and the voice that speaks may name itself.
    """
    index = _index(situation.roster, situation.voice)
    words = list(_WORD.finditer(note.content)) if index else []
    behind = -1
    for at, word in enumerate(words):
        for form in _forms(word[0]):
            span = next(
                (
                    found
                    for name in index.get(form, ())
                    if (found := _span(note.content, words, at, name, titles=titles, surnames=surnames))
                ),
                None,
            )
            if span and span[0] > behind:
                behind = span[1] - 1
                yield _found(note.content, *span)


def _found(text: str, start: int, end: int) -> Finding:
    return Finding(
        Level.ASK,
        _("%(name)s is on the roster and has not agreed to be named in public."),
        start,
        end,
        way_out=_("Ask first and have the consent entered, or name the office instead of the person."),
        facts={"name": text[start:end]},
    )


@lru_cache(maxsize=16)
def _index(roster: tuple[Named, ...], voice: str) -> Index:
    """The names that may not stand in a text, by surname, without degrees, in small letters."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for one in roster:
        for name in () if one.agreed else (one.name, *one.aliases):
            words = tuple(_DEGREES.sub(" ", name).replace(",", " ").casefold().split())
            if words and name.casefold() != voice.casefold():
                found.setdefault(words[-1], []).append(words)
    return {last: tuple(dict.fromkeys(names)) for last, names in found.items()}


def _forms(word: str) -> Iterator[str]:
    """A word as a surname could stand in the roster: as it is, or without the ending of the genitive."""
    plain = word.rstrip(".").casefold()
    yield plain
    for ending in ("'s", "’s", "s", "'", "’"):
        if plain.endswith(ending) and len(plain) > len(ending) + 1:
            yield plain[: -len(ending)]


def _span(
    text: str, words: list[re.Match[str]], at: int, name: tuple[str, ...], *, titles: bool, surnames: bool
) -> tuple[int, int] | None:
    """Where this name stands, if the word at `at` is its surname."""
    word = words[at]
    end = word.end() - word[0].endswith(".")
    first = name[0] if len(name) > 1 else ""
    for back in range(1, min(_BETWEEN + 1, at) + 1) if first else ():
        before = words[at - back]
        if re.search(r"[^\s\w.'’-]", text[before.end() : word.start()]):
            break
        said = before[0].casefold()
        if said == first or (back == 1 and said == first[0] + "."):
            return before.start(), end
        if back == 1 and titles and said in TITLES and word[0][0].isupper():
            return before.start(), end
    behind = words[at + 1] if first and at + 1 < len(words) else None
    if behind and behind[0].casefold() == first and text[word.end() : behind.start()].strip() == ",":
        return word.start(), behind.end()
    alone = surnames or not first or "-" in name[-1]
    return (word.start(), end) if alone and word[0][0].isupper() else None
