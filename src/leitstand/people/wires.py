"""Opens the wire for one of our accounts, or for nobody in particular."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from leitstand.people import queries
from leitstand.wire import HttpWire

if TYPE_CHECKING:
    from leitstand.people.models import Account


def open_wire(account: Account | None = None) -> HttpWire:
    """A wire that speaks as `account`; without one it carries no credentials. Close it after use."""
    connection = queries.connection(account) if account else None
    return HttpWire(connection, allowed=settings.CONFIG.allowed_addresses)
