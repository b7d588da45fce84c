"""Makes foreign posts harmless before they are stored: text stays text, HTML keeps words and links only."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import nh3

from leitstand.vocabulary.post import Actor, Attachment, Post, Tag
from leitstand.vocabulary.watch import markup

TAGS = (
    "a abbr b blockquote br cite code del dfn em h1 h2 h3 h4 h5 h6 hr i ins kbd li mark ol p pre q s samp "
    "small strong sub sup u ul var"
)
SCHEMES = {"http", "https", "mailto"}
REL = "nofollow noopener noreferrer ugc"
DEEPEST = 20
HTML, PLAIN = "text/html", "text/plain"

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_BLANKS = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\s*\n\s*\n\s*")
_BREAK = re.compile(
    r"<(?:br|hr)\b[^>]*>|</?(?:p|div|li|ul|ol|h[1-6]|blockquote|pre|tr)\b[^>]*>", re.IGNORECASE
)


def storable(text: str) -> str:
    """Without what no database keeps: the character zero and halves of characters."""
    return _UNSTORABLE.sub("", text)


def harmless(post: Post) -> Post:
    """The same post, fit to be stored and shown; its `media_type` then says what its content is."""
    is_html = markup.is_html(post.content, post.media_type)
    content = storable(post.content)
    return replace(
        post,
        id=storable(post.id),
        content=_html(content) if is_html else content,
        media_type=HTML if is_html else PLAIN,
        summary=post.summary and plain(storable(post.summary)),
        name=post.name and plain(storable(post.name)),
        url=_link(post.url),
        attributed_to=post.attributed_to and _actor(post.attributed_to),
        content_map={
            storable(key): _html(storable(text)) if is_html else storable(text)
            for key, text in post.content_map.items()
        },
        tag=tuple(Tag(type=storable(t.type), name=storable(t.name), href=_link(t.href)) for t in post.tag),
        attachment=tuple(made for a in post.attachment if (made := _attachment(a))),
        also={storable(key): _inside(value) for key, value in post.also.items()},
        type=storable(post.type),
        network=post.network and storable(post.network),
        in_reply_to=post.in_reply_to and storable(post.in_reply_to),
        announces=post.announces and storable(post.announces),
        language=post.language and storable(post.language),
    )


def text(post: Post) -> str:
    """The words of a harmless post as plain text with its line breaks, composed, for lists and search."""
    if post.media_type == PLAIN:
        return composed(_tidy(post.content))
    said, _targets = markup.plain(_BREAK.sub("\n", post.content))
    return composed(_tidy(said))


def composed(said: str) -> str:
    """In NFC: ä is one character, however its author's machine wrote it; so what is typed finds it."""
    return unicodedata.normalize("NFC", said)


def plain(said: str) -> str:
    """One line of text out of text or HTML."""
    return " ".join((markup.plain(said)[0] if markup.is_html(said) else said).split())


def _html(said: str) -> str:
    return nh3.clean(
        said, tags=set(TAGS.split()), attributes={"a": {"href"}}, url_schemes=SCHEMES, link_rel=REL
    )


def _tidy(said: str) -> str:
    lines = (_BLANKS.sub(" ", line).strip() for line in said.split("\n"))
    return _LINES.sub("\n\n", "\n".join(lines)).strip()


def _link(url: str | None) -> str | None:
    """The address if a browser may be sent there."""
    if not url:
        return None
    url = storable(url).strip()
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.netloc else None


def _actor(actor: Actor) -> Actor:
    return Actor(
        id=storable(actor.id),
        name=actor.name and plain(storable(actor.name)),
        preferred_username=actor.preferred_username and storable(actor.preferred_username),
    )


def _attachment(one: Attachment) -> Attachment | None:
    url = _link(one.url)
    if url is None:
        return None
    return Attachment(
        url=url,
        type=storable(one.type),
        media_type=one.media_type and storable(one.media_type),
        name=one.name and plain(storable(one.name)),
    )


def _inside(value: Any, depth: int = 0) -> Any:
    """What a network said beyond our words is never shown; cleaned all the same, cut when too deep."""
    if depth > DEEPEST:
        return None
    if isinstance(value, str):
        said = storable(value)
        return _html(said) if "<" in said else said
    if isinstance(value, list | tuple):
        return [_inside(one, depth + 1) for one in value]
    if isinstance(value, dict):
        return {storable(str(key)): _inside(one, depth + 1) for key, one in value.items()}
    return value
