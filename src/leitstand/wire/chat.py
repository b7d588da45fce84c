"""Sends a line to somebody's chat by apprise, whose every connection goes through our address check."""

from __future__ import annotations

import importlib
import logging
import re
import socket
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from functools import cache
from typing import Any
from urllib.parse import parse_qs, urlsplit

from leitstand.vocabulary.errors import Invalid, Rejected, TryLater
from leitstand.vocabulary.words import _
from leitstand.wire.address import Guard

SERVICES = (
    *("discord", "gchat", "gotify", "gotifys", "json", "jsons", "matrix", "matrixs", "mmost", "mmosts"),
    *("msteams", "nctalk", "nctalks", "ntfy", "ntfys", "pover", "rocket", "rockets", "signal", "signals"),
    *("slack", "tgram", "threema", "workflow", "workflows", "wxteams", "zulip"),
)
"""The services of apprise that only speak HTTP, and so pass the address check."""

FORBIDDEN = frozenset({"template", "attach", "attachment", "config", "include"})
"""What would make a service read files of this machine, or fetch more than it sends."""

CONNECT_SECONDS = 10.0
WAIT = timedelta(seconds=30)
_NO = re.compile(r"error=(?:40[0-5]|410|422)\b")
_here = threading.local()


def check(address: str) -> str:
    """The address as it is kept, such as `tgram://TOKEN/CHAT`. Raises Invalid: no service we send by."""
    said = address.strip()
    parts = urlsplit(said)
    if parts.scheme.lower() not in SERVICES or not said.partition("://")[2]:
        raise Invalid(
            _(
                "This is no chat address that can be used. Write one of apprise, such as tgram://TOKEN/CHAT, "
                "slack://…, matrixs://…, ntfys://… Services: %(services)s."
            ),
            services=", ".join(SERVICES),
        )
    if asked := FORBIDDEN & {name.lower() for name in parse_qs(parts.query, keep_blank_values=True)}:
        raise Invalid(
            _("A chat address may not say “%(asked)s” here. Leave that part out."),
            asked=", ".join(sorted(asked)),
        )
    if _service(said) is None:
        raise Invalid(_("This chat address is not complete. Look up how apprise writes it, then try again."))
    return said


def send(address: str, title: str, body: str, *, guard: Guard) -> None:
    """Send once. Raises Invalid: no such address, or one we may not go to; Rejected, TryLater."""
    service = _service(check(address))
    with _guarded(guard), _heard() as said:
        done = service.notify(title=title, body=body)
    if done:
        return
    why = " ".join(said[-1:]) or "?"
    if _NO.search(why):
        raise Rejected(_("The chat did not take the message: %(why)s"), why=why)
    raise TryLater(_("The chat did not answer as it should: %(why)s"), WAIT, why=why)


def _service(address: str) -> Any:
    apprise = _apprise()
    asset = apprise.AppriseAsset(app_id="Leitstand", app_desc="Leitstand", async_mode=False)
    return apprise.Apprise.instantiate(address, asset=asset, suppress_exceptions=True)


@cache
def _apprise() -> Any:
    """Loaded when somebody is first told by chat: it brings a hundred services along.

    From then on no connection of urllib3 in this process goes anywhere but through a guard, and no other
    socket is connected while a service sends.
    """
    connections = importlib.import_module("urllib3.util.connection")
    connections.create_connection = _connect  # type: ignore[attr-defined]  # the one place urllib3 dials from
    sys.addaudithook(_watch)
    return importlib.import_module("apprise")


def _connect(
    address: tuple[str, int], timeout: object = None, *_more: object, **_named: object
) -> socket.socket:
    guard: Guard | None = getattr(_here, "guard", None)
    if guard is None:
        raise OSError("only a service that sends for us may connect")
    seconds = float(timeout) if isinstance(timeout, int | float) else CONNECT_SECONDS
    _here.dialling = True
    try:
        opened = guard.connect(address[0], address[1], min(seconds, CONNECT_SECONDS))
    finally:
        _here.dialling = False
    opened.settimeout(seconds)
    return opened


def _watch(event: str, _args: tuple[Any, ...]) -> None:
    """While a service sends, this thread connects nothing that the guard has not opened."""
    if event == "socket.connect" and getattr(_here, "guard", None) and not getattr(_here, "dialling", False):
        raise OSError("a service tried to connect past the address check")


@contextmanager
def _guarded(guard: Guard) -> Iterator[None]:
    _here.guard = guard
    try:
        yield
    finally:
        _here.guard = None


class _Ear(logging.Handler):
    """Hears what a service says when something went wrong; apprise itself only answers yes or no."""

    def __init__(self, thread: int) -> None:
        super().__init__(logging.WARNING)
        self.said: list[str] = []
        self.thread = thread

    def emit(self, record: logging.LogRecord) -> None:
        """Keep it, if it was said in our thread."""
        if record.thread == self.thread:
            self.said.append(record.getMessage()[:300])


@contextmanager
def _heard() -> Iterator[Sequence[str]]:
    ear, logger = _Ear(threading.get_ident()), logging.getLogger("apprise")
    logger.addHandler(ear)
    try:
        yield ear.said
    finally:
        logger.removeHandler(ear)
