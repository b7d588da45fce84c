"""Hard posts and queries for the second reference, made up by a seed: its author's traps, not the first's."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any


def parts(said: str, between: str = "|") -> list[str]:
    return said.split(between)


WORDS = parts(
    "bahn|Bahnhof|neue|straße|STRASSE|STRAẞE|müller|mu\u0308ller|MÜLLER|ﬁn|fin|Σας|σας|a\u0345b|aιb|\u0345|a|b|ab|"
    "x_y|_|12|5|１２|٣٤|नमस्ते|हिन्दी|مُحَمَّد|محمد|日本|日本語|klima|Klimaschutz|anna|chaos|İstanbul|i̇stanbul|ǰ|ŉ|ª|Ⅷ|ⅷ|½|"
    "a\u20e3|🄰|ᾳ|ΑΙ|가|\u1100\u1161|Å|\u212b|ſ|s|K|k"
)
SIGNS = [
    *parts(
        " ' ’ - . , _ # ＃ @ ＠ * / : & < > ( ) [ ] + ! ? … · ・ ー 🚆 👨\u200d👩\u200d👧 ❤\ufe0f"
        ' « » „ “ ” "',
        " ",
    ),
    *" \u00a0\u2003\u3000\u2028\t\u00ad\u200d\u200b\u200e\u2067\u180e\ufeff",
    *"\u0301\u0308\u0345\u20e3\u064e\U000e0101",
]
HOSTS = parts(
    "firma.example|shop.firma.example|www.firma.example|WWW.Firma.Example|neufirma.example|mu\u0308nchen.example|"
    "MÜNCHEN.example|strasse.example|straße.example|www.www.ulm.example|[::1]|localhost|firma.example."
)
RESTS = parts(
    "|/|/jobs|/jobs/5|/Jobs|?a=1|#x|/?q|/a,b.|/a'b|//|/ä|/a\u0308|/a@b|/…|/&copy=1|/&copy;|/a&amp;b|/a(b)"
)
REFERENCES = parts(
    "&amp;|&lt;|&gt;|&nbsp|&auml;|&Auml|&szlig|&shy;|&shy|&#8203;|&#228;|&#228|&#xe4;|&#XE4|&#xe4g|&#0;|&#150;|"
    "&#xd800;|&#x110000;|&bogus;|&|&#|&#x;|&notit;|&not|&amp;lt;|&ampamp;|&lt;b&gt;|&#64;anna|&num;klima|&#10;|"
    "&Tab;|&fjlig;|&copy2"
)
JOINING = parts("a|abbr|b|bdi|cite|code|em|font|i|span|STRONG|sup|u|wbr")
DIVIDING = parts("p|div|br|li|H1|h7|img|td|custom-x|title|textarea|big|bb|spanx|iframe")
INSIDE = parts(
    "|| class=x| class='a>b'| title=\"x > y\"| a=b c='d' e|/| /| =x| a = \"b\"|\ncl=x| x=<b>| a='\"'| x=y/"
)
BROKEN = parts(
    '<~< b>~<3~<>~</>~</ b>~<!bahn>~<!DOCTYPE html>~<?x bahn ?>~<![CDATA[bahn]]>~<b~<b bahn~<a href="x~'
    "<a href='https://firma.example'~</~</script>~<script/>~<b<i>~<é>~<_b>~<b a='x~<!~<!-~<!--~<?~</b bahn~"
    "<:b>~<b:x>~<!-->~<!--->~<!--x--!>",
    "~",
)
NAMES = parts(
    "#klima|klima|＃Klima|klima schutz|##klima|#straße|@anna|anna|anna@chaos.example|＠anna|@anna-b"
)


class Second:
    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.one: Callable[[Any], str] = self.dice.choice

    def link(self) -> str:
        scheme = self.one(["https://", "http://", "HTTPS://", "hTTp://"])
        user, port = self.one(["", "", "u@", "u:p@", "a@b@"]), self.one(["", "", ":80", ":", ":x"])
        tail = self.one(["", " ", ".", ",", ");", "!?", "…", "'", '"', ">", "“", "]}", "\u00ad.", " x"])
        return scheme + user + self.one(HOSTS) + port + self.one(RESTS) + tail

    def handle(self) -> str:
        name = self.one(
            ["anna", "Anna", "anna-b", "anna.b", "anna_", "an\u00adna", "änna", "anna..b", "-b", "日本"]
        )
        server = self.one(["", "", "@", "＠"])
        server += self.one(["chaos.example", "Chaos", "chaos-x.example", "a..b", ".x", ""]) if server else ""
        return self.one("@@＠") + name + server + self.one(["", " ", ".", "-", "@", "\u0301"])

    def hashtag(self) -> str:
        sign = self.one(["#", "＃", "##", "#\ufe0f", "# ", "#\u0301"])
        return sign + self.one(["klima", "Klimaschutz", "klima-x", "12", "日本"])

    def text(self, pieces: int) -> str:
        kinds = [self.link, self.handle, self.hashtag] + [
            lambda: self.one(WORDS),
            lambda: self.one(SIGNS),
        ] * 6
        return "".join(self.dice.choice(kinds)() for _ in range(pieces))

    def html(self, depth: int = 0) -> str:
        kinds = [self.tag, self.tag, self.anchor, self.hidden, lambda _depth: self.one(REFERENCES)]
        kinds += [lambda _depth: self.text(2)] * 4 + [lambda _depth: self.one(BROKEN)] * (
            self.dice.random() < 0.2
        )
        return "".join(self.dice.choice(kinds)(depth + 1) for _ in range(self.dice.randrange(1, 6)))

    def tag(self, depth: int) -> str:
        name = self.one(JOINING + DIVIDING)
        inner = self.html(depth) if depth < 4 else ""
        return f"<{name}{self.one(INSIDE)}>{inner}" + self.one(
            ["", f"</{name}>", f"</{name} >", f"</{name} x=y>"]
        )

    def anchor(self, _depth: int) -> str:
        quote, link = self.one("'\""), self.link()
        begin = self.one(
            ["<a href=", "<A HREF=", "<a class=x href = ", "<a href=x href=", "<link href=", "<a data-href="]
        )
        return f"{begin}{quote}{link.replace(quote, '')}{quote}>{self.one(WORDS)}</a>"

    def hidden(self, _depth: int) -> str:
        name = self.one(["script", "style", "SCRIPT"])
        inner = self.one([self.text(1), "if (a<b) </b>", "</scriptx>", "<!-- ", "'</p>'"])
        script = f"<{name}{self.one(INSIDE)}>{inner}</{name.lower()}{self.one(['', ' ', ' a=b', '/'])}>"
        return self.one([f"<!--{inner}{self.one(['-->', '--->', '<b>-->'])}", script])

    def post(self) -> dict[str, Any]:
        said: dict[str, Any] = {"content": self.one([self.text(6), self.html(), "<p>" + self.html()])}
        more: dict[str, list[Any]] = {
            "mediaType": ["text/html", "text/html; charset=utf-8", "text/plain"],
            "name": [self.text(3), self.html()],
            "summary": [self.text(3), self.html()],
            "language": ["de", "de-AT", "DE", "en", "den", "d", ""],
            "contentMap": [{"de-CH": "bahn"}, {"en": "bahn", "de": "bahn"}],
            "network": ["mastodon", "Mastodon", "straße"],
            "attributedTo": [
                "@anna",
                {"id": "anna"},
                {"id": "x", "name": " @Anna"},
                {"id": "x", "name": "Anna Gross"},
            ],
            "tag": [[{"type": self.one(["Hashtag", "Mention", "Emoji"]), "name": self.one(NAMES)}]],
            "attachment": [[{"type": "Image", self.one(["url", "href"]): self.link().strip()}]],
            "url": ["https://firma.example/jobs"],
        }
        return said | {key: self.dice.choice(of) for key, of in more.items() if self.dice.random() < 0.15}

    def term(self) -> str:
        word, other = self.one(WORDS), self.one(WORDS)
        joint, rest = self.one(" -.&,🚆"), self.one(RESTS[:-1])
        quoted = f"{self.one('„“«')}{word}{joint}{other}{self.one(['', '*'])}{self.one('“”»')}"
        handle = self.one(["anna", "ANNA", "anna-b", "anna.b", "anna@chaos.example", "änna", "anna@chaos"])
        field = self.one(
            ["lang:de", "LANG:de-at", "author:anna", 'author:"Anna Groß"', "network:mastodon", 'lang:"de"']
        )
        link = self.one([self.link().split()[0], self.one(HOSTS) + rest, "example", "firma.example"])
        tag = f"#{self.one(['klima', 'Klima', 'kl*', '日本', '12', word])}"
        return self.one(
            [word, word, f"{word}*", quoted, f"{word}-{other}", tag, f"@{handle}", field, f"url:{link}"]
        )

    def query(self, depth: int = 0) -> str:
        said = ""
        for _ in range(self.dice.choice([1, 1, 1, 2, 2, 3])):
            said += self.one([" ", " AND ", " OR ", " NOT ", " OR "]) if said else ""
            said += f"({self.query(depth + 1)})" if depth < 3 and self.dice.random() < 0.2 else self.term()
        return said

    def broken(self) -> str:
        said = self.query()
        at = self.dice.randrange(len(said) + 1)
        return (
            said[:at] + self.one([*SIGNS, "(", ")", '"', "*", "-", "AND", " OR ", "NOT ", "re:"]) + said[at:]
        )
