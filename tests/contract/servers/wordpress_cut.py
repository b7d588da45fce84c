"""A TCP proxy that, when told to, lets a request through and cuts the line before the answer."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator

from leitstand.wire import Guard
from leitstand.wire.address import system_dial


class Cut:
    """Stands before `port` of loopback. Give `guard()` to an `HttpWire`: all it says goes through here."""

    def __init__(self, port: int) -> None:
        self.target = port
        self.after = b""
        self.cuts = 0
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._server.getsockname()[1])
        threading.Thread(target=self._serve, daemon=True).start()

    def guard(self) -> Guard:
        """Dials us, whichever port of 127.0.0.1 is asked for."""
        return Guard(["127.0.0.1"], dial=lambda host, _port, seconds: system_dial(host, self.port, seconds))

    @contextlib.contextmanager
    def cutting(self, after: bytes) -> Iterator[None]:
        """Cut, as soon as the server begins to answer a request that begins with `after`."""
        self.after = after
        try:
            yield
        finally:
            self.after = b""

    def close(self) -> None:
        """Take no more connections."""
        with contextlib.suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _address = self._server.accept()
                threading.Thread(target=self._carry, args=(client,), daemon=True).start()

    def _carry(self, client: socket.socket) -> None:
        asked = bytearray()
        with client, socket.create_connection(("127.0.0.1", self.target)) as server:
            up = threading.Thread(target=self._up, args=(client, server, asked), daemon=True)
            up.start()
            with contextlib.suppress(OSError):
                while data := server.recv(65536):
                    if self.after and self.after in asked:
                        self.cuts += 1
                        client.shutdown(socket.SHUT_RDWR)
                        # The server gets to say all of it, as it would to a line that broke further on.
                        while server.recv(65536):
                            pass
                        return
                    asked.clear()
                    client.sendall(data)
            with contextlib.suppress(OSError):
                client.shutdown(socket.SHUT_RDWR)
            up.join(5)

    @staticmethod
    def _up(client: socket.socket, server: socket.socket, asked: bytearray) -> None:
        with contextlib.suppress(OSError):
            while data := client.recv(65536):
                asked += data
                server.sendall(data)
            server.shutdown(socket.SHUT_WR)
