"""Queries and posts made up by a seed: hard Unicode, HTML, tags and links, all of our own invention."""

from __future__ import annotations

import random
from typing import Any


def several(words: str) -> tuple[str, ...]:
    """Words between blanks."""
    return tuple(words.split())


STEMS = several(
    "bahn straße STRASSE STRAẞE straßenbahn Tram klima Klimaschutz müller mu\u0308ller MU\u0308LLER "
    "Mül\xadler ma\u0308r Hochschule Auenried uni UNI Größe gro\u0308sse naïve nai\u0308ve ΣΟΦΟΣ σοφος "
    "σοφός ﬁnden finden İstanbul istanbul ı ᾳ αι Ωμέγα K kelvin k १२ 12 １２ 12,5 R&D E-Mail S_Bahn "
    "snake_case _ a\u0345 漢字 かな 한국어 ไทย\u0e48 ह\u093fन\u094dद\u0940 \u0301x a\u0301\u0323 ṩ "
    "s\u0323\u0307 ŉ ǰ ﬀ \u0345 und der die das nicht strom neu ulm stadt x y zz ab abc abcd"
)
JOINTS = (
    " ",
    " ",
    " ",
    " ",
    "  ",
    "-",
    "'",
    ".",
    ", ",
    "! ",
    "\n",
    "🚆",
    "👩\u200d🔬",
    "\u200b",
    "\u00ad",
    "\u200d",
    "\ufe0f",
    "·",
    "#",
    "##",
    " #",
    "＃",
    "@",
    " @",
    " ＠",
    "@@",
    "_",
    "/",
    ":",
    "&",
    "<",
    ">",
    " < ",
    "\u00a0",
    "\u2028",
    "\u0301",
    "🚆\u0301",
    "\u20e3",
    "…",
    "“",
    "„",
    "*",
    "\x00",
    "\x1f",
    "\u0345",
    "#\ufe0f\u20e3",
)
HOSTS = several(
    "firma.example shop.firma.example www.firma.example WWW.Ulm.Example neu-ulm.example müller.example "
    "x.example"
)
RESTS = (
    "",
    "",
    "/",
    "/jobs",
    "/jobs/5",
    "/Jobs",
    "?q=a&b=c",
    "#top",
    "/bus/ä",
    "/bus/a\u0308",
    "/a(b)",
    "/x.",
    "/…",
    "/jo\u00adbs",
)
SCHEMES = ("http://", "https://", "HTTPS://", "https://", "hTTp://")
NAMES = several("anna Anna ANNA bob stadtwerke Stadt.Werke anna-b größe anna.bsky.example _x")
SERVERS = several("chaos.example ulm.example Chaos.Example x")
TAGS = several("a b p br br/ span div em strong u script style blockquote li ul foo h1 title textarea")
OPENERS = (
    "<!-- x -->",
    "<!-->",
    "<!--->",
    "<!-- y",
    "<!doctype html>",
    "<?xml ?>",
    "</>",
    "</3>",
    "<3",
    "<ß>",
    "<",
    "</",
    "<![CDATA[ abc ]]>",
    "--!>",
    "<!--",
    "-->",
    "]]>",
)
REFERENCES = (
    "&amp;",
    "&lt;b&gt;",
    "&shy;",
    "&uuml;",
    "&#252;",
    "&#xfc;",
    "&auml",
    "&copy",
    "&notit;",
    "&zwj;",
    "&#0;",
    "&#128;",
    "&#1;",
    "&nbsp;",
    "&",
    "&;",
    "&#;",
    "&am<b>p;</b>",
    "&num;klima",
    "&commat;anna",
    "&ZeroWidthSpace;",
    "u&#776;",
)
LANGUAGES = ("de", "DE", "de-AT", "de_DE", "en", "en-GB", "", " de ", "d\u00ade", "zh-Hant-TW")
NETWORKS = ("mastodon", "Bluesky", "bluesky", "blog", " blog ")


