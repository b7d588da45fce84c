"""Visits by network and day from Matomo, by its Reporting API.

See developer.matomo.org/api-reference/reporting-api. Asked by POST, as Matomo wants it for tokens: the
token then stands in no address and no log.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from leitstand.learn.worths.meters.amounts import STRANGE, Amounts, Key, believed, summed
from leitstand.vocabulary.errors import Invalid, Reconnect
from leitstand.vocabulary.network import Wire
from leitstand.vocabulary.words import _

METHODS = ("Referrers.getSocials", "Referrers.getWebsites", "Referrers.getCampaigns")
"""A visit has one kind of referrer in Matomo, so that nothing is counted by two of these."""


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
    """Visits of these days by network. Raises NetworkError, Reconnect for a refused token, Invalid."""
    rows: list[tuple[Key, int]] = []
    for method in METHODS:
        form = {
            "module": "API",
            "method": method,
            "idSite": site,
            "period": "day",
            "date": f"{days[0].isoformat()},{days[1].isoformat()}",
            "format": "JSON",
            "filter_limit": "-1",
            "token_auth": token,
        }
        told = wire.post(f"{server.rstrip('/')}/index.php", form=form).json()
        rows.extend(_rows(told, kind, network_of))
    return Amounts(summed(rows))


def _rows(told: Any, kind: str, network_of: Callable[[str], str]) -> Iterator[tuple[Key, int]]:
    if isinstance(told, dict) and told.get("result") == "error":
        said = str(told.get("message", ""))[:200]
        if "token" in said.lower() or "access" in said.lower():
            raise Reconnect(
                _("Matomo does not accept the token: %(said)s. Nothing was lost; enter a new one."), said=said
            )
        raise Invalid(_("Matomo says: %(said)s. Nothing was changed; check the site's number."), said=said)
    if not isinstance(told, dict):
        raise Invalid(STRANGE, what="Matomo")
    for day, labels in told.items():
        at = _day(day)
        for one in labels if isinstance(labels, list) else ():
            if not isinstance(one, dict):
                raise Invalid(STRANGE, what="Matomo")
            if network := network_of(str(one.get("label", ""))):
                yield (at, network, kind), _count(one.get("nb_visits"))


def _day(said: str) -> date:
    try:
        return date.fromisoformat(said)
    except ValueError as error:
        raise Invalid(STRANGE, what="Matomo") from error


def _count(said: object) -> int:
    try:
        return believed(int(str(said)))
    except ValueError as error:
        raise Invalid(STRANGE, what="Matomo") from error
