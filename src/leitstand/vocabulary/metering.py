"""A wire that counts what each call costs, for networks that grant only so much."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Self

from leitstand.vocabulary.errors import NetworkError, TryLater
from leitstand.vocabulary.network import Answer, Network, Wire
from leitstand.vocabulary.post import Actor
from leitstand.vocabulary.quota import Charge

Spend = Callable[[Charge], None]


class Metered:
    """The `Wire` protocol around a wire: `allow` before each call, `spend` after it.

    `allow` raises TryLater where the budget is used up, so that nothing goes out. What was refused is
    charged as well, for networks count their own noes; only a call that never went out (TryLater without
    an answer) is free. A network without `price` is not metered.
    """

    def __init__(self, wire: Wire, network: Network, spend: Spend, allow: Spend | None = None) -> None:
        self.wire = wire
        self.server: str = wire.server
        self.me: Actor | None = wire.me
        self._price = getattr(network, "price", None)
        self._spend, self._allow = spend, allow

    def get(
        self, url: str, *, query: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """See `Wire.get`."""
        with self._counted("GET", url) as count:
            return count(self.wire.get(url, query=query, headers=headers))

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
        """See `Wire.post`."""
        with self._counted("POST", url) as count:
            return count(self.wire.post(url, json=json, form=form, files=files, body=body, headers=headers))

    def put(
        self,
        url: str,
        *,
        json: object = None,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """See `Wire.put`."""
        with self._counted("PUT", url) as count:
            return count(self.wire.put(url, json=json, body=body, headers=headers))

    def delete(
        self, url: str, *, query: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """See `Wire.delete`."""
        with self._counted("DELETE", url) as count:
            return count(self.wire.delete(url, query=query, headers=headers))

    def events(self, url: str, *, query: Mapping[str, str] | None = None) -> Iterator[bytes]:
        """See `Wire.events`; what is held open is not counted."""
        return self.wire.events(url, query=query)

    def messages(self, url: str, *, query: Mapping[str, str] | None = None) -> Iterator[bytes]:
        """See `Wire.messages`; what is held open is not counted."""
        return self.wire.messages(url, query=query)

    def close(self) -> None:
        """Close the wire inside, where it can be closed."""
        if close := getattr(self.wire, "close", None):
            close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    @contextmanager
    def _counted(self, method: str, url: str) -> Iterator[Callable[[Answer], Answer]]:
        """Allows one call by its price beforehand, and charges it by its answer."""
        before: Charge | None = self._price(method, url, None) if self._price else None
        if before and self._allow:
            self._allow(before)
        answers: list[Answer] = []

        def count(answer: Answer) -> Answer:
            answers.append(answer)
            return answer

        try:
            yield count
        except TryLater as error:
            if before and error.facts.get("status") is not None:
                self._spend(before)
            raise
        except NetworkError:
            if before:
                self._spend(before)
            raise
        if self._price and (charge := self._price(method, url, answers[0])):
            self._spend(charge)
