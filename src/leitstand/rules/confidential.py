"""Say nothing that is marked confidential, or that may be said only from a day on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from leitstand.vocabulary.finding import Finding, Level, Situation
from leitstand.vocabulary.policy import spans
from leitstand.vocabulary.policy.rule import Term
from leitstand.vocabulary.post import Note
from leitstand.vocabulary.words import _

ARTICLE = "3.1"
EVERYWHERE = True
WITH = {"terms": (Term("Projekt Seerose"), Term("Neubau Nord", until=date(2027, 1, 31)))}
GOOD = ("Wir beraten vertraulich und kostenlos", "Confidential counselling for students", "Die Seerose blüht")
BAD = ("VERTRAULICH: Protokoll der Sitzung", "Bald mehr zum Projekt Seerose", "Der Neubau Nord kommt")

MARKING = re.compile(
    r"(?<!\w)(?:streng\s+vertraulich|VS[-–\s]?NfD|verschlusssache"
    r"|nur\s+für\s+(?:den\s+)?(?:internen\s+)?(?:dienst)?gebrauch|nur\s+(?:zur\s+internen\s+verwendung"
    r"|intern\s+verwenden)|nicht\s+(?:zur\s+)?(?:weitergabe|weitergeben|weiterleiten|weitersagen"
    r"|weitererzählen|veröffentlichen|zur\s+veröffentlichung)|strictly\s+confidential"
    r"|internal\s+use\s+only|for\s+internal\s+use|not\s+for\s+(?:publication|distribution|release)"
    r"|do\s+not\s+(?:share|distribute|forward)|under\s+embargo|embargoed\s+until|sperrfrist\s*:"
    r"|embargo\s*:|sperrvermerk|nicht\s+für\s+die\s+(?:öffentlichkeit|presse)"
    r"|not\s+for\s+the\s+(?:press|public)|behalt(?:et|en\s+sie|e)?\s+(?:das"
    r"|es)\s+(?:bitte\s+)?für\s+(?:euch|sich|dich)|keep\s+this\s+(?:quiet|to\s+yourselves|between\s+us)"
    r"|nur\s+für\s+(?:die\s+)?mitglieder\s+(?:des|der)\s+(?:\w*rat\w*|\w*vorstand\w*|\w*ausschuss\w*"
    r"|senats?)|unter\s+uns\s+gesagt|bleibt\s+(?:bitte\s+)?unter\s+uns|for\s+your\s+eyes\s+only"
    r"|off\s+the\s+record|noch\s+nicht\s+(?:offiziell|öffentlich|spruchreif)|noch\s+streng\s+geheim"
    r"|not\s+(?:public|official)\s+yet|between\s+you\s+and\s+me|nur\s+intern)(?!\w)",
    re.IGNORECASE,
)
HEADED = re.compile(
    r"(?:^|(?<=\n)|(?<=[\[(]))\W{0,3}(?:vertraulich|confidential|intern|internal|top\s+secret"
    r"|classified|gesperrt\s+bis\s+[^:\n]{1,20}|streng\s+geheim|geheim)\s*(?:[:!\])]|–|—|\n|-\s)",
    re.IGNORECASE,
)
CAPITALS = re.compile(r"(?<!\w)(?:VERTRAULICH|CONFIDENTIAL|STRENG GEHEIM|TOP SECRET)(?!\w)")
ABOUT = re.compile(r"[„“”\"»«'‘’]\s*\Z")


def check(
    note: Note, situation: Situation, *, terms: tuple[Term, ...] = (), markings: bool = True
) -> Iterator[Finding]:
    """One finding for each term that may not be said (yet), and for each marking left in the text.

    `Umbau*` is also "Umbauten". A marking in quotes is spoken about, not set.
    """
    day = situation.local.date()
    text = note.content
    for term in terms:
        for hit in spans.any_of((term.term,)).finditer(text) if term.valid(day) else ():
            yield Finding(
                Level.STOP,
                _("“%(term)s” may not be said in public yet."),
                *hit.span(),
                way_out=_("Leave it out, or wait for the day that the article names."),
                offer=term.instead or None,
                facts={"term": hit[0]},
            )
    for start, end in _marks(text) if markings else ():
        yield Finding(
            Level.STOP,
            _("“%(term)s” marks something confidential."),
            start,
            end,
            way_out=_("Ask whoever set the marking; publish only what was released."),
            facts={"term": text[start:end].strip()},
        )


def _marks(text: str) -> list[tuple[int, int]]:
    found = [hit.span() for one in (MARKING, HEADED, CAPITALS) for hit in one.finditer(text)]
    return [(start, end) for start, end in spans.without_overlap(found) if not ABOUT.search(text[:start])]
