"""Write hashtags of several words with capitals, so that eyes and screen readers find the words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from leitstand.vocabulary.finding import Finding, Level, Situation
from leitstand.vocabulary.policy import spans
from leitstand.vocabulary.post import Note
from leitstand.vocabulary.words import _

ARTICLE = "9.1"
GOOD = (
    "Wir sind dabei #HochschuleAuenried",
    "#klimaschutz geht alle an",
    "#weekend",
    "Mehr #wissenschaftskommunikation",
)
BAD = (
    "Wir sind dabei #wirsinddabei",
    "Die Hochschule Auenried feiert #hochschuleauenried",
    "#openscience for all",
)

TAG = re.compile(r"(?<![\w&/#])#([^\W\d_][a-zäöüß]{5,60}|[A-ZÄÖÜ]{8,60})(\d{0,4})(?!\w)")
_WORD = re.compile(r"[^\W\d_]+")
_RUN = re.compile(r"(?<![^\W\d_])[^\W\d_]+(?:[ \xa0\n]+[^\W\d_]+)+(?![\w-])")

LIGHT = spans.words(
    """
    der die das den dem des ein eine einen einem einer und oder aber mit ohne für von vom zum zur zu im
    in am an auf aus bei beim nach über unter um ist sind war bin bist wir ihr sie ich du es man nicht
    kein keine mehr jetzt hier heute morgen immer nie alle alles uns unser unsere unseren dein deine
    mein meine euer eure was wer wie wo wann warum so auch nur noch schon wieder gegen gemeinsam
    zusammen dabei bleibt bleiben kommt komm geht machen macht mach lernen leben lesen hilft helfen
    wollen können darf sagt sag hat haben wird werden danke bitte hallo offen offene offenen gute guter
    gutes guten neue neuer neues neuen beste bester besten schöne schönes grüne grünen starke große
    kleine freie junge bunte digitale lange the of for and or to on at by with from is are be we you
    they it our your my this that not no more now here today always never all us let lets what who how
    why when where do does go get make made have has will can join meet learn ask love come stay good
    great new best open big free happy first werde wurde würde wollt willst soll sollte muss müssen
    müsst darfst dürfen kannst könnt stellen stellt steht stehen liest liebe lieben liebt lerne lernt
    lebt arbeitet arbeiten suchen sucht gesucht helft feiern feiert wächst wachsen rennt laufen läuft
    fahren fährt essen isst trinken kochen schreiben schreibt spricht sprechen reden redet hören hört
    sehen sieht denken denkt gewinnt gewinnen startet starten beginnt ende endlich bald oft viel viele
    mehrere einfach sicher sauber stark echt jeder jede jedes ganz ganze beide dort drin drüber weiter
    zurück voran vorbei los raus rein zwischen während wegen seit bis ab doch denn dann wenn ob dass
    weil dies diese dieser dieses jenes solche welche meinem seiner seine ihrem ihren euch sich mich
    dich ihm give ever going gonna long short back out up down over off into about after before because
    than then them their his her him she he if ok pm were been being did done had having should would
    could must may might just only very too much many most some any every each other another old small
    little high low right left next last early late inside true verbindet verbinden singt singen tanzt
    tanzen spielt spielen baut bauen hält halten zeigt zeigen trifft treffen schafft schaffen bewegt
    bewegen
    """
)
"""Words that never stand inside a German compound: where one of them is part of a tag, it holds"
" several words."""

