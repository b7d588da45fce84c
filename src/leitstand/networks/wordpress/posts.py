"""WordPress's words into ours: articles and comments of the REST API become posts.

Shapes: https://developer.wordpress.org/rest-api/reference/posts/ and …/comments/. Pure.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from html import unescape
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.post import Actor, Attachment, Post, Tag
from leitstand.vocabulary.words import _

PINGS = ("pingback", "trackback")
_MEDIA = {"image": "Image", "video": "Video", "audio": "Audio"}


def posts(raw: bytes, url: str = "") -> Iterator[Post]:
    """Every article and comment in an answer, in its order. Raises Invalid when it is no JSON.

    `url` is where the bytes came from; ids are the addresses at which the API has the things themselves.
    """
    try:
        said = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise Invalid(_("This is no answer of WordPress: %(why)s."), why=str(error)) from error
    root = root_of(url)
    for item in said if isinstance(said, list) else [said]:
        if isinstance(item, dict) and type(item.get("id")) is int and _rendered(item, "content") is not None:
            yield _comment(item, root) if "author_name" in item else _article(item, root)


def root_of(url: str) -> str:
    """The address of the interface itself, out of any address below it; "" if there is none."""
    root, found, _rest = unquote(url).partition("wp/v2/")
    return root if found else ""


def moment(item: Mapping[str, Any], name: str) -> datetime | None:
    """`date` or `modified`, which WordPress gives in UTC without saying so."""
    try:
        return datetime.fromisoformat(str(item.get(f"{name}_gmt"))).replace(tzinfo=UTC)
    except ValueError:
        return None


def item_id(item: Mapping[str, Any], root: str) -> str:
    """The address at which the API has an article or comment."""
    kind = "comments" if "author_name" in item else f"{item.get('type') or 'post'}s"
    return _link(item, "self") or f"{root}wp/v2/{kind}/{item['id']}"


def plain(html: str) -> str:
    """The text of a line of HTML."""
    return " ".join(unescape(re.sub(r"<[^<>]*>", "", html)).split())


def _article(item: Mapping[str, Any], root: str) -> Post:
    published, updated = moment(item, "date"), moment(item, "modified")
    return Post(
        id=item_id(item, root),
        type="Article",
        network="wordpress",
        name=plain(_rendered(item, "title") or "") or None,
        content=_rendered(item, "content") or "",
        media_type="text/html",
        attributed_to=_author(item, root),
        published=published,
        updated=updated if updated != published else None,
        url=_text(item.get("link")),
        tag=tuple(_tags(item)),
        attachment=tuple(_pictures(item)),
        also=_also(item, usual=("post", "publish")),
    )


def _comment(item: Mapping[str, Any], root: str) -> Post:
    said_at = _text(item.get("author_url")) if item.get("type") in PINGS else None
    answered = _link(item, "in-reply-to") or _link(item, "up")
    if not answered and type(item.get("parent")) is int and item["parent"]:
        answered = f"{root}wp/v2/comments/{item['parent']}"
    if not answered and type(item.get("post")) is int:
        answered = f"{root}wp/v2/posts/{item['post']}"
    return Post(
        id=item_id(item, root),
        network="wordpress",
        content=_rendered(item, "content") or "",
        media_type="text/html",
        attributed_to=_commenter(item, root),
        published=moment(item, "date"),
        in_reply_to=answered,
        url=said_at or _text(item.get("link")),
        also=_also(item, usual=("comment", "approved")),
    )


def _also(item: Mapping[str, Any], usual: tuple[str, str]) -> dict[str, object]:
    kind, status = _text(item.get("type")), _text(item.get("status"))
    also: dict[str, object] = {}
    if kind and kind != usual[0]:
        also["wordpress:type"] = kind
    if status and status != usual[1]:
        also["wordpress:status"] = status
    return also


def _author(item: Mapping[str, Any], root: str) -> Actor | None:
    known: Mapping[str, Any] = next(_embedded(item, "author"), {})
    number = item.get("author")
    id = _link(item, "author") or (f"{root}wp/v2/users/{number}" if type(number) is int and number else None)
    if not id:
        return None
    return Actor(id=id, name=_text(known.get("name")), preferred_username=_text(known.get("slug")))


def _commenter(item: Mapping[str, Any], root: str) -> Actor:
    """An account of the site, else the site that linked here, else whoever gave an address or a name."""
    name, url, number = _text(item.get("author_name")), _text(item.get("author_url")), item.get("author")
    if type(number) is int and number:
        id = _link(item, "author") or f"{root}wp/v2/users/{number}"
    elif url and item.get("type") in PINGS:
        id = _outlet(url)
    else:
        id = url or f"{root_of(item_id(item, root))}#{quote(name or '')}"
    return Actor(id=id, name=plain(name) if name else None)


def _outlet(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    return f"{parts.scheme}://{parts.netloc}/"


def _tags(item: Mapping[str, Any]) -> Iterator[Tag]:
    for terms in _embedded(item, "wp:term"):
        for term in terms if isinstance(terms, list) else []:
            if isinstance(term, dict) and term.get("taxonomy") == "post_tag" and _text(term.get("name")):
                yield Tag(type="Hashtag", name="#" + plain(term["name"]), href=_text(term.get("link")))


def _pictures(item: Mapping[str, Any]) -> Iterator[Attachment]:
    for media in _embedded(item, "wp:featuredmedia"):
        if isinstance(media, dict) and (url := _text(media.get("source_url"))):
            kind = _text(media.get("mime_type")) or ""
            type = _MEDIA.get(kind.partition("/")[0], "Document")
            yield Attachment(url=url, type=type, media_type=kind or None, name=_text(media.get("alt_text")))


def _embedded(item: Mapping[str, Any], relation: str) -> Iterator[Any]:
    """What came along with `_embed`; what we may not see comes as an error with a `code` and is left out."""
    embedded = item.get("_embedded")
    told = embedded.get(relation) if isinstance(embedded, dict) else None
    for one in told if isinstance(told, list) else []:
        if not (isinstance(one, dict) and "code" in one):
            yield one


def _link(item: Mapping[str, Any], relation: str) -> str | None:
    links = item.get("_links")
    told = links.get(relation) if isinstance(links, dict) else None
    first = told[0] if isinstance(told, list) and told else None
    return _text(first.get("href")) if isinstance(first, dict) else None


def _rendered(item: Mapping[str, Any], name: str) -> str | None:
    value = item.get(name)
    value = value.get("rendered") if isinstance(value, dict) else value
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else None


def _text(value: object) -> str | None:
    """A text that holds something; half a character in it, which JSON can write, is replaced."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) and value else None
