"""Picks out of JSON that others wrote what is there and of the right shape, and passes over the rest."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.network import Answer
from leitstand.vocabulary.words import _


def loaded(raw: bytes, network: str) -> Any:
    """The bytes of an answer as JSON. Raises Invalid, naming the network."""
    try:
        return json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise Invalid(
            _("This is no answer of %(network)s: %(why)s."), network=network, why=str(error)
        ) from error


def text(said: object, key: str) -> str:
    """A text that can be stored (half a character in it is replaced); "" where there is none."""
    value = said.get(key) if isinstance(said, Mapping) else None
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else ""


def mapping(said: object, *keys: str) -> Mapping[str, Any]:
    """An object within objects; {} where one is missing."""
    for key in keys:
        said = said.get(key) if isinstance(said, Mapping) else None
    return said if isinstance(said, Mapping) else {}


def objects(said: object, key: str = "") -> Iterator[Mapping[str, Any]]:
    """The objects in a list, or in the list under a key."""
    value = (said.get(key) if isinstance(said, Mapping) else None) if key else said
    yield from (one for one in (value if isinstance(value, list) else []) if isinstance(one, Mapping))


MOST_DIGITS = 18
"""Of a whole number that comes as a text: all of them fit into 64 bits."""


def whole(said: object, key: str) -> int | None:
    """A whole number, also one that is written as a text; None where there is none."""
    value = said.get(key) if isinstance(said, Mapping) else None
    if type(value) is int:
        return value if 0 <= value < 2**63 else None
    if not isinstance(value, str) or len(value) > MOST_DIGITS or not (value.isascii() and value.isdecimal()):
        return None
    return int(value)


def moment(said: object, key: str) -> datetime | None:
    """A moment as ISO 8601, as aware UTC; without a zone it is taken as UTC."""
    written = text(said, key)
    if not written:
        return None
    try:
        read = datetime.fromisoformat(written)
        return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def epoch(said: object, key: str, per_second: int = 1) -> datetime | None:
    """A moment as seconds (or parts of them) since 1970, as aware UTC."""
    number = whole(said, key)
    try:
        return datetime.fromtimestamp(number / per_second, UTC) if number else None
    except (ValueError, OverflowError, OSError):
        return None


def served(answer: Answer) -> datetime | None:
    """When the server answered, by its own clock (RFC 9110, 6.6.1); None where it does not say."""
    try:
        read = parsedate_to_datetime(answer.headers.get("date", ""))
        return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        return None