class Inventor:
    """The same seed invents the same queries and posts."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)

    def one(self, of: Any) -> Any:
        return self.dice.choice(of)

    def likely(self, chance: float) -> bool:
        return self.dice.random() < chance

    def word(self) -> str:
        word = self.one(STEMS)
        if self.likely(0.15):
            word += self.one(STEMS)
        if self.likely(0.1):
            word = self.one((word.upper, word.lower, word.title))()
        return word

    def link(self) -> str:
        user = self.one(("", "", "", "", "me@", "me:pw@"))
        port = self.one(("", "", "", ":8080", ":"))
        return (
            self.one(SCHEMES)
            + user
            + self.one(HOSTS)
            + port
            + self.one(RESTS)
            + self.one(("", "", ".", ")", "!", "…"))
        )

    def handle(self) -> str:
        tail = "@" + self.one(SERVERS) if self.likely(0.5) else ""
        return (
            self.one(("@", "@", "＠", "a@", "-@", "@@"))
            + self.one(NAMES)
            + tail
            + self.one(("", "", ".", "@", "@c"))
        )

    def text(self, longest: int = 14) -> str:
        parts = []
        for _ in range(self.dice.randint(0, longest)):
            roll = self.dice.random()
            parts.append(
                self.link()
                if roll < 0.06
                else self.handle()
                if roll < 0.12
                else self.one(("#", "＃", "##")) + self.word()
                if roll < 0.2
                else self.one(REFERENCES)
                if roll < 0.23
                else self.word()
            )
            parts.append(self.one(JOINTS))
        return "".join(parts)

    def attributes(self) -> str:
        if self.likely(0.5):
            return ""
        value = self.one(
            (self.link(), self.word(), "a>b", "x &amp; y", "?a&copy=1", "https://firma.example/?x&amp;y")
        )
        key = self.one(("href", "HREF", "class", "title", "=", "href "))
        quote = self.one(('"', "'", ""))
        return f"{self.one((' ', '/', chr(10)))}{key}={quote}{value}{quote}{self.one(('', ' ', ' /', ' x'))}"

    def markup(self) -> str:
        parts = []
        for _ in range(self.dice.randint(1, 6)):
            roll, tag = self.dice.random(), self.one(TAGS)
            tag = tag.upper() if self.likely(0.1) else tag
            if roll < 0.6:
                inside = self.markup() if self.likely(0.2) else self.text(4)
                parts.append(f"<{tag}{self.attributes()}>{inside}</{tag}>")
            elif roll < 0.8:
                end = self.one((">", ">", ">", "/>", " "))
                parts.append(f"<{self.one(('', '', '/'))}{tag}{self.attributes()}{end}")
            elif roll < 0.9:
                parts.append(self.one(OPENERS))
            parts.append(self.text(3))
        return "".join(parts)

    def body(self) -> str:
        return self.markup() if self.likely(0.5) else self.text()

    def tag(self) -> dict[str, Any]:
        kind = self.one(("Hashtag", "Mention", "Emoji"))
        name = self.one(
            (
                self.word(),
                "#" + self.word(),
                "＃" + self.word(),
                self.handle(),
                self.one(NAMES),
                " #klima ",
                "",
            )
        )
        return {"type": kind, "name": name}

    def attachment(self) -> dict[str, Any]:
        return {"type": "Document"} | {self.one(("url", "href", "name")): self.link() for _ in range(2)}

    def author(self) -> Any:
        name = self.one((*NAMES, "Anna Groß", "@anna@chaos.example", " anna "))
        if self.likely(0.5):
            return name
        return {"id": "https://x.example/" + name, self.one(("name", "preferredUsername")): name}

    def post(self, number: int) -> dict[str, Any]:
        post: dict[str, Any] = {"id": str(number), "content": self.body()}
        for key, chance, make in (
            ("summary", 0.15, self.body),
            ("name", 0.15, lambda: self.text(4)),
            (
                "mediaType",
                0.3,
                lambda: self.one(("text/html", "text/plain", "text/html; charset=utf-8", "text/markdown")),
            ),
            ("language", 0.5, lambda: self.one(LANGUAGES)),
            ("contentMap", 0.3, lambda: {self.one(LANGUAGES): "x" for _ in range(2)}),
            ("network", 0.6, lambda: self.one(NETWORKS)),
            ("attributedTo", 0.6, self.author),
            ("tag", 0.3, lambda: [self.tag() for _ in range(self.dice.randint(0, 3))]),
            ("attachment", 0.2, lambda: [self.attachment() for _ in range(self.dice.randint(0, 2))]),
        ):
            if self.likely(chance):
                post[key] = make()
        return post

    def term(self) -> str:
        roll = self.dice.random()
        star = "*" if self.likely(0.3) else ""
        if roll < 0.4:
            return self.word() + star
        if roll < 0.55:
            return (
                self.one('"„“')
                + " ".join(self.word() for _ in range(self.dice.randint(1, 3)))
                + star
                + self.one('"“”')
            )
        if roll < 0.7:
            return "#" + self.word() + star
        if roll < 0.78:
            return "@" + self.one(NAMES) + ("@" + self.one(SERVERS) if self.likely(0.4) else "")
        if roll < 0.88:
            return (
                "url:" + self.one(("", "", "www.", "https://", "x@")) + self.one(HOSTS) + self.one(RESTS[:9])
            )
        return self.one(
            (
                "lang:" + self.one(LANGUAGES),
                "LANG:de",
                "network:" + self.one(NETWORKS),
                "author:" + self.one(NAMES),
                'author:"Anna Groß"',
                "author:@anna@chaos.example",
            )
        )

    def query(self, depth: int = 0) -> str:
        parts = []
        for number in range(self.dice.randint(1, 3)):
            if number:
                parts.append(self.one(("OR", "OR", "AND", "")))
            if self.likely(0.2):
                parts.append("NOT")
            parts.append(f"({self.query(depth + 1)})" if depth < 3 and self.likely(0.2) else self.term())
        return " ".join(parts)

    def noise(self) -> str:
        """Something that is often no query."""
        pieces = (
            "(",
            ")",
            " AND ",
            " OR ",
            " NOT ",
            '"',
            "„",
            "“",
            "*",
            " ",
            "-",
            "#",
            "@",
            ":",
            "url:",
            "ort:",
            "🚆",
            "\u00ad",
        )
        return "".join(
            self.one((self.one(pieces), self.one(pieces), self.term()))
            for _ in range(self.dice.randint(0, 8))
        )
