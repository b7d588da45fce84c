"""A push service on loopback that opens what it is given by RFC 8291 itself, with no code of ours."""

from __future__ import annotations

import base64
import json
import os
import ssl
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.wire.loopback import NAME, Heard, answer, server_tls, serving


def coded(said: bytes) -> str:
    return base64.urlsafe_b64encode(said).rstrip(b"=").decode()


def decoded(said: str) -> bytes:
    return base64.urlsafe_b64decode(said + "=" * (-len(said) % 4))


def private(said: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(decoded(said), "big"), ec.SECP256R1())


def point(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


@dataclass
class Phone:
    """A browser: what it keeps to itself, and what it gives away."""

    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    auth: bytes = field(default_factory=lambda: os.urandom(16))

    def gives(self, endpoint: str) -> dict[str, str]:
        return {"endpoint": endpoint, "p256dh": coded(point(self.key)), "auth": coded(self.auth)}

    def opened(self, body: bytes) -> bytes:
        """The text of a message, by RFC 8291 3.4 and RFC 8188 2; one record."""
        salt, size, length = body[:16], struct.unpack("!L", body[16:20])[0], body[20]
        theirs, sealed = body[21 : 21 + length], body[21 + length :]
        assert len(sealed) <= size
        shared = self.key.exchange(
            ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs)
        )
        mixed = _derived(shared, self.auth, b"WebPush: info\0" + point(self.key) + theirs, 32)
        key = _derived(mixed, salt, b"Content-Encoding: aes128gcm\0", 16)
        nonce = _derived(mixed, salt, b"Content-Encoding: nonce\0", 12)
        text, mark, rest = AESGCM(key).decrypt(nonce, sealed, None).rpartition(b"\x02")
        assert mark
        assert not rest.strip(b"\0")
        return text


def _derived(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(secret)


def signed(header: str) -> tuple[dict[str, Any], str]:
    """The claims of a `vapid` authorization whose signature holds, and the key that signed (RFC 8292)."""
    scheme, _blank, rest = header.partition(" ")
    assert scheme == "vapid"
    parts = dict(part.strip().split("=", 1) for part in rest.split(","))
    said, _dot, signature = parts["t"].rpartition(".")
    head, claims = (json.loads(decoded(part)) for part in said.split("."))
    assert head["alg"] == "ES256"
    raw = decoded(signature)
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), decoded(parts["k"]))
    pair = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    key.verify(pair, said.encode(), ec.ECDSA(hashes.SHA256()))
    return claims, parts["k"]


@dataclass
class Service:
    """A push service whose devices are `phones`, by the path of their address; `says` is its next answer."""

    url: str = ""
    phones: dict[str, Phone] = field(default_factory=dict)
    says: Callable[[Heard], tuple[int, dict[str, str]]] = lambda _heard: (201, {})
    heard: list[Heard] = field(default_factory=list)
    shown: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def phone(self, name: str) -> dict[str, str]:
        """A new device, as it gives itself to a page."""
        self.phones[f"/{name}"] = Phone()
        return self.phones[f"/{name}"].gives(f"{self.url}/{name}")

    def take(self, heard: Heard) -> tuple[int, dict[str, str]]:
        self.heard.append(heard)
        status, headers = self.says(heard)
        if status == 201:
            text = self.phones[heard.target].opened(heard.body)
            self.shown.append((heard.target[1:], json.loads(text)))
        return status, headers


@contextmanager
def pushing(house: Path, tls: ssl.SSLContext | None = None) -> Iterator[Service]:
    """A service at social.example, by the house's certificate."""
    service = Service()

    def script(line, heard):
        status, headers = service.take(heard)
        answer(line, status, **headers)

    with serving(script, tls or server_tls(house)) as server:
        service.url = f"https://{NAME}:{server.port}"
        yield service
