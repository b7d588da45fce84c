"""Reads JSON Feed 1 and 1.1 (jsonfeed.org), which feedparser does not."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

from leitstand.networks.feed.entries import attached, identity, plain, tongue, web
from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.post import Actor, Attachment, Post, Tag
from leitstand.vocabulary.words import _

_ENTRIES, _LONG = 5_000, 1_000_000
_Json = Mapping[str, Any]


def posts(text: str, url: str) -> Iterator[Post]:
    """One post for each item. Raises Invalid when this JSON is no feed."""
    feed = _feed(text)
    home = web(feed.get("home_page_url")) or url or _text(feed.get("feed_url"))
    outlet = _actor(feed, home) or _site(feed, home)
    language = tongue(feed.get("language"))
    for item in [one for one in feed["items"] if isinstance(one, dict)][:_ENTRIES]:
        yield _post(item, url or home, outlet, language)


def title(text: str) -> str:
    """The feed's own name."""
    return plain(_text(_feed(text).get("title")))


def _feed(text: str) -> _Json:
    try:
        said = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Invalid(
            _("This begins like JSON, but is none (%(why)s). Nothing of it was read."), why=str(error)
        ) from error
    if not isinstance(said, dict) or not isinstance(said.get("items"), list):
        raise Invalid(_("This is JSON, but no JSON Feed: it has no list of items."))
    if "jsonfeed" not in str(said.get("version", "")).lower() and "title" not in said:
        raise Invalid(_("This is JSON, but no JSON Feed: it names neither its version nor a title."))
    return said


def _post(item: _Json, base: str, outlet: Actor | None, language: str | None) -> Post:
    html = _text(item.get("content_html"))[:_LONG]
    content = html or _text(item.get("content_text"))[:_LONG] or _text(item.get("summary"))[:_LONG]
    name, link = plain(_text(item.get("title"))), _address(item, "url", base)
    published, updated = _moment(item.get("date_published")), _moment(item.get("date_modified"))
    said = item.get("id")
    id = str(said) if isinstance(said, int) and not isinstance(said, bool) else _text(said)
    return Post(
        id=identity(id or link or "", (name, content, str(published or "")), base),
        type="Article" if name else "Note",
        network="feed",
        content=content,
        media_type=("text/html" if html else "text/plain") if content else None,
        name=name or None,
        attributed_to=_actor(item, base) or outlet,
        published=published or updated,
        updated=updated if updated != published and published else None,
        url=link or _address(item, "external_url", base),
        language=tongue(item.get("language")) or language,
        tag=tuple(Tag(type="Hashtag", name=plain(t)) for t in _list(item.get("tags")) if _text(t))[:100],
        attachment=tuple(_attachments(item, base))[:50],
    )


def _attachments(item: _Json, base: str) -> Iterator[Attachment]:
    seen = set()
    for file in _list(item.get("attachments")):
        if isinstance(file, dict) and (address := _address(file, "url", base)):
            seen.add(address)
            yield attached(address, file.get("mime_type"), file.get("title"))
    for key in ("image", "banner_image"):
        if (address := _address(item, key, base)) and address not in seen:
            seen.add(address)
            yield attached(address, medium="image")


def _actor(said: _Json, site: str) -> Actor | None:
    authors = [one for one in (*_list(said.get("authors")), said.get("author")) if isinstance(one, dict)]
    for author in authors[:1]:
        name, address = plain(_text(author.get("name"))), web(author.get("url"))
        if name or address:
            host = urlsplit(site).hostname if site else None
            return Actor(id=address or (f"{host}#{name}" if host else name), name=name or None)
    return None


def _site(feed: _Json, home: str) -> Actor | None:
    name = plain(_text(feed.get("title")))
    return Actor(id=home or name, name=name or None) if home or name else None


def _moment(value: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(_text(value))
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _address(said: _Json, key: str, base: str) -> str | None:
    try:
        return web(urljoin(base, _text(said.get(key)))) if _text(said.get(key)) else None
    except ValueError:
        return None


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: object) -> str:
    """Text without halves of letters and without NUL, which JSON can write and no database stores."""
    if not isinstance(value, str):
        return ""
    return value.replace("\x00", "").encode("utf-8", "replace").decode().strip()
