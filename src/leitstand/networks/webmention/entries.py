"""What a page that links to us says, by its microformats (https://microformats.org/wiki/h-entry). Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import unquote, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from leitstand.networks.webmention.checking import TARGET
from leitstand.vocabulary.post import Actor, Post

_LONGEST = 20_000


def posts(raw: bytes, url: str = "") -> Iterator[Post]:
    """One post, or a tombstone where there is nothing (any more)."""
    source, _hash, rest = url.partition("#")
    target = unquote(rest.removeprefix(TARGET)) if rest.startswith(TARGET) else ""
    if not raw.strip():
        yield Post(id=source or "about:blank", type="Tombstone", network="webmention")
        return
    page = LexborHTMLParser(raw.decode("utf-8", "replace"))
    entry = page.css_first(".h-entry")
    title = page.css_first("title")
    if entry is None:
        name = _text(title)
        yield Post(
            id=source or "about:blank",
            network="webmention",
            name=name or None,
            content=name,
            media_type="text/plain",
            attributed_to=_outlet(source),
            url=source or None,
            also={"webmention:target": target} if target else {},
        )
        return
    yield _post(entry, source, target, _text(title))


def _post(entry: LexborNode, source: str, target: str, title: str) -> Post:
    content, summary = entry.css_first(".e-content"), _text(entry.css_first(".p-summary"))
    names = [node for node in entry.css(".p-name") if not _within(node, entry, "p-author")]
    name = _text(names[0] if names else None) or ("" if content or summary else title)
    html = (content.inner_html or "").strip()[:_LONGEST] if content else ""
    said = html or summary or name
    like, repost = _names(entry, "u-like-of", source, target), _names(entry, "u-repost-of", source, target)
    answer = _names(entry, "u-in-reply-to", source, target)
    return Post(
        id=source or "about:blank",
        type="Like" if like else "Announce" if repost else "Note",
        network="webmention",
        name=name if name != said else None,
        content="" if like or repost else said[:_LONGEST],
        media_type="text/html" if html else "text/plain",
        attributed_to=_author(entry, source),
        published=_moment(entry.css_first(".dt-published")),
        updated=_moment(entry.css_first(".dt-updated")),
        in_reply_to=target if answer else None,
        announces=target if repost else None,
        url=_url(entry.css_first(".u-url"), source) or source or None,
        also={"webmention:target": target} if target else {},
    )


def _names(entry: LexborNode, relation: str, source: str, target: str) -> bool:
    """Is `target` what the entry answers, likes or repeats?"""
    found = [entry.css(f".{relation}"), entry.css(f".{relation} a[href]")]
    return bool(target) and any(_url(node, source) == target for nodes in found for node in nodes)


def _author(entry: LexborNode, source: str) -> Actor | None:
    author = entry.css_first(".p-author")
    if author is None:
        return _outlet(source)
    link = author if author.tag == "a" else author.css_first("a.u-url, .u-url")
    name = _text(author.css_first(".p-name")) or _text(author)
    at = _url(link, source)
    outlet = _outlet(source)
    return (
        Actor(id=at or (outlet.id if outlet else name), name=name or None) if at or name or outlet else None
    )


def _outlet(source: str) -> Actor | None:
    try:
        parts = urlsplit(source)
    except ValueError:
        return None
    return Actor(id=f"{parts.scheme}://{parts.netloc}/", name=parts.netloc) if parts.netloc else None


def _url(node: LexborNode | None, source: str) -> str:
    href = (node.attributes.get("href") or node.attributes.get("content") or "") if node else ""
    try:
        return urljoin(source, href.strip()) if href else ""
    except ValueError:
        return ""


def _within(node: LexborNode, top: LexborNode, name: str) -> bool:
    """Is a node part of something else of the entry, such as its author?"""
    here: LexborNode | None = node
    while here is not None and here != top:
        if name in (here.attributes.get("class") or "").split():
            return True
        here = here.parent
    return False


def _text(node: LexborNode | None) -> str:
    return " ".join((node.text(deep=True, separator=" ") or "").split()) if node else ""


def _moment(node: LexborNode | None) -> datetime | None:
    written = (node.attributes.get("datetime") or _text(node)) if node else ""
    try:
        read = datetime.fromisoformat(written.strip())
        return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