HEAVY = spans.words(
    """
    tag tage woche jahr jahre nacht zeit leben welt stadt land haus tür türen schule hochschule
    universität uni campus studium studierende studieren forschung wissenschaft wissen lehre bildung
    zukunft klima umwelt natur energie wasser wald kinder jugend familie frauen männer menschen leute
    freunde team arbeit beruf job jobs kultur kunst musik theater museum bibliothek buch bücher sport
    verein fest feier weihnachten ferien sommer winter frühling herbst mobilität fahrrad rad bahn bus
    straße verkehr gesundheit hilfe schutz sicherheit demokratie vielfalt toleranz respekt mut heimat
    region europa deutschland science research day days week night year life world city school
    university students student study studies teaching education future climate nature energy water
    people friends work culture art music theatre library book books reading summer health safety access
    data source code media social news community women girls kids family food coffee monday tuesday
    wednesday thursday friday saturday sunday morning evening event events season house home lab tech
    digital web museen institut fakultät labor vortrag vorlesung lesung konzert film kino festival markt
    messe tour lauf marathon spiel spiele fußball turnier garten park see meer fluss berg berge
    stadtteil dorf kirche rathaus bürger bürgerin wahl recht rechte freiheit frieden gleichheit
    gerechtigkeit armut reichtum geld wirtschaft handel industrie technik digitalisierung daten internet
    computer software sprache sprachen text texte wort worte bild bilder foto fotos farbe farben licht
    luft feuer erde tier tiere hund katze vogel bäume baum blumen obst gemüse brot kaffee tee bier wein
    suppe küche essen hunger motivation throwback vibes mood goals hack hacks tip tips travel trip
    hiking running cycling bike bikes cars train trains party parties game games films movie movies song
    songs photo photos picture pictures story stories street fashion style beauty fitness gym yoga dog
    dogs cat cats baby babies mum dad parents heart soul mind body earth planet ocean forest tree trees
    matter matters lives hour hours minute minutes ehrenamt fun rocks ideen idee chance chancen ziel
    ziele weg wege plan pläne preis preise start anfang platz plätze raum räume tanz reise reisen ort
    orte feuerwehr polizei rettung pflege medizin chemie physik biologie informatik geschichte politik
    ethik herz herzen kopf hand hände förderung seele stimme stimmen bau
    """
)
ENGLISH = spans.words(
    """
    science research day days week night year life world city school university students student study
    studies teaching education future climate people friends work culture music theatre library books
    reading summer health safety access data source code media social news community women girls kids
    family food coffee monday tuesday wednesday thursday friday saturday sunday morning evening event
    season house lab tech digital motivation throwback vibes mood goals hack hacks tip tips travel trip
    hiking running cycling bike bikes cars train trains party parties game games film films movie movies
    song songs photo photos picture pictures story stories street fashion style beauty fitness gym yoga
    dog dogs cat cats baby babies mum dad parents heart soul mind body earth planet ocean forest tree
    trees matter matters lives hour hours minute minutes fun rocks idea ideas plan plans start
    """
)
ONE_WORD = spans.words(
    """
    weekend homework together notebook football today everyone everybody something workshop database
    network online outside inside within without into onto upon also another however whatever forever
    welcome become understand newsletter website homepage workday weekday birthday holiday midnight
    lifetime worldwide citywide household artwork software hardware bookshop schoolhouse warehouse
    greenhouse peopleware coworking teamwork podcast miteinander füreinander zusammenhalt zusammenarbeit
    gemeinsamkeit allerdings darum hierzu inzwischen immerhin überall unterwegs unterricht unternehmen
    umwelt umgang aufgabe ausbildung ausstellung anfang angebot antwort beispiel nachhaltigkeit
    nachwuchs nachrichten mitarbeit mitmachen freiheit freizeit freitag neuigkeiten jugendliche
    großstadt kleinstadt altstadt neubau grünkohl gutschein neujahr langzeit offenheit diesel dasein
    ersti werkstatt inland imbiss insel indien investition interesse information innovation internet
    anders andere amtlich zukunft zuhause zuletzt zutat jobticket hereinspaziert wiedersehen wiesn
    mehrweg mehrheit immobilien werder island beiden einer anfangs inhalt einheit vereine ausland umbau
    umland anwohner ansage zusage absage aufruf aufstand bestand bestanden verstand gestern sonnabend
    vormittag nachmittag mittag feierabend weltweit mehrwert jedermann niemand eingang ausgang ausflug
    ausweis anreise abreise beitrag betrag antrag auftrag vertrag ertrag untertan unterhaltung interview
    interaktion innenstadt außenwelt mitte mittel mitarbeiter ohnehin seitdem nachdem trotzdem indem
    wegweiser vorbild vorwort vorort vorrat vorteil nachteil beruflich gutachten neuland neustadt
    freiwillige freibad freitags altbau großbritannien kleingarten altpapier sicherheit sauberkeit
    stellenanzeige ganztag ganztags weiterbildung weihnachten ende abend baseball handball basketball
    beforehand afternoon evening ourselves yourself myself himself herself themselves workshops
    onboarding outdoor indoor upgrade download upload feedback playback makeup startup meetup insight
    input output overview update comeback lifestyle storytelling streetart keynote timeline hotline
    herein hinein dahin dabei damit daran darauf daraus darin darunter davon davor dazu hiermit wofür
    worum womit unternehmerin mindestens meistens allein alleine allerlei vielfalt vielleicht gesundheit
    wirtschaft wirklich wirkung wirt dichtung sieb siebzig
    """
)


