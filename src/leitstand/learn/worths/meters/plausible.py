"""Visits, or events of one goal, by network and day from Plausible (plausible.io/docs/stats-api-v2)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from leitstand.learn.worths.meters.amounts import STRANGE, Amounts, Key, believed, summed
from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.network import Wire

PAGE, PAGES = 10_000, 20


def read(
    wire: Wire,
    *,
    server: str,
    site: str,
    token: str,
    days: tuple[date, date],
    kind: str,
    network_of: Callable[[str], str],
) -> Amounts:
    """Visits of these days by network; `site` as "domain", or "domain goal:NAME" for the events of a goal.

    Raises NetworkError, Reconnect for a key that is refused, Invalid for an answer nobody can read.
    """
    domain, _gap, goal = site.partition(" goal:")
    asked: dict[str, Any] = {
        "site_id": domain,
        "metrics": ["events" if goal else "visits"],
        "date_range": [one.isoformat() for one in days],
        "dimensions": ["time:day", "visit:source"],
    }
    if goal:
        asked["filters"] = [["is", "event:goal", [goal]]]
    rows: list[tuple[Key, int]] = []
    for page in range(PAGES):
        asked["pagination"] = {"limit": PAGE, "offset": page * PAGE}
        answer = wire.post(
            f"{server.rstrip('/')}/api/v2/query", json=asked, headers={"Authorization": f"Bearer {token}"}
        )
        told = _results(answer.json())
        rows.extend(row for one in told if (row := _row(one, kind, network_of)))
        if len(told) < PAGE:
            break
    return Amounts(summed(rows))


def _results(told: Any) -> list[Any]:
    found = told.get("results") if isinstance(told, dict) else None
    if not isinstance(found, list):
        raise Invalid(STRANGE, what="Plausible")
    return found


def _row(one: Any, kind: str, network_of: Callable[[str], str]) -> tuple[Key, int] | None:
    try:
        day, source = one["dimensions"]
        network, count = network_of(str(source)), believed(int(one["metrics"][0]))
        return ((date.fromisoformat(day[:10]), network, kind), count) if network else None
    except (LookupError, TypeError, ValueError, OverflowError) as error:
        raise Invalid(STRANGE, what="Plausible") from error
