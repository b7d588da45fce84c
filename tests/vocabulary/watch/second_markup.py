"""HTML to text for the second reference: the tokens of the HTML standard, one after the other."""

from __future__ import annotations

import html
import re
from contextlib import suppress
from html.entities import html5

BLANK = "\t\n\f\r "
JOINING = (
    " a abbr b bdi bdo cite code del dfn em font i ins kbd mark q s samp small span strong sub sup time "
    "u var wbr "
)
VANISHING = ("script", "style")
REFERENCE = re.compile(r"&(#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[A-Za-z][A-Za-z0-9]*;?)")


class Endless(Exception):
    """A tag, comment or script that takes everything to the end of the text with it."""


class Page:
    """One piece of HTML: `text` and `hrefs` are there once it is read."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.pieces: list[str] = []
        self.hrefs: list[str] = []
        with suppress(Endless):
            self.read()
        self.text = "".join(self.pieces)

    def read(self) -> None:
        at = 0
        while at < len(self.source):
            start = next((i for i in range(at, len(self.source)) if self.opens(i)), len(self.source))
            self.pieces.append(html.unescape(self.source[at:start]))
            at = self.past(start) if start < len(self.source) else start

    def opens(self, at: int) -> bool:
        """Whether markup begins here: `<` before a letter, `!`, `?`, or `/` with anything behind it."""
        one, two = self.source[at + 1 : at + 2], self.source[at + 2 : at + 3]
        return self.source[at] == "<" and (letter(one) or one in ("!", "?") or (one == "/" and two != ""))

    def past(self, at: int) -> int:
        """Read what begins at `at`; where it ends."""
        closing = self.source.startswith("</", at)
        if self.source.startswith("<!--", at):
            return self.past_comment(at + 4)
        if self.source.startswith("</>", at):
            return at + 3
        if not letter(self.source[at + 1 + closing]):
            return self.behind(">", at)
        end, name, attributes = self.tag(at + 1 + closing)
        if name in VANISHING:
            return end if closing else self.past_raw(end, name)
        if f" {name} " not in JOINING:
            self.pieces.append(" ")
        if name == "a" and not closing and "href" in attributes:
            self.hrefs.append(attributes["href"].strip())
        return end

    def past_comment(self, at: int) -> int:
        for short in (">", "->"):
            if self.source.startswith(short, at):
                return at + len(short)
        found = re.compile("--!?>").search(self.source, at)
        if not found:
            raise Endless
        return found.end()

    def past_raw(self, at: int, name: str) -> int:
        found = re.compile(rf"</{name}(?=[{BLANK}/>])", re.I | re.A).search(self.source, at)
        if not found:
            raise Endless
        return self.tag(found.start() + 2)[0]

    def behind(self, char: str, at: int) -> int:
        end = self.source.find(char, at)
        if end < 0:
            raise Endless
        return end + 1

    def until(self, chars: str, at: int) -> int:
        """The first place from `at` where one of these stands."""
        while at < len(self.source) and self.source[at] not in chars:
            at += 1
        if at >= len(self.source):
            raise Endless
        return at

    def over(self, chars: str, at: int) -> int:
        while at < len(self.source) and self.source[at] in chars:
            at += 1
        return at

    def tag(self, at: int) -> tuple[int, str, dict[str, str]]:
        """Where the tag ends whose name begins at `at`; the name; its attributes, the first of each name."""
        end = self.until(BLANK + "/>", at)
        name = self.source[at:end].lower()
        attributes: dict[str, str] = {}
        while True:
            end = self.over(BLANK + "/", end)
            if self.source.startswith(">", end):
                return end + 1, name, attributes
            start = end
            end = self.until(BLANK + "/>=", end + 1)
            key = self.source[start:end].lower()
            value, end = self.value(end)
            attributes.setdefault(key, in_attribute(value))

    def value(self, at: int) -> tuple[str, int]:
        equals = self.over(BLANK, at)
        if not self.source.startswith("=", equals):
            return "", at
        start = self.over(BLANK, equals + 1)
        quote = self.source[start : start + 1]
        if quote in ('"', "'"):
            end = self.behind(quote, start + 1)
            return self.source[start + 1 : end - 1], end
        end = self.until(BLANK + ">", start)
        return self.source[start:end], end


def letter(char: str) -> bool:
    return char.isascii() and char.isalpha()


def in_attribute(value: str) -> str:
    """In an attribute a name without its semicolon stays before `=`, a letter or a digit."""

    def decoded(found: re.Match[str]) -> str:
        said = found[0]
        if said.startswith("&#"):
            return html.unescape(said)
        if not said.endswith(";") and value[found.end() : found.end() + 1] == "=":
            return said
        return html5.get(said[1:], said)

    return REFERENCE.sub(decoded, value)
