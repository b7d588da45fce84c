"""A slow second reading of docs/reference/watch-language.md: no index, no fast path, nothing of ours.

Queries become nested tuples, posts stay JSON objects, texts are gone through character by character.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from tests.vocabulary.watch.slow_markup import plain

QUOTES = '"„“”«»'
TELLS_HTML = re.compile(
    r"</?(a|b|blockquote|br|code|del|div|em|h[1-6]|i|img|li|ol|p|pre|s|span|strong|sub|sup|u|ul)(\s[^<>]*)?/?>",
    re.I,
)


class Bad(Exception):
    """A query that cannot be read, with the column of its mistake."""

    def __init__(self, column: int) -> None:
        super().__init__(column)
        self.column = column


# ---- how texts are compared -------------------------------------------------------------------------------


def unseen(char: str) -> bool:
    return unicodedata.category(char) == "Cf" or "\ufe00" <= char <= "\ufe0f"


def rule_2(text: str) -> str:
    return unicodedata.normalize("NFC", "".join(c for c in text if not unseen(c)))


def rule_4(text: str) -> str:
    return unicodedata.normalize("NFC", text.casefold())


def word_at(text: str, at: int) -> int:
    """Where the word that begins here ends; `at` itself when none does."""
    if at >= len(text) or not starts_word(text[at]):
        return at
    while at < len(text) and (starts_word(text[at]) or unicodedata.category(text[at])[0] == "M"):
        at += 1
    return at


def starts_word(char: str) -> bool:
    return char == "_" or unicodedata.category(char)[0] in "LN"


def word_spans(text: str) -> list[tuple[int, int]]:
    spans, at = [], 0
    while at < len(text):
        end = word_at(text, at)
        if end > at:
            spans.append((at, end))
        at = max(end, at + 1)
    return spans


def words_of(text: str) -> list[str]:
    return [text[a:b] for a, b in word_spans(text)]


def name_at(text: str, at: int) -> int:
    end = word_at(text, at)
    while end > at and text[end : end + 1] in (".", "-") and (more := word_at(text, end + 1)) > end + 1:
        end = more
    return end


def handle_at(text: str, at: int) -> tuple[str, str | None, int] | None:
    """The handle whose `@` stands here: name, server, end."""
    if text[at] not in "@＠" or (end := name_at(text, at + 1)) == at + 1:
        return None
    name = text[at + 1 : end]
    if text[end : end + 1] == "@" and (last := name_at(text, end + 1)) > end + 1:
        return name, text[end + 1 : last], last
    return name, None, end


def handles_of(text: str) -> list[tuple[str, str | None]]:
    inside = {i for a, b in word_spans(text) for i in range(a, b)}
    found, at = [], 0
    while at < len(text):
        handle = handle_at(text, at) if at - 1 not in inside else None
        if handle:
            found.append(handle[:2])
        at = handle[2] if handle else at + 1
    return found


def hashtags_of(text: str) -> list[str]:
    return [text[a:b] for a, b in word_spans(text) if a and text[a - 1] in "#＃"]


def without_links(text: str) -> tuple[str, list[str]]:
    kept, links, at = [], [], 0
    while at < len(text):
        begin = next((s for s in ("https://", "http://") if text[at : at + len(s)].lower() == s), None)
        if begin:
            first = end = at + len(begin)
            while end < len(text) and not text[end].isspace() and text[end] not in "<>" + QUOTES:
                end += 1
            while end > first and text[end - 1] in ".,;:!?')]}…":
                end -= 1
            if end > first:
                links.append(text[at:end])
                kept.append(" ")
                at = end
                continue
        kept.append(text[at])
        at += 1
    return "".join(kept), links


# ---- posts ------------------------------------------------------------------------------------------------


class Seen:
    """Everything that a query may ask of a post."""

    def __init__(self, post: dict[str, Any]) -> None:
        self.words: list[list[str]] = []
        self.hashtags: list[str] = []
        self.handles: list[tuple[str, str | None]] = []
        self.links: list[tuple[str, str]] = []
        media = str(post.get("mediaType") or "").split(";")[0].strip().lower()
        content, summary = post["content"], post.get("summary") or ""
        is_html = {"text/html": True, "text/plain": False}.get(media, bool(TELLS_HTML.search(content)))
        self.text(content, is_html)
        self.text(summary, bool(TELLS_HTML.search(summary)))
        self.text(post.get("name") or "", False)
        for tag in listed(post.get("tag")):
            self.tag(tag)
        for one in listed(post.get("attachment")):
            self.links += [address(one[k]) for k in ("url", "href") if one.get(k)]
        given = (
            [post["language"]] if (post.get("language") or "").strip() else list(post.get("contentMap") or {})
        )
        self.languages = [rule_4(rule_2(value)).strip() for value in given]
        self.network = rule_4(rule_2(post.get("network") or "")).strip()
        author = post.get("attributedTo") or {}
        named = (
            [author]
            if isinstance(author, str)
            else [author.get(k) for k in ("id", "preferredUsername", "name")]
        )
        self.authors = [no_at(value) for value in named if value]

    def text(self, said: str, is_html: bool) -> None:
        hrefs: list[str] = []
        if is_html:
            said, hrefs = plain(said)
        said, links = without_links(rule_2(said))
        links += [h for h in hrefs if h.lower().startswith(("http://", "https://"))]
        self.links += map(address, links)
        said = rule_4(said)
        self.words.append(words_of(said))
        self.hashtags += hashtags_of(said)
        self.handles += handles_of(said)

    def tag(self, tag: dict[str, Any]) -> None:
        name = rule_4(rule_2(tag["name"])).strip()
        if tag["type"] == "Hashtag":
            self.hashtags.append(name[1:] if name and name[0] in "#＃" else name)
        if tag["type"] == "Mention" and (
            found := handle_at(name if name[:1] in ("@", "＠") else "@" + name, 0)
        ):
            self.handles.append(found[:2])


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if value else []


def no_at(value: str) -> str:
    value = rule_4(rule_2(value)).strip()
    return (value[1:] if value.startswith("@") else value).strip()


def address(link: str) -> tuple[str, str]:
    link = rule_2(link)
    for scheme in ("https://", "http://"):
        if link[: len(scheme)].lower() == scheme:
            link = link[len(scheme) :]
            break
    host = re.split(r"[/?#]", link)[0]
    rest = link[len(host) :]
    host = re.sub(r":[0-9]*$", "", host.split("@")[-1])
    host = rule_4(host)
    return host[4:] if host.startswith("www.") else host, rest


# ---- queries ----------------------------------------------------------------------------------------------


def understand(query: str) -> Any:
    """The query as nested tuples. Raises Bad."""
    tree = Reader(query).everything()
    if ask(tree, Seen({"content": ""})):
        raise Bad(1)
    return tree


def mistake(query: str) -> int | None:
    """The column of the mistake in a query, or None."""
    try:
        understand(query)
    except Bad as bad:
        return bad.column
    return None


class Reader:
    """Recursive descent, one method for each line of the grammar."""

    def __init__(self, query: str) -> None:
        self.query = query
        self.tokens = tokens(query)
        self.ahead: list[tuple[int, str, Any]] = []

    @property
    def next(self) -> tuple[int, str, Any] | None:
        """The next token, read no earlier than somebody asks: so the first mistake is the leftmost."""
        if not self.ahead:
            self.ahead = [token for token in [next(self.tokens, None)] if token]
        return self.ahead[0] if self.ahead else None

    def take(self) -> tuple[int, str, Any]:
        taken = self.next
        if taken is None:
            raise Bad(len(self.query.rstrip()) + 1)
        self.ahead.clear()
        return taken

    def sees(self, *kinds: str) -> bool:
        return self.next is not None and self.next[1] in kinds

    def everything(self) -> Any:
        tree = self.any_of()
        if self.next:
            raise Bad(self.next[0])
        return tree

    def any_of(self) -> Any:
        parts = [self.all_of()]
        while self.sees("OR"):
            self.take()
            parts.append(self.all_of())
        return ("or", parts)

    def all_of(self) -> Any:
        parts = [self.maybe_not()]
        while self.next and not self.sees("OR", ")"):
            if self.sees("AND"):
                self.take()
            parts.append(self.maybe_not())
        return ("and", parts)

    def maybe_not(self) -> Any:
        if self.sees("NOT"):
            self.take()
            return ("not", self.maybe_not())
        column, kind, value = self.take()
        if kind == "(":
            tree = self.any_of()
            if not self.next:
                raise Bad(column)
            self.take()
            return tree
        if kind in ("AND", "OR", ")"):
            raise Bad(column)
        return (kind, value)


def tokens(query: str) -> Iterator[tuple[int, str, Any]]:
    at = 0
    while at < len(query):
        column, char = at + 1, query[at]
        if char.isspace():
            at += 1
        elif char in "()":
            at += 1
            yield column, char, None
        elif char in QUOTES:
            said, at = quoted(query, at)
            yield column, "words", phrase(said, column, column + 1)
        else:
            end = at
            while end < len(query) and not query[end].isspace() and query[end] not in "()" + QUOTES:
                end += 1
            said, at = query[at:end], end
            if said in ("AND", "OR", "NOT"):
                yield column, said, None
            elif field := re.fullmatch(r"([a-zA-Z]+):(.*)", said, re.S):
                value = field[2]
                if not value and at < len(query) and query[at] in QUOTES:
                    value, at = quoted(query, at)
                yield column, *field_atom(field[1].lower(), value, column)
            else:
                yield column, *bare_atom(said, column)


def quoted(query: str, at: int) -> tuple[str, int]:
    end = at + 1
    while end < len(query) and query[end] not in QUOTES:
        end += 1
    if end == len(query):
        raise Bad(at + 1)
    return query[at + 1 : end], end + 1


def phrase(said: str, column: int, first: int) -> tuple[list[str], bool]:
    """Words and whether the last is a beginning."""
    goes_on = said.endswith("*")
    text = rule_4(rule_2(said[:-1] if goes_on else said))
    spans = word_spans(text)
    if goes_on and (not spans or spans[-1][1] < len(text) or spans[-1][1] - spans[-1][0] < 2):
        raise Bad(first + len(said) - 1)
    if not spans:
        raise Bad(column)
    return words_of(text), goes_on


def bare_atom(said: str, column: int) -> tuple[str, Any]:
    if said[0] == "@":
        found = handle_at(text := rule_4(rule_2(said)), 0)
        if not found or found[2] < len(text):
            raise Bad(column)
        return "handle", found[:2]
    if said[0] == "-":
        raise Bad(column)
    if "*" in said[:-1]:
        raise Bad(column + said.index("*"))
    if said[0] == "#" and len(words_of(rule_4(rule_2(said)))) > 1:
        raise Bad(column)
    return "hashtag" if said[0] == "#" else "words", phrase(said, column, column)


def field_atom(name: str, value: str, column: int) -> tuple[str, Any]:
    if name == "url":
        host, rest = address(value.strip())
        if not words_of(host):
            raise Bad(column)
        return "url", (host, "" if rest == "/" else rest)
    value = no_at(value) if name == "author" else rule_4(rule_2(value)).strip()
    if name not in ("lang", "network", "author") or not value:
        raise Bad(column)
    return name, value


# ---- asking -----------------------------------------------------------------------------------------------


def ask(tree: Any, seen: Seen) -> bool:
    """Whether the query holds for the post."""
    kind, value = tree
    if kind == "or":
        return any(ask(part, seen) for part in value)
    if kind == "and":
        return all(ask(part, seen) for part in value)
    if kind == "not":
        return not ask(value, seen)
    return bool(ASK[kind](value, seen))


def fits(word: str, wanted: str, goes_on: bool) -> bool:
    return word.startswith(wanted) if goes_on else word == wanted


def ask_words(value: tuple[list[str], bool], seen: Seen) -> bool:
    wanted, goes_on = value
    *first, last = wanted
    return any(
        words[at : at + len(first)] == first and fits(words[at + len(first)], last, goes_on)
        for words in seen.words
        for at in range(len(words) - len(first))
    )


def ask_url(value: tuple[str, str], seen: Seen) -> bool:
    host, rest = value
    return any((h == host or h.endswith("." + host)) and r.startswith(rest) for h, r in seen.links)


ASK = {
    "words": ask_words,
    "hashtag": lambda value, seen: any(fits(tag, value[0][0], value[1]) for tag in seen.hashtags),
    "handle": lambda value, seen: any(n == value[0] and value[1] in (None, s) for n, s in seen.handles),
    "url": ask_url,
    "lang": lambda value, seen: any(v == value or v.startswith(value + "-") for v in seen.languages),
    "network": lambda value, seen: seen.network == value,
    "author": lambda value, seen: value in seen.authors,
}
