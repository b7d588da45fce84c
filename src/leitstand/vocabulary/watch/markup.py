"""HTML to text, by the tokens of the HTML standard (13.2.5), without a tree."""

from __future__ import annotations

import html
import re
from html.entities import html5

_TELLTALE = re.compile(
    r"</?(a|b|blockquote|br|code|del|div|em|h[1-6]|i|img|li|ol|p|pre|s|span|strong|sub|sup|u|ul)"
    r"(\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_JOINING = re.compile(
    r"a|abbr|b|bdi|bdo|cite|code|del|dfn|em|font|i|ins|kbd|mark|q|s|samp|small|span|strong|sub|sup|time|u|var"
    r"|wbr|script|style"  # of these two only a stray end is met here
)

_S = r"\t\n\f\r "
_NAME = rf"[^{_S}/>][^{_S}/>=]*+"
_EQUALS = rf"[{_S}]*+=[{_S}]*+"
_DOUBLE, _SINGLE, _BARE = r'"([^"]*+)(?:"|\Z)', r"'([^']*+)(?:'|\Z)", rf"([^{_S}>\"'][^{_S}>]*+)"
_ATTRIBUTE = rf"({_NAME})(?:{_EQUALS}(?:{_DOUBLE}|{_SINGLE}|{_BARE}|(?=>)|\Z))?+"
_ANY_ATTRIBUTE = re.sub(r"\((?!\?)", "(?:", _ATTRIBUTE)
_ATTRIBUTES_OF_TAG = rf"(?:[{_S}/]++|{_ANY_ATTRIBUTE})*+"
_INSIDE = rf"{_ATTRIBUTES_OF_TAG}(?:>|\Z)"
_SWALLOWED = "|".join(
    rf"<(?ai:{name})(?=[{_S}/>]){_INSIDE}(?s:.*?)(?:</(?ai:{name})(?=[{_S}/>]){_INSIDE}|\Z)"
    for name in ("script", "style")
)
_MARKUP = re.compile(
    r"<!--(?:>|->|(?s:.*?)(?:--!?>|\Z))"  # a comment; one without end takes all that follows
    r"|<(?:/>|(?:[!?]|/[^a-zA-Z>])[^>]*+(?:>|\Z))"  # a declaration, or what the standard takes for a comment
    rf"|{_SWALLOWED}"
    rf"|<(/?)([a-zA-Z][^{_S}/>]*+)({_ATTRIBUTES_OF_TAG})(>|\Z)"
)
_ATTRIBUTES = re.compile(_ATTRIBUTE)
_REFERENCE = re.compile(r"&(?:#[0-9]+|#[xX][0-9a-fA-F]+|[a-zA-Z][a-zA-Z0-9]*)[;=]?")


def is_html(text: str, media_type: str | None = None) -> bool:
    """Whether a text is HTML: what its media type says, else whether it contains a telling tag."""
    said = media_type.partition(";")[0].strip().lower() if media_type else ""
    if said in {"text/html", "text/plain"}:
        return said == "text/html"
    return "<" in text and _TELLTALE.search(text) is not None


def plain(markup: str) -> tuple[str, list[str]]:
    """The text of a piece of HTML, and the `href` of each `a` in it as a browser would read it."""
    pieces: list[str] = []
    targets: list[str] = []
    at = 0
    for token in _MARKUP.finditer(markup):
        pieces.append(html.unescape(markup[at : token.start()]))
        at = token.end()
        if not token[4]:  # no tag, or one that never ends: the standard drops it
            continue
        name = token[2].lower()
        if not _JOINING.fullmatch(name):
            pieces.append(" ")
        elif name == "a" and not token[1] and (target := _href(token[3])):
            targets.append(target)
    pieces.append(html.unescape(markup[at:]))
    return "".join(pieces), targets


def _href(inside: str) -> str:
    """The first `href` among the attributes of a tag, its references decoded, or nothing."""
    for attribute in _ATTRIBUTES.finditer(inside):
        if attribute[1].lower() == "href":
            value = attribute[2] or attribute[3] or attribute[4] or ""
            return _REFERENCE.sub(_decoded, value).strip()
    return ""


def _decoded(reference: re.Match[str]) -> str:
    """In an attribute `&copy=` and `&copyright` stay as they are: they are parts of an address."""
    said = reference[0]
    if said.startswith("&#"):
        return html.unescape(said)
    return html5.get(said[1:], said)
