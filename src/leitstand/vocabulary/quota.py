"""How much of something a network grants, and what one call takes out of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    """How much of one thing a network grants in a period; `units` None: as much as is paid for.

    `zone` (IANA) is where a new day begins when the quota comes back at midnight; "" for the last `period`
    up to now. `micro_dollars` is the published price of a unit, 0 where calls cost nothing.
    """

    bucket: str
    unit: str
    units: int | None = None
    period: timedelta = timedelta(days=1)
    zone: str = ""
    micro_dollars: int = 0


@dataclass(frozen=True, slots=True)
class Charge:
    """What one call takes out of one quota."""

    bucket: str
    units: int = 1
