"""The watch language once more, by somebody who had read its text alone, not the matcher nor the reference.

Readings that agree show that the text says what the matcher does. Slow, plain, sharing nothing with either.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.vocabulary.watch.second_markup import Page

QUOTES = '"„“”«»'
TRIMMED = ".,;:!?')]}…"
HTML_SIGN = re.compile(
    r"</?(a|b|blockquote|br|code|del|div|em|h[1-6]|i|img|li|ol|p|pre|s|span|strong|sub|sup|u|ul)(\s[^<>]*)?/?>",
    re.I,
)
LINK = re.compile(r"https?://", re.I)
FIELD = re.compile(r"[A-Za-z]+:")
OPERATORS = ("AND", "OR", "NOT")


class Mistake(Exception):
    def __init__(self, column: int, why: str) -> None:
        super().__init__(f"{column}: {why}")
        self.column = column


# ---- characters, words, handles ---------------------------------------------------------------------------


def visible(text: str) -> str:
    kept = (c for c in text if unicodedata.category(c) != "Cf" and not 0xFE00 <= ord(c) <= 0xFE0F)
    return unicodedata.normalize("NFC", "".join(kept))


def fold(text: str) -> str:
    return unicodedata.normalize("NFC", text.casefold())


def value_of(said: str) -> str:
    return fold(visible(said)).strip()


def without_at(name: str) -> str:
    return name.removeprefix("@").strip()


def word_end(text: str, at: int) -> int:
    """Where the word that begins at `at` ends; `at` itself if none begins there."""
    if at < len(text) and (text[at] == "_" or unicodedata.category(text[at])[0] in "LN"):
        while at < len(text) and (text[at] == "_" or unicodedata.category(text[at])[0] in "LNM"):
            at += 1
    return at


def spans(text: str) -> list[tuple[int, int]]:
    found, at = [], 0
    while at < len(text):
        end = word_end(text, at)
        if end > at:
            found.append((at, end))
        at = max(end, at + 1)
    return found


def words_of(text: str) -> list[str]:
    shown = fold(visible(text))
    return [shown[a:b] for a, b in spans(shown)]


def name_end(text: str, at: int) -> int:
    """The end of words joined by single `.` or `-` from `at`."""
    end = word_end(text, at)
    while at < end < len(text) and text[end] in ".-" and word_end(text, end + 1) > end + 1:
        end = word_end(text, end + 1)
    return end


def handle_at(text: str, at: int) -> tuple[str, str, int] | None:
    """Name, server or "", and end of the handle that begins at `at`."""
    end = name_end(text, at + 1)
    if text[at : at + 1] not in ("@", "＠") or end == at + 1:
        return None
    name = text[at + 1 : end]
    if text.startswith("@", end) and name_end(text, end + 1) > end + 1:
        start, end = end + 1, name_end(text, end + 1)
        return name, text[start:end], end
    return name, "", end


def handles(text: str) -> list[tuple[str, str]]:
    touched = {end for _start, end in spans(text)}
    found, at = [], 0
    while at < len(text):
        handle = None if at in touched else handle_at(text, at)
        if handle:
            found.append(handle[:2])
        at = handle[2] if handle else at + 1
    return found


# ---- links ------------------------------------------------------------------------------------------------


def link_end(text: str, at: int) -> int:
    """Where the link that begins at `at` ends; `at` itself if none begins there."""
    start = LINK.match(text, at)
    if not start:
        return at
    end = start.end()
    while end < len(text) and not text[end].isspace() and text[end] not in "<>" + QUOTES:
        end += 1
    while end > start.end() and text[end - 1] in TRIMMED:
        end -= 1
    return end if end > start.end() else at


def cut_links(text: str) -> tuple[str, list[str]]:
    left, links, at = "", [], 0
    while at < len(text):
        end = link_end(text, at)
        if end > at:
            links.append(text[at:end])
        left += " " if end > at else text[at]
        at = max(end, at + 1)
    return left, links


def host_and_rest(link: str) -> tuple[str, str]:
    link = LINK.sub("", visible(link), count=1) if LINK.match(visible(link)) else visible(link)
    cut = min((link.index(c) for c in "/?#" if c in link), default=len(link))
    host, rest = link[:cut].rsplit("@", 1)[-1], link[cut:]
    host = fold(re.sub(r":[0-9]*$", "", host)).removeprefix("www.")
    return host, "" if rest == "/" else rest


# ---- posts ------------------------------------------------------------------------------------------------


@dataclass
class Seen:
    """What a query can ask of a post; without arguments, of an empty one."""

    texts: list[list[str]] = field(default_factory=list)
    hashtags: list[str] = field(default_factory=list)
    handles: list[tuple[str, str]] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    lang: list[str] = field(default_factory=list)
    network: list[str] = field(default_factory=list)
    author: list[str] = field(default_factory=list)

    def text(self, said: str, *, marked: bool) -> None:
        hrefs: list[str] = []
        if marked:
            page = Page(said)
            said, hrefs = page.text, [href for href in page.hrefs if LINK.match(href)]
        shown, links = cut_links(visible(said))
        shown = fold(shown)
        self.links += [host_and_rest(link) for link in hrefs + links]
        self.texts.append([shown[a:b] for a, b in spans(shown)])
        self.hashtags += [shown[a:b] for a, b in spans(shown) if shown[max(a - 1, 0)] in "#＃"]
        self.handles += handles(shown)

    def entry(self, tag: dict[str, Any]) -> None:
        name = value_of(tag["name"])
        if tag["type"] == "Hashtag":
            self.hashtags.append(name[1:] if name[:1] in ("#", "＃") else name)
        elif tag["type"] == "Mention":
            handle = handle_at(name if name[:1] in ("@", "＠") else f"@{name}", 0)
            self.handles += [handle[:2]] if handle else []


def is_html(key: str, post: dict[str, Any]) -> bool:
    media = post.get("mediaType", "").split(";")[0].strip().lower()
    if key == "content" and media in ("text/html", "text/plain"):
        return media == "text/html"
    return key != "name" and HTML_SIGN.search(post[key]) is not None


def see(post: dict[str, Any]) -> Seen:
    seen = Seen()
    for key in ("name", "summary", "content"):
        if key in post:
            seen.text(post[key], marked=is_html(key, post))
    for tag in post.get("tag", []):
        seen.entry(tag)
    for one in post.get("attachment", []):
        seen.links += [host_and_rest(one[key]) for key in ("url", "href") if key in one]
    said = post.get("language", "")
    seen.lang = list(map(value_of, [said] if said.strip() else post.get("contentMap", {})))
    seen.network = [value_of(post["network"])] if "network" in post else []
    by = post.get("attributedTo", {})
    names = (
        [by] if isinstance(by, str) else [by[key] for key in ("id", "preferredUsername", "name") if key in by]
    )
    seen.author = [without_at(value_of(name)) for name in names]
    return seen


# ---- what a query asks ------------------------------------------------------------------------------------

Question = Callable[[Seen], bool]


def fits(word: str, asked: str, *, begun: bool) -> bool:
    return word.startswith(asked) if begun else word == asked


def ask_words(words: list[str], *, begun: bool) -> Question:
    def question(seen: Seen) -> bool:
        return any(
            text[at : at + len(words) - 1] == words[:-1]
            and fits(text[at + len(words) - 1], words[-1], begun=begun)
            for text in seen.texts
            for at in range(len(text) - len(words) + 1)
        )

    return question


def ask_handle(name: str, server: str) -> Question:
    return lambda seen: any(n == name and server in ("", s) for n, s in seen.handles)


def ask_link(host: str, rest: str) -> Question:
    return lambda seen: any(f".{h}".endswith(f".{host}") and r.startswith(rest) for h, r in seen.links)


def ask_field(name: str, value: str) -> Question:
    if name == "lang":
        return lambda seen: any(f"{said}-".startswith(f"{value}-") for said in seen.lang)
    return lambda seen: value in getattr(seen, name)


# ---- reading a query --------------------------------------------------------------------------------------


def starred(text: str, column: int, *, bare: bool) -> tuple[list[str], bool]:
    """The words, and whether the last is only a beginning; `text` begins at `column`."""
    if bare and "*" in text[:-1]:
        raise Mistake(column + text.index("*"), "* elsewhere than at the end")
    if not text.endswith("*"):
        return words_of(text), False
    shown = fold(visible(text[:-1]))
    start, end = (spans(shown) or [(0, 0)])[-1]
    if end != len(shown) or end - start < 2:
        raise Mistake(column + len(text) - 1, "* after fewer than two characters")
    return words_of(text), True


class Reader:
    """Reads from left to right and stops at the first mistake."""

    def __init__(self, query: str) -> None:
        self.query = query
        self.at = 0

    def whole(self) -> Question:
        question = self.alternatives()
        if self.next():
            raise Mistake(self.at + 1, ") never opened")
        if question(Seen()):
            raise Mistake(1, "true for an empty post")
        return question

    def next(self) -> str:
        """The term, bracket or quotation mark that stands next, not taken; "" at the end."""
        while self.at < len(self.query) and self.query[self.at].isspace():
            self.at += 1
        end = self.at
        while (
            end < len(self.query) and not self.query[end].isspace() and self.query[end] not in "()" + QUOTES
        ):
            end += 1
        return self.query[self.at : max(end, self.at + 1)]

    def alternatives(self) -> Question:
        parts = [self.conjunction()]
        while self.next() == "OR":
            self.at += 2
            parts.append(self.conjunction())
        return lambda seen: any(part(seen) for part in parts)

    def conjunction(self) -> Question:
        parts = [self.negation()]
        while self.next() not in ("", ")", "OR"):
            self.at += 3 if self.next() == "AND" else 0
            parts.append(self.negation())
        return lambda seen: all(part(seen) for part in parts)

    def negation(self) -> Question:
        said, column = self.next(), self.at + 1
        if said == "NOT":
            self.at += 3
            inner = self.negation()
            return lambda seen: not inner(seen)
        if said == "":
            raise Mistake(len(self.query.rstrip()) + 1, "the query ends where a term must stand")
        if said in OPERATORS or said == ")":
            raise Mistake(column, "a term must stand here")
        if said == "(":
            return self.group()
        if said in QUOTES:
            return self.phrase(self.quotation(), column, column + 1, bare=False)
        self.at += len(said)
        return self.term(said, column)

    def group(self) -> Question:
        self.at += 1
        column = self.at
        inner = self.alternatives()
        if self.next() != ")":
            raise Mistake(column, "( never closed")
        self.at += 1
        return inner

    def quotation(self) -> str:
        """What stands in the quotation that opens here."""
        start = self.at + 1
        end = next((at for at in range(start, len(self.query)) if self.query[at] in QUOTES), None)
        if end is None:
            raise Mistake(start, "a quotation mark never closed")
        self.at = end + 1
        return self.query[start:end]

    def phrase(self, text: str, column: int, begin: int, *, bare: bool) -> Question:
        words, begun = starred(text, begin, bare=bare)
        if not words:
            raise Mistake(column, "nothing to look for")
        return ask_words(words, begun=begun)

    def term(self, said: str, column: int) -> Question:
        if said[0] == "-":
            raise Mistake(column, "write NOT")
        if said[0] == "#":
            return self.hashtag(said, column)
        if said[0] == "@":
            shown = fold(visible(said))
            handle = handle_at(shown, 0)
            if not handle or handle[2] != len(shown):
                raise Mistake(column, "no handle")
            return ask_handle(*handle[:2])
        if FIELD.match(said):
            return self.field(said, column)
        return self.phrase(said, column, column, bare=True)

    def hashtag(self, said: str, column: int) -> Question:
        if "*" not in said[:-1] and len(words_of(said)) > 1:
            raise Mistake(column, "a hashtag of several words")
        words, begun = starred(said[1:], column + 1, bare=True)
        if len(words) != 1:
            raise Mistake(column, "nothing to look for")
        return lambda seen: any(fits(tag, words[0], begun=begun) for tag in seen.hashtags)

    def field(self, said: str, column: int) -> Question:
        name, _colon, value = said.partition(":")
        name = name.lower()
        if not value and self.query[self.at : self.at + 1] in tuple(QUOTES):
            value = self.quotation()
        if name not in ("url", "lang", "network", "author"):
            raise Mistake(column, "no such field")
        if name == "url":
            host, rest = host_and_rest(visible(value).strip())
            if not spans(host):
                raise Mistake(column, "nothing to look for")
            return ask_link(host, rest)
        value = without_at(value_of(value)) if name == "author" else value_of(value)
        if not value:
            raise Mistake(column, "nothing to look for")
        return ask_field(name, value)


def read(query: str) -> Question:
    """What a query asks. Raises Mistake."""
    return Reader(query).whole()
