"""What a person may type to listen to something on Mastodon: a handle, a profile, a hashtag, a server."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from urllib.parse import unquote, urlsplit

from leitstand.networks.mastodon.reading import Source
from leitstand.vocabulary.errors import Invalid, NetworkError
from leitstand.vocabulary.network import Found, Wire
from leitstand.vocabulary.words import _

_HANDLE = re.compile(r"(?:acct:)?@?([\w.-]+)@([\w.:-]+)", re.ASCII)
_TAG = re.compile(r"#([^\s#@/]+)(?:@([\w.:-]+))?")
_PROFILE = re.compile(
    r"/(?:web/)?@([\w.-]+(?:@[\w.:-]+)?)(?:/.*)?|/(?:users|profile)/([\w.-]+)(?:/.*)?", re.ASCII
)
_TAG_PAGE = re.compile(r"/tags?/([^/]+)/?")
_TIMELINE = re.compile(r"/public(/local)?/?|/timelines/(?:public|local)/?|/?")


def find(wire: Wire, address: str) -> Iterator[Found]:
    """Ways to listen to `address`; none when it is not a server of this kind."""
    with suppress(ValueError):  # what is no address at all, typed or told
        yield from _ways(wire, address.strip())


def _ways(wire: Wire, typed: str) -> Iterator[Found]:
    if typed in ("home", "notifications"):
        yield from _own(wire, typed)
    elif tag := _TAG.fullmatch(typed):
        server = _server(wire, tag[2]) if tag[2] else wire.server
        if server:
            yield from _tag(wire, server, tag[1])
    elif (handle := _HANDLE.fullmatch(typed)) and "://" not in typed:
        yield from _account(wire, _server(wire, handle[2]), handle[1], home=handle[2])
    elif typed.startswith(("http://", "https://")):
        yield from _page(wire, typed)


def origin(server: str) -> str:
    """What somebody calls a server, as "https://host". Raises Invalid."""
    typed = server.strip().rstrip("/").removeprefix("@").rpartition("@")[2]
    try:
        parts = urlsplit(server.strip() if "://" in server else f"https://{typed}")
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname or " " in parts.netloc:
        raise Invalid(_("“%(server)s” is no server. Write it like “social.example”."), server=server)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def _server(wire: Wire, host: str) -> str:
    return wire.server if urlsplit(wire.server).netloc == host else origin(host)


def _page(wire: Wire, typed: str) -> Iterator[Found]:
    parts = urlsplit(typed)
    server, path = f"{parts.scheme}://{parts.netloc}", unquote(parts.path)
    if profile := _PROFILE.fullmatch(path):
        yield from _account(wire, server, profile[1] or profile[2])
    elif tag := _TAG_PAGE.fullmatch(path):
        yield from _tag(wire, server, tag[1])
    elif _TIMELINE.fullmatch(path) and (title := _title(wire, server)):
        yield from _both(
            wire, Source("local", server), title, _("Everything public by people of this server")
        )
        yield from _both(wire, Source("public", server), title, _("Everything public this server knows of"))


def _account(wire: Wire, server: str, name: str, home: str = "") -> Iterator[Found]:
    for place in (server, *_hosts(wire, server, name, home)):
        account = _asked(wire, place, "/api/v1/accounts/lookup", {"acct": name})
        if isinstance(account, dict) and isinstance(account.get("id"), str) and "acct" in account:
            acct = str(account["acct"])
            handle = acct if "@" in acct else f"{acct}@{urlsplit(str(account.get('url'))).netloc or home}"
            title = f"{account.get('display_name') or account.get('username')} (@{handle})"
            source = Source("account", place, account["id"])
            yield Found(source=str(source), name=title, label=_("Posts of this account"))
            return


def _hosts(wire: Wire, server: str, name: str, home: str) -> Iterator[str]:
    """Where the handles of a domain really live (WebFinger, RFC 7033), when they live elsewhere."""
    said = home and _asked(wire, server, "/.well-known/webfinger", {"resource": f"acct:{name}@{home}"})
    links = said.get("links") if isinstance(said, dict) else None
    for link in links if isinstance(links, list) else []:
        if isinstance(link, dict) and link.get("rel") == "self" and isinstance(link.get("href"), str):
            parts = urlsplit(link["href"])
            if parts.netloc and parts.netloc != urlsplit(server).netloc:
                yield f"{parts.scheme}://{parts.netloc}"


def _tag(wire: Wire, server: str, tag: str) -> Iterator[Found]:
    if _title(wire, server):
        yield from _both(wire, Source("tag", server, tag), f"#{tag}", _("Public posts with this hashtag"))


def _own(wire: Wire, kind: str) -> Iterator[Found]:
    if wire.me and wire.me.preferred_username:
        said = _("Posts of everybody we follow") if kind == "home" else _("Everything addressed to us")
        yield from _both(wire, Source(kind), f"@{wire.me.preferred_username}", said)


def _both(wire: Wire, source: Source, name: str, label: str) -> Iterator[Found]:
    """Polled always; held open where we have an account, for servers stream to their own people only."""
    keep = source.kind == "notifications"
    if wire.me and source.server in ("", wire.server):
        yield Found(source=str(source), name=name, label=label, live=True, keep_all=keep)
    yield Found(source=str(source), name=name, label=label, keep_all=keep)


def _title(wire: Wire, server: str) -> str | None:
    """The server's name, if it speaks the client API."""
    for path, key in (("/api/v2/instance", "domain"), ("/api/v1/instance", "uri")):
        said = _asked(wire, server, path, {})
        if isinstance(said, dict) and key in said:
            return str(said.get("title") or urlsplit(server).netloc)
    return None


def _asked(wire: Wire, server: str, path: str, query: dict[str, str]) -> Any:
    """An answer as JSON; None when the server says no, in whatever way: then the address is not ours."""
    try:
        return wire.get(("" if server == wire.server else server) + path, query=query).json()
    except (NetworkError, Invalid):
        return None
