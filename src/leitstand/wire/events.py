"""Server-sent events, held open, with a word in between when the server says nothing."""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import httpx2

from leitstand.vocabulary.errors import NetworkError, TryLater
from leitstand.vocabulary.network import Answer
from leitstand.vocabulary.words import _
from leitstand.wire import request
from leitstand.wire.address import Guard
from leitstand.wire.caps import Caps
from leitstand.wire.errors import BROKEN, failure, fault
from leitstand.wire.transport import TooMuch, Transport

HEADERS = {"Accept": "text/event-stream", "Accept-Encoding": "identity", "Cache-Control": "no-store"}
AGAIN = timedelta(seconds=5)


class Reader:
    """Bytes to events, after the WHATWG's rules (HTML, 9.2.6); wherever the bytes are cut."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._rest = b""
        self._size = 0
        self._event = b""
        self._data: list[bytes] = []

    def read(self, chunk: bytes) -> Iterator[bytes]:
        """Events in `chunk` and what was left before it, each as b"event\\ndata"; comments are b"".

        Raises TooMuch when one event is larger than it may be.
        """
        lines, self._rest = _lines(self._rest + chunk)
        for line in lines:
            yield from self._line(line)
        if self._size + len(self._rest) > self._most:
            raise TooMuch

    def _line(self, line: bytes) -> Iterator[bytes]:
        if not line:
            if self._data:
                yield (self._event or b"message") + b"\n" + b"\n".join(self._data)
            self._event, self._data, self._size = b"", [], 0
            return
        name, _colon, value = line.partition(b":")
        value = value.removeprefix(b" ")
        self._size += len(line)
        if self._size > self._most:
            raise TooMuch
        match name:
            case b"":
                self._size -= len(line)
                yield b""
            case b"event":
                self._event = value
            case b"data":
                self._data.append(value)


def _lines(data: bytes) -> tuple[list[bytes], bytes]:
    """Whole lines and the rest; a CR at the very end waits for its LF."""
    whole, cr = (data[:-1], b"\r") if data.endswith(b"\r") else (data, b"")
    *lines, rest = whole.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    return lines, rest + cr


def listen(question: httpx2.Request, guard: Guard, caps: Caps, secrets: tuple[str, ...]) -> Iterator[bytes]:
    """The events of one stream. Ends only with an error."""
    host = question.url.host
    transport = Transport(guard, caps, http2=False)
    try:
        with transport.meter.running(caps.answer_seconds, caps.body_bytes):
            response = transport.send(question, read_seconds=caps.dead_seconds)
            if error := _refusal(response, secrets):
                raise error
        reader = Reader(caps.message_bytes)
        hang_up = response.extensions["network_stream"].get_extra_info("stream").hang_up
        with contextlib.closing(Pump(response.iter_raw(), hang_up)) as pump:
            for chunk in pump.told(caps.silence_seconds):
                yield from reader.read(chunk) if chunk else (b"",)
    except BROKEN as error:
        raise ended(fault(error, host, writing=False)) from error
    finally:
        transport.close()
    raise ended(None, host)


def ended(error: NetworkError | None, host: str = "") -> NetworkError:
    """A stream that stopped: come back soon."""
    if isinstance(error, TryLater) and error.facts.get("status") is None:
        error.wait = min(error.wait, timedelta(minutes=1))
        return error
    if error is not None:
        return error
    return TryLater(
        _("%(host)s ended the stream. Nothing is lost; we connect again and go on where we were."),
        AGAIN,
        host=host,
        status=None,
    )


def _refusal(response: httpx2.Response, secrets: tuple[str, ...]) -> NetworkError | None:
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if response.status_code == 200 and kind == "text/event-stream":
        return None
    body = bytearray()
    for piece in response.iter_raw() if response.status_code != 200 else ():
        body += piece
    response.close()
    answer = Answer(
        status=response.status_code,
        url=str(response.request.url),
        headers=request.lowered(response.headers),
        body=bytes(body),
    )
    return failure(answer, writing=False, now=datetime.now(UTC), secrets=secrets) or TryLater(
        _("%(host)s has no stream at this address. Nothing was lost; we ask again later."),
        timedelta(minutes=5),
        host=response.request.url.host,
        status=response.status_code,
    )


class Pump:
    """Reads chunks in a thread, so that the one who waits for them can be told that nothing came."""

    def __init__(self, chunks: Iterator[bytes], hang_up: Callable[[], None]) -> None:
        self._chunks = chunks
        self._hang_up = hang_up
        self._heard: queue.Queue[bytes | Exception | None] = queue.Queue(64)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="leitstand-events", daemon=True)
        self._thread.start()

    def told(self, silence: float) -> Iterator[bytes]:
        """The chunks, with b"" after each `silence` seconds without one; raises what the reading raised."""
        while True:
            try:
                what = self._heard.get(timeout=silence)
            except queue.Empty:
                what = b""
            if what is None:
                return
            if isinstance(what, Exception):
                raise what
            yield what

    def close(self) -> None:
        """End the reading, also while it waits."""
        self._stop.set()
        self._hang_up()
        self._thread.join(2.0)

    def _run(self) -> None:
        try:
            for chunk in self._chunks:
                self._put(chunk)
                if self._stop.is_set():
                    return
            self._put(None)
        except BROKEN as error:
            self._put(error)

    def _put(self, what: bytes | Exception | None) -> None:
        while not self._stop.is_set():
            with contextlib.suppress(queue.Full):
                self._heard.put(what, timeout=0.2)
                return
