"""Status codes and broken connections become errors here, once for all networks. Pure."""

from __future__ import annotations

import base64
import binascii
import html
import json
import re
import ssl
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import httpcore2
import httpx2

from leitstand.vocabulary.errors import Gone, NetworkError, Reconnect, Rejected, TryLater, Uncertain
from leitstand.vocabulary.network import Answer
from leitstand.vocabulary.words import _
from leitstand.wire.transport import TooMuch, TooSlow

DAY = timedelta(days=1)
SOON = timedelta(minutes=5)
WORDS = 300
# A repeat cannot double anything: these are raised before a byte of the request has left.
UNSENT = (httpcore2.ConnectError, httpcore2.ConnectTimeout, httpcore2.PoolTimeout)


def failure(
    answer: Answer, *, writing: bool, now: datetime, secrets: Iterable[str] = ()
) -> NetworkError | None:
    """What an answer means, as an error; None when it is none.

    `writing` is for post, put and delete: there a fault of the server leaves open what it did. Every error
    carries `status`, and where the server said so its `words` and its own `code`; the answer itself goes
    along for the network's own file.
    """
    error = _failure(answer, writing=writing, now=now, secrets=secrets)
    if error:
        error.headers, error.body = answer.headers, answer.body
    return error


def _failure(answer: Answer, *, writing: bool, now: datetime, secrets: Iterable[str]) -> NetworkError | None:
    status = answer.status
    if status < 300 or status == 304 or (writing and status in (302, 303)):
        return None
    words, code = server_words(answer, secrets)
    facts = {"host": _host(answer.url), "status": status, "words": words, "code": code}
    if status == 429 or status >= 500 or status in (408, 425):
        return _later(answer, writing, now, facts)
    if status == 401:
        return Reconnect(
            _(
                "%(host)s does not accept our sign-in (any more). Nothing was changed. "
                "Connect the account again to go on."
            ),
            **facts,
        )
    if status in (404, 410):
        return Gone(
            _("%(host)s has nothing at this address (%(status)s): it was moved or taken down."), **facts
        )
    if status < 400:
        return _elsewhere(answer, facts)
    if words:
        return Rejected(_("%(host)s said no (%(status)s): “%(words)s” Nothing was changed."), **facts)
    return Rejected(_("%(host)s said no (%(status)s) and gave no reason. Nothing was changed."), **facts)


def _later(answer: Answer, writing: bool, now: datetime, facts: Mapping[str, Any]) -> NetworkError:
    if answer.status in (429, 425):
        return TryLater(
            _("%(host)s asks us to slow down. Nothing was changed or lost; we go on when it lets us."),
            told_wait(answer.headers, now) or SOON,
            **facts,
        )
    if writing:
        return Uncertain(
            _(
                "%(host)s had a fault of its own (%(status)s) while it was handling what we sent. "
                "It may be there or not: look on the network before sending again."
            ),
            **facts,
        )
    return TryLater(
        _("%(host)s has a fault of its own (%(status)s). Nothing was lost; we ask again later."),
        told_wait(answer.headers, now) or SOON,
        **facts,
    )


def _elsewhere(answer: Answer, facts: Mapping[str, Any]) -> NetworkError:
    to = _host(answer.headers.get("location", "")) or facts["host"]
    return Rejected(
        _(
            "%(host)s sends us on to another address at %(to)s (%(status)s), which we do not follow here. "
            "Nothing was changed. Enter the new address in the connection."
        ),
        to=to,
        **facts,
    )


def fault(error: Exception, host: str, *, writing: bool) -> NetworkError:
    """A connection that broke, or that we ended, as an error."""
    if isinstance(error, UNSENT):
        return unreached(error.__cause__ or error.__context__, host)
    if writing:
        return Uncertain(
            _(
                "%(host)s did not answer after we had begun to send. It may be there or not: "
                "look on the network before sending again."
            ),
            host=host,
            status=None,
        )
    if isinstance(error, TooMuch):
        return TryLater(
            _("%(host)s sends more than Leitstand reads at a time, so we stopped reading. Nothing was lost."),
            DAY,
            host=host,
            status=None,
        )
    if isinstance(error, TooSlow | httpcore2.TimeoutException):
        return TryLater(
            _("%(host)s took too long to answer. Nothing was lost; we ask again later."),
            SOON,
            host=host,
            status=None,
        )
    return TryLater(
        _("The answer of %(host)s broke off or could not be read. Nothing was lost; we ask again later."),
        SOON,
        host=host,
        status=None,
    )


