"""Finding the REST interface of a WordPress site, wherever it is, and the ways to listen to it."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

from leitstand.networks.wordpress.posts import plain
from leitstand.vocabulary.errors import Gone, Invalid, NetworkError, Reconnect, Rejected
from leitstand.vocabulary.network import Answer, Connection, Found, Wire
from leitstand.vocabulary.post import Actor
from leitstand.vocabulary.words import _

_LINK = re.compile(r"<([^<>]*)>([^<>]*)")
_TAG = re.compile(rb"<link\s[^<>]*>", re.IGNORECASE)
_PART = re.compile(r"([\w-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_PIECE = re.compile(r"wp/v2/(posts|pages|categories|tags|users)/(\d+)$")
_FILTER = {"categories": "categories", "tags": "tags", "users": "author"}
_HEAD = 300_000  # bytes of a page in which its <link>s are looked for


@dataclass(frozen=True)
class Site:
    """Where the interface is (`root`), and what the address itself is there: ("posts", 12), or ("", 0)."""

    root: str
    kind: str = ""
    number: int = 0


def find(wire: Wire, address: str) -> Iterator[Found]:
    """Ways to listen to a site, to one of its pages, or (connected) to what is said to us."""
    if address.strip() == "notifications":
        if wire.me:
            name = wire.me.name or wire.server
            label = _("Comments and links to our own site, also those that wait for approval")
            yield Found(source="notifications", name=name, label=label, keep_all=True)
        return
    try:
        site = discover(wire, whole(address))
        name = plain(str(wire.get(site.root, query={"_fields": "name"}).json().get("name") or ""))
    except (NetworkError, Invalid, AttributeError, ValueError):
        return
    name = name or urlsplit(site.root).netloc
    if site.kind in ("posts", "pages"):
        source = f"comments {site.root} post={site.number}"
        yield Found(source=source, name=name, label=_("Comments on this article"))
    elif site.kind:
        source = f"posts {site.root} {_FILTER[site.kind]}={site.number}"
        yield Found(source=source, name=name, label=_("Articles of this category, tag or author"))
    yield Found(source=f"posts {site.root}", name=name, label=_("Articles of this WordPress site"))
    yield Found(source=f"comments {site.root}", name=name, label=_("Comments on this WordPress site"))


def whole(address: str) -> str:
    """What somebody calls a site, as a web address."""
    typed = address.strip()
    return typed if typed.startswith(("http://", "https://")) else f"https://{typed}"


def discover(wire: Wire, address: str) -> Site:
    """The interface that the page at `address` names, or the usual place. Raises Invalid when there is none.

    See https://developer.wordpress.org/rest-api/using-the-rest-api/discovery/.
    """
    answer = wire.get(address)
    links = list(_links(answer))
    here = [href for href, rel, kind in links if rel == "alternate" and kind == "application/json"]
    piece = next((match for href in here if (match := _PIECE.search(href))), None)
    root = next((href for href, rel, _kind in links if rel == "https://api.w.org/"), "")
    root = _near(root, answer.url) if root else _usual(wire, answer)
    return Site(root, piece[1], int(piece[2])) if piece else Site(root)


def connect(wire: Wire, given: Mapping[str, str]) -> Connection:
    """As whom an application password lets us in. Raises Invalid, naming what to change."""
    address = whole(given.get("address", ""))
    try:
        root = discover(wire, address).root
    except (Gone, Reconnect, Rejected) as error:
        raise Invalid(
            _("%(address)s shows strangers no page. Check the address; nothing was stored."), address=address
        ) from error
    pair = f"{given.get('user', '').strip()}:{given.get('password', '').strip()}"
    headers = {"authorization": "Basic " + b64encode(pair.encode()).decode()}
    try:
        me = wire.get(root + "wp/v2/users/me", query={"context": "edit"}, headers=headers).json()
    except (Reconnect, Rejected) as error:
        raise Invalid(
            _(
                "%(address)s does not accept this user name and password. It takes an application password, "
                "not the one for signing in; make one there under Users, Profile. Nothing was stored."
            ),
            address=address,
        ) from error
    if not me.get("capabilities", {}).get("publish_posts"):
        raise Invalid(
            _("The account %(user)s may not publish on %(address)s. It needs the role Author or Editor."),
            user=str(me.get("name")),
            address=address,
        )
    parts = urlsplit(root)
    actor = Actor(id=f"{root}wp/v2/users/{me['id']}", name=me.get("name"), preferred_username=me.get("slug"))
    server = f"{parts.scheme}://{parts.netloc}"
    return Connection(server=server, headers=headers, actor=actor, url=str(me.get("link") or address))


def _links(answer: Answer) -> Iterator[tuple[str, str, str]]:
    """(address, relation, media type) of the links in the head of an answer and of its page."""
    for href, rest in _LINK.findall(answer.headers.get("link", "")):
        parts = {name.lower(): a or b or c for name, a, b, c in _PART.findall(rest)}
        yield _joined(answer.url, href), parts.get("rel", ""), parts.get("type", "")
    for tag in _TAG.findall(answer.body[:_HEAD]):
        parts = {
            name.lower(): unescape(a or b or c)
            for name, a, b, c in _PART.findall(tag.decode("utf-8", "replace"))
        }
        yield _joined(answer.url, parts.get("href", "")), parts.get("rel", ""), parts.get("type", "")


def _joined(url: str, href: str) -> str:
    try:
        return urljoin(url, href)
    except ValueError:
        return ""


def _near(root: str, url: str) -> str:
    """The named interface, if it is on the same host: no page may send our password elsewhere.

    Behind a proxy WordPress often thinks it is reached by http; then the page's own https holds.
    """
    named, page = urlsplit(root), urlsplit(url)
    if (named.hostname or "").removeprefix("www.") != (page.hostname or "").removeprefix("www."):
        raise Invalid(
            _("%(page)s names an interface on another server (%(root)s). Enter that one's address instead."),
            page=page.hostname,
            root=root,
        )
    if named.scheme == "http" and page.scheme == "https":
        root = named._replace(scheme="https").geturl()
    return root if root.endswith("/") else root + "/"


def _usual(wire: Wire, answer: Answer) -> str:
    """The usual places, tried only where the page looks like WordPress but its links were taken out."""
    base = urljoin(answer.url, urlsplit(answer.url).path or "/").rpartition("/")[0]
    for root in (f"{base}/wp-json/", f"{base}/?rest_route=/") if b"/wp-content/" in answer.body else ():
        if _answers(wire, root):
            return root
    raise Invalid(
        _("%(url)s is no WordPress site, or its interface is off. Its feed can be read all the same."),
        url=answer.url,
    )


def _answers(wire: Wire, root: str) -> bool:
    try:
        said: Any = wire.get(root, query={"_fields": "namespaces"}).json()
    except NetworkError:
        return False
    return isinstance(said, dict) and "wp/v2" in said.get("namespaces", [])
