"""The networks of the kill test: what others say there, what we said there, and when a cursor may pass it."""

from __future__ import annotations

import base64
import json
import re
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from websockets.sync.client import connect

from tests.contract.servers.bluesky import Server as BlueskyServer
from tests.contract.servers.wordpress import Server as WordPressServer

WATCHED = "Auenried"
TOKEN, ANSWER = re.compile(r"zeichen\d{5}"), re.compile(r"antwort\d{5}")
_SENTENCES = (
    "Wann öffnet die Mensa der Hochschule {0} wieder",
    "Gilt die Leihe in {0} auch für Nachschreibtermine",
    "Der Aufzug in der Bibliothek {0} steht seit gestern still",
    "Schöner Vortrag heute in {0}, danke dafür",
    "Wo finde ich in {0} das Formular für den Härtefall",
)


@dataclass(frozen=True)
class Arrived:
    """Something somebody said: its mark, whether it must become a mention, and its place in its list."""

    token: str
    kept: bool
    listed: str
    number: str = ""


class Place(Protocol):
    """One network with a server of its own."""

    network: str
    given: dict[str, str]

    def addresses(self) -> list[str]: ...
    def wake(self) -> None: ...
    def arrive(self, number: int, kind: int) -> Arrived: ...
    def ours(self) -> dict[str, str]: ...
    def missed(self, source: str, cursor: str, known: set[str], said: list[Arrived]) -> list[str]: ...


def sentence(number: int, watched: bool) -> str:
    """What somebody says; only some of it is about what we watch for."""
    about = WATCHED if watched else "Niederbrunn"
    return f"{_SENTENCES[number % len(_SENTENCES)].format(about)}? zeichen{number:05d}"


class WordPress:
    """A real WordPress: articles and comments of somebody else on our own site."""

    network = "wordpress"

    def __init__(self, server: WordPressServer) -> None:
        self.server = server
        self.given = {"address": server.url, "user": server.user, "password": server.password}
        self.others = ("erika", server.account("erika"))
        self.us = (server.user, server.password)
        said = {"title": "Willkommen", "content": "Die Bibliothek hat neue Zeiten.", "status": "publish"}
        self.article = self._ask(self.us, "posts", said)["id"]

    def addresses(self) -> list[str]:
        return [self.server.url]

    def wake(self) -> None:
        """Nothing here is held open."""

    def arrive(self, number: int, kind: int) -> Arrived:
        watched, token = kind % 2 == 0, f"zeichen{number:05d}"
        words = sentence(number, watched)
        if kind % 4 < 2:
            said = {"title": "Beobachtung", "content": words, "status": "publish"}
            made = self._ask(self.others, "posts", said)
            return Arrived(token, watched, "posts", str(made["id"]))
        made = self._ask(self.others, "comments", {"post": self.article, "content": words})
        return Arrived(token, True, "comments", str(made["id"]))  # said to us: every one is kept

    def ours(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for page in range(1, 100):
            query = f"comments?author=1&status=all&per_page=100&page={page}&orderby=id&order=asc"
            some = self._ask(self.us, query)
            for one in some:
                found[one["_links"]["self"][0]["href"]] = one["content"]["rendered"]
            if len(some) < 100:
                break
        return found

    def missed(self, source: str, cursor: str, known: set[str], said: list[Arrived]) -> list[str]:
        seen = json.loads(cursor)["seen"] if cursor else {}
        listed = "posts" if source.startswith("posts") else "comments"
        must = [a for a in said if a.listed == listed and a.kept and a.number in seen]
        if source.startswith("comments"):
            must = []  # a public source keeps matches only; "notifications" answers for the rest
        return [a.token for a in must if a.token not in known]

    def _ask(self, who: tuple[str, str], path: str, said: object = None) -> Any:
        headers = {"Authorization": "Basic " + base64.b64encode(":".join(who).encode()).decode()}
        headers["Content-Type"] = "application/json"
        body = None if said is None else json.dumps(said).encode()
        request = urllib.request.Request(f"{self.server.url}/wp-json/wp/v2/{path}", body, headers)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.loads(answer.read())


class Bluesky:
    """The real Bluesky network, heard through a look-alike of Jetstream."""

    network = "bluesky"

    def __init__(self, server: BlueskyServer) -> None:
        self.server = server
        us = server.accounts["auenried"]
        self.given = {"server": server.pds, "handle": us.handle, "password": us.app_password}
        self.parent = server.post("auenried", "Die Bibliothek hat neue Zeiten.")

    def addresses(self) -> list[str]:
        return [f"{self.server.jetstream}/subscribe"]

    def wake(self) -> None:
        """We say something ourselves, so that the stream says something."""
        self.server.post("auenried", "Guten Morgen vom Campus.")

    def arrive(self, number: int, kind: int) -> Arrived:
        watched, token = kind % 2 == 0, f"zeichen{number:05d}"
        who = "erika" if kind % 3 else "lampe"
        answer = {"reply": {"root": self.parent, "parent": self.parent}} if kind % 4 == 3 else {}
        made = self.server.post(who, sentence(number, watched), **answer)
        return Arrived(token, watched or bool(answer), "stream" if watched else "notifications", made["uri"])

    def ours(self) -> dict[str, str]:
        found, cursor = {}, ""
        while True:
            asked = {"repo": self.server.accounts["auenried"].did, "limit": "100"}
            asked |= {"collection": "app.bsky.feed.post"} | ({"cursor": cursor} if cursor else {})
            said = self.server.call("com.atproto.repo.listRecords", **asked)
            found |= {one["uri"]: one["value"]["text"] for one in said["records"]}
            cursor = said.get("cursor", "")
            if not cursor or not said["records"]:
                return found

    def missed(self, source: str, cursor: str, known: set[str], said: list[Arrived]) -> list[str]:
        if not source.startswith("ws") or not cursor:
            return []
        must = {a.token for a in said if a.listed == "stream"}
        passed = {token for token, moment in self.moments() if moment <= int(cursor)}
        return sorted(must & passed - known)

    def moments(self) -> Iterator[tuple[str, int]]:
        """Every mark in the stream and when the stream saw it, in microseconds."""
        place = f"{self.server.jetstream}/subscribe?wantedCollections=app.bsky.feed.post&cursor=1"
        with connect(place) as stream:
            while True:
                try:
                    event = json.loads(stream.recv(timeout=0.5))
                except TimeoutError:
                    return
                for token in TOKEN.findall(event.get("commit", {}).get("record", {}).get("text", "")):
                    yield token, event["time_us"]
