"""Real servers on 127.0.0.1 in threads, which behave exactly as badly as a test wants."""

from __future__ import annotations

import contextlib
import datetime
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from leitstand.wire import Guard

HERE = ["127.0.0.1"]
NAME = "social.example"


@dataclass(frozen=True)
class Heard:
    """One request as it came over the line."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes


Script = Callable[[socket.socket, Heard], None]


class Loopback:
    """Calls `script` for each request and closes the line when it raises or `Connection: close` was said."""

    def __init__(self, script: Script, tls: ssl.SSLContext | None = None) -> None:
        self.script = script
        self.tls = tls
        self.heard: list[Heard] = []
        self.calls = 0
        self.stopped = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.netloc = f"127.0.0.1:{self.port}"
        self.url = f"{'https' if tls else 'http'}://{self.netloc}"
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self.stopped.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(2)

    def _accept(self) -> None:
        while not self.stopped.is_set():
            try:
                line, _address = self._listener.accept()
            except OSError:
                return
            self.calls += 1
            threading.Thread(target=self._serve, args=(line,), daemon=True).start()

    def _serve(self, line: socket.socket) -> None:
        line.settimeout(10)
        with contextlib.suppress(OSError, EOFError), line:
            if self.tls:
                line = self.tls.wrap_socket(line, server_side=True)
            with line:
                while True:
                    heard = _request(line)
                    self.heard.append(heard)
                    self.script(line, heard)


def _request(line: socket.socket) -> Heard:
    data = b""
    while b"\r\n\r\n" not in data:
        data += _some(line)
    head, _gap, body = data.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {k.lower(): v.strip() for k, _colon, v in (one.partition(":") for one in lines)}
    while len(body) < int(headers.get("content-length", 0)):
        body += _some(line)
    method, target, _version = first.split(" ")
    return Heard(method, target, headers, body)


def _some(line: socket.socket) -> bytes:
    data = line.recv(65536)
    if not data:
        raise EOFError
    return data


@contextlib.contextmanager
def serving(script: Script, tls: ssl.SSLContext | None = None) -> Iterator[Loopback]:
    """A server for one test."""
    server = Loopback(script, tls)
    try:
        yield server
    finally:
        server.close()


def answer(line: socket.socket, status: int = 200, body: bytes = b"", **headers: str) -> None:
    """A correct answer; `content_type="…"` becomes a header."""
    lines = [f"HTTP/1.1 {status} Said"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    told = {name.lower() for name in headers}
    if status != 304 and not told & {"content_length", "transfer_encoding"}:
        lines.append(f"Content-Length: {len(body)}")
    line.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + body)


def says(status: int = 200, body: bytes = b"", **headers: str) -> Script:
    """A script that always answers the same."""
    return lambda line, heard: answer(line, status, body, **headers)


def hang_up(line: socket.socket) -> None:
    """End the connection with a reset instead of a goodbye."""
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
    line.close()
    raise EOFError


def certificate(file: Path) -> Path:
    """A key and a certificate for social.example, written into one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = datetime.datetime.now(datetime.UTC)
    names = [x509.DNSName(NAME), x509.IPAddress(ipaddress.ip_address("127.0.0.2"))]
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return file


def server_tls(house: Path, protocols: tuple[str, ...] = ("http/1.1",)) -> ssl.SSLContext:
    """What a server with this certificate says."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(house)
    context.set_alpn_protocols(list(protocols))
    return context


def trusting(house: Path) -> Guard:
    """A guard that believes the house's certificate and knows its name."""
    return Guard(
        HERE,
        resolve=lambda host, port: ["127.0.0.1"],
        certificates=lambda http2: ssl.create_default_context(cafile=house),
    )
