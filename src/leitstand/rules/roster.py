"""Name people only who agreed to be named: names are compared with the roster."""

from __future__ import annotations

import re
from collections.abc import Iterator
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

_TITLES = r"(?:Frau|Herrn?|Fr\.|Hr\.|Dr\.|Prof\.|Professor(?:in)?|Kolleg(?:e|en|in)|Mr\.?|Mrs\.?|Ms\.?|Mx\.?)"
_DEGREES = re.compile(
    r"\b(?:Prof|Dr|Dipl|Ing|Mag|B\.?A|M\.?A|PhD|h\.?c|rer|nat|phil|med|jur|habil)\b\.?", re.IGNORECASE
)
_NEVER = re.compile(r"(?!)")


def check(
    note: Note, situation: Situation, *, titles: bool = True, surnames: bool = False
) -> Iterator[Finding]:
    """One finding for each name of somebody on the roster who has not agreed.

    `titles` also finds "Frau Brodersen", `surnames` the surname alone. A street named after somebody is no
    person, and the voice that speaks may name itself.
    """
    pattern = _pattern(situation.roster, situation.voice, titles=titles, surnames=surnames)
    for hit in pattern.finditer(note.content):
        yield Finding(
            Level.ASK,
            _("%(name)s is on the roster and has not agreed to be named in public."),
            *hit.span(),
            way_out=_("Ask first and have the consent entered, or name the office instead of the person."),
            facts={"name": hit[0]},
        )


@lru_cache(maxsize=16)
def _pattern(roster: tuple[Named, ...], voice: str, *, titles: bool, surnames: bool) -> re.Pattern[str]:
    """One pattern for all names that may not stand in the text."""
    forms: list[str] = []
    for one in roster:
        for name in () if one.agreed else (one.name, *one.aliases):
            words = _DEGREES.sub(" ", name).replace(",", " ").split()
            if words and name.casefold() != voice.casefold():
                forms += _forms(words, titles=titles, surnames=surnames)
    if not forms:
        return _NEVER
    longest = "|".join(sorted(forms, key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{longest})(?:['’]?s|['’])?(?![\w]|-\w)")


def _forms(words: list[str], *, titles: bool, surnames: bool) -> Iterator[str]:
    """The ways to write a name: whole, turned round, with an initial, with a title, by surname alone."""
    parts = [re.escape(word) for word in words]
    first, last = parts[0], parts[-1]
    gap = r"[\s\xa0]+"
    if len(parts) > 1:
        yield gap.join(parts)
        yield rf"{first}{gap}(?:[\w.-]+{gap})?{last}"
        yield rf"{last},{gap}{first}"
        yield rf"{words[0][0]}\.{gap}?{last}"
    if titles and len(parts) > 1:
        yield rf"{_TITLES}{gap}(?:{_TITLES}{gap})*{last}"
    if surnames or len(parts) == 1:
        yield last
