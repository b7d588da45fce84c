"""The words of a post for analyses: without markup, links, handles and the difference of capitals."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from leitstand.vocabulary.watch import folding, links, markup

_HANDLE = re.compile(r"(?<![\w@＠])[@＠]\w[\w.\-]*(?:@\w[\w.\-]*)?")
_REPEATED = re.compile(r"\A\s*(?:RT|MT|via)\b[\s:]*")
_ENTITY = re.compile(r"&#?\w{1,12};")
_BLANKS = re.compile(r"\s+")
_TRACKING = re.compile(r"\A(?:utm_\w+|fbclid|gclid|mc_[ce]id|igshid|ref_src|wt_mc)=", re.IGNORECASE)


class Bare(NamedTuple):
    """What a post says: its text in NFC, blanks made single, hashtags kept; and the links it held."""

    text: str
    links: tuple[str, ...]


@lru_cache(maxsize=1024)  # copy and story ask for the same texts, a batch apart
def bare(content: str, media_type: str | None = None) -> Bare:
    """The text of `content` without markup, links, handles, character references and a leading "RT"."""
    targets: list[str] = []
    if markup.is_html(content, media_type):
        content, targets = markup.plain(content)
    text, found = links.cut(folding.visible(content))
    text = _REPEATED.sub("", _HANDLE.sub(" ", _ENTITY.sub(" ", text)))
    every = dict.fromkeys([*found, *filter(links.is_link, targets)])
    return Bare(_BLANKS.sub(" ", text).strip(" :"), tuple(every))


def words(text: str) -> list[str]:
    """The words of a text, folded, in order; a hashtag is a word."""
    return folding.words(folding.folded(text))


def canonical(link: str) -> str | None:
    """One name for one page: without scheme, `www.`, fragment, tracking and the last slash.

    None for what names no page of its own: a bare host, or a path too short to mean one thing.
    """
    host, rest = links.parts(link)
    path, _mark, query = rest.partition("#")[0].partition("?")
    path = path.rstrip("/")
    kept = "&".join(part for part in query.split("&") if part and not _TRACKING.match(part))
    if not host or len(path) + len(kept) < 5:
        return None
    return f"{host}{path}?{kept}" if kept else host + path
