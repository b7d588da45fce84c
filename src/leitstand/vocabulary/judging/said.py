"""The text of a post as it is judged: without markup, one word for every link, one for every handle."""

from __future__ import annotations

import re

from leitstand.vocabulary.watch import folding, links, markup

LINK, HANDLE = "URL", "@user"
"""What stands for a link and for a person: who is spoken to must not decide how a post is judged."""
LONGEST = 2_000
"""Characters that are looked at."""

_HANDLE = re.compile(r"(?<![\w@＠])[@＠]\w[\w.\-]*(?:@\w[\w.\-]*)?")
_WWW = re.compile(r"\bwww\.\S+", re.IGNORECASE)
_PICTURE = re.compile("([\U0001f000-\U0001faff\u2600-\u27bf])")
_LOUD = re.compile(r"(.)\1{3,}")
_BLANKS = re.compile(r"\s+")


def said(content: str, media_type: str | None = None, name: str | None = None) -> str:
    """A title and the text below it; pictures stand alone, letters that come four times come three times."""
    if markup.is_html(content, media_type):
        content = markup.plain(content)[0]
    return plain(f"{name}. {content}" if name else content)


def plain(text: str) -> str:
    """The same for a text that is no HTML."""
    text, found = links.cut(folding.visible(text[: 2 * LONGEST]))
    text = _WWW.sub(f" {LINK} ", text) + f" {LINK}" * len(found)
    text = _PICTURE.sub(r" \1 ", _HANDLE.sub(f" {HANDLE} ", text))
    return _BLANKS.sub(" ", _LOUD.sub(r"\1\1\1", text)).strip()[:LONGEST]