def unreached(reason: BaseException | None, host: str) -> NetworkError:
    if isinstance(reason, ssl.SSLError):
        why = getattr(reason, "verify_message", "") or reason.reason or "TLS"
        return TryLater(
            _(
                "There is no secure connection to %(host)s: %(why)s. Nothing was sent. "
                "Its operator has to mend the certificate; we try again later."
            ),
            timedelta(hours=1),
            host=host,
            why=why,
            status=None,
        )
    return TryLater(
        _("%(host)s cannot be reached: %(why)s. Nothing was sent; check the address, we try again later."),
        SOON,
        host=host,
        why=_reason(reason),
        status=None,
    )


def _reason(reason: BaseException | None) -> str:
    if isinstance(reason, TimeoutError):
        return "timeout"
    if isinstance(reason, OSError) and reason.strerror:
        return reason.strerror
    return "no connection" if reason is None else str(reason) or type(reason).__name__


BROKEN = (
    httpcore2.TimeoutException,
    httpcore2.NetworkError,
    httpcore2.ProtocolError,
    httpx2.DecodingError,
    TooSlow,
    TooMuch,
)


def told_wait(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """How long the server asks us to wait, at most a day: Retry-After (RFC 9110 10.2.3), else the reset of
    its rate limit: a moment (Mastodon), epoch seconds (Bluesky, X) or seconds from now (the IETF's draft)."""
    for name in ("retry-after", "x-ratelimit-reset", "x-rate-limit-reset", "ratelimit-reset"):
        if (wait := _wait(headers.get(name, "").strip()[:64], now)) is not None:
            return min(max(wait, timedelta(seconds=1)), DAY)
    return None


def _wait(said: str, now: datetime) -> timedelta | None:
    if re.fullmatch(r"[0-9]{1,15}(\.[0-9]*)?", said):
        seconds = float(said)
        return timedelta(seconds=min(seconds - now.timestamp() if seconds > 1e9 else seconds, 1e6))
    moment = _moment(said)
    return moment - now if moment else None


def _moment(said: str) -> datetime | None:
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = read(said)
            return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, TypeError, OverflowError):
            continue
    return None


def server_words(answer: Answer, secrets: Iterable[str] = ()) -> tuple[str, str]:
    """The server's own reason as a short plain text without our secrets, and its name for it; "" for none."""
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    said: Any = None
    if "json" in kind or answer.body[:1] in (b"{", b"["):
        try:
            said = json.loads(answer.body)
        except (ValueError, RecursionError):
            return "", ""
    elif kind == "text/plain":
        said = answer.body[: WORDS * 8].decode("utf-8", "replace")
    words = _plain(_said(said), secrets)
    code = ""
    if isinstance(said, dict):
        code = next((said[k] for k in ("code", "error") if isinstance(said.get(k), str)), "")
    return words, code if re.fullmatch(r"[\w.:-]{1,64}", code) and code == _plain(code, secrets) else ""


def _said(said: Any) -> str:
    if isinstance(said, str):
        return said
    if isinstance(said, list):
        return "; ".join(filter(None, map(_said, said[:3])))
    if isinstance(said, dict):
        for key in ("message", "error_description", "detail", "error", "errors", "title"):
            if words := _said(said.get(key)):
                return words
    return ""


def _plain(text: str, secrets: Iterable[str]) -> str:
    text = html.unescape(re.sub(r"<[^<>]*>", " ", text[: WORDS * 8]))
    text = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    for secret in sorted(_parts(secrets), key=len, reverse=True):
        text = text.replace(secret, "…")
    return text if len(text) <= WORDS else text[: WORDS - 1].rstrip() + "…"


def _parts(secrets: Iterable[str]) -> set[str]:
    """Secrets whole, word by word, and with what Basic authentication (RFC 7617) wraps."""
    parts: set[str] = set()
    for secret in secrets:
        words = {secret, *secret.split()}
        for word in tuple(words):
            try:
                words.update(base64.b64decode(word, validate=True).decode().split(":", 1))
            except (binascii.Error, ValueError):
                continue
        parts |= words
    return {part for part in parts if len(part) >= 6}


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
