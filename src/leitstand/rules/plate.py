"""Do not publish a car's number plate: it leads to a person."""

from __future__ import annotations

import re
from collections.abc import Iterator

from leitstand.vocabulary.finding import Finding, Level, Situation
from leitstand.vocabulary.policy import spans
from leitstand.vocabulary.post import Note
from leitstand.vocabulary.words import _

ARTICLE = "4.5"
EVERYWHERE = True
GOOD = (
    "Hörsaal H-S 12 ist gesperrt",
    "Nach DIN A 4 gefaltet",
    "S-Bahn S 8 fährt wieder",
    "UTF-8 und ISO-8859-1",
)
BAD = ("Der Wagen mit dem Kennzeichen M-AB 1234 steht im Weg", "HH-XY 987E parkt vor der Ausfahrt")

CODES = spans.words(
    """
    A AA AB ABG ABI AC AE AH AIB AIC AK ALF ALZ AM AN ANA ANG ANK AÖ AP APD ARN ART AS ASL ASZ AT AU AUR
    AW AZ AZE B BA BAD BAR BB BBG BBL BC BCH BD BE BED BEI BEL BER BF BGD BGL BH BI BID BIN BIR BIT BIW
    BK BKS BL BLB BLK BM BN BNA BO BÖ BOG BOH BOR BOT BRA BRB BRG BRI BRK BRL BRV BS BSB BSK BT BTF BÜD
    BÜR BÜS BÜZ BW BWL BYL BZ BZA C CA CAS CB CE CHA CLP CLZ CO COC COE CR CUX CW D DA DAH DAN DAU DB
    DBR DD DE DEG DEL DGF DH DI DIL DIN DIZ DKB DL DLG DM DN DO DON DS DU DÜW DW DZ E EA EB EBE EBN EBS
    ECK ED EE EF EG EH EI EIC EIH EIL EIN EIS EL EM EMD EMS EN ER ERB ERH ERK ERZ ES ESA ESB ESW EU EUT
    EW F FB FD FDB FDS FEU FF FFB FG FI FKB FL FLÖ FN FO FOR FR FRG FRI FRW FS FT FTL FÜ FÜS FW FZ G GA
    GAN GAP GC GD GDB GE GEL GEM GEO GER GF GG GHA GHC GI GK GL GLA GM GMN GN GNT GÖ GOA GOH GP GR GRA
    GRH GRI GRM GRZ GS GT GTH GÜ GUB GUN GV GVM GW GZ H HA HAB HAL HAM HAS HB HBN HBS HC HCH HD HDH HDL
    HE HEB HEF HEI HEL HER HET HF HG HGN HGW HH HHM HI HIG HIP HK HL HM HMÜ HN HO HOG HOH HOL HOM HOR
    HOT HP HR HRO HS HSK HST HU HV HVL HWI HX HY HZ IGB IK IL ILL IN IZ J JB JE JEV JL JÜL K KA KAR KB
    KC KE KEH KEL KEM KF KG KH KI KIB KK KL KLE KLZ KM KN KO KÖN KÖT KÖZ KR KRU KS KT KU KÜN KUS KW KY
    KYF L LA LAN LAU LB LBS LBZ LC LD LDK LDS LEO LER LEV LF LG LH LI LIB LIF LIP LL LM LN LÖ LÖB LOS LP
    LR LRO LSA LSN LSZ LU LÜN LUP LWL M MA MAB MAI MAK MAL MB MC MD ME MED MEG MEI MEK MEL MER MET MG
    MGH MGN MH MHL MI MIL MK MKK ML MM MN MO MOD MOL MON MOS MQ MR MS MSE MSH MSP MST MTK MTL MÜ MÜB MÜL
    MÜN MÜR MVL MW MY MYK MZ MZG N NAB NAI NB ND NDH NE NEA NEB NEC NEN NES NEW NF NH NI NIB NK NL NM
    NMB NMS NÖ NOH NOL NOM NOR NP NR NRW NT NU NVP NW NWM NY NZ OA OAL OB OBB OBG OC OCH OD OE OF OG OH
    OHA ÖHR OHV OHZ OK OL OP OPR OR OS OSL OTW OVI OVL OVP OZ P PA PAF PAN PAR PB PCH PE PEG PER PF PI
    PIR PK PL PLÖ PM PN PR PRÜ PS PW PZ QFT QLB R RA RC RD RDG RE REG REH REI RG RH RI RID RIE RL RM RN
    RO ROD ROF ROH ROL ROS ROT ROW RP RPL RS RSL RT RU RÜD RÜG RV RW RY RZ S SAB SAD SAL SAN SAW SB SBG
    SBK SC SCZ SDH SDL SDT SE SEB SEE SEF SEL SFA SFB SFT SG SGH SH SHA SHG SHK SHL SI SIG SIM SK SL SLE
    SLF SLG SLK SLN SLS SLÜ SLZ SM SMÜ SN SNH SO SOB SOG SOK SÖM SON SP SPB SPN SR SRB SRO ST STA STB
    STD STE STL STO SU SUL SÜW SW SWA SY SZ SZB TBB TDO TE TET TF TG THL THW TIR TO TÖL TÖN TP TR TS TT
    TÜ TUT ÜB UE UEM UER UFF UH UL UM UN USI V VAI VB VEC VER VG VIB VIE VIT VK VOF VOH VS W WA WAF WAK
    WAN WAR WAT WB WBS WDA WE WEB WEG WEL WEN WER WES WF WG WHV WI WIL WIS WIT WIZ WK WL WLG WM WMS WN
    WND WO WOB WOH WOL WOR WOS WR WRN WS WSF WST WSW WT WTL WTM WÜ WUG WÜM WUN WUR WW WZ WZL Y Z ZE ZEL
    ZI ZIG ZP ZR ZW ZZ
    """
)
"""German district codes (list of the Kraftfahrt-Bundesamt; written down by hand)."""

