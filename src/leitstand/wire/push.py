"""Web push (RFC 8030): a short message to one browser, encrypted for it (8291) and signed by us (8292)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

import http_ece  # type: ignore[import-untyped]  # has no types
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02  # type: ignore[import-untyped]  # has no types
from py_vapid.utils import b64urldecode, b64urlencode  # type: ignore[import-untyped]  # has no types

from leitstand.vocabulary.errors import Gone, Invalid, Reconnect, Rejected, TryLater, Uncertain
from leitstand.vocabulary.network import Answer
from leitstand.vocabulary.words import _
from leitstand.wire import request
from leitstand.wire.address import Guard
from leitstand.wire.caps import Caps
from leitstand.wire.http import HttpWire

LONGEST = 3993
"""Bytes of text: the 4096 that every push service takes (RFC 8030 7.2), less header, end mark and tag."""

STEP = 1024
"""Texts are filled up with blanks to a multiple of this, so that their length tells nothing."""

SIGNED_FOR = timedelta(hours=12)  # RFC 8292 2: at most 24 h
SOON = timedelta(seconds=30)
CAPS = Caps(body_bytes=100_000, connect_seconds=10, read_seconds=10, answer_seconds=10)
_CODED = re.compile(r"[A-Za-z0-9_-]{1,100}={0,2}")


@dataclass(frozen=True, slots=True)
class Browser:
    """What a browser gives to whom it lets send: an address, its public key and a shared secret."""

    endpoint: str
    p256dh: str
    auth: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Push:
    """What is sent: JSON of at most `LONGEST` bytes. A later one on the same `topic` takes the place of one
    that still waits for its device, for `seconds` at most."""

    text: bytes
    topic: str
    urgent: bool
    seconds: int


@dataclass(frozen=True, slots=True)
class Sender:
    """Who we are to push services: our private key, and whom they may write to (mailto: or https:)."""

    private: str
    contact: str


def new_key() -> str:
    """A private key on P-256, as 32 bytes in base64url."""
    made = ec.generate_private_key(ec.SECP256R1())
    said: str = b64urlencode(made.private_numbers().private_value.to_bytes(32, "big"))
    return said


def is_key(said: str) -> bool:
    """Can this be a private key of ours?"""
    return bool(re.fullmatch(r"[A-Za-z0-9_-]{43}", said))


def public_key(private: str) -> str:
    """What a browser is told of this key: the point, uncompressed, in base64url."""
    point = Vapid02.from_raw(private.encode()).public_key
    said: str = b64urlencode(point.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))
    return said


def check(endpoint: str, p256dh: str, auth: str) -> Browser:
    """What a browser gave us, checked before it is kept. Raises Invalid; the address is looked up later."""
    target = request.address(endpoint, schemes=("https",))
    if len(endpoint) > 2000 or ":" in target.host:
        raise _unusable()
    if len(_decoded(auth)) != 16:
        raise _unusable()
    _point(p256dh)
    return Browser(endpoint.strip(), p256dh.rstrip("="), auth.rstrip("="))


def send(to: Browser, push: Push, sender: Sender, *, guard: Guard, now: datetime) -> None:
    """Send once, through the address check; redirects are not followed.

    Raises Gone: the browser ended it; TryLater; Rejected; Invalid: an address we may not go to. What may or
    may not have arrived is a TryLater, too: its repeat takes the place of the first.
    """
    headers = {
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(push.seconds),
        "Topic": push.topic,
        "Urgency": "high" if push.urgent else "normal",
        **_signature(to.endpoint, sender, now),
    }
    with HttpWire(guard=guard, caps=CAPS) as wire:
        try:
            answer = wire.post(to.endpoint, body=encrypted(push.text, to), headers=headers)
        except Gone as error:
            raise Gone(_("This device takes no notices any more: its browser has ended it.")) from error
        except Uncertain as error:
            why = str(error.facts.get("status") or "?")
            raise TryLater(
                _("%(host)s did not take the notice (%(why)s)."), SOON, host=error.facts["host"], why=why
            ) from error
        except TryLater as error:
            if error.facts.get("status") is None:  # not reached: the service has asked for no wait
                error.wait = min(error.wait, SOON)
            raise
        except Reconnect as error:
            raise _not_ours(to) from error
    _took(answer, to)


def encrypted(text: bytes, to: Browser) -> bytes:
    """The body for `to`, filled up with blanks. Raises Invalid when `text` is too long."""
    if len(text) > LONGEST:
        raise Invalid(_("This notice is longer than a browser takes. Nothing was sent."))
    filled = text.ljust(min(LONGEST, max(1, -(-len(text) // STEP)) * STEP))
    return sealed(filled, to, key=ec.generate_private_key(ec.SECP256R1()))


def sealed(text: bytes, to: Browser, *, key: ec.EllipticCurvePrivateKey, salt: bytes | None = None) -> bytes:
    """RFC 8291 for one message; `key` is of that message alone, and so is `salt` (16 bytes, else by dice)."""
    made: bytes = http_ece.encrypt(
        text, salt=salt, private_key=key, dh=_decoded(to.p256dh), auth_secret=_decoded(to.auth)
    )
    return made


def _signature(endpoint: str, sender: Sender, now: datetime) -> dict[str, str]:
    target = request.address(endpoint, schemes=("https",))
    claims = {
        "aud": f"https://{target.netloc.decode('ascii')}",
        "exp": int((now + SIGNED_FOR).timestamp()),
        "sub": sender.contact,
    }
    key = Vapid02.from_raw(sender.private.encode())
    key.conf = {"no-strict": True}  # its pattern knows no port in an https: contact
    signed: dict[str, str] = key.sign(claims)
    return signed


def _took(answer: Answer, to: Browser) -> None:
    """302 and 303 come back as answers; a push service that sends us elsewhere has taken nothing."""
    if answer.status >= 300:
        raise Rejected(
            _("%(host)s sends the notice on to another address, which we do not follow. Nothing was sent."),
            host=request.address(to.endpoint).host,
        )


def _not_ours(to: Browser) -> Rejected:
    return Rejected(
        _("%(host)s does not accept our signature. Remove the device and turn it on again there."),
        host=request.address(to.endpoint).host,
    )


def _point(said: str) -> None:
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _decoded(said))
    except ValueError as error:
        raise _unusable() from error


def _decoded(said: str) -> bytes:
    if not _CODED.fullmatch(said):
        raise _unusable()
    try:
        decoded: bytes = b64urldecode(said.rstrip("=").encode())
    except ValueError as error:
        raise _unusable() from error
    return decoded


def _unusable() -> Invalid:
    return Invalid(
        _("What the browser gave for its notices cannot be used. Nothing was kept; turn them on once more.")
    )
