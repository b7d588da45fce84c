"""Plain text on its way out: its length, and the links, mentions and hashtags in it as facets. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import regex

CHARACTERS, BYTES = 300, 3000
"""The two limits of a post (lexicon app.bsky.feed.post): grapheme clusters, and bytes of UTF-8."""
TAG_CHARACTERS, TAG_BYTES = 64, 640

_LINK = regex.compile(r"(?<![\p{L}\p{N}_])https?://[^\s<>\"„“”«»]+", regex.IGNORECASE)
_MENTION = regex.compile(
    r"(?<![\p{L}\p{N}_@/.])@((?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?)(?![\p{L}\p{N}_@-])",
    regex.IGNORECASE,
)
_HASHTAG = regex.compile(
    r"(?<![\p{L}\p{N}\p{M}_#＃&/])[#＃](?!\ufe0f)([^\s#＃\u00ad\u2060\u200a-\u200c\u20e2]+)"
)
_WORDLESS = regex.compile(r"[\d\p{P}\p{S}\p{M}]*")
_AT_THE_END = ".,;:!?'\"…*_~"
_PAIRS = {")": "(", "]": "[", "}": "{"}


def length(content: str) -> int:
    """How many grapheme clusters (Unicode annex 29) a text has.

    A text over the limit of bytes counts as what it is in tenths of that limit, so that one number tells
    both: it fits exactly when this is at most 300.
    """
    graphemes = sum(1 for _one in regex.finditer(r"\X", content))
    size = len(content.encode("utf-8", "replace"))
    return graphemes if size <= BYTES else max(graphemes, -(-size * CHARACTERS // BYTES))


def facets(content: str, resolve: Callable[[str], str | None]) -> list[dict[str, Any]]:
    """The facets of a text, in its order, by offsets in UTF-8.

    `resolve` turns a handle into a DID; a handle it does not know stays plain text.
    """
    found: list[dict[str, Any]] = []
    end_of_last = 0
    for start, end, feature in sorted(_features(content, resolve), key=lambda one: (one[0], -one[1])):
        if start < end_of_last:
            continue
        end_of_last = end
        place = {"byteStart": _bytes(content[:start]), "byteEnd": _bytes(content[:end])}
        found.append({"index": place, "features": [feature]})
    return found


def _features(
    content: str, resolve: Callable[[str], str | None]
) -> Iterator[tuple[int, int, dict[str, str]]]:
    for link in _LINK.finditer(content):
        uri = _without_end(link.group())
        if uri.partition("://")[2]:
            yield link.start(), link.start() + len(uri), {"$type": _kind("link"), "uri": uri}
    for mention in _MENTION.finditer(content):
        if did := resolve(mention.group(1).lower()):
            yield mention.start(), mention.end(), {"$type": _kind("mention"), "did": did}
    for hashtag in _HASHTAG.finditer(content):
        tag = regex.sub(r"[\p{P}]+$", "", hashtag.group(1))
        if _WORDLESS.fullmatch(tag) or length(tag) > TAG_CHARACTERS or _bytes(tag) > TAG_BYTES:
            continue
        yield hashtag.start(), hashtag.start(1) + len(tag), {"$type": _kind("tag"), "tag": tag}


def _kind(name: str) -> str:
    return f"app.bsky.richtext.facet#{name}"


def _without_end(link: str) -> str:
    """A link without the punctuation of the sentence around it; brackets stay where they have a partner."""
    while link:
        last = link[-1]
        opening = _PAIRS.get(last)
        if last in _AT_THE_END or (opening and link.count(last) > link.count(opening)):
            link = link[:-1]
        else:
            break
    return link


def _bytes(text: str) -> int:
    return len(text.encode())
