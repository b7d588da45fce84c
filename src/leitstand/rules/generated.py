"""Say so when a machine made a picture, a sound or the words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from leitstand.vocabulary.finding import Finding, Level, Situation
from leitstand.vocabulary.policy.article import Example
from leitstand.vocabulary.post import Note
from leitstand.vocabulary.words import _

ARTICLE = "7.4"


def _with(**medium: object) -> dict[str, object]:
    return {"attachment": [{"type": "Image", "name": "Eine Stadt im Jahr 2100", **medium}]}


GOOD = (
    Example("So könnte es aussehen (KI-generiertes Bild)", _with(ai=True)),
    Example("So sieht es aus", _with(ai=False)),
    Example("So könnte es aussehen", _with(ai=True, credit="Bild: mit KI erzeugt")),
)
BAD = (
    Example("So könnte es aussehen", _with(ai=True)),
    Example("Unsere Forschung zu KI-Bildern", _with(ai=True)),
    Example("Die Zusammenfassung des Berichts", {"ai_text": True}),
)

_AI = (
    r"(?:KI|K\.I\.|AI|A\.I\.|künstlicher? intelligenz|artificial intelligence|generative[rn]? KI"
    r"|generative AI|einem sprachmodell)"
)
LABEL = re.compile(
    rf"\b{_AI}[- ](?:generierte\w*|generated|erzeugte\w*|erstellte\w*|created|made|gemachte\w*|bild"
    rf"|illustration|grafik|image|picture|artwork|voice|stimme|übersetzt|translated|assisted"
    rf"|gestützt)\b|\b{_AI}[- ]generiert\b|\b{_AI}-(?:erstellt|erzeugt)\b|\b(?:mit|durch|von|per"
    rf"|mithilfe von|mit hilfe von|by|with|using)\s+(?:einer\s+"
    rf"|an?\s+)?{_AI}(?:[- ]\w+)?\s+(?:\w+\s+)?(?:generiert|erstellt|erzeugt|gemacht|geschrieben"
    rf"|verfasst|übersetzt|bearbeitet|zusammengefasst)\b|\b(?:generiert|erstellt|erzeugt|geschrieben"
    rf"|übersetzt|zusammengefasst|generated|created|made|written|drawn|produced|translated"
    rf"|summari[sz]ed)\s+(?:\w+\s+)?(?:mit|durch|von|per|by|with"
    rf"|using)\s+(?:the help of\s+)?(?:einer\s+|an?\s+)?{_AI}\b|\b(?:hat|haben|has|have)\s+(?:eine\s+"
    rf"|die\s+|an\s+)?{_AI}\s+(?:gemacht|erzeugt|erstellt|geschrieben|made|drawn)\b|\b(?:bild|foto"
    rf"|grafik|illustration|video|text|ton|stimme|visualisierung|image|picture|art"
    rf"|voice)\s*:\s*(?:by )?{_AI}\b|\b(?:stammt|kommt|entstand|entstanden|comes?)\s+(?:\w+\s+)?(?:von"
    rf"|aus|mit|from)\s+(?:einer\s+|der\s+|an?\s+)?{_AI}\b|\b(?:mit|von|by|with)\s+(?:einem\s+|einer\s+"
    rf"|an?\s+)?{_AI}[- ](?:\w+)\s+(?:generiert|erstellt|erzeugt|gemacht|made)\b|\b(?:generiert"
    rf"|erstellt|erzeugt|gemacht)\s+(?:mit|mithilfe)\s*(?:hilfe)?\s*(?:von|einer)?\s*{_AI}\b"
    rf"|\(\s*{_AI}\s*\)|\b{_AI}-(?:generator|werkzeug|tool)\w*|\b(?:eine|die|an)\s+{_AI}\s+(?:hat"
    rf"|has)\s+(?:\w+\s+){{0,2}}(?:erzeugt|gemacht|erstellt|made)\b|\b{_AI}[- ](?:image|bild)\b|#(?:KI"
    rf"|AI)(?:generiert|generated|made|bild|art|erstellt)?\b|\bsynthetisch(?:es|e)? (?:bild|video"
    rf"|stimme)|\bsynthetic (?:image|video|voice|media)",
    re.IGNORECASE,
)
DENIED = re.compile(
    r"\b(?:nicht|kein\w*|ohne|not|no|without|never|statt|instead of)\s+(?:\w+\s+){0,2}\Z", re.IGNORECASE
)


def check(note: Note, situation: Situation, *, words: bool = True) -> Iterator[Finding]:
    """One finding for each machine-made medium without a label in text, credit or title.

    `words`: also for texts that a machine wrote.
    """
    if _told(note.content):
        return
    for at, medium in enumerate(situation.media):
        if medium.ai and not any(map(_told, (medium.credit, medium.title, medium.alt or ""))):
            yield _found(_("A machine made or changed this; the post does not say so."), where=f"medium:{at}")
    if words and situation.ai_text:
        yield _found(_("A machine wrote words of this; the post does not say so."), end=len(note.content))


def _told(text: str) -> bool:
    return any(not DENIED.search(text[: hit.start()]) for hit in LABEL.finditer(text))


def _found(why: str, *, where: str = "content", end: int = 0) -> Finding:
    return Finding(
        Level.ASK,
        why,
        0,
        end,
        where=where,
        way_out=_("Write “KI-generiert” or “AI-generated” into the text or the credit line."),
    )
