"""A file of planned posts as posts: which program wrote it is found out, faults are told with their line."""

from __future__ import annotations

from collections.abc import Iterator

from leitstand.speak.exchange import listed, shapes, tables
from leitstand.speak.exchange.incoming import Incoming, Read, Remark, Trouble, Unreadable
from leitstand.vocabulary.words import _

MOST = 2000


def read(content: bytes, zone: str) -> Read:
    """Everything a file says; times without an offset are on the clocks of `zone`. Raises nothing."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        said = _("This is no text in UTF-8 from this line on. Save it as UTF-8; nothing was brought in.")
        return Read("", [], [Trouble(line, Remark(said))])
    if "\x00" in text:
        return Read("", [], [Trouble(1, Remark(_("This is no text. Choose a CSV or JSON file.")))])
    names: set[str] = set()
    if text.lstrip()[:1] in ("{", "["):
        found = list(_json(text, zone, names))
    else:
        found, names = list(tables.rows(text, zone)), {"CSV"}
    posts = [one for one in found if isinstance(one, Incoming)]
    troubles = [one for one in found if isinstance(one, Trouble)]
    troubles += [Trouble(post.line, Remark(_("It says nothing."))) for post in posts if _empty(post)]
    told = [one for one in posts if not _empty(one)]
    if len(told) > MOST:
        more = Remark(_("Only the first %(most)s posts of a file are brought in at once."), {"most": MOST})
        troubles.append(Trouble(told[MOST].line, more))
    troubles.sort(key=lambda one: one.line)
    return Read(", ".join(sorted(names)), told[:MOST], troubles)


def _json(text: str, zone: str, names: set[str]) -> Iterator[Incoming | Trouble]:
    for entry in listed.entries(text):
        if isinstance(entry, Trouble):
            yield entry
            continue
        line, told = entry
        known = shapes.reader(told) if isinstance(told, dict) else None
        if known is None:
            yield Trouble(line, Remark(_("This is no post of Postiz, Mixpost, Buffer or Leitstand.")))
            continue
        names.add(known[0])
        try:
            yield known[1](told, line, zone)
        except Unreadable as error:
            yield Trouble(line, error.remark)


def _empty(post: Incoming) -> bool:
    """Says it nothing? A thought of ours may: it is a draft that somebody began."""
    return not post.content and post.ours is None
