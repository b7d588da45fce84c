"""HTTP/1.1 and HTTP/2 over sockets that the guard opened and a meter watches."""

from __future__ import annotations

import contextlib
import select
import socket
import ssl
import threading
import time
from collections.abc import Iterable, Iterator
from typing import Any, cast

import httpcore2
import httpx2

from leitstand.wire.address import Guard
from leitstand.wire.caps import Caps


class TooSlow(Exception):
    """The whole answer took longer than it may."""


class TooMuch(Exception):
    """More came, or came out of the compression, than we take."""


class Meter(threading.local):
    """What the request of this thread may still spend. Streams, which have no end, are not metered."""

    end: float | None = None
    bytes_left: int | None = None
    connects: int = 0

    @contextlib.contextmanager
    def running(self, seconds: float, body_bytes: int) -> Iterator[None]:
        """One question with everything that belongs to it; headers and framing get a megabyte."""
        self.end, self.bytes_left = time.monotonic() + seconds, body_bytes + 2**20
        try:
            yield
        finally:
            self.end = self.bytes_left = None

    def seconds(self, wanted: float | None) -> float:
        """How long the next step may take. Raises TooSlow."""
        if self.end is None:
            return 60.0 if wanted is None else wanted
        left = self.end - time.monotonic()
        if left <= 0:
            raise TooSlow
        return left if wanted is None else min(left, wanted)

    def took(self, count: int) -> None:
        """Count what came over the line. Raises TooMuch."""
        if self.bytes_left is not None:
            self.bytes_left -= count
            if self.bytes_left < 0:
                raise TooMuch


class Stream(httpcore2.NetworkStream):
    """One connected socket."""

    def __init__(self, sock: socket.socket, meter: Meter) -> None:
        self._sock = sock
        self._meter = meter

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        with _named(httpcore2.ReadTimeout, httpcore2.ReadError):
            self._sock.settimeout(self._meter.seconds(timeout))
            data = self._sock.recv(max_bytes)
        self._meter.took(len(data))
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        view = memoryview(buffer)
        with _named(httpcore2.WriteTimeout, httpcore2.WriteError):
            while view:
                self._sock.settimeout(self._meter.seconds(timeout))
                view = view[self._sock.send(view) :]

    def close(self) -> None:
        self._sock.close()

    def hang_up(self) -> None:
        """End a read that another thread is waiting in; `close` alone would not wake it."""
        with contextlib.suppress(OSError):
            socket.socket.shutdown(self._sock, socket.SHUT_RDWR)

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        try:
            with _named(httpcore2.ConnectTimeout, httpcore2.ConnectError):
                self._sock.settimeout(self._meter.seconds(timeout))
                return Stream(
                    ssl_context.wrap_socket(self._sock, server_hostname=server_hostname), self._meter
                )
        except BaseException:
            self.close()
            raise

    def get_extra_info(self, info: str) -> Any:
        match info:
            case "ssl_object":
                return self._sock if isinstance(self._sock, ssl.SSLSocket) else None
            case "socket":
                return self._sock
            case "stream":
                return self
            case "is_readable":
                return readable(self._sock)
        return None


class Backend(httpcore2.NetworkBackend):
    """Opens sockets for the pool, through the guard."""

    def __init__(self, guard: Guard, meter: Meter) -> None:
        self._guard = guard
        self._meter = meter

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        self._meter.connects += 1
        with _named(httpcore2.ConnectTimeout, httpcore2.ConnectError):
            return Stream(self._guard.connect(host, port, self._meter.seconds(timeout)), self._meter)


class Transport:
    """Sends one request and gives its answer, still unread. Knows no proxies, cookies or redirects."""

    def __init__(self, guard: Guard, caps: Caps, *, http2: bool) -> None:
        self.meter = Meter()
        self._times = {
            "connect": caps.connect_seconds,
            "read": caps.read_seconds,
            "write": caps.read_seconds,
            "pool": caps.connect_seconds,
        }
        self._pool = httpcore2.ConnectionPool(
            ssl_context=guard.certificates(http2),
            max_connections=10,
            max_keepalive_connections=5,
            keepalive_expiry=15.0,
            http2=http2,
            network_backend=Backend(guard, self.meter),
        )

    def send(self, request: httpx2.Request, *, read_seconds: float | None = None) -> httpx2.Response:
        """Raises what httpcore2 raises, Invalid from the guard, TooSlow and TooMuch."""
        times = self._times if read_seconds is None else self._times | {"read": read_seconds}
        answer = self._pool.handle_request(
            httpcore2.Request(
                method=request.method,
                url=httpcore2.URL(
                    scheme=request.url.raw_scheme,
                    host=request.url.raw_host,
                    port=request.url.port,
                    target=request.url.raw_path,
                ),
                headers=request.headers.raw,
                content=cast("Iterable[bytes]", request.stream),
                extensions={"timeout": times},
            )
        )
        return httpx2.Response(
            answer.status,
            headers=answer.headers,
            stream=_Body(answer),
            request=request,
            extensions=answer.extensions,
        )

    def close(self) -> None:
        """Close what is kept open."""
        self._pool.close()


class _Body(httpx2.SyncByteStream):
    def __init__(self, answer: httpcore2.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        return self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()


def readable(sock: socket.socket) -> bool:
    """Has the other side said something, or hung up, while nobody asked?"""
    if sock.fileno() < 0:
        return True
    poll = select.poll()
    poll.register(sock, select.POLLIN)
    return bool(poll.poll(0))


@contextlib.contextmanager
def _named(late: type[Exception], broken: type[Exception]) -> Iterator[None]:
    """The system's errors in the words of httpcore2, with the reason kept as their cause."""
    try:
        yield
    except TimeoutError as error:
        raise late(str(error)) from error
    except OSError as error:
        raise broken(str(error)) from error
