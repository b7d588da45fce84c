"""Links: cut out of texts, and taken apart into host and rest."""

from __future__ import annotations

import re

from leitstand.vocabulary.watch.folding import folded, visible

_LINK = re.compile(r"(https?://)([^\s<>\"„“”«»]+)", re.IGNORECASE)
_SCHEME = re.compile(r"https?://", re.IGNORECASE)
_PORT = re.compile(r":[0-9]*\Z")
_TAIL = ".,;:!?')]}…"


def cut(text: str) -> tuple[str, list[str]]:
    """The visible text with a blank for each link, and the links."""
    if "://" not in text:
        return text, []
    links: list[str] = []

    def blank(found: re.Match[str]) -> str:
        kept = found[2].rstrip(_TAIL)
        if not kept:
            return found[0]
        links.append(found[1] + kept)
        return " " + found[2][len(kept) :]

    return _LINK.sub(blank, text), links


def is_link(text: str) -> bool:
    """Whether it begins with `http://` or `https://`."""
    return _SCHEME.match(text) is not None


def parts(link: str) -> tuple[str, str]:
    """Host (without user name, port and `www.`, folded) and rest (as written); the scheme may be missing."""
    link = visible(link)
    link = _SCHEME.sub("", link, count=1) if is_link(link) else link
    end = min((at for at in map(link.find, "/?#") if at >= 0), default=len(link))
    host = _PORT.sub("", link[:end].rpartition("@")[2])
    return folded(host).removeprefix("www."), link[end:]


def hosts_above(host: str) -> list[str]:
    """The host and every host that it lies below: `a.b.c`, `b.c`, `c`."""
    return [host] + [host[at + 1 :] for at, char in enumerate(host) if char == "."]
