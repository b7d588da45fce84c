"""Reads what a look found: the imprint on a profile's pages, where an address led. No sockets."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from leitstand.vocabulary.network import Answer

MOST_BYTES = 2_000_000
MOST_PAGES = 5
_SAID = re.compile(r"impressum|imprint|legal notice|anbieterkennzeichnung", re.IGNORECASE)
_URL = re.compile(r"https?://[^\s<>\"]+")
_PATH = re.compile(r"impressum|imprint|legal-?notice", re.IGNORECASE)


def imprint(answer: Answer, url: str) -> str:
    """The address of the imprint that a page links to; "" where it links to none."""
    return next((to for to, words in _links(answer, url) if _is_imprint(to, words)), "")


def onward(answer: Answer, url: str) -> list[str]:
    """Where somebody who looks for the imprint would click next: pages elsewhere that the profile names."""
    here = urlsplit(url).hostname
    found = [to for to, _words in _links(answer, url) if urlsplit(to).hostname not in (here, None)]
    return list(dict.fromkeys(found))[:MOST_PAGES]


def _is_imprint(to: str, words: str) -> bool:
    return bool(_SAID.search(words) or _PATH.search(urlsplit(to).path))


def shows(answer: Answer) -> bool:
    """Does a page show links at all to somebody without scripts?"""
    return any(True for _one in _links(answer, answer.url))


def _links(answer: Answer, url: str) -> Iterator[tuple[str, str]]:
    """The links of a page, or of an actor (ActivityStreams), with their words."""
    text = answer.body[:MOST_BYTES].decode("utf-8", "replace")
    if "json" in answer.headers.get("content-type", ""):
        text = _actor(text)
    page = LexborHTMLParser(text)
    for node in page.css("a[href]"):
        to = urljoin(url, node.attributes.get("href") or "")
        if to.startswith(("http://", "https://")):
            yield to, node.text(deep=True) or node.attributes.get("aria-label") or ""
    for node in page.css('meta[name="description"], meta[property="og:description"]'):
        for to in _URL.findall(node.attributes.get("content") or ""):
            yield to, ""


def _actor(text: str) -> str:
    """The pieces of HTML in an actor: its summary, and its fields with their names."""
    try:
        said = json.loads(text)
    except ValueError:
        return ""
    if not isinstance(said, dict):
        return ""
    fields = said.get("attachment")
    pieces = [str(said.get("summary") or "")]
    for one in fields if isinstance(fields, list) else []:
        if isinstance(one, dict):
            value, name = str(one.get("value") or ""), html.escape(str(one.get("name") or ""))
            pieces.append(value.replace("</a>", f" {name}</a>"))
    return " ".join(pieces)
