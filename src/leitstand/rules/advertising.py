"""Say at the very start that it is advertising, when something was given for it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from leitstand.vocabulary.finding import Finding, Level, Situation
from leitstand.vocabulary.policy import spans
from leitstand.vocabulary.policy.article import Example
from leitstand.vocabulary.post import Note
from leitstand.vocabulary.words import _

ARTICLE = "2.1"
GOOD = (
    "Werbung: Mit dem Code AUEN10 wird das Rad billiger",
    "Anzeige erstattet: Fahrräder aus dem Hof verschwunden",
    "Vortrag über #Werbung im Mittelalter",
    Example("[Anzeige] Der neue Rucksack ist da", {"paid": True}),
)
BAD = (
    "Mit dem Rabattcode AUEN10 spart ihr zehn Prozent",
    "So ein schöner Rucksack! #outdoor #werbung",
    Example("Der neue Rucksack ist da", {"paid": True}),
)

LABELS = (
    "Werbung",
    "Anzeige",
    "Bezahlte Werbung",
    "Dauerwerbesendung",
    "Advertisement",
    "Ad",
    "Paid advertisement",
)
SIGNAL = re.compile(
    r"\b(?:rabatt|gutschein|discount|promo|voucher)[- ]?codes?\b|\b(?:mit(?: dem)?|with(?: my)?|use"
    r"|nutze?n?t?) (?:code|promo) [\"„“]?[A-Z0-9]{4,}|\bmit (?:meinem|unserem) code\b"
    r"|\bgesponsert (?:von|durch)|\bsponsored by\b|\bpaid partnership\b|\bbezahlte partnerschaft\b"
    r"|\bpr-?sample\b|\baffiliate[- ]?links?\b|\bprovisions?-?links?\b|\bunpaid ad\b"
    r"|\bunbezahlte werbung\b|\bgifted by\b|\b(?:kostenlos|gratis"
    r"|unentgeltlich)(?: \w+){0,3} (?:zur verfügung gestellt|überlassen|geschenkt) (?:von|bekommen)"
    r"|\b(?:von|vom) [^.!?]{2,40} (?:kostenlos|gratis|unentgeltlich) (?:bekommen|erhalten"
    r"|zur verfügung gestellt)|\b(?:given|sent|provided)(?: to)? (?:me|us) for free by\b|\bgot (?:it"
    r"|them|this) for free from\b|\b(?:aktions|spar|vorteils|coupon|partner)-?codes?\b|\b(?:durfte"
    r"|durften|konnten?) [^.!?]{2,40} (?:kostenlos|gratis|vorab) (?:testen|ausprobieren)"
    r"|\bunsere[mnr]? (?:haupt|trikot)?sponsor(?:in|en)?\b|\bour sponsors?\b|\bpaid post\b"
    r"|\(affiliate\)|\b(?:mit|enter|use|nutze?n?"
    r"|with) (?-i:[A-Z]{3,}\d{1,3})\b[^.!?]{0,50}\b(?:nachlass|rabatt|billiger|euro|less|off|save"
    r"|spar\w*)|\bbrand ambassador\b|\bmarkenbotschafter\w*|\b(?:nur|only) (?:über|via"
    r"|through) (?:unseren|meinen|our|my) link\b|\b(?:off|rabatt|billiger|günstiger) (?:with|mit|bei"
    r"|using)(?: the| dem| unserem)? (?:code|stichwort|kennwort)\b",
    re.IGNORECASE,
)
DENIED = re.compile(
    r"\b(?:nicht|kein\w*|keine|not|no|nobody|niemand\w*|never|niemals|vorsicht|falsche\w*|fake"
    r"|betrug\w*|warn\w*|rabattcode-betr\w*)\b",
    re.IGNORECASE,
)
HIDDEN = re.compile(
    r"#(?:ad|ads|anzeige|werbung|sponsored|advertisement|bezahltewerbung|paidpartnership)\b", re.IGNORECASE
)
_NEAR_END = 400
_AT_END = re.compile(r"[.!?…\n]\W{0,9}(Werbung|Anzeige|Ad|Advertisement)\W{0,9}\Z")
_TAGS_AT_END = re.compile(r"(?:\s*#\w+)+\Z")
_BEGIN = r"\A[\W_]*(?:{labels})(?:[\])*_]|\s*[:|–—*\n•/(]|\s+-\s|\s*\Z|\s*[^\w\s.,!?;])"


def check(note: Note, situation: Situation, *, labels: tuple[str, ...] = LABELS) -> Iterator[Finding]:
    """One finding when the label is missing at the start, marked where advertising shows.

    Known to be paid (`paid`), the label is always needed; when nobody has said, signs in the text decide:
    codes for rebates, thanks for gifts, a label hidden among the last hashtags.
    """
    if situation.paid is False or _labelled(note.content, labels):
        return
    place = _sign(note.content)
    if situation.paid or place:
        start, end = place or (0, len(note.content))
        german = note.language.startswith("de")
        yield Finding(
            Level.STOP,
            _("This is advertising or looks like it, and does not say so at the start."),
            start,
            end,
            way_out=_("Begin with “%(label)s:”; among the hashtags or behind “more” it does not count."),
            offer=None if place else ("Werbung: " if german else "Advertisement: ") + note.content,
            facts={"label": "Werbung" if german else "Advertisement"},
        )


def _labelled(text: str, labels: tuple[str, ...]) -> bool:
    either = "|".join(re.escape(one) for one in sorted(labels, key=len, reverse=True))
    return re.search(_BEGIN.format(labels=either), text, re.IGNORECASE) is not None


def _sign(text: str) -> tuple[int, int] | None:
    """Where the text looks like advertising."""
    for hit in SIGNAL.finditer(text):
        start, end = spans.sentence_at(text, hit.start())
        if not DENIED.search(text, start, hit.start()) and not DENIED.search(text, hit.end(), end):
            return hit.span()
    end = len(text.rstrip())
    near = max(0, end - _NEAR_END)
    if late := _AT_END.search(text[near:end]):
        return near + late.start(1), near + late.end(1)
    if tail := _TAGS_AT_END.search(text[near:end]):
        hidden = HIDDEN.search(text, near + tail.start())
        return hidden.span() if hidden and near + tail.start() > 0 else None
    return None
