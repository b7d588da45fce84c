"""Counts what leaves this machine while somebody looks on, so that a page can say it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from leitstand.vocabulary.network import Answer
from leitstand.wire import HttpWire


@dataclass(slots=True)
class Seen:
    """How many addresses were read, of which hosts, and how many bytes came back."""

    addresses: int = 0
    size: int = 0
    hosts: list[str] = field(default_factory=list)


class SeenWire:
    """A wire for reading only, which writes down what it asked. Everything else is the wire's own."""

    def __init__(self, wire: HttpWire) -> None:
        self._wire = wire
        self.seen = Seen()

    def __getattr__(self, name: str) -> object:
        return getattr(self._wire, name)

    def get(
        self, url: str, *, query: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Ask, and count."""
        self.seen.addresses += 1
        host = urlsplit(url).hostname or ""
        if host and host not in self.seen.hosts:
            self.seen.hosts.append(host)
        answer = self._wire.get(url, query=query, headers=headers)
        self.seen.size += len(answer.body)
        return answer
