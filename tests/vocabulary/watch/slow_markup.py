"""HTML to text for the slow reference, character by character as the HTML standard tells it (13.2.5)."""

from __future__ import annotations

import html
import re
from html.entities import html5

SPACE = "\t\n\f\r "
JOINS = set(
    re.findall(
        r"\w+",
        "a abbr b bdi bdo cite code del dfn em font i ins kbd mark q s samp small span strong sub sup time u "
        "var wbr",
    )
)


def plain(markup: str) -> tuple[str, list[str]]:
    """Text and every href of an `a`."""
    out: list[str] = []
    hrefs: list[str] = []
    run: list[str] = []

    def flush() -> None:
        out.append(html.unescape("".join(run)))
        run.clear()

    at = 0
    while at < len(markup):
        end = past_comment(markup, at)
        if end is not None:
            flush()
            at = end
            continue
        tag = read_tag(markup, at)
        if tag is None:
            run.append(markup[at])
            at += 1
            continue
        flush()
        closing, name, attributes, at = tag
        if name in ("script", "style"):
            if not closing:
                at = past_raw(markup, at, name)
            continue
        if name and name not in JOINS:
            out.append(" ")
        if name == "a" and not closing and "href" in attributes:
            hrefs.append(attributes["href"].strip())
    flush()
    return "".join(out), hrefs


def past_comment(markup: str, at: int) -> int | None:
    if markup.startswith("<!--", at):
        if markup.startswith("<!-->", at):
            return at + 5
        if markup.startswith("<!--->", at):
            return at + 6
        ends = [(i, n) for mark, n in (("-->", 3), ("--!>", 4)) if (i := markup.find(mark, at + 4)) >= 0]
        return sum(min(ends)) if ends else len(markup)
    if markup.startswith("</>", at):
        return at + 3
    bogus = markup.startswith(("<!", "<?"), at) or (
        markup.startswith("</", at) and at + 2 < len(markup) and not is_letter(markup[at + 2])
    )
    if not bogus:
        return None
    end = markup.find(">", at)
    return end + 1 if end >= 0 else len(markup)


def is_letter(char: str) -> bool:
    return char.isascii() and char.isalpha()


def read_tag(markup: str, at: int) -> tuple[bool, str, dict[str, str], int] | None:
    """closing, name ("" if the tag never ends), attributes, end; None when `<` begins no tag."""
    if markup[at] != "<":
        return None
    closing = markup.startswith("</", at)
    at += 2 if closing else 1
    if at >= len(markup) or not is_letter(markup[at]):
        return None
    begin = at
    while at < len(markup) and markup[at] not in SPACE + "/>":
        at += 1
    name = markup[begin:at].lower()
    attributes: dict[str, str] = {}
    while at < len(markup) and markup[at] != ">":
        if markup[at] in SPACE + "/":
            at += 1
            continue
        begin = at
        at += 1
        while at < len(markup) and markup[at] not in SPACE + "/>=":
            at += 1
        key = markup[begin:at].lower()
        value, at = read_value(markup, at)
        attributes.setdefault(key, in_attribute(value))
    if at >= len(markup):
        name = ""  # it never ends
    return closing, name, attributes, min(at + 1, len(markup))


def read_value(markup: str, at: int) -> tuple[str, int]:
    after = at
    while after < len(markup) and markup[after] in SPACE:
        after += 1
    if after >= len(markup) or markup[after] != "=":
        return "", at
    after += 1
    while after < len(markup) and markup[after] in SPACE:
        after += 1
    if after < len(markup) and markup[after] in "\"'":
        end = markup.find(markup[after], after + 1)
        end = end if end >= 0 else len(markup)
        return markup[after + 1 : end], end + 1
    end = after
    while end < len(markup) and markup[end] not in SPACE + ">":
        end += 1
    return markup[after:end], end


def in_attribute(value: str) -> str:
    def decoded(found: re.Match[str]) -> str:
        said, follows = found[0], value[found.end() : found.end() + 1]
        if said.startswith("&#"):
            return html.unescape(said)
        if said.endswith(";"):
            return html5.get(said[1:], said)
        return said if follows == "=" else html5.get(said[1:], said)

    return re.sub(r"&(#[0-9]+|#[xX][0-9a-fA-F]+|[a-zA-Z][a-zA-Z0-9]*);?", decoded, value)


def past_raw(markup: str, at: int, name: str) -> int:
    for i in range(at, len(markup)):
        if markup[i : i + 2] == "</" and markup[i + 2 : i + 2 + len(name)].lower() == name:
            after = markup[i + 2 + len(name) : i + 3 + len(name)]
            if after and after in SPACE + "/>":
                tag = read_tag(markup, i)
                return tag[3] if tag else len(markup)
    return len(markup)
