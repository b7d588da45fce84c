"""Fakes of networks that cannot be installed: written from their documented interfaces, not from our code.

A fake keeps its own posts and tokens and answers like the documentation says. `FakeWire` talks to it without
sockets and turns statuses into errors as the real wire does. Faults: what the network itself would say
(`fake.trouble`), an answer lost after the request was carried out (`cut`), a fault of the server after that
(`broken`), a request lost on its way (`lost`).
"""

from __future__ import annotations

import json as jsonlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any, ClassVar
from urllib.parse import parse_qsl, urlsplit

from leitstand.vocabulary.errors import Uncertain
from leitstand.vocabulary.network import Answer, Connection
from leitstand.wire.errors import failure

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
WRITES = ("POST", "PUT", "DELETE")


@dataclass(frozen=True)
class Ask:
    """One request as it reaches the fake; `form` holds form fields and JSON alike."""

    method: str
    host: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    form: Mapping[str, Any]
    files: Mapping[str, tuple[str, bytes, str]] = field(default_factory=dict)
    body: bytes = b""


@dataclass
class Say:
    """What the fake answers."""

    said: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


class Fake:
    """A network in memory. Sub-classes name `host`, `given`, `routes` and answer for each."""

    host = ""
    also: tuple[str, ...] = ()
    given: ClassVar[Mapping[str, str]] = {}
    routes: tuple[tuple[str, str, str], ...] = ()
    checked: tuple[str, ...] = ()  # secrets of the connect form that it can tell from wrong ones; () for all

    def __init__(self) -> None:
        self.now = NOW
        self.heard: list[Ask] = []
        self.trouble: str = ""  # "expired", "revoked", "scope", "slow"
        self.token, self.scopes = "access-1", set[str]()
        self.number = 100

    def next(self) -> str:
        """The next id."""
        self.number += 1
        return str(self.number)

    def public(self) -> list[str]:
        """Everything of ours that the public sees now: its texts."""
        raise NotImplementedError

    def signed(self, ask: Ask) -> bool:
        """Does the request carry the token that holds now?"""
        return ask.headers.get("authorization") == f"Bearer {self.token}"

    def refuse(self, ask: Ask) -> Say | None:
        """What the network says instead, for the trouble it is in; None: nothing."""
        raise NotImplementedError

    def answer(self, ask: Ask) -> Say:
        """The documented answer."""
        self.heard.append(ask)
        for method, path, name in self.routes:
            match = re.fullmatch(path, ask.path)
            if method == ask.method and match:
                if not name.startswith("open_") and (no := self.refuse(ask)):
                    return no
                return getattr(self, name)(ask, *match.groups())
        return Say({"error": "not found"}, 404)


class FakeWire:
    """The `Wire` protocol to a fake; headers of the connection go to its own server only."""

    def __init__(self, fake: Fake, connection: Connection | None = None) -> None:
        self.fake, self.connection = fake, connection
        self.server = connection.server if connection else ""
        self.me = connection.actor if connection else None
        self.faults: list[tuple[str, Callable[[Ask], bool]]] = []

    def cut(self, when: Callable[[Ask], bool]) -> None:
        """Lose the next answer to such a request, after it was carried out."""
        self.faults.append(("cut", when))

    def broken(self, when: Callable[[Ask], bool]) -> None:
        """Answer 503 to the next such request, after it was carried out."""
        self.faults.append(("broken", when))

    def lost(self, when: Callable[[Ask], bool]) -> None:
        """Lose the next such request on its way: it is never carried out, and nobody knows."""
        self.faults.append(("lost", when))

    def get(self, url: str, *, query=None, headers=None) -> Answer:
        return self._ask("GET", url, query, headers)

    def post(self, url: str, *, json=None, form=None, files=None, body=None, headers=None) -> Answer:
        said = json if isinstance(json, dict) else form
        return self._ask("POST", url, None, headers, said, files, body)

    def put(self, url: str, *, json=None, body=None, headers=None) -> Answer:
        return self._ask("PUT", url, None, headers, json, None, body)

    def delete(self, url: str, *, query=None, headers=None) -> Answer:
        return self._ask("DELETE", url, query, headers)

    def events(self, url: str, *, query=None) -> Iterator[bytes]:
        raise NotImplementedError

    def messages(self, url: str, *, query=None) -> Iterator[bytes]:
        raise NotImplementedError

    def _ask(self, method, url, query, headers, form=None, files=None, body=None) -> Answer:
        whole = self.server + url if url.startswith("/") else url
        parts = urlsplit(whole)
        ours = (self.connection.server, *self.connection.also) if self.connection else ()
        own = any(whole.startswith(server + "/") for server in ours)
        mine = dict(self.connection.headers) if own else {}
        sent = {name.lower(): value for name, value in (mine | dict(headers or {})).items()}
        asked = dict(parse_qsl(parts.query, keep_blank_values=True)) | dict(query or {})
        assert all(isinstance(value, str) for value in asked.values()), asked
        ask = Ask(
            method, parts.netloc, parts.path, asked, sent, dict(form or {}), dict(files or {}), body or b""
        )
        assert parts.netloc in (urlsplit(self.fake.host).netloc, *self.fake.also), whole
        return self._said(ask, whole, self._fault(ask))

    def _fault(self, ask: Ask) -> str:
        for place, (kind, when) in enumerate(self.faults):
            if when(ask):
                del self.faults[place]
                return kind
        return ""

    def _said(self, ask: Ask, url: str, fault: str) -> Answer:
        nobody = Uncertain("%(host)s did not answer", host=ask.host, status=None)
        if fault == "lost":
            raise nobody
        say = self.fake.answer(ask)
        if fault == "cut":
            raise nobody
        if fault == "broken":
            say = Say("upstream", 503)
        raw = say.said if isinstance(say.said, bytes) else jsonlib.dumps(say.said).encode()
        headers = {"date": format_datetime(self.fake.now, usegmt=True), "content-type": "application/json"}
        headers |= {name.lower(): value for name, value in say.headers.items()}
        answer = Answer(status=say.status, url=url, headers=headers, body=b"" if say.said is None else raw)
        if error := failure(answer, writing=ask.method in WRITES, now=self.fake.now):
            raise error
        return answer
