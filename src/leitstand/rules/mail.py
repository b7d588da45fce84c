"""Do not publish a person's mail address; name the office's."""

from __future__ import annotations

import re
from collections.abc import Iterator

from leitstand.vocabulary.finding import Finding, Level, Situation
from leitstand.vocabulary.policy import spans
from leitstand.vocabulary.post import Note
from leitstand.vocabulary.words import _

ARTICLE = "4.3"
EVERYWHERE = True
GOOD = (
    "Fragen an studienberatung@hochschule-auenried.example",
    "Folgen Sie @bibliothek@social.auenried.example",
    "Press: press-office@auenried.example",
)
BAD = (
    "Schreiben Sie an jana.brodersen@hochschule-auenried.example",
    "Anmeldung: jana.brodersen (at) auenried (punkt) example",
    "my mail is jbrodersen77@gmail.com",
)

_AT = r"(?:@|\s?[(\[{]\s?(?:at|ät|@)\s?[)\]}]\s?)"
_DOT = r"(?:\.|\s?[(\[{]\s?(?:dot|punkt|\.)\s?[)\]}]\s?)"
ADDRESS = re.compile(
    rf"(?<![\w@.+-])([\w.+%-]{{1,64}}?){_AT}((?:[\w-]{{1,63}}{_DOT}){{1,4}}[a-z]{{2,24}})(?![\w-])",
    re.IGNORECASE,
)
SPOKEN = re.compile(
    r"(?<!\w)([\w-]+ (?:punkt|dot) [\w-]+) (?:at|ät) ((?:[\w-]+ (?:punkt|dot) )+[a-z]{2,24})(?!\w)",
    re.IGNORECASE,
)
ROLES = spans.words(
    """
    info kontakt contact presse press service office mail post team redaktion newsroom support help
    hilfe sekretariat dekanat rektorat praesidium bibliothek library mensa it rechenzentrum
    studienberatung career karriere jobs bewerbung personal hr datenschutz privacy dsb dpo abuse
    security webmaster postmaster hostmaster noreply open day tag bad schwimmbad nord süd ost west halle
    hof fest markt kita projekt lab wohnen zukunft nicht antworten antwort reply events event
    veranstaltung veranstaltungen tickets ticket museum theater stadt rathaus gemeinde amt buergerbuero
    buergerservice zentrale empfang reception sales vertrieb marketing einkauf buchhaltung rechnung
    billing invoice impressum gleichstellung inklusion betriebsrat personalrat asta stura fachschaft
    alumni international welcome anmeldung registration admissions zulassung pruefungsamt pforte bauamt
    standesamt ombud ombudsstelle beratung news newsletter social socialmedia webteam web online hallo
    hello moin servus feedback lob kritik beschwerde spenden donate verein vorstand festival tagung
    conference workshop forschung transfer datenstelle leitstelle tourismus touristinfo volkshochschule
    vhs musikschule feuerwehr ordnungsamt
    """
)
_ENDINGS: tuple[str, ...] = (
    "beratung",
    "service",
    "stelle",
    "amt",
    "buero",
    "büro",
    "team",
    "redaktion",
    "office",
    "bibliothek",
)
_ENDINGS += (
    "dienst",
    "center",
    "zentrum",
    "verwaltung",
    "institut",
    "schule",
    "kasse",
    "desk",
    "info",
    "rat",
)
FREE = re.compile(
    r"(?:gmail|googlemail|gmx|web|yahoo|hotmail|outlook|live|t-online|freenet|icloud|aol|posteo|mailbox"
    r"|proton"
    r"|protonmail|arcor|me)\.(?:com|de|net|org|at|ch|me)\Z",
    re.IGNORECASE,
)
NAMES = spans.words(
    """
    mueller müller schmidt schneider fischer weber meyer meier maier mayer wagner becker schulz
    hoffmann schaefer schäfer koch bauer richter klein wolf schroeder schröder neumann schwarz
    zimmermann braun krueger krüger hofmann hartmann lange schmitt werner schmitz krause lehmann
    koehler köhler herrmann huber kaiser fuchs lang scholz moeller möller weiss weiß jung hahn
    keller vogel schubert roth frank berger winkler beck lorenz baumann smith jones taylor brown
    wilson yilmaz kowalski nguyen anna jana lena lisa laura julia sarah maria sophie marie emma mia
    hannah lea katharina christine sabine petra monika susanne claudia stefanie andrea heike birgit
    karin ursula michael thomas andreas stefan christian martin markus daniel sebastian alexander
    florian tobias jan tim lukas felix jonas paul max leon finn ben peter wolfgang klaus jürgen
    juergen uwe holger dieter ralf bernd matthias philipp simon david robert ali fatma ayse mehmet
    olga john mary james
    """
)
PLACEHOLDERS = spans.words(
    """
    mustermann musterfrau muster beispiel doe example name vorname nachname user
    """
)


def check(
    note: Note, situation: Situation, *, allowed: tuple[str, ...] = (), strict: bool = False
) -> Iterator[Finding]:
    """One finding for each address that looks like a person's; with `strict`, for each that is no role.

    `allowed` are whole addresses, or "@domain" for every address there.
    """
    ours = {one.casefold() for one in allowed}
    for hit in (*ADDRESS.finditer(note.content), *SPOKEN.finditer(note.content)):
        local, domain = _dots(hit[1]), _dots(hit[2])
        if f"{local}@{domain}" in ours or f"@{domain}" in ours:
            continue
        if _personal(local, domain, strict=strict):
            yield Finding(
                Level.ASK,
                _("This looks like a person's mail address."),
                *hit.span(),
                way_out=_("Name an address of the office, such as info@, or ask the person first."),
            )


def _personal(local: str, domain: str, *, strict: bool) -> bool:
    tokens = [token for token in re.split(r"[._+%\d-]+", local) if token]
    if not tokens or ROLES & set(tokens) or PLACEHOLDERS & set(tokens):
        return False
    if any(token.endswith(_ENDINGS) for token in tokens):
        return False
    if strict or FREE.search(domain):
        return True
    named = "." in local or "_" in local
    return (named and len(tokens) >= 2 and tokens[-1].isalpha()) or bool(NAMES & set(tokens))


def _dots(domain: str) -> str:
    return re.sub(rf"{_DOT}| (?:punkt|dot) ", ".", domain, flags=re.IGNORECASE).casefold()
