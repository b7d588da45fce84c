"""Finds the feeds of a site and reads one politely: asked conditionally, and quiet when nothing changed."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from leitstand.networks.feed import jsonfeed
from leitstand.networks.feed.entries import plain
from leitstand.networks.feed.guarded import parsed
from leitstand.networks.feed.text import decoded, root_of, tamed
from leitstand.vocabulary.errors import Gone, Invalid, NetworkError, Rejected
from leitstand.vocabulary.network import Answer, Found, Page, Wire
from leitstand.vocabulary.words import _

_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/xml;q=0.8, text/xml;q=0.8, text/html;q=0.5, */*;q=0.1"
)
_KINDS = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml")
_USUAL = ("/feed/", "/rss.xml", "/atom.xml", "/feed.xml", "/index.xml", "/feed.json")
_LINKS, _PAGE = 12, 2_000_000
_SCHEME = re.compile(r"(?:feed:)?(https?)://", re.IGNORECASE)
_BARE = re.compile(r"(?:[\w-]+\.)+[\w-]{2,}|localhost|[0-9.]+|\[[0-9a-fA-F:.]+\]", re.UNICODE)
_CHARSET = re.compile(r"""charset\s*=\s*["']?([\w.:+-]{1,40})""", re.IGNORECASE)
_MAX_AGE = re.compile(r"max-age\s*=\s*([0-9]{1,9})", re.IGNORECASE)


def find(wire: Wire, address: str) -> Iterator[Found]:
    """Feeds for what a person typed. What is no web address is not ours: nothing is found or asked then."""
    answer = _opened(wire, address.strip())
    if answer is None:
        return
    if found := _feed(answer):
        yield found
        return
    named = list(_linked(answer))
    yield from named
    if not named:
        yield from _usual(wire, answer.url)


def read(wire: Wire, source: str, since: str) -> Iterator[Page]:
    """One page when something may be new.

    The cursor is JSON: `etag` and `modified` as the server gave them, `hash` of the bytes (a server
    without validators is compared by that), `moved` where the source answers from now if that is
    elsewhere, and `wait_seconds`, how long the server asks to be left alone.
    """
    known = _known(since)
    headers = {"Accept": _ACCEPT}
    if known.get("etag"):
        headers["If-None-Match"] = str(known["etag"])
    if known.get("modified"):
        headers["If-Modified-Since"] = str(known["modified"])
    answer = wire.get(source, headers=headers)
    if answer.status == 304:
        return
    digest = hashlib.sha256(answer.body).hexdigest()
    if known.get("hash") == digest:
        return
    cursor: dict[str, object] = {"hash": digest}
    for key, header in (("etag", "etag"), ("modified", "last-modified")):
        if answer.headers.get(header):
            cursor[key] = answer.headers[header]
    if answer.url and answer.url != source:
        cursor["moved"] = answer.url
    if age := _MAX_AGE.search(answer.headers.get("cache-control", "")):
        cursor["wait_seconds"] = int(age.group(1))
    yield Page(raw=_by_header(answer), cursor=json.dumps(cursor, separators=(",", ":")), url=_base(answer))


def _known(since: str) -> dict[str, object]:
    try:
        known = json.loads(since or "{}")
    except ValueError:
        return {}
    return known if isinstance(known, dict) else {}


def _by_header(answer: Answer) -> bytes:
    """The body; in UTF-8 when the header told its letters, which `parse` never sees and which go first."""
    said = _CHARSET.search(answer.headers.get("content-type", ""))
    if not said:
        return answer.body
    text = decoded(answer.body, said.group(1))
    declaration = re.match(r"\s*<\?xml[^>]{0,300}\?>", text)
    return text[declaration.end() if declaration else 0 :].lstrip("\ufeff").encode("utf-8", "replace")


def _base(answer: Answer) -> str:
    """What relative links are read against: Content-Location where it is a web address (RFC 9110, 8.7)."""
    try:
        base = urljoin(answer.url, answer.headers.get("content-location", ""))
    except ValueError:
        return answer.url
    return base if base.startswith(("http://", "https://")) else answer.url


def _opened(wire: Wire, typed: str) -> Answer | None:
    """The answer of the address; without a scheme https is asked first, then http."""
    scheme = _SCHEME.match(typed)
    headers = {"Accept": _ACCEPT}
    if scheme:
        return wire.get(f"{scheme.group(1).lower()}://{typed[scheme.end() :]}", headers=headers)
    if typed.startswith("feed:"):
        typed = typed.removeprefix("feed:").lstrip("/")
    try:
        host = urlsplit(f"//{typed}").hostname or ""
    except ValueError:
        return None
    if not _BARE.fullmatch(host) or "@" in typed.split("/")[0] or any(c.isspace() for c in typed):
        return None
    try:
        return wire.get(f"https://{typed}", headers=headers)
    except (NetworkError, Invalid) as first:
        try:
            return wire.get(f"http://{typed}", headers=headers)
        except (NetworkError, Invalid):
            raise first from None


def _feed(answer: Answer) -> Found | None:
    """The answer itself, if it is a feed."""
    try:
        text = decoded(answer.body)
        if text.lstrip().startswith("{"):
            return Found(source=answer.url, name=jsonfeed.title(text) or answer.url, label=_("JSON Feed"))
        document = tamed(text)
        if root_of(document) not in ("rss", "rdf", "feed", "channel"):
            return None
        name = plain(str(parsed(document, answer.url).feed.get("title") or ""))
    except Invalid:
        return None
    return Found(source=answer.url, name=name or answer.url, label=_("Feed (RSS or Atom)"))


def _linked(answer: Answer) -> Iterator[Found]:
    """The feeds that a page names in its head, in its order; feeds of comments last."""
    page = LexborHTMLParser(decoded(answer.body[:_PAGE]))
    base_tag = page.css_first("base[href]")
    base = _joined(answer.url, (base_tag.attributes.get("href") if base_tag else None) or "") or answer.url
    title = page.css_first("title")
    site = plain(title.text() if title else "")
    found: dict[str, Found] = {}
    for link in page.css("link[rel~=alternate i][href][type]"):
        kind = (link.attributes.get("type") or "").split(";")[0].strip().lower()
        source = _joined(base, link.attributes.get("href") or "")
        if kind in _KINDS and source and source not in found:
            name = plain(link.attributes.get("title") or "") or site or source
            found[source] = Found(source=source, name=name, label=_("Feed named by the page"))
    ordered = sorted(found.values(), key=lambda one: "comments" in one.source.lower())
    yield from ordered[:_LINKS]


def _usual(wire: Wire, url: str) -> Iterator[Found]:
    """The first feed in one of the usual places; six requests at most."""
    for path in _USUAL:
        try:
            found = _feed(wire.get(urljoin(url, path), headers={"Accept": _ACCEPT}))
        except (Gone, Rejected, Invalid):
            continue
        except NetworkError:
            return
        if found:
            yield found
            return


def _joined(base: str, href: str) -> str | None:
    try:
        joined = urljoin(base, href.strip())
    except ValueError:
        return None
    return joined if joined.startswith(("http://", "https://")) else None
