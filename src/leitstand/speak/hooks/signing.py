"""Signs what a hook is told, as Standard Webhooks 1.0 says: HMAC-SHA256 over identity, moment and body."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from datetime import datetime

PREFIX = "whsec_"


def secret() -> str:
    """A new secret, 24 bytes as base64, as it is kept."""
    return base64.b64encode(secrets.token_bytes(24)).decode()


def shown(secret: str) -> str:
    """The secret as the other side enters it."""
    return PREFIX + secret


def headers(secret: str, key: str, at: datetime, body: str) -> dict[str, str]:
    """What goes along with a body; the same `key` at every attempt, so that nothing is taken twice."""
    moment = str(int(at.timestamp()))
    signed = hmac.new(base64.b64decode(secret), f"{key}.{moment}.{body}".encode(), hashlib.sha256)
    return {
        "content-type": "application/json",
        "webhook-id": key,
        "webhook-timestamp": moment,
        "webhook-signature": f"v1,{base64.b64encode(signed.digest()).decode()}",
    }
