"""Checking a webmention that came to us (section 3.2): is it lawful, and does the page really link?"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from leitstand.vocabulary.errors import Gone, Invalid, Reconnect, Rejected
from leitstand.vocabulary.network import Answer, Page, Wire
from leitstand.vocabulary.words import _

TARGET = "target="
_PLACES = {"a": "href", "area": "href", "img": "src", "video": "src", "audio": "src", "link": "href"}
_MOST = 1_000_000


def asked(form: Mapping[str, str], ours: tuple[str, ...]) -> tuple[str, str]:
    """(source, target), both whole addresses, `target` one of ours, and not the same page."""
    source, target = form.get("source", "").strip(), form.get("target", "").strip()
    for address in (source, target):
        try:
            parts = urlsplit(address)
        except ValueError:
            parts = urlsplit("")
        if parts.scheme not in ("http", "https") or not parts.hostname or len(address) > 2000:
            raise Invalid(_("A webmention has a source and a target, both whole addresses."))
    if not any(target.startswith(own) for own in ours):
        raise Invalid(_("The target %(target)s is none of our pages."), target=target)
    if source.partition("#")[0] == target.partition("#")[0]:
        raise Invalid(_("A page does not tell itself of its own links."))
    return source, target


def verify(wire: Wire, source: str, target: str) -> Page:
    """The page with the link; an empty one where page or link are gone: what we had is a tombstone."""
    at = f"{source.partition('#')[0]}#{TARGET}{quote(target, safe='')}"
    try:
        answer = wire.get(source, headers={"authorization": "", "accept": "text/html, application/json, */*"})
    except (Gone, Rejected, Reconnect):
        return Page(raw=b"", cursor="", url=at)
    return Page(raw=answer.body[:_MOST] if links(answer, target) else b"", cursor="", url=at)


def links(answer: Answer, target: str) -> bool:
    """Does the page name exactly this address, in the way its kind of page names one?"""
    kind = answer.headers.get("content-type", "text/html").partition(";")[0].strip().lower()
    body = answer.body[:_MOST].decode("utf-8", "replace")
    if kind.endswith("json"):
        try:
            return target in _texts(json.loads(body))
        except (ValueError, RecursionError):
            return False
    if "html" not in kind:
        return target in body
    page = LexborHTMLParser(body)
    return any(
        _joined(answer.url, element.attributes.get(place) or "") == target
        for name, place in _PLACES.items()
        for element in page.css(f"{name}[{place}]")
    )


def _joined(url: str, href: str) -> str:
    try:
        return urljoin(url, href.strip())
    except ValueError:
        return ""


def _texts(said: Any) -> Iterator[str]:
    if isinstance(said, str):
        yield said
    for one in said.values() if isinstance(said, dict) else said if isinstance(said, list) else ():
        yield from _texts(one)
