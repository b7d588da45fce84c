"""Turns what feedparser found in a feed into posts."""

from __future__ import annotations

import calendar
import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from leitstand.networks.feed.guarded import Parsed
from leitstand.vocabulary.post import Actor, Attachment, Post, Tag

_ID, _NAME, _ATTACHMENTS = 2_000, 2_000, 50
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
_MARKUP = re.compile(r"<(?:/?[A-Za-z][^<>]*|!--.*?--)>", re.DOTALL)
_KINDS = {"image": "Image", "audio": "Audio", "video": "Video"}
_Entry = Mapping[str, Any]


def posts(feed: Parsed, url: str) -> Iterator[Post]:
    """One post for each entry, in the order of the feed. `url` is where the feed came from."""
    site = web(feed.feed.get("link")) or url
    outlet = _outlet(feed.feed, site)
    # Atom's entries inherit it (RFC 4287, 2); where they say xml:lang="", they mean: in no language.
    language = None if feed.version.startswith("atom") else tongue(feed.feed.get("language"))
    for entry in feed.entries:
        yield _post(dict(entry), site, outlet, language)


def identity(said: str, parts: Sequence[str], site: str) -> str:
    """An id that is the same next time: what the feed says, else a hash of what the entry holds.

    A bare number or word is no id beyond its own feed, so the site's name is put before it.
    """
    if said := said.strip()[:_ID]:
        host = urlsplit(site).hostname if site and ":" not in said else None
        return f"{host}#{said}" if host else said
    digest = hashlib.sha256("\x1f".join((site, *parts)).encode("utf-8", "replace")).hexdigest()
    return f"urn:sha256:{digest}"


def web(address: object) -> str | None:
    """An address that a browser opens; None for everything else."""
    if not isinstance(address, str) or len(address) > _ID:
        return None
    return address if address.lower().startswith(("http://", "https://")) else None


def tongue(said: object) -> str | None:
    """A language tag (BCP 47) as it was given; None when it is none."""
    tag = said.strip().replace("_", "-") if isinstance(said, str) else ""
    return tag if _LANGUAGE.fullmatch(tag) else None


def plain(html: str) -> str:
    """A title without its markup, on one line."""
    return " ".join(unescape(_MARKUP.sub("", html)).split())[:_NAME]


def attached(
    address: object, media_type: object = None, name: object = None, medium: object = None
) -> Attachment:
    """A file beside the entry; its type follows from the media type."""
    kind = media_type if isinstance(media_type, str) and "/" in media_type else None
    return Attachment(
        url=str(address)[:_ID],
        type=_KINDS.get((kind or f"{medium}/").split("/")[0].lower(), "Document"),
        media_type=kind,
        name=name if isinstance(name, str) and name else None,
    )


def _post(entry: dict[str, Any], site: str, outlet: Actor | None, language: str | None) -> Post:
    content, media_type, tongue_of_content = _content(entry)
    name = _name(entry)
    published, updated = _moments(entry)
    link = _text(entry.get("link"))
    return Post(
        id=identity(_text(entry.get("id")) or link, (name, content, str(published or "")), site),
        type="Article" if name else "Note",
        network="feed",
        content=content,
        media_type=media_type if content else None,
        name=name or None,
        attributed_to=_author(entry, site) or outlet,
        published=published,
        updated=updated,
        url=web(link),
        language=tongue(entry.get("language")) or tongue_of_content or language,
        in_reply_to=_in_reply_to(entry),
        tag=tuple(_tags(entry)),
        attachment=tuple(_attachments(entry)),
        interaction_count=_counts(entry),
    )


def _content(entry: _Entry) -> tuple[str, str | None, str | None]:
    """Text, media type and language: the full text where there is one, else the summary."""
    bodies = [body for body in entry.get("content") or () if _text(body.get("value"))]
    bodies.sort(key=lambda body: "html" not in str(body.get("type")))
    detail = entry.get("summary_detail") or {}
    if not bodies and _text(entry.get("summary")):
        bodies = [{**detail, "value": entry["summary"]}]
    body = bodies[0] if bodies else {}
    kind = "text/plain" if body.get("type") == "text/plain" else "text/html"
    speaking = body or entry.get("title_detail") or {}
    return _text(body.get("value")), kind, tongue(speaking.get("language"))


def _name(entry: _Entry) -> str:
    said = _text(entry.get("title"))
    if (entry.get("title_detail") or {}).get("type") == "text/plain":
        return " ".join(said.split())[:_NAME]
    return plain(said)


def _moments(entry: _Entry) -> tuple[datetime | None, datetime | None]:
    """When it was published, and when it was changed after that."""
    updated = _moment(entry.get("updated_parsed"))
    published = _moment(entry.get("published_parsed")) or _moment(entry.get("created_parsed")) or updated
    return published, updated if updated != published else None


def _moment(parsed: object) -> datetime | None:
    try:
        return datetime.fromtimestamp(calendar.timegm(parsed), UTC)  # type: ignore[arg-type]  # checked here
    except (TypeError, ValueError, OverflowError, OSError):
        return None


def _author(entry: _Entry, site: str) -> Actor | None:
    detail = next((a for a in (entry.get("author_detail"), *(entry.get("authors") or ())) if a), None) or {}
    name = _text(detail.get("name")) or _text(entry.get("author")) or _text(detail.get("email"))
    name = plain(name)[:500]
    if not name and not web(detail.get("href")):
        return None
    host = urlsplit(site).hostname if site else None
    return Actor(id=web(detail.get("href")) or (f"{host}#{name}" if host else name), name=name or None)


def _outlet(feed: _Entry, site: str) -> Actor | None:
    """Who speaks when an entry does not say: the feed's author, else the site itself."""
    title = plain(_text(feed.get("title")))
    return _author(feed, site) or (Actor(id=site or title, name=title or None) if site or title else None)


def _tags(entry: _Entry) -> Iterator[Tag]:
    for tag in entry.get("tags") or ():
        if name := plain(_text(tag.get("label")) or _text(tag.get("term"))):
            yield Tag(type="Hashtag", name=name)


def _attachments(entry: _Entry) -> Iterator[Attachment]:
    enclosures = [link for link in entry.get("links") or () if link.get("rel") == "enclosure"]
    files = [*enclosures, *(entry.get("media_content") or ())]
    seen: set[str] = set()
    for file in files[: _ATTACHMENTS * 2]:
        address = _text(file.get("href")) or _text(file.get("url"))
        if address and address not in seen and len(seen) < _ATTACHMENTS:
            seen.add(address)
            yield attached(address, file.get("type"), file.get("title"), file.get("medium"))


def _in_reply_to(entry: _Entry) -> str | None:
    said = entry.get("thr_in-reply-to")
    said = said if isinstance(said, Mapping) else {}
    return _text(said.get("ref"))[:_ID] or _text(said.get("href"))[:_ID] or None


def _counts(entry: _Entry) -> dict[str, int]:
    said = _text(entry.get("slash_comments")) or _text(entry.get("thr_total"))
    return {"reply": int(said)} if said.isascii() and said.isdigit() and len(said) < 10 else {}


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""
