"""How much one note may hold, read from the server and remembered for an hour."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from django.core.cache import cache

from leitstand import registry
from leitstand.people.wires import open_wire
from leitstand.vocabulary.errors import LeitstandError
from leitstand.vocabulary.network import Limits

if TYPE_CHECKING:
    from leitstand.people.models import Account

KEPT_SECONDS = 3600
AGAIN_SECONDS = 60


def of(account: Account) -> Limits:
    """What this account's server allows; silent: nothing is claimed, we ask again soon."""
    kept = cache.get(_key(account))
    if kept is not None:
        return Limits(**kept)
    try:
        with open_wire(account) as wire:
            told, seconds = registry.network(account.network).limits(wire), KEPT_SECONDS
    except LeitstandError:
        told, seconds = Limits(), AGAIN_SECONDS
    keep(account, told, seconds)
    return told


def keep(account: Account, told: Limits, seconds: int | None) -> None:
    """Remember what an account's server allows for so long; None: until it is removed."""
    cache.set(_key(account), asdict(told), seconds)


def _key(account: Account) -> str:
    return f"limits:{account.pk}"
