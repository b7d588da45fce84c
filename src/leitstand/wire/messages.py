"""WebSocket messages over a socket the guard opened."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import UTC, datetime

import httpx2
from websockets.exceptions import ConnectionClosed, InvalidStatus, WebSocketException
from websockets.sync.client import ClientConnection, connect

from leitstand.vocabulary.errors import NetworkError
from leitstand.vocabulary.network import Answer
from leitstand.wire import request
from leitstand.wire.address import Guard
from leitstand.wire.caps import Caps
from leitstand.wire.errors import failure, unreached
from leitstand.wire.events import ended

_SCHEMES = {"http": "ws", "https": "wss"}
_QUIET = logging.getLogger("leitstand.wire.websockets")
_QUIET.addHandler(logging.NullHandler())
_QUIET.propagate = False  # its lines hold the handshake, and with it our sign-in


def listen(question: httpx2.Request, guard: Guard, caps: Caps, secrets: tuple[str, ...]) -> Iterator[bytes]:
    """The messages of one stream, binary ones and texts in UTF-8. Ends only with an error."""
    host = question.url.host
    try:
        with _opened(question, guard, caps) as stream:
            while True:
                try:
                    yield stream.recv(timeout=caps.silence_seconds, decode=False)
                except TimeoutError:
                    yield b""
    except InvalidStatus as error:
        raise ended(_refusal(error, question, secrets), host) from None
    except ConnectionClosed as error:
        raise ended(None, host) from error
    except (OSError, WebSocketException) as error:
        raise ended(unreached(error, host)) from error


def _opened(question: httpx2.Request, guard: Guard, caps: Caps) -> ClientConnection:
    url = question.url.copy_with(scheme=_SCHEMES.get(question.url.scheme, question.url.scheme))
    secure = url.scheme == "wss"
    port = url.port or (443 if secure else 80)
    sock = guard.connect(url.raw_host.decode("ascii"), port, caps.connect_seconds)
    sock.settimeout(None)
    left_out = ("host", "user-agent", "accept-encoding", "connection")
    return connect(
        str(url),
        sock=sock,
        ssl=guard.certificates(False) if secure else None,
        proxy=None,
        compression=None,
        additional_headers={k: v for k, v in question.headers.items() if k not in left_out},
        user_agent_header=request.USER_AGENT,
        open_timeout=caps.connect_seconds,
        close_timeout=1,
        max_size=caps.message_bytes,
        logger=_QUIET,
    )


def _refusal(error: InvalidStatus, question: httpx2.Request, secrets: tuple[str, ...]) -> NetworkError | None:
    said = error.response
    answer = Answer(
        status=said.status_code,
        url=str(question.url),
        headers={name.lower(): value for name, value in said.headers.raw_items()},
        body=bytes(said.body or b""),
    )
    return failure(answer, writing=False, now=datetime.now(UTC), secrets=secrets)
