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
    r"\b(?:quartals|jahres|halbjahres|konzern|vorab|rekord)?-?(?:umsatz(?:zahlen|wachstum|ziel|prognose)?"
    r"|umsätze|gewinn(?:e|s|warnung"
    r"|prognose|ziel)?|ergebnis(?:se|ses|prognose)?|verlust(?:e|s)?|ebit(?:da)?|marge|rendite"
    r"|dividenden?|auftragseingang|"
    r"aufträge|auftragsbestand|prognose|jahresprognose|ausblick|kurs(?:ziel)?|cashflow|"
    r"großauftrag|rahmenvertrag|kapitalerhöhung|aktienrückkauf|"
    r"revenues?|sales|profits?|earnings|results|loss(?:es)?|margin|dividend|guidance|outlook|forecast"
    r"|order intake|"
    r"buyback|capital increase)\b",
    re.IGNORECASE,
)
MOVE = re.compile(
    r"(?<![\d.,])\d{1,12}(?:[.,]\d{1,12}){0,5}\s{0,3}(?:%|prozent|percent|mio|mrd|millionen|milliarden|million|billion|euro|€|m\b)"
    r"|[€$]\s*\d|"
    r"\b(?:steig\w*|stieg\w*|gestiegen|sink\w*|sank\w*|gesunken|fällt|fiel|wächst|wuchs\w*|gewachsen"
    r"|verdoppel\w*|halbier\w*|"
    r"übertreff\w*|übertroffen|verfehl\w*|rekord\w*|besser als|schlechter als|anheben|heben|hebt|senken"
    r"|senkt|gesenkt|"
    r"erhöh\w*|kürz\w*|streich\w*|erwarten|beat|beats|exceed\w*|miss|missed|rise[sn]?|rose|grew|grow\w*"
    r"|fell|falls?|"
    r"double[sd]?|record|raise[sd]?|lower(?:s|ed)?|cut(?:s|ting)?|better than|worse than|expect(?:s|ed)?)\b",
    re.IGNORECASE,
)
DEED = re.compile(
    r"\b(?:übernehmen|übernimmt|übernahme(?:angebot)?|kaufen|kauft|erwerben|erwirbt|fusionier\w*"
    r"|fusion mit|verkaufen|verkauft|"
    r"zusammenschluss)\b[^.!?\n]{0,100}\b(?:gmbh|ag|se|kg|inc|ltd|plc|anteile|mehrheit|tochter\w*|sparte"
    r"|konkurrent\w*|wettbewerber\w*)\b"
    r"|\b(?:streich\w*|abbau\w*|bau\w* [^.!?\n]{0,100}\d+ \w+ ab|entlass\w*|cut(?:ting)?|axe"
    r"|lay(?:ing)? off)\b[^.!?\n]{0,100}\d+ (?:stellen|arbeitsplätze|jobs|people)"
    r"|\b(?:werke?|standorte?|fabrik|plant|site|factory)\b[^.!?\n]{0,100}\b(?:geschlossen|schließ\w*"
    r"|schliess\w*|close[sd]?|closing|shut\w*)\b"
    r"|\b(?:größte\w*|wichtigste\w*|biggest|largest|most important) (?:kund\w+|auftraggeber\w*|customer"
    r"|client)\b[^.!?\n]{0,100}\b(?:verlor\w*|verlier\w*|gekündigt|springt ab)\b"
    r"|\b(?:verlor\w*|verlier\w*|lost|losing)\b[^.!?\n]{0,100}\b(?:größte\w*|wichtigste\w*|biggest|largest"
    r"|most important) (?:kund\w+|auftraggeber\w*|customer|client)\b"
    r"|\b(?:übernahmeangebot|insolvenz(?:antrag)?|gewinnwarnung|ad-hoc-mitteilung folgt|profit warning"
    r"|takeover bid)\b"
    r"|\b(?:acquir\w+|acquisition of|merg(?:e|es|ing) with|merger with|taking over|takes? over|sell(?:s"
    r"|ing)? (?:our|its))\b"
    r"[^.!?\n]{0,100}\b(?:gmbh|ag|se|inc|ltd|plc|company|division|stake|competitor|subsidiary|shares|majority)\b"
    r"|\b(?:vorstand\w*|vorständin|aufsichtsrat\w*|ceo|cfo|finanzchef\w*|geschäftsführung"
    r"|chief \w+ officer|board member)\b"
    r"[^.!?\n]{0,100}\b(?:verlässt|verlassen|tritt\b[^.!?\n]{0,100}(?:zurück|ab)|scheidet|geht|wechselt|abberufen"
    r"|entlassen|nachfolg\w+|"
    r"rücktritt|steps? down|stepping down|leaves?|leaving|resigns?|resignation|successor|replaced"
    r"|dismissed)\b",
    re.IGNORECASE,
)
OURS = re.compile(
    r"\b(?:wir|unser\w*|uns|we|our|us|konzern\w*|quartal\w*|geschäftsjahr\w*|q[1-4]"
    r"|fiscal)\b",
    re.IGNORECASE,
)
PAST = re.compile(
    r"\b(?:geschäftsbericht|wie (?:heute|gestern|am [\w. ]+) (?:ad hoc |gemeldet|veröffentlicht"
    r"|mitgeteilt)|bereits veröffentlicht|"
    r"ad hoc veröffentlicht|annual report|as (?:already )?(?:published|announced|reported)|already"
    r" published)\b",
    re.IGNORECASE,
)
OTHER = re.compile(
    r"\b(?:gewinnspiel\w*|vorlesung\w*|seminar\w*|lecture|course|umfrage\w*|survey|wetter\w*|weather"
    r"|turnier\w*|fußball\w*|"
    r"spiel\w*|match|laufzeit|workshop|ratgeber|lexikon|erklär\w*|explains?|branche\w*|industry"
    r"|kurs(?:e|en|plan)?|"
    r"sprachkurs\w*|yoga\w*|messe-?gewinner\w*|azubi\w*|ausbildung\w*|internship\w*)\b",
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