HYPHENED = re.compile(r"(?<![\w/-])([A-ZÄÖÜ]{1,3})[-–]([A-Z]{1,2})[ \xa0-]?([1-9]\d{0,3})([EH])?(?![\w-])")
SMALL = re.compile(HYPHENED.pattern, re.IGNORECASE)
SPACED = re.compile(r"(?<![\w/-])([A-ZÄÖÜ]{1,3}) ([A-Z]{1,2})[ \xa0-]?([1-9]\d{0,3})([EH])?(?![\w-])")
ANNOUNCED = re.compile(
    r"kennzeichen|nummernschild|halteranfrage|number plate|licen[cs]e plate", re.IGNORECASE
)
CAR = re.compile(
    r"kennzeichen|nummernschild|halteranfrage|\bautos?\b|wagen|fahrer|fahrzeug|\bpkw|\blkw|parkt|parken"
    r"|parkplatz|halter|transporter|kombi|motorrad|roller|plates?\b|\bcar\b|\bvans?\b|parked|driver"
    r"|number plate|vehicle|abgeschleppt|towed|lieferwagen|ausfahrt",
    re.IGNORECASE,
)
OTHER = re.compile(
    r"\b(?:\w*(?:raum|labor|büro|kanal|tisch|kapitel|platz|studio|etage|station|feld|regal|schrank"
    r"|abschnitt|räume|saal|zimmer|gebäude|haus|halle|modell|linie|nummer|zeichen\W+az)|room|building"
    r"|hall|model|typ|type|norm|din|iso|en|teil|part|modul|module|kurs|course|artikel|article|version"
    r"|release|stand|gate|line|az|nr|code|signatur|regal|sorte|probe|sample|flug|flight|zug|train|gleis"
    r"|serie|chip|ausgabe|issue|heft|band|jahrgang|fahrgestell|baujahr|plan|tor|regel|bauteil|prüfung"
    r"|klausur|bahn|bus|tram)[\s.:]*\Z",
    re.IGNORECASE,
)
_LONGEST = 8


def check(note: Note, situation: Situation, *, allowed: tuple[str, ...] = ()) -> Iterator[Finding]:
    """One finding for each plate: with a hyphen anywhere, with blanks only where a car is spoken of.

    `allowed` are plates that may be named, such as the library bus.
    """
    ours = {re.sub(r"\W", "", one).upper() for one in allowed}
    text = note.content
    for hit in _hits(text):
        other = OTHER.search(spans.before(text, hit.start()))
        if other or not _possible(hit) or re.sub(r"\W", "", hit[0]).upper() in ours:
            continue
        if CAR.search(spans.around(text, *hit.span())) or (hit.re is HYPHENED and _alone(hit)):
            yield Finding(
                Level.STOP,
                _("This looks like a number plate; it leads to a person."),
                *hit.span(),
                way_out=_("Take it out, or describe the car without its plate."),
            )


def _hits(text: str) -> Iterator[re.Match[str]]:
    """Everything shaped like a plate; in small letters only where a plate is announced."""
    yield from HYPHENED.finditer(text)
    yield from SPACED.finditer(text)
    if ANNOUNCED.search(text):
        yield from (hit for hit in SMALL.finditer(text) if hit[0] != hit[0].upper())


def _possible(hit: re.Match[str]) -> bool:
    """A known district, and no more than eight characters (FZV, annex 4)."""
    return hit[1].upper() in CODES and sum(len(part or "") for part in hit.groups()) <= _LONGEST


def _alone(hit: re.Match[str]) -> bool:
    """Is it long enough to be meant as a plate, and not written like a model (GT-I9300)?"""
    written = len(hit[2]) > 1 or not hit[0][-len(hit[3]) - 1].isalpha()
    return written and len(hit[1]) + len(hit[2]) >= 3 and len(hit[1]) + len(hit[2]) + len(hit[3]) >= 5
