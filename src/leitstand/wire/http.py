"""Asks and sends over HTTP: one question, one answer, or one of the vocabulary's errors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self

import httpcore2
import httpx2

from leitstand.vocabulary.errors import Invalid, LeitstandError
from leitstand.vocabulary.network import Answer, Connection
from leitstand.vocabulary.post import Actor
from leitstand.vocabulary.words import _
from leitstand.wire import events, messages, request
from leitstand.wire.address import Guard
from leitstand.wire.caps import Caps
from leitstand.wire.errors import BROKEN, failure, fault
from leitstand.wire.transport import TooMuch, Transport

FOLLOWED = (301, 302, 303, 307, 308)
STALE = (httpcore2.RemoteProtocolError, httpcore2.ReadError, httpcore2.WriteError)
MEGABYTE = 2**20
CAPS = Caps()


class HttpWire:
    """The `Wire` of the vocabulary, over real sockets. Close it, or use it in a `with` block.

    `allowed` are names, addresses or networks that may be reached although they are not public, each with
    its port or for any port (see `address.allowed_line`); `guard` replaces it where one is at hand.
    """

    def __init__(
        self,
        connection: Connection | None = None,
        *,
        server: str = "",
        allowed: Iterable[str] = (),
        caps: Caps = CAPS,
        guard: Guard | None = None,
    ) -> None:
        self.server = connection.server if connection else server
        self.me: Actor | None = connection.actor if connection else None
        self.caps = caps
        self._guard = guard or Guard(allowed)
        self._own = (
            request.Own(connection.server, connection.headers, connection.also)
            if connection
            else request.Own(server, {})
        )
        self._transport = Transport(self._guard, caps, http2=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections that were kept open."""
        self._transport.close()

    def get(
        self, url: str, *, query: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Ask, and follow redirects. See `Wire.get`; Invalid: the address is none we may go to."""
        with self._transport.meter.running(self.caps.answer_seconds, self.caps.body_bytes):
            question = self._own.question("GET", self._own.url(url, query), headers)
            for _again in range(self.caps.redirects + 1):
                answer = self._asked(question)
                onward = self._onward(question, answer)
                if onward is None:
                    return self._judged(answer, writing=False)
                question = onward
        raise Invalid(
            _("%(host)s sends us from one address to the next without end. Check the address."),
            host=question.url.host,
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
        """Send once. See `Wire.post`; 302 and 303 come back as answers with their `location`."""
        content: dict[str, Any] = {"json": json, "data": form, "files": files, "content": body}
        return self._sent("POST", self._own.url(url), headers, content)

    def put(
        self,
        url: str,
        *,
        json: object = None,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Replace once. See `Wire.put`."""
        return self._sent("PUT", self._own.url(url), headers, {"json": json, "content": body})

    def delete(
        self, url: str, *, query: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Delete once. See `Wire.delete`."""
        return self._sent("DELETE", self._own.url(url, query), headers, {})

    def events(self, url: str, *, query: Mapping[str, str] | None = None) -> Iterator[bytes]:
        """Server-sent events; ends with TryLater when the server goes away. See `Wire.events`."""
        question = self._own.question("GET", self._own.url(url, query), events.HEADERS)
        return events.listen(question, self._guard, self.caps, self._own.secrets)

    def messages(self, url: str, *, query: Mapping[str, str] | None = None) -> Iterator[bytes]:
        """WebSocket messages; ends with TryLater when the server goes away. See `Wire.messages`."""
        target = self._own.url(url, query, schemes=("ws", "wss", "http", "https"))
        question = self._own.question("GET", target, None)
        return messages.listen(question, self._guard, self.caps, self._own.secrets)

    def _sent(
        self, method: str, url: httpx2.URL, headers: Mapping[str, str] | None, content: Mapping[str, Any]
    ) -> Answer:
        question = self._own.question(method, url, headers, content)
        seconds = self.caps.answer_seconds + int(question.headers.get("content-length", 0)) / 100_000
        with self._transport.meter.running(seconds, self.caps.body_bytes):
            return self._judged(self._asked(question), writing=True)

    def _asked(self, question: httpx2.Request) -> Answer:
        writing = question.method != "GET"
        try:
            with _closing(self._opened(question)) as response:
                return Answer(
                    status=response.status_code,
                    url=str(question.url),
                    headers=request.lowered(response.headers),
                    body=self._body(response),
                )
        except BROKEN as error:
            raise fault(error, question.url.host, writing=writing) from error

    def _opened(self, question: httpx2.Request) -> httpx2.Response:
        """Sends; a GET once more when a connection kept from before turns out to be dead."""
        before = self._transport.meter.connects
        try:
            return self._transport.send(question)
        except STALE:
            if question.method != "GET" or self._transport.meter.connects != before:
                raise
            return self._transport.send(question)

    def _body(self, response: httpx2.Response) -> bytes:
        body = bytearray()
        if len(response.headers.get_list("content-encoding", split_commas=True)) > 1:
            raise TooMuch
        length = response.headers.get("content-length", "")[:15]
        if length.isdecimal() and int(length) > self.caps.body_bytes:
            raise TooMuch
        for piece in response.iter_bytes():
            body += piece
            came = response.num_bytes_downloaded
            if len(body) > self.caps.body_bytes or len(body) > max(MEGABYTE, came * self.caps.ratio):
                raise TooMuch
            self._transport.meter.seconds(None)
        return bytes(body)

    def _judged(self, answer: Answer, *, writing: bool) -> Answer:
        error: LeitstandError | None = failure(
            answer, writing=writing, now=datetime.now(UTC), secrets=self._own.secrets
        )
        if error:
            raise error
        return answer

    def _onward(self, question: httpx2.Request, answer: Answer) -> httpx2.Request | None:
        if answer.status not in FOLLOWED or "location" not in answer.headers:
            return None
        return self._own.onward(question, answer.headers["location"])


class _closing:
    def __init__(self, response: httpx2.Response) -> None:
        self.response = response

    def __enter__(self) -> httpx2.Response:
        return self.response

    def __exit__(self, *_error: object) -> None:
        self.response.close()
