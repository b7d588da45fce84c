"""Say nothing that could move the share price before it was published ad hoc."""

from __future__ import annotations

import re
from collections.abc import Iterator

from leitstand.vocabulary.finding import Finding, Level, Situation
from leitstand.vocabulary.policy import spans
from leitstand.vocabulary.policy.article import Example
from leitstand.vocabulary.post import Note
from leitstand.vocabulary.words import _

ARTICLE = "5.1"
EVERYWHERE = True
_LISTED = {"listed": True}
GOOD = (
    "Unser Umsatz steigt um 12 Prozent",
    Example("Mitmachen beim Gewinnspiel: 3 Preise warten", _LISTED),
    Example("Unser Umsatz steigt um 12 Prozent", {"listed": True, "announced": True}),
)
BAD = (
    Example("Unser Umsatz steigt um 12 Prozent", _LISTED),
    Example("Wir übernehmen die Auenrieder Pumpen GmbH", _LISTED),
    Example("Our CEO is stepping down in March", _LISTED),
)

FIGURE = re.compile(
    r"\b(?:quartals|jahres|halbjahres|konzern|vorab|rekord)?-?(?:umsatz(?:zahlen|wachstum|ziel"
    r"|prognose)?|umsätze|gewinn(?:e|s|warnung|prognose|ziel)?|ergebnis(?:se|ses|prognose)?|verlust(?:e"
    r"|s)?|ebit(?:da)?|marge|rendite|dividenden?|auftragseingang|aufträge|auftragsbestand|prognose"
    r"|jahresprognose|ausblick|kurs(?:ziel)?|cashflow|großauftrag|rahmenvertrag|kapitalerhöhung"
    r"|aktienrückkauf|revenues?|sales|profits?|earnings|results|loss(?:es)?|margin|dividend|guidance"
    r"|outlook|forecast|order intake|buyback|capital increase|zuschlag|jahresziel|quartal"
    r"|sonderdividende|contract|großvertrag|zahlen|order|orders|targets?|jahresziele?|kundenzahlen)\b",
    re.IGNORECASE,
)
MOVE = re.compile(
    r"(?<![\d.,])\d{1,12}(?:[.,]\d{1,12}){0,5}\s{0,3}(?:%|prozent|percent|mio|mrd|millionen|milliarden"
    r"|million|billion|euro|€|m\b)|[€$]\s*\d|\b(?:steig\w*|stieg\w*|gestiegen|sink\w*|sank\w*|gesunken"
    r"|fällt|fiel|wächst|wuchs\w*|gewachsen|verdoppel\w*|verdreifach\w*|vervielfach\w*|triple[sd]?|plus"
    r"|minus|erreicht|übertrifft|miserabel\w*|schlecht\w*|schwach\w*|glänzend\w*|stark\w*"
    r"|einbr[uü]ch\w*|bricht ein|zahlen wir|wir zahlen|größte[rns]?|biggest|largest|verpass\w*"
    r"|halbier\w*|übertreff\w*|übertroffen|verfehl\w*|rekord\w*|besser als|schlechter als|anheben|heben"
    r"|hebt|senken|senkt|gesenkt|erhöh\w*|kürz\w*|streich\w*|erwarten|beat|beats|exceed\w*|miss(?:es|ed"
    r"|ing)?|rise[sn]?|rose|grew|grow\w*|fell|falls?|double[sd]?|record|raise[sd]?|lower(?:s|ed)?"
    r"|cut(?:s|ting)?|better than|worse than|expect(?:s|ed)?)\b",
    re.IGNORECASE,
)
DEED = re.compile(
    r"\b(?:übernehmen|übernimmt|übernahme(?:angebot)?|kaufen|kauft|erwerben|erwirbt|fusionier\w*"
    r"|fusion mit|verkaufen|verkauft|zusammenschluss)\b[^.!?\n]{0,100}\b(?:gmbh|ag|se|kg|inc|ltd|plc"
    r"|anteile|mehrheit|tochter\w*|sparte|konkurrent\w*|wettbewerber\w*)\b|\b(?:streich\w*|abbau\w*"
    r"|bau\w* [^.!?\n]{0,100}\d+ \w+ ab|entlass\w*|cut(?:ting)?|axe"
    r"|lay(?:ing)? off)\b[^.!?\n]{0,100}\d+ (?:stellen|arbeitsplätze|jobs|people)|\b(?:werke?"
    r"|standorte?|fabrik|plant|site|factory)\b[^.!?\n]{0,100}\b(?:geschlossen|schließ\w*|schliess\w*"
    r"|close[sd]?|closing|shut\w*)\b|\b(?:größte\w*|wichtigste\w*|biggest|largest"
    r"|most important) (?:kund\w+|auftraggeber\w*|customer|client)\b[^.!?\n]{0,100}\b(?:verlor\w*"
    r"|verlier\w*|gekündigt|springt ab)\b|\b(?:verlor\w*|verlier\w*|lost"
    r"|losing)\b[^.!?\n]{0,100}\b(?:größte\w*|wichtigste\w*|biggest|largest|most important) (?:kund\w+"
    r"|auftraggeber\w*|customer|client)\b|\b(?:übernahmeangebot|insolvenz(?:antrag)?|gewinnwarnung"
    r"|ad-hoc-mitteilung folgt|profit warning|takeover bid)\b|\b(?:acquir\w+|acquisition of|merg(?:e|es"
    r"|ing) with|merger with|taking over|takes? over|sell(?:s|ing)? (?:our"
    r"|its))\b[^.!?\n]{0,100}\b(?:gmbh|ag|se|inc|ltd|plc|company|division|stake|competitor|subsidiary"
    r"|shares|majority)\b|\b(?:kartellamt|staatsanwaltschaft|bafin|aufsicht|steuerfahndung|prosecutors?"
    r"|regulators?|antitrust)\b[^.!?\n]{0,100}\b(?:ermittel\w*|durchsuch\w*|klag\w*|prüft|investigat\w*"
    r"|fined?|sue[sd]?)\b|\brazzia\b|\b(?:kreditlinie\w*|kredit|credit line"
    r"|loan)\b[^.!?\n]{0,60}\b(?:gekündigt|gestrichen|kündigt|cancel\w*|withdrawn)\b|\b(?:cancel\w*"
    r"|withdr[ae]w\w*|kündigt|gekündigt)\b[^.!?\n]{0,60}\b(?:credit line|loan|kreditlinie|kredit)\b"
    r"|\bfusion mit\b[^.!?\n]{0,40}\bdurch\b|\b(?:hackerangriff|cyberangriff|cyber ?attack"
    r"|ransomware)\b|\b(?:rückruf|recall)\b[^.!?\n]{0,60}\b(?:tausend\w*|\d{3,}|all\w*)\b"
    r"|\b(?:\w*vorstand\w*|vorständin|aufsichtsrat\w*|ceo|cfo|finanzchef\w*|geschäftsführung"
    r"|chief \w+ officer|board member)\b[^.!?\n]{0,100}\b(?:verlässt|verlassen"
    r"|tritt\b[^.!?\n]{0,100}(?:zurück|ab)|scheidet|geht|wechselt|abberufen|entlassen|nachfolg\w+"
    r"|rücktritt|(?:legt|lege)\b[^.!?\n]{0,40}\bnieder|hört auf|wirft hin|schmeißt hin|geht von bord"
    r"|aufhört|quits?|steps? down|stepping down|leaves?|leaving|resigns?|resignation|successor|replaced"
    r"|dismissed)\b",
    re.IGNORECASE,
)
OURS = re.compile(
    r"\b(?:wir|unser\w*|uns|we|our|us|konzern\w*|quartal\w*|geschäftsjahr\w*|q[1-4]|fiscal|vorläufige?"
    r"|halbjahr\w*|jahresabschluss)\b",
    re.IGNORECASE,
)
PAST = re.compile(
    r"\b(?:geschäftsbericht|wie (?:heute|gestern|am [\w. ]+) (?:ad hoc |gemeldet|veröffentlicht"
    r"|mitgeteilt)|bereits veröffentlicht|ad hoc veröffentlicht|annual report"
    r"|as (?:already )?(?:published|announced|reported)|already published)\b",
    re.IGNORECASE,
)
OTHER = re.compile(
    r"\b(?:gewinnspiel\w*|vorlesung\w*|seminar\w*|lecture|course|umfrage\w*|survey|wetter\w*|weather"
    r"|turnier\w*|fußball\w*|spiel\w*|match|laufzeit|workshop|ratgeber|lexikon|erklär\w*|explains?"
    r"|branche\w*|industry|kurs(?:e|en|plan)?|sprachkurs\w*|yoga\w*|messe-?gewinner\w*|azubi\w*"
    r"|ausbildung\w*|internship\w*)\b",
    re.IGNORECASE,
)


def check(note: Note, situation: Situation, *, terms: tuple[str, ...] = ()) -> Iterator[Finding]:
    """One finding for each sentence of a listed company that looks like inside information.

    `terms` are further words that are enough, such as the name of a deal. Silent when the news is
    `announced`, or when nobody says that shares are traded (`listed`).
    """
    if not situation.listed or situation.announced:
        return
    text = note.content
    for start, end in spans.sentences(text):
        place = _sign(text, start, end) or spans.any_of(terms).search(text, start, end)
        if place:
            yield Finding(
                Level.STOP,
                _("This may be inside information that was not published yet."),
                *place.span(),
                way_out=_("Ask investor relations; publish it only after the ad hoc announcement."),
            )


def _sign(text: str, start: int, end: int) -> re.Match[str] | None:
    """The words of a sentence that could move the price; none about games, lessons and what was published."""
    if PAST.search(text, start, end):
        return None
    if deed := DEED.search(text, start, end):
        return deed
    if OTHER.search(text, start, end) or not OURS.search(text, start, end):
        return None
    figure = FIGURE.search(text, start, end)
    return figure if figure and MOVE.search(text, start, end) else None
