"""A wire made of paper: answers that a test wrote down beforehand, and a list of what was asked."""

from __future__ import annotations

import json as jsonlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from leitstand.vocabulary.network import Answer
from leitstand.vocabulary.post import Actor
from leitstand.wire.errors import failure

WRITES = ("POST", "PUT", "DELETE")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One request as the network made it. `url` is whole and without `query`."""

    method: str
    url: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    json: object = None
    form: Mapping[str, str] | None = None
    files: Mapping[str, tuple[str, bytes, str]] | None = None
    body: bytes | None = None


class PaperWire:
    """The `Wire` protocol without sockets.

    Answers are given in the order they were written; the last one for an address is given again and again.
    A status that is a failure raises the same error as the real wire. What nobody wrote down is an
    AssertionError that names what was asked.

        wire = PaperWire("https://social.example")
        wire.says("GET", "/api/v1/statuses/1", json={"id": "1"})
        wire.says("POST", "/api/v1/statuses", status=429, headers={"retry-after": "60"})
        wire.fails("POST", "/api/v1/media", Uncertain("…"))
        wire.streams("/api/v1/streaming/public", [b"update\\n{}", b""])
    """

    def __init__(self, server: str = "https://server.example", me: Actor | None = None) -> None:
        self.server = server
        self.me = me
        self.asked: list[Asked] = []
        self._said: dict[tuple[str, str], list[Answer | Exception]] = {}
        self._streams: dict[str, list[tuple[list[bytes], Exception | None]]] = {}

    def says(
        self,
        method: str,
        url: str,
        *,
        json: object = None,
        body: bytes = b"",
        status: int = 200,
        headers: Mapping[str, str] | None = None,
    ) -> PaperWire:
        """Write down an answer; `json` sets the content type as well."""
        found = {} if json is None else {"content-type": "application/json"}
        found |= {name.lower(): value for name, value in (headers or {}).items()}
        raw = body if json is None else jsonlib.dumps(json).encode()
        answer = Answer(status=status, url=self._whole(url), headers=found, body=raw)
        self._said.setdefault((method, self._whole(url)), []).append(answer)
        return self

    def fails(self, method: str, url: str, error: Exception) -> PaperWire:
        """Write down an error that comes instead of an answer."""
        self._said.setdefault((method, self._whole(url)), []).append(error)
        return self

    def streams(self, url: str, said: Iterable[bytes], error: Exception | None = None) -> PaperWire:
        """Write down one opening of a stream, and the error it ends with (or None: it just ends)."""
        self._streams.setdefault(self._whole(url), []).append((list(said), error))
        return self

    def get(
        self, url: str, *, query: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        return self._answer(
            Asked(method="GET", url=self._whole(url), query=query or {}, headers=headers or {})
        )

    def post(
        self,
        url: str,
        *,
        json: object = None,
        form: Mapping[str, str] | None = None,
        files: Mapping[str, tuple[str, bytes, str]] | None = None,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        content = {"json": json, "form": form, "files": files, "body": body}
        return self._answer(Asked(method="POST", url=self._whole(url), headers=headers or {}, **content))

    def put(
        self,
        url: str,
        *,
        json: object = None,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        content = {"json": json, "body": body}
        return self._answer(Asked(method="PUT", url=self._whole(url), headers=headers or {}, **content))

    def delete(
        self, url: str, *, query: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        return self._answer(
            Asked(method="DELETE", url=self._whole(url), query=query or {}, headers=headers or {})
        )

    def events(self, url: str, *, query: Mapping[str, str] | None = None) -> Iterator[bytes]:
        return self._stream("EVENTS", url, query)

    def messages(self, url: str, *, query: Mapping[str, str] | None = None) -> Iterator[bytes]:
        return self._stream("MESSAGES", url, query)

    def _answer(self, asked: Asked) -> Answer:
        self.asked.append(asked)
        said = self._found(self._said, (asked.method, asked.url), f"{asked.method} {asked.url}")
        if isinstance(said, Exception):
            raise said
        error = failure(said, writing=asked.method in WRITES, now=datetime.now(UTC))
        if error:
            raise error
        return said

    def _stream(self, kind: str, url: str, query: Mapping[str, str] | None) -> Iterator[bytes]:
        self.asked.append(Asked(method=kind, url=self._whole(url), query=query or {}))
        said, error = self._found(self._streams, self._whole(url), f"{kind} {self._whole(url)}")

        def told() -> Iterator[bytes]:
            yield from said
            if error:
                raise error

        return told()

    def _found(self, paper: Mapping, key: object, name: str):
        if key not in paper:
            known = ", ".join(sorted(map(str, paper))) or "nothing"
            raise AssertionError(f"nobody wrote down an answer to {name}; written down: {known}")
        answers = paper[key]
        return answers.pop(0) if len(answers) > 1 else answers[0]

    def _whole(self, url: str) -> str:
        return self.server.rstrip("/") + url if url.startswith("/") else url
