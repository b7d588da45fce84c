"""Events of Jetstream made up by a seed, with everything in them that watches can see, and spoilt copies."""

from __future__ import annotations

import json
import random
from typing import Any

import orjson

from tests.vocabulary.watch.invented import Inventor

LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
POST = "app.bsky.feed.post"
PAGES = ("at://did:plc:x/app.bsky.feed.post/3k", "at://anybody", "https://firma.example/jobs", "")
SPOILS = (
    b'"',
    b"\\",
    b"\\u",
    b"\\ud83d",
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b":",
    b"\x00",
    b"\n",
    b"\xff",
    b"\xc3",
)
EDGES = (b"null", b"-1", b"1e9", b"[[", b'""', b'"text":"bahn",', b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b" ")


class Events:
    """The same seed invents the same events."""

    def __init__(self, seed: int) -> None:
        self.inventor = Inventor(seed)
        self.dice = self.inventor.dice

    def did(self) -> str:
        return "did:plc:" + "".join(self.dice.choices(LETTERS, k=24))

    def facet(self, said: bytes) -> dict[str, Any]:
        one = self.inventor
        features: list[dict[str, Any]] = []
        for _ in range(self.dice.choice((1, 1, 1, 2))):
            kinds = (
                {"tag": one.word()},
                {"did": self.did()},
                {"uri": one.link()},
                {"tag": "", "did": "did:x"},
            )
            features.append({"$type": "app.bsky.richtext.facet#x", **self.dice.choice(kinds)})
        start, end = self.dice.randint(0, len(said)), self.dice.randint(0, len(said) + 1)
        if (at := said.find(b"@")) >= 0 and one.likely(0.6):
            start, end = at, said.find(b" ", at) if b" " in said[at:] else len(said)
        index = {"byteStart": start, "byteEnd": end}
        if one.likely(0.1):
            index.pop(self.dice.choice(("byteStart", "byteEnd")))
        parts = [("features", features), ("index", index)]
        return dict(parts if one.likely(0.5) else parts[::-1])

    def embed(self) -> dict[str, Any]:
        one, picture = (
            self.inventor,
            {"image": {"ref": {"$link": "bafk"}, "mimeType": "image/png"}, "alt": "x"},
        )
        return self.dice.choice(
            (
                {"external": {"uri": one.link(), "title": one.word()}},
                {"record": {"uri": self.dice.choice(PAGES), "cid": "c"}},
                {
                    "record": {"record": {"uri": self.dice.choice(PAGES)}},
                    "media": {"external": {"uri": one.link()}},
                },
                {"images": [picture, picture]},
                {"images": [{"fullsize": one.link()}]},
                {"video": {"ref": {"$link": "bafk"}}},
                {"media": {"images": [picture]}},
                {"playlist": one.link()},
            )
        )

    def record(self) -> dict[str, Any]:
        one, said = self.inventor, self.inventor.text()
        record: dict[str, Any] = {"$type": POST, "createdAt": "2026-11-21T19:46:00.000Z"}
        if one.likely(0.4):
            record["facets"] = [self.facet(said.encode()) for _ in range(self.dice.randint(0, 3))]
        for chance, key, make in (
            (0.7, "langs", lambda: [self.dice.choice(("de", "en", "de-AT", " de ", "")) for _ in range(2)]),
            (0.2, "tags", lambda: [one.word() for _ in range(2)]),
            (0.3, "reply", lambda: {"parent": {"uri": 'at://{[}]"\\', "cid": "b"}, "root": {}}),
            (0.4, "embed", self.embed),
            (0.98, "text", lambda: said),
        ):
            if one.likely(chance):
                record[key] = make()
        return record

    def event(self, number: int) -> dict[str, Any]:
        roll = self.dice.random()
        event: dict[str, Any] = {"did": self.did(), "time_us": 1_763_750_000_000_000 + number}
        if roll < 0.05:
            return event | {"kind": self.dice.choice(("identity", "account")), "identity": {"handle": "x"}}
        commit = {"rev": "3l", "operation": "create", "collection": POST, "rkey": "3l" + str(number)}
        if roll < 0.15:
            commit |= {"operation": self.dice.choice(("update", "delete")), "collection": POST}
        return event | {"kind": "commit", "commit": commit | {"record": self.record(), "cid": "bafy"}}

    def line(self, number: int) -> bytes:
        """One event, written with or without escapes."""
        event = self.event(number)
        return json.dumps(event).encode() if self.inventor.likely(0.3) else orjson.dumps(event)


def spoilt(line: bytes, dice: random.Random) -> bytes:
    """The line with one to four of its bytes taken away, doubled, changed, or something put between."""
    for _ in range(dice.randint(1, 4)):
        at, roll = dice.randrange(len(line) + 1), dice.random()
        if roll < 0.3:
            line = line[:at] + dice.choice((*SPOILS, *EDGES)) + line[at:]
        elif roll < 0.5:
            line = line[:at] + line[at + dice.randint(1, 9) :]
        elif roll < 0.7 and line:
            line = line[: at - 1] + bytes([dice.randrange(256)]) + line[at:]
        elif roll < 0.85:
            line = line[:at] + line[at : at + dice.randint(1, 60)] * 2 + line[at:]
        else:
            line = line[:at]
    return line.replace(b"\n", b" ")
