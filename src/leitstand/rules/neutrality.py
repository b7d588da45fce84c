"""Public bodies stay neutral in parties' competition, most of all before an election."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from leitstand.vocabulary.finding import Finding, Level, Situation
from leitstand.vocabulary.policy import spans
from leitstand.vocabulary.policy.article import Example
from leitstand.vocabulary.post import Note
from leitstand.vocabulary.words import _

ARTICLE = "6.1"
EVERYWHERE = True


@dataclass(frozen=True, slots=True)
class Election:
    """An election: its day, the states it is held in (none: all), and for how many weeks before it counts."""

    name: str
    day: date
    lands: tuple[str, ...] = ()
    weeks: int = 6

    def near(self, day: date, land: str) -> bool:
        """Is it held in this state, and is this day within the weeks before it or the day itself?"""
        here = not self.lands or land in self.lands
        return here and self.day - timedelta(weeks=self.weeks) <= day <= self.day


WITH = {"elections": (Election("Landtagswahl", date(2027, 3, 14), ("XX",)),), "parties": ("Auenliste",)}
_BODY = {"public_body": True, "land": "XX", "published": "2027-03-01T10:00:00+01:00"}
_LONG_BEFORE = _BODY | {"published": "2026-05-01T10:00:00+02:00"}
GOOD = (
    Example("Am 14. März ist Landtagswahl: gehen Sie wählen!", _BODY),
    Example("Der Stand der Auenliste am Markt", _LONG_BEFORE),
    Example("Der Stand der Auenliste am Markt", _BODY | {"public_body": False}),
)
BAD = (
    Example("Der Stand der Auenliste am Markt", _BODY),
    Example("Stolze Bilanz: diese Landesregierung hat 40 Schulen gebaut", _BODY),
    Example("Am Sonntag Auenliste wählen!", _LONG_BEFORE),
)

PARTIES = (
    "SPD", "CDU", "CSU", "FDP", "AfD", "BSW", "Die Linke", "die Linken", "Bündnis 90/Die Grünen",
    "die Grünen", "Grünen-Politiker*", "Freie Wähler", "Freien Wähler", "Freien Wählern",
    "Tierschutzpartei", "Piratenpartei", "ÖDP", "SSW",
)  # fmt: skip
EVERYBODY = re.compile(
    r"\b(?:alle[rn]?|sämtliche[rn]?|jede[rn]?|all|every|each)\b(?:\s+\w+){0,4}\s+(?:parteien|fraktionen"
    r"|kandidat\w*|kandidier\w*|wahlvorschläge\w*|bewerber\w*|listen|parties|candidates|groups)"
    r"|\büberparteilich\w*|\bnon-?partisan|\bnach alphabet",
    re.IGNORECASE,
)
CAMPAIGN = re.compile(
    r"\b(?:spitzenkandidat\w*|wahlkampf(?:auftritt|stand|veranstaltung|team|tour)\w*|wahlprogramm\w*"
    r"|wahlversprechen|wahlwerbung|wahlempfehlung|koalitionswunsch|lead(?:ing)? candidate"
    r"|campaign (?:event|trail|stop|speech|rally|stand)|manifesto|election promises?)\b",
    re.IGNORECASE,
)
GOVERNMENT = (
    r"(?:landes|bundes|staats|stadt|kreis)?regierung|government|governor|koalition\w*|bürgermeister\w*"
    r"|oberbürgermeister\w*|minister\w*|landr[aä]t\w*|koalition|senat|stadtspitze|(?:state"
    r"|federal) government|mayor|minister|governing coalition"
)
PRAISE = (
    r"(?:erfolgs)?bilanz|erfolge?|stolz\w*|geschafft|versprochen,? gehalten|wort gehalten|liefert"
    r"|bewährt\w*|weiter so|danke|prima|tolle[rn]? job|schluss mit|weitere (?:vier|fünf) jahre|(?:four"
    r"|five) more years|stillstand|zum glück|dank (?:der|des|dem|unserer|unserem)|geliefert"
    r"|großartig\w*|hervorragend\w*|versagt|versagen|unfähig\w*|blamier\w*|abwähl\w*|abwahl|verdanken"
    r"|rekordinvestition\w*|verdient eine zweite|track record|proud\w*|delivered?|achievements?"
    r"|kept (?:its|his|her|their) (?:word|promise\w*)|thanks?(?: to| you)?|failed|failure"
    r"|vote (?:them )?out|great work|second term"
)
PRAISED = re.compile(
    rf"\b(?:{GOVERNMENT})\b[^.!?\n]{{0,120}}\b(?:{PRAISE})\b"
    rf"|\b(?:{PRAISE})\b[^.!?\n]{{0,120}}\b(?:{GOVERNMENT})\b",
    re.IGNORECASE,
)
APPEAL = (
    r"(?:wählt|wählen(?: sie)?|stimmt|stimmen sie|ihre stimme|eure stimme|deine stimme|beide stimmen"
    r"|erststimme|zweitstimme|kreuz|unterstützt|unterstützen sie|vote|your vote|support|elect|re-elect)"
)
_PUBLIC = ("university", "city", "public body", "municipality", "ministry", "school", "agency")


def check(
    note: Note,
    situation: Situation,
    *,
    elections: tuple[Election, ...] = (),
    parties: tuple[str, ...] = (),
) -> Iterator[Finding]:
    """One finding for each sentence of a public body that takes sides.

    At any time: an appeal to vote for or against a party. In the weeks before an election in its state also
    parties, candidates and praise of a government; not where all of them are named alike.
    """
    public = situation.organization in _PUBLIC if situation.public_body is None else situation.public_body
    if not public:
        return
    text, named = note.content, spans.any_of((*PARTIES, *parties))
    near = next((one for one in elections if one.near(situation.local.date(), situation.land)), None)
    for start, end in spans.sentences(text):
        if EVERYBODY.search(text, start, end):
            continue
        if place := _appeal(text, named, start, end):
            yield _found(_("A public body may not ask for votes for or against a party."), place)
        elif near and (place := _side(text, named, start, end)):
            yield _found(
                _("Before an election (%(name)s, %(day)s) a public body stays neutral; this may take sides."),
                place,
                name=near.name,
                day=near.day.isoformat(),
            )


def _appeal(text: str, named: re.Pattern[str], start: int, end: int) -> re.Match[str] | None:
    party = named.search(text, start, end)
    asked = re.compile(rf"\b{APPEAL}\b", re.IGNORECASE).search(text, start, end)
    return party if party and asked else None


def _side(text: str, named: re.Pattern[str], start: int, end: int) -> re.Match[str] | None:
    for pattern in (named, CAMPAIGN, PRAISED):
        if place := pattern.search(text, start, end):
            return place
    return None


def _found(why: str, place: re.Match[str], **facts: object) -> Finding:
    return Finding(
        Level.ASK,
        why,
        *place.span(),
        way_out=_("Say only what people need for voting, or name all sides alike; ask the legal office."),
        facts=facts,
    )
