"""Finding where a page wants to be told of links (section 3.1.2 of the recommendation), and telling it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser

from leitstand.vocabulary import dealing
from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.network import Answer, Wire
from leitstand.vocabulary.words import _

_LINK = re.compile(r"<([^>]*)>((?:\s*;\s*[^\s=;,]+(?:\s*=\s*(?:\"[^\"]*\"|[^;,\s]*))?)*)")
_PART = re.compile(r";\s*([^\s=;,]+)\s*(?:=\s*(?:\"([^\"]*)\"|([^;,\s]*)))?")
_MOST = 1_000_000


def tell(wire: Wire, source: str, target: str) -> str:
    """Send `source` and `target` to the endpoint of `target`."""
    if source.partition("#")[0] == target.partition("#")[0]:
        raise Invalid(_("A page does not tell itself of its own links."))
    endpoint = discover(wire.get(target, headers={"authorization": ""}))
    if not endpoint:
        return ""
    with dealing.harmless("Webmention"):
        wire.post(endpoint, form={"source": source, "target": target}, headers={"authorization": ""})
    return endpoint


def discover(answer: Answer) -> str:
    """The endpoint that a page names: in the head of the answer, else the first in the page; "" for none."""
    for address in (*_in_head(answer.headers.get("link", "")), *_in_page(answer)):
        try:
            return urljoin(answer.url, address)
        except ValueError:
            continue
    return ""


def _in_head(link: str) -> Iterator[str]:
    for address, rest in _LINK.findall(link[:20_000]):
        rels = [quoted or bare for name, quoted, bare in _PART.findall(rest) if name.lower() == "rel"]
        if rels and "webmention" in rels[0].lower().split():
            yield address


def _in_page(answer: Answer) -> Iterator[str]:
    if "html" not in answer.headers.get("content-type", "html"):
        return
    page = LexborHTMLParser(answer.body[:_MOST].decode("utf-8", "replace"))
    for element in page.css("link[rel][href], a[rel][href]"):
        if "webmention" in (element.attributes.get("rel") or "").lower().split():
            yield element.attributes.get("href") or ""
