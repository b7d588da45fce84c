"""Opens the wire for one of our accounts, or for nobody in particular."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar, overload

from django.conf import settings

from leitstand import registry
from leitstand.people import queries, quotas
from leitstand.vocabulary import network as networks
from leitstand.vocabulary.metering import Metered
from leitstand.wire import HttpWire

if TYPE_CHECKING:
    from leitstand.people.models import Account
    from leitstand.vocabulary.network import Wire
    from leitstand.vocabulary.quota import Charge

Line = TypeVar("Line", bound="Wire")


@overload
def open_wire(account: None = None) -> HttpWire: ...


@overload
def open_wire(account: Account | None) -> HttpWire | Metered: ...


def open_wire(account: Account | None = None) -> HttpWire | Metered:
    """A wire that speaks as `account`; without one it carries no credentials. Close it after use.

    Where the network grants only so much, each call is counted, and refused when nothing is left.
    """
    connection = queries.connection(account) if account else None
    wire = HttpWire(connection, allowed=settings.CONFIG.allowed_addresses)
    return metered(wire, account) if account else wire


def metered(wire: Line, account: Account) -> Line | Metered:
    """The same wire, counted for this account where its network counts."""
    network = registry.network(account.network)
    if not networks.quotas(network):
        return wire

    def spend(charge: Charge) -> None:
        quotas.spend(account, charge, _now())

    def allow(charge: Charge) -> None:
        quotas.allow(account, charge, _now())

    return Metered(wire, network, spend, allow)


def _now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251  # the edge: a call is counted at the moment it goes out
