"""The address check: where the wire may go, and a connection to the very address that was checked."""

from __future__ import annotations

import functools
import ipaddress
import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import httpx2

from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.words import _

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

PORTS = (80, 443)
TRIES = 4

# IANA's special-purpose registries, and multicast. The last is a cloud's own service, though it looks public.
_CLOSED_4 = tuple(
    ipaddress.IPv4Network(net)
    for net in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24"),
        *("192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24"),
        *("224.0.0.0/4", "240.0.0.0/4", "168.63.129.16/32"),
    )
)
# Only global unicast is public; not so in it: protocol assignments with Teredo, documentation, 6to4, AS112.
_OPEN_6 = ipaddress.IPv6Network("2000::/3")
_CLOSED_6 = tuple(
    ipaddress.IPv6Network(net)
    for net in ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")
)
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def public(address: Address) -> bool:
    """Is this an address of the open internet? What wraps an IPv4 address in IPv6 is not, but for NAT64
    (RFC 6052), which counts as what it wraps: a house without IPv4 reaches the old internet through it."""
    if isinstance(address, ipaddress.IPv4Address):
        return address.is_global and not any(address in net for net in _CLOSED_4)
    if address in _NAT64:
        return public(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return address in _OPEN_6 and address.is_global and not any(address in net for net in _CLOSED_6)


@dataclass(frozen=True, slots=True)
class Allowed:
    """One line of LEITSTAND_ALLOWED_ADDRESSES: a name or a network, at one port or (None) at any."""

    name: str
    network: Network | None
    port: int | None

    def covers(self, host: str, address: Address, port: int) -> bool:
        """Does it let us to this address, when `host` was asked for?"""
        if self.port is not None and self.port != port:
            return False
        if self.network is None:
            return self.name == host
        return address in self.network


def allowed_line(line: str) -> Allowed:
    """`intranet.example`, `10.0.0.0/8`, `[::1]:8080`, … Raises Invalid."""
    text = line.strip().lower()
    host, port = text, None
    if text.startswith("["):
        host, closed, rest = text[1:].partition("]")
        port = _port(rest[1:], line) if closed and rest.startswith(":") else None
        if not closed or (rest and not rest.startswith(":")):
            raise _unreadable(line)
    elif text.count(":") == 1:
        host, _colon, digits = text.partition(":")
        port = _port(digits, line)
    try:
        return Allowed("", ipaddress.ip_network(host), port)
    except ValueError:
        if not host or set(host) & set("/:[]@ "):
            raise _unreadable(line) from None
        return Allowed(host.rstrip("."), None, port)


def _port(digits: str, line: str) -> int:
    if not (digits.isascii() and digits.isdigit() and len(digits) < 6 and 0 < int(digits) < 65536):
        raise _unreadable(line)
    return int(digits)


def _unreadable(line: str) -> Invalid:
    return Invalid(
        _(
            "“%(line)s” in LEITSTAND_ALLOWED_ADDRESSES is no name, address or network. "
            "Write it like “intranet.example”, “10.1.2.3:8080” or “10.0.0.0/8”."
        ),
        line=line,
    )


def system_resolve(host: str, port: int) -> list[str]:
    """All addresses of a name, as the system knows them. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(answer[4][0]) for answer in found))


def system_dial(address: str, port: int, seconds: float) -> socket.socket:
    """A connected TCP socket to a numeric address. Raises OSError."""
    return socket.create_connection((address, port), seconds)


@functools.cache
def system_certificates(http2: bool) -> ssl.SSLContext:
    """Whom the system trusts, loaded once; two contexts, because callers write what they offer into them."""
    return httpx2.create_ssl_context(trust_env=False)


Resolve = Callable[[str, int], list[str]]
Certificates = Callable[[bool], ssl.SSLContext]
Dial = Callable[[str, int, float], socket.socket]


class Guard:
    """Resolves a name once, refuses unless every answer may be reached, and connects to those answers only.

    `allowed` are the exceptions an administrator made for the own house (see `allowed_line`); `certificates`
    says whom to trust, given whether HTTP/2 will be offered.
    """

    def __init__(
        self,
        allowed: Iterable[str] = (),
        *,
        resolve: Resolve = system_resolve,
        dial: Dial = system_dial,
        certificates: Certificates = system_certificates,
    ) -> None:
        self.certificates = certificates
        self.allowed = tuple(allowed_line(line) for line in allowed if line.strip())
        self._resolve = resolve
        self._dial = dial

    def addresses(self, host: str, port: int, seconds: float = 10.0) -> list[Address]:
        """What `host` stands for. Raises Invalid when one of the answers may not be reached at this port,
        OSError when there is no answer."""
        host = host.lower().strip("[]").rstrip(".")
        found = [_numeric(answer, host) for answer in self._in_time(host, port, seconds)]
        if not found:
            raise OSError("this name has no address")
        for address in found:
            if not any(one.covers(host, address, port) for one in self.allowed):
                self._refuse(host, address, port)
        return found

    def connect(self, host: str, port: int, seconds: float) -> socket.socket:
        """A TCP socket to one of the checked addresses of `host`. Raises Invalid or OSError."""
        end = time.monotonic() + seconds
        found = self.addresses(host, port, seconds)[:TRIES]
        for left in range(len(found), 0, -1):
            address = found[len(found) - left]
            share = (end - time.monotonic()) / left
            try:
                return self._opened(str(address), port, max(share, 0.1))
            except OSError:
                if left == 1:
                    raise
        raise OSError("nothing to connect to")

    def _opened(self, address: str, port: int, seconds: float) -> socket.socket:
        opened = self._dial(address, port, seconds)
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        return opened

    def _in_time(self, host: str, port: int, seconds: float) -> list[str]:
        """The resolver knows no deadline, so it gets a thread and we stop waiting."""
        answers: queue.SimpleQueue[list[str] | OSError] = queue.SimpleQueue()

        def ask() -> None:
            try:
                answers.put(self._resolve(host, port))
            except (OSError, ValueError, OverflowError) as error:
                answers.put(error if isinstance(error, OSError) else OSError(str(error)))

        threading.Thread(target=ask, name="leitstand-resolve", daemon=True).start()
        try:
            answer = answers.get(timeout=seconds)
        except queue.Empty:
            raise TimeoutError("looking up the name took too long") from None
        if isinstance(answer, OSError):
            raise answer
        return answer

    def _refuse(self, host: str, address: Address, port: int) -> None:
        if not public(address):
            raise Invalid(
                _(
                    "%(host)s points into a private network (%(address)s), which Leitstand does not enter "
                    "by itself. Nothing was sent. If it is a server of your own house, the administrator "
                    "can allow it with LEITSTAND_ALLOWED_ADDRESSES=%(host)s."
                ),
                host=host,
                address=str(address),
            )
        if port not in PORTS:
            raise Invalid(
                _(
                    "%(host)s is asked for at port %(port)s; Leitstand only uses the ports 80 and 443. "
                    "Nothing was sent. The administrator can allow it with "
                    "LEITSTAND_ALLOWED_ADDRESSES=%(host)s:%(port)s."
                ),
                host=f"[{host}]" if ":" in host else host,
                port=port,
            )


def _numeric(answer: str, host: str) -> Address:
    """An answer as an address. One with a zone (fe80::1%eth0) belongs to this machine's own cable."""
    try:
        return ipaddress.ip_address(answer.partition("%")[0])
    except ValueError:
        raise OSError(f"{host} has an address that cannot be read") from None
