"""Send links without parameters that follow people."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from leitstand.vocabulary.finding import Finding, Level, Situation
from leitstand.vocabulary.policy import spans
from leitstand.vocabulary.post import Note
from leitstand.vocabulary.watch import links
from leitstand.vocabulary.words import _

ARTICLE = "8.3"
GOOD = ("https://auenried.example/suche?q=utm_source&seite=2", "https://auenried.example/plan#utm")
BAD = (
    "Der Plan: https://auenried.example/plan?tag=3&utm_source=mastodon&fbclid=abc#karte",
    "https://auenried.example/?gclid=77",
)

ADDRESS = re.compile(r"https?://[^\s<>\"„“”«»]+", re.IGNORECASE)
PARAMETERS = spans.words(
    """
    fbclid gclid gclsrc dclid gbraid wbraid msclkid twclid ttclid yclid ysclid li_fat_id igshid igsh
    mc_cid mc_eid mkt_tok _hsenc _hsmi hsctatracking vero_id vero_conv oly_anon_id oly_enc_id wickedid
    s_cid rb_clickid ref_src ref_url wt_mc wt.mc wt.mc_id wt_zmc __twitter_impression spm scid cmpid
    ncid trk trkcampaign _openstat fb_action_ids fb_action_types fb_source action_object_map epik
    srsltid sc_campaign sc_channel mibextid
    """
)
BEGINNINGS = ("utm_", "pk_", "mtm_", "piwik_", "matomo_", "hsa_", "at_", "ga_", "trk_", "sc_", "_branch_")
ONLY_THERE = {
    "si": ("youtu.be", "youtube.com", "open.spotify.com"),
    "feature": ("youtu.be", "youtube.com"),
    "t": ("twitter.com", "x.com"),
    "s": ("twitter.com", "x.com"),
    "xmt": ("threads.net", "threads.com"),
    "rcm": ("linkedin.com",),
}


def check(note: Note, situation: Situation, *, further: tuple[str, ...] = ()) -> Iterator[Finding]:
    """One finding for each link with such parameters, and the link without them.

    `further` are names of parameters that are not known here.
    """
    for hit in ADDRESS.finditer(note.content):
        address = hit[0].rstrip(".,;:!?'…")
        address = address.rstrip(")]") if "(" not in address else address
        clean = cleaned(address, frozenset(one.casefold() for one in further))
        if clean != address:
            yield Finding(
                Level.HINT,
                _("This link carries parameters that follow people."),
                hit.start(),
                hit.start() + len(address),
                way_out=_("Send it without them: %(clean)s"),
                offer=clean,
                facts={"clean": clean},
            )


def cleaned(address: str, further: frozenset[str] = frozenset()) -> str:
    """The address without what follows people; everything else as it was, byte for byte."""
    host = links.parts(address)[0]
    page, sharp, place = address.partition("#")
    page, mark, query = page.partition("?")
    if not mark:
        return address
    kept = [part for part in query.split("&") if not _follows(part, host, further)]
    return page + ("?" + "&".join(kept) if kept else "") + sharp + place


def _follows(part: str, host: str, further: frozenset[str]) -> bool:
    name = unquote(part.partition("=")[0]).removeprefix("amp;").casefold()
    if name in ONLY_THERE:
        return any(host == one or host.endswith("." + one) for one in ONLY_THERE[name])
    return name in PARAMETERS or name in further or name.startswith(BEGINNINGS)