_SHORT = 9
"""Two short words in a row may be one word by chance: wer and der are no Werder."""


def check(note: Note, situation: Situation, *, words: tuple[str, ...] = ()) -> Iterator[Finding]:
    """One finding for each tag that holds several words and shows no capitals, with the tag as it could be.

    Known are common words, names in `words`, and words that stand side by side in the text itself. A German
    compound is one word and stays as it is.
    """
    own = frozenset(part.casefold() for one in words for part in one.split())
    runs = [_WORD.findall(run) for run in _RUN.findall(TAG.sub("#", note.content))]
    for hit in TAG.finditer(note.content):
        parts = _beside(hit[1].casefold(), runs) or _cut(hit[1].casefold(), own)
        if len(parts) > 1 and not _inside_capital(hit[1], parts):
            better = "#" + "".join(part[:1].upper() + part[1:] for part in parts) + hit[2]
            yield Finding(
                Level.HINT,
                _("This hashtag holds several words, and nobody sees or hears where they begin."),
                *hit.span(),
                way_out=_("Write %(better)s."),
                offer=better,
                facts={"better": better},
            )


def _inside_capital(tag: str, parts: list[str]) -> bool:
    """Is only the first letter a capital, and the rest an ordinary compound?"""
    return tag[0].isupper() and not tag.isupper() and all(part in HEAVY for part in parts) and len(parts) == 2


def _beside(tag: str, runs: list[list[str]]) -> list[str]:
    """The words of the tag when they stand side by side in the text, with nothing but blanks between."""
    for run in runs:
        for start in range(len(run)):
            joined = ""
            for end in range(start, min(start + 6, len(run))):
                joined += run[end].casefold()
                if joined == tag and end > start:
                    return [one.casefold() for one in run[start : end + 1]]
                if len(joined) >= len(tag):
                    break
    return []


def _cut(tag: str, own: frozenset[str]) -> list[str]:
    """The tag in as few known words as possible; empty when it is one word, or a compound of nouns."""
    if tag in ONE_WORD or tag in LIGHT or tag in HEAVY:
        return []
    known = LIGHT | HEAVY | own
    best: list[list[str] | None] = [[]] + [None] * len(tag)
    for end in range(1, len(tag) + 1):
        for start in range(max(0, end - 20), end):
            before, word = best[start], tag[start:end]
            if before is None or not (word in known or (word[-1] == "s" and word[:-1] in HEAVY)):
                continue
            found = best[end]
            if found is None or len(before) + 1 < len(found):
                best[end] = [*before, word]
    parts = best[-1] or []
    long = sum(len(part) > 3 for part in parts)  # "in" and "am" begin many a word
    light = any(part in own or (part in LIGHT and (len(part) > 2 or long > 1)) for part in parts)
    if len(tag) < _SHORT or (len(parts) == 2 and (min(map(len, parts)) < 3 or _compound(*parts))):
        return []
    return parts if light or (parts and all(part in ENGLISH for part in parts)) else []


def _compound(first: str, second: str) -> bool:
    """Is it a noun and a verb that has become one, as in Vereinsleben?"""
    return second.endswith("en") and (first in HEAVY or first.removesuffix("s") in HEAVY)
