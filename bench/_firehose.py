"""A firehose of invented posts as Jetstream sends it, and watches to ask of it, made by a seed."""

from __future__ import annotations

import random
import re
from itertools import accumulate

import orjson

from leitstand.analyses.language.words import LANGUAGES_OF

SYLLABLES = re.findall(
    r"\w+",
    "ba be bi bo da de di do fa fi fu ga ge gi ka ke ki ko la le li lo lü ma me mi mo mü na ne ni no pa pe "
    "ra re ri ro rö sa se si so sta ste ta te ti to tri va ve vi vo wa we wi xa ze zo zü",
)
ENDS = re.findall(r"\w+", "n r l s x tix nova tec mann berg haus werk ix on um a o ia ex")
EMOJI = ["😀", "😂", "🔥", "❤️", "👍", "🙏", "👩‍💻", "✨", "🚀"]
LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
LANGUAGES, SHARES = ["de", "en", "fr", "es"], [45, 40, 8, 7]
SMALL = {
    name: sorted(w for w, those in LANGUAGES_OF.items() if name in those and w.isalpha())
    for name in LANGUAGES
}
SMALL_SHARE = 0.4
"""So many words of running text are small ones, by which a language is known; the others are nobody's."""


class Talk:
    """The same seed says the same things. Words follow a rank-frequency law, brands are rare."""

    def __init__(self, seed: int, words: int = 120_000) -> None:
        self.dice = random.Random(seed)
        some = lambda: "".join(self.dice.choices(SYLLABLES, k=self.dice.choice((1, 2, 2, 3, 3, 4))))  # noqa: E731
        self.words = list(dict.fromkeys(some() + self.dice.choice(("", "n", "r", "s")) for _ in range(words)))
        self._sums = list(accumulate(1 / (rank + 2.7) ** 1.05 for rank in range(len(self.words))))
        self.middle = self.words[700:9000]
        self.recent: list[str] = []
        self.language = LANGUAGES[0]
        self._ids = ["".join(self.dice.choices(LETTERS, k=24)) for _ in range(20_000)]

    def brand(self) -> str:
        """A name that is nobody's."""
        dice = self.dice
        return ("".join(dice.choices(SYLLABLES, k=dice.randint(2, 4))) + dice.choice(ENDS)).capitalize()

    def query(self) -> str:
        """One watch: one to four names or phrases, often with words that must or must not be near."""
        dice = self.dice
        terms = [self._term() for _ in range(dice.choice((1, 1, 2, 2, 3, 4)))]
        said = " OR ".join(terms)
        if near := dice.choice((0, 0, 1, 1, 2)):
            said = f"({said})"
            for _ in range(near):
                said += f" ({' OR '.join(dice.sample(self.middle, dice.randint(1, 5)))})"
        if not_near := dice.choice((0, 0, 0, 1, 2, 3)):
            said = f"({said}) NOT ({' OR '.join(dice.sample(self.middle, not_near))})"
        return said

    def _term(self) -> str:
        roll = self.dice.random()
        if roll < 0.6:
            return self.brand()
        if roll < 0.76:
            return f'"{self.brand()} {self.dice.choice(self.middle)}"'
        if roll < 0.81:
            return f'"{self.dice.choice(self.middle)} {self.brand()} {self.dice.choice(self.middle)}"'
        if roll < 0.91:
            return "#" + self.brand()
        return (self.brand() + self.dice.choice(("", "bahn", "straße", "gebühr")))[:14] + "*"

    def text(self, queries: list[str]) -> str:
        """What somebody says; one in 200 speaks of a watch, one in eight repeats another."""
        dice = self.dice
        if self.recent and dice.random() < 0.12:
            return self._again(dice.choice(self.recent))
        count = min(48, max(3, round(dice.lognormvariate(2.65, 0.62))))
        self.language = dice.choices(LANGUAGES, SHARES)[0]
        words = dice.choices(self.words, cum_weights=self._sums, k=count)
        for at in range(count):
            if dice.random() < SMALL_SHARE:
                words[at] = dice.choice(SMALL[self.language])
        words[0] = words[0].capitalize()
        if queries and dice.random() < 0.005:
            asked = dice.choice(queries).replace("(", " ").replace(")", " ").replace('"', "").replace("*", "")
            words[dice.randrange(count) :] = [w for w in asked.split() if w not in ("OR", "NOT")][:5]
        for chance, put in (
            (0.22, lambda: words.append("#" + dice.choice(self.middle).capitalize())),
            (0.25, lambda: words.insert(0, "@" + "".join(dice.choices(LETTERS, k=8)) + ".bsky.example")),
            (
                0.20,
                lambda: words.append("https://www.beispiel.example/" + "".join(dice.choices(LETTERS, k=20))),
            ),
            (0.12, lambda: words.append(dice.choice(EMOJI))),
        ):
            if dice.random() < chance:
                put()
        for at in range(4, len(words), 9):
            words[at] += dice.choice((",", ".", "!", "?", ":", " –"))
        said = " ".join(words)[:300]
        self.recent = [*self.recent[-999:], said]
        return said

    def _again(self, said: str) -> str:
        """The same, or nearly the same."""
        roll = self.dice.random()
        if roll < 0.5:
            return said
        return said + " !" if roll < 0.75 else "RT: " + said[:280]

    def event(self, number: int, said: str, started: int = 1_763_750_000_000_000) -> bytes:
        """One event of a post, as long as those of Jetstream are."""
        dice = self.dice
        some = lambda count: "".join(dice.choices(LETTERS, k=count))  # noqa: E731
        record: dict[str, object] = {"$type": "app.bsky.feed.post", "createdAt": "2026-11-21T19:46:00.000Z"}
        at = said.encode().find(b"#")
        if at >= 0:
            end = said.encode().find(b" ", at)
            end = len(said.encode()) if end < 0 else end
            tag = said.encode()[at + 1 : end].decode()
            features = [{"$type": "app.bsky.richtext.facet#tag", "tag": tag}]
            record["facets"] = [{"features": features, "index": {"byteEnd": end, "byteStart": at}}]
        record["langs"] = [self.language]
        if dice.random() < 0.4:
            near = {
                "cid": "bafyrei" + some(52),
                "uri": f"at://did:plc:{some(24)}/app.bsky.feed.post/3l{some(11)}",
            }
            record["reply"] = {"parent": near, "root": near}
        record["text"] = said
        commit = {
            "rev": "3l" + some(11),
            "operation": "create",
            "collection": "app.bsky.feed.post",
            "rkey": "3l" + some(11),
            "record": record,
            "cid": "bafyrei" + some(52),
        }
        did = "did:plc:" + dice.choice(self._ids)
        return orjson.dumps({"did": did, "time_us": started + number * 7, "kind": "commit", "commit": commit})

    def events(self, count: int, queries: list[str]) -> list[bytes]:
        """So many events."""
        return [self.event(number, self.text(queries)) for number in range(count)]
