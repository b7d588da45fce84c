"""The exact note of a delivery, the same at every attempt; its media in public while a network fetches."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.urls import reverse

from leitstand.speak.library import store
from leitstand.speak.models import Delivery
from leitstand.vocabulary.errors import Gone
from leitstand.vocabulary.post import Note, Picture
from leitstand.vocabulary.words import _

_SALT = "leitstand.speak.media"
FETCHED = ("claimed", "preparing", "sending", "unknown")
"""While a delivery is in one of these, or put back half prepared, its network may fetch what it shows."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What lies behind a public address of a medium."""

    content: bytes
    media_type: str


def note_of(delivery: Delivery) -> Note:
    """The exact note of a delivery: the same at every attempt. Raises Refused when a picture is missing."""
    said = delivery.note
    return Note(
        content=delivery.content,
        published=delivery.published or delivery.created,
        language=delivery.language,
        in_reply_to=delivery.after.receipt_id if delivery.after else said.get("in_reply_to"),
        name=said.get("name"),
        summary=said.get("summary", ""),
        visibility=said.get("visibility", ""),
        prepared=delivery.prepared,
        pictures=tuple(
            Picture(
                content=store.get(one["sha256"]),
                media_type=one["media_type"],
                alt=one["alt"],
                url=address_of(delivery, one["sha256"]),
            )
            for one in said.get("pictures", ())
        ),
    )


def address_of(delivery: Delivery, sha256: str) -> str | None:
    """Where a network may fetch a medium of ours: signed, so nobody guesses it. None: we are not public."""
    origin = public_origin()
    if origin is None:
        return None
    token = signing.dumps([delivery.pk, sha256], salt=_SALT)
    return f"{origin}{reverse('speak:public_media', args=[token])}"


def shown(token: str) -> Shown:
    """The bytes behind such an address. Raises Gone for a wrong one, and once nobody needs it any more."""
    try:
        pk, sha256 = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        pk, sha256 = 0, ""
    delivery = Delivery.objects.filter(pk=pk).first()
    pictures = delivery.note.get("pictures", ()) if delivery else ()
    one = next((one for one in pictures if one["sha256"] == sha256), None)
    if delivery is None or one is None or not _needed(delivery):
        raise Gone(_("There is no picture here, or not any more."))
    return Shown(store.get(sha256), one["media_type"])


def public_origin() -> str | None:
    """Our own public address, "https://…"; None where it is not set, or leads to nowhere in public."""
    origin = settings.CONFIG.origin if settings.CONFIG.public_url else ""
    parts = urlsplit(origin)
    if parts.scheme != "https" or not parts.hostname:
        return None
    try:
        return origin if ip_address(parts.hostname).is_global else None
    except ValueError:
        inside = parts.hostname.endswith((".local", ".internal", ".localhost", ".lan", ".home.arpa"))
        return None if inside or "." not in parts.hostname else origin


def _needed(delivery: Delivery) -> bool:
    return delivery.state in FETCHED or (delivery.state == "due" and delivery.attempts > 0)
