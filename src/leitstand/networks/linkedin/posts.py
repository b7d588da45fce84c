"""Posts and comments of LinkedIn into ours, and our words into its little text format.

Shapes: https://learn.microsoft.com/linkedin/marketing/community-management (Posts API, Comments API,
Organization Social Actions); text: …/shares/little-text-format. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

from leitstand.vocabulary import dealing
from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.post import Actor, Post, Tag
from leitstand.vocabulary.shapes import epoch, loaded, mapping, objects, text
from leitstand.vocabulary.words import _

AT = "https://www.linkedin.com/feed/update/"
_RESERVED = re.compile(r"[\\|{}@\[\]()<>*_~]|#(?!\w)")
_TEMPLATE = re.compile(r"\{hashtag\|\\?#\|([^}]*)\}|@\[([^\]]*)\]\([^)]*\)")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_HASHTAG = re.compile(r"(?<!\w)#(\w+)")
_COMMENT = re.compile(r"urn:li:comment:\(([^,]+),(\d+)\)")


def posts(raw: bytes) -> Iterator[Post]:
    """Every post and comment in an answer, in its order. Raises Invalid."""
    said = loaded(raw, "LinkedIn")
    if not isinstance(said, dict) or not isinstance(said.get("elements"), list):
        raise Invalid(_("This is no list of LinkedIn's; nothing of it was read."))
    for one in objects(said, "elements"):
        post = _notice(one) if "action" in one else _comment(one) if "message" in one else _post(one)
        if post:
            yield post


def little(content: str) -> str:
    """Plain text in the little text format: what has a meaning there is escaped, hashtags stay hashtags."""
    return _RESERVED.sub(lambda found: "\\" + found[0], content)


def plain(little: str) -> str:
    """The way back."""
    return _ESCAPED.sub(r"\1", _TEMPLATE.sub(lambda t: "#" + t[1] if t[1] else t[2] or "", little))


def address(post: str, comment: str = "") -> str:
    """Where people find a post or a comment, and its id with us."""
    return f"{AT}{post}?commentUrn={quote(comment, safe='')}" if comment else f"{AT}{post}"


def parts(id: str) -> tuple[str, str]:
    """(urn of the post, urn of the comment or "") of an id. Raises Invalid."""
    split = urlsplit(id)
    post = unquote(split.path).rpartition("/update/")[2]
    if not id.startswith(AT) or not re.fullmatch(r"urn:li:(?:share|ugcPost|activity):\d+", post):
        raise dealing.foreign("LinkedIn", id)
    return post, next(iter(parse_qs(split.query).get("commentUrn", [])), "")


def comment_number(comment: str) -> str:
    """LinkedIn's number of a comment. Raises Invalid."""
    found = _COMMENT.fullmatch(comment)
    if not found:
        raise dealing.foreign("LinkedIn", comment)
    return found[2]


def _post(one: Mapping[str, Any]) -> Post | None:
    id, words = text(one, "id"), plain(text(one, "commentary"))
    if not id.startswith("urn:li:"):
        return None
    published, updated = epoch(one, "publishedAt", 1000), epoch(one, "lastModifiedAt", 1000)
    parent = text(mapping(one, "reshareContext"), "parent")
    return Post(
        id=address(id),
        network="linkedin",
        content=words,
        media_type="text/plain",
        attributed_to=_actor(text(one, "author")),
        published=published or epoch(one, "createdAt", 1000),
        updated=updated if mapping(one, "lifecycleStateInfo").get("isEditedByAuthor") is True else None,
        announces=address(parent) if parent else None,
        url=address(id),
        tag=tuple(Tag(type="Hashtag", name="#" + tag) for tag in _HASHTAG.findall(words)),
    )


def _comment(one: Mapping[str, Any]) -> Post | None:
    urn, post = text(one, "$URN") or text(one, "commentUrn"), text(one, "object")
    if not _COMMENT.fullmatch(urn) or not post:
        return None
    parent = text(one, "parentComment")
    return Post(
        id=address(post, urn),
        network="linkedin",
        content=text(mapping(one, "message"), "text"),
        media_type="text/plain",
        attributed_to=_actor(text(one, "actor")),
        published=epoch(mapping(one, "created"), "time", 1000),
        in_reply_to=address(post, parent) if parent else address(post),
        url=address(post, urn),
    )


def _notice(one: Mapping[str, Any]) -> Post | None:
    """What the list of social actions tells of a comment, or of a post that mentions the page."""
    post, urn = text(one, "sourcePost"), text(one, "generatedActivity")
    said = mapping(one, "decoratedGeneratedActivity", "comment") or mapping(
        one, "decoratedGeneratedActivity", "share"
    )
    when, words = epoch(one, "lastModifiedAt", 1000), plain(text(said, "text"))
    author = _actor(text(said, "owner"))
    if _COMMENT.fullmatch(urn) and post:
        at, to = address(post, urn), address(post)
    elif text(one, "action") == "SHARE_MENTION" and urn.startswith("urn:li:"):
        at, to = address(urn), ""
    else:
        return None
    return Post(
        id=at,
        network="linkedin",
        content=words,
        media_type="text/plain",
        attributed_to=author,
        published=when,
        in_reply_to=to or None,
        url=at,
    )


def _actor(urn: str) -> Actor | None:
    """LinkedIn tells who said it by a number; the name only to apps that may ask for it."""
    number = urn.rpartition(":")[2]
    if urn.startswith("urn:li:organization:"):
        return Actor(id=f"https://www.linkedin.com/company/{number}")
    return Actor(id=urn) if urn else None
