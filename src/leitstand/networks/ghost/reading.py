"""Listening to a Ghost site by the content key that its pages show, on from a cursor."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

from leitstand.vocabulary import dealing
from leitstand.vocabulary.cursor import Cursor, Item
from leitstand.vocabulary.errors import Invalid, NetworkError
from leitstand.vocabulary.network import Found, Page, Wire
from leitstand.vocabulary.shapes import mapping as within
from leitstand.vocabulary.shapes import moment, objects, text, whole
from leitstand.vocabulary.words import _

PAGE = 50
PAGES = 10
_SCRIPT = re.compile(rb"<script[^>]*\bdata-key=[^>]*>", re.IGNORECASE)
_PART = re.compile(rb"""\bdata-(key|ghost|api|admin-url)=["']([^"']*)["']""", re.IGNORECASE)
_HEAD = 300_000


def find(wire: Wire, address: str) -> Iterator[Found]:
    """A site whose page shows the key of its Content API."""
    typed = address.strip()
    if not typed or typed[0] in "#@!" or " " in typed or "." not in typed:
        return
    try:
        answer = wire.get(typed if "://" in typed else f"https://{typed}")
        if not (shown := _shown(answer.body[:_HEAD], answer.url)):
            return
        api, key = shown
        told = within(wire.get(f"{api}settings/", query={"key": key}).json(), "settings")
    except (NetworkError, Invalid, ValueError):
        return
    name = text(told, "title") or urlsplit(api).netloc
    yield Found(source=f"posts {api} {key}", name=name, label=_("Articles of this site, also their changes"))


def read(wire: Wire, source: str, since: str) -> Iterator[Page]:
    """What is new or changed, oldest page first."""
    kind, api, key = [*source.split(" ", 2), "", ""][:3]
    if kind != "posts" or not key:
        raise dealing.nowhere("Ghost", source)
    known, found = Cursor.of(since), []
    query = {"key": key, "include": "authors,tags", "order": "updated_at desc", "limit": str(PAGE)}
    for page in range(1, PAGES + 1):
        answer = wire.get(f"{api}posts/", query={**query, "page": str(page)})
        items = list(objects(answer.json(), "posts"))
        found.append((answer.url.partition("?")[0], [one for one in items if known.new(_item(one))]))
        more = whole(within(answer.json(), "meta", "pagination"), "next")
        if not since or not more or known.past(_item(items[-1])):
            break
    for url, items in reversed(found):
        if items:
            known.took(map(_item, items))
            yield Page(raw=json.dumps({"posts": items[::-1]}).encode(), cursor=str(known), url=url)


def _item(one: Mapping[str, Any]) -> Item:
    """An article by when it was changed last."""
    return Item(text(one, "id"), moment(one, "updated_at"), text(one, "updated_at"))


def _shown(page: bytes, url: str) -> tuple[str, str] | None:
    """(Content API, key) that a page names, if it is on the page's own server or Ghost's."""
    for script in _SCRIPT.findall(page):
        parts = {
            name.lower(): unescape(value.decode("utf-8", "replace")) for name, value in _PART.findall(script)
        }
        key = parts.get(b"key", "")
        if not re.fullmatch(r"[0-9a-f]{26}", key):
            continue
        if b"api" in parts and "/ghost/api/" in parts[b"api"]:
            root = parts[b"api"].partition("ghost/api/")[0]
        elif b"ghost" in parts or b"admin-url" in parts:
            root = parts.get(b"ghost") or parts[b"admin-url"].partition("ghost/")[0]
        else:
            continue
        return urljoin(url, root).rstrip("/") + "/ghost/api/content/", key
    return None
