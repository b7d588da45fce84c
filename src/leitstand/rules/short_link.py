"""Show people where a link leads: no shortened addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from leitstand.vocabulary.finding import Finding, Level, Situation
from leitstand.vocabulary.policy.article import Example
from leitstand.vocabulary.post import Note
from leitstand.vocabulary.watch import links
from leitstand.vocabulary.words import _

ARTICLE = "8.2"
GOOD = ("Mehr: https://auenried.example/ly", "Wer rabbit.ly kennt, kennt bit.ly nicht")
BAD = (
    "Mehr: https://bit.ly/3xAuen",
    Example(
        "Mehr: tinyurl.com/auenried",
        {"links": [{"url": "tinyurl.com/auenried", "finalUrl": "https://auenried.example/"}]},
    ),
)

SHORTENERS = (
    "bit.ly", "tinyurl.com", "t.co", "goo.gl", "ow.ly", "is.gd", "v.gd", "buff.ly", "rb.gy", "cutt.ly",
    "shorturl.at", "t.ly", "lnkd.in", "dlvr.it", "tiny.cc", "bl.ink", "s.id", "kurzelinks.de",
    "kurz.link", "t1p.de", "u.nu", "short.gy", "rebrand.ly", "trib.al", "amzn.to", "youtu.be", "fb.me",
    "db.tt", "ift.tt", "j.mp", "wp.me", "x.gd", "urlz.fr", "tny.im", "mcaf.ee",
)  # fmt: skip
KNOWN = ("youtu.be",)  # leads to one site only, and says to which
ADDRESS = re.compile(
    r"(?<![\w@.-])(?:https?://)?((?:[a-z0-9-]+\.)+[a-z]{2,12})(/[^\s<>\"„“”«»]+)", re.IGNORECASE
)


def check(
    note: Note, situation: Situation, *, allowed: tuple[str, ...] = KNOWN, further: tuple[str, ...] = ()
) -> Iterator[Finding]:
    """One finding for each address of a shortener, with the address it leads to where a probe has seen it.

    `allowed` are shorteners that may be used (the house's own), `further` are ones that are not known here.
    """
    short = {*SHORTENERS, *further} - set(allowed)
    leads = {link.url: link.final_url for link in situation.links if link.final_url}
    for hit in ADDRESS.finditer(note.content):
        address = hit[0].rstrip(".,;:!?)]")
        host, rest = links.parts(address)
        if host in short and len(rest) > 1:
            yield Finding(
                Level.HINT,
                _("%(host)s hides where the link leads and counts everybody who follows it."),
                hit.start(),
                hit.start() + len(address),
                way_out=_("Write the whole address; networks shorten what they show by themselves."),
                offer=leads.get(address),
                facts={"host": host},
            )
