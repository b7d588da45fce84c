"""What goes out with a request, and above all what does not: credentials stay with their own server."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import Any
from urllib.parse import urlsplit

import httpx2

from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.words import _

try:
    VERSION = version("leitstand")
except PackageNotFoundError:
    VERSION = "0"

USER_AGENT = f"Leitstand/{VERSION} (+self-hosted)"
# What may follow a redirect to another server; everything else a network adds could be a secret.
HARMLESS = (
    "accept",
    "accept-encoding",
    "accept-language",
    "if-none-match",
    "if-modified-since",
    "user-agent",
)
_DEFAULTS = {"User-Agent": USER_AGENT, "Accept": "*/*", "Accept-Encoding": "gzip, deflate, br, zstd"}
_PORTS = {"http": 80, "ws": 80, "https": 443, "wss": 443}
_SECURE = {"https", "wss"}

Origin = tuple[bool, str, int]


class Own:
    """Our own server, and the headers that only it, and what else is the network's own, may see."""

    def __init__(self, server: str, headers: Mapping[str, str], also: Iterable[str] = ()) -> None:
        self._server = server.rstrip("/")
        self._headers = dict(headers)
        self._origins = (
            {origin(address(one)) for one in (self._server, *also)} if server and headers else set()
        )
        self.secrets = tuple(headers.values())

    def url(
        self,
        url: str,
        query: Mapping[str, str] | None = None,
        *,
        schemes: tuple[str, ...] = ("http", "https"),
    ) -> httpx2.URL:
        """The whole address. Raises Invalid when it is none that may be asked."""
        if url.startswith("/"):
            if not self._server:
                raise Invalid(_("“%(url)s” has no server. Enter the whole address."), url=url)
            url = self._server + url
        target = address(url, schemes)
        return target.copy_merge_params(dict(query)) if query else target

    def question(
        self,
        method: str,
        url: httpx2.URL,
        headers: Mapping[str, str] | None,
        content: Mapping[str, Any] | None = None,
    ) -> httpx2.Request:
        """A request to `url`; it carries our headers only to our own server."""
        sent = httpx2.Headers(_DEFAULTS)
        mine = self._headers if origin(url) in self._origins else {}
        for name, value in (*mine.items(), *(headers or {}).items()):
            sent[name] = _sendable(name, value)
        given = {key: value for key, value in (content or {}).items() if value is not None}
        return httpx2.Request(method, url, headers=sent, extensions={"credentials": bool(mine)}, **given)

    def onward(self, question: httpx2.Request, location: str) -> httpx2.Request:
        """The request a redirect asks for. Once it has left its server, credentials never come back."""
        try:
            target = address(str(question.url.join(location)))
        except (httpx2.InvalidURL, ValueError):
            raise Invalid(
                _("%(host)s sends us on to an address that is none."), host=question.url.host
            ) from None
        credentials = bool(question.extensions["credentials"])
        if credentials and question.url.scheme in _SECURE and target.scheme not in _SECURE:
            raise Invalid(
                _(
                    "%(host)s sends us from https on to http, where anybody could read our sign-in. "
                    "We did not follow. Its operator has to mend that."
                ),
                host=question.url.host,
            )
        headers = question.headers
        same = origin(target) == origin(question.url)
        kept = {k: v for k, v in headers.items() if k != "host" and (same or k in HARMLESS)}
        return httpx2.Request("GET", target, headers=kept, extensions={"credentials": credentials and same})


def address(url: str, schemes: tuple[str, ...] = ("http", "https")) -> httpx2.URL:
    """An address we may ask for, read strictly. Raises Invalid."""
    try:
        target = httpx2.URL(url.strip())
        host, netloc = target.raw_host.decode("ascii"), urlsplit(url).netloc
    except (httpx2.InvalidURL, ValueError, TypeError):
        raise Invalid(_("“%(url)s” is no web address. Check it for typing errors."), url=url[:200]) from None
    if target.scheme not in schemes:
        raise Invalid(_("“%(url)s” is no web address: it has to begin with https://."), url=url[:200])
    if "@" in netloc:
        raise Invalid(
            _(
                "The address of %(host)s has a name or password in it. "
                "Leave it out; connect an account instead."
            ),
            host=host,
        )
    if not host or "%" in host or "\\" in host or not 0 < (target.port or 1) < 65536:
        raise Invalid(_("“%(url)s” is no web address. Check it for typing errors."), url=url[:200])
    return target.copy_with(fragment=None)


def origin(url: httpx2.URL) -> Origin:
    """Which server an address belongs to; a WebSocket belongs to the web server it begins at."""
    return url.scheme in _SECURE, url.host.lower(), url.port or _PORTS[url.scheme]


def lowered(headers: httpx2.Headers) -> dict[str, str]:
    """Headers by lower-case name; several of one name are joined by commas."""
    return {name.lower(): value for name, value in headers.items()}


def _sendable(name: str, value: str) -> str:
    """Raises Invalid, naming the header but never its value."""
    if not re.fullmatch(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", name) or not re.fullmatch(r"[\t\x20-\x7e]*", value):
        raise Invalid(
            _(
                "The sign-in or setting sent as “%(name)s” holds a character that cannot be sent. "
                "Nothing was sent. Enter it again."
            ),
            name=name,
        )
    return value.strip()
