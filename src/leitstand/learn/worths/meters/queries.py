"""Every read of where numbers come from, and how each of them is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.core import signing
from django.db.models import Max, Min, QuerySet, Sum
from django.shortcuts import get_object_or_404

from leitstand import registry
from leitstand.learn.models import Meter, Tally
from leitstand.people import queries as people
from leitstand.vocabulary.errors import Gone
from leitstand.vocabulary.referrers import HOSTS, network_of
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.people.models import Organization

MATOMO, PLAUSIBLE, TABLE, LOG, FORM, HAND = "matomo", "plausible", "table", "log", "form", "hand"
READS: Mapping[str, str] = {
    MATOMO: _("Matomo, read by itself"),
    PLAUSIBLE: _("Plausible, read by itself"),
    TABLE: _("tables brought in (CSV)"),
    LOG: _("server logs brought in"),
    FORM: _("a form or page of ours that counts"),
    HAND: _("typed in by hand"),
}
ASKED = (MATOMO, PLAUSIBLE)
"""These are asked by the program; the others wait for somebody."""

QUIET = timedelta(days=3)
_SALT = "leitstand.learn.count"


@dataclass(frozen=True, slots=True)
class Health:
    """One meter with what it has given: `state` is well, failing, quiet, waiting or off."""

    meter: Meter
    state: str
    first: date | None
    last: date | None
    total: int


def meters(organization: Organization) -> QuerySet[Meter]:
    """Where this organisation's numbers come from, by name."""
    return Meter.objects.filter(organization=organization).select_related("aim").order_by("name")


def meter(organization: Organization, id: int) -> Meter:
    """One of them; Http404 when it is not this organisation's."""
    found: Meter = get_object_or_404(meters(organization), pk=id)
    return found


def health(organization: Organization, now: datetime) -> list[Health]:
    """Each meter, how it is and what it gave: two queries."""
    rows = meters(organization).annotate(
        first=Min("tallies__day"), latest=Max("tallies__day"), total=Sum("tallies__count")
    )
    return [Health(one, _state(one, now), one.first, one.latest, one.total or 0) for one in rows]


def _state(meter: Meter, now: datetime) -> str:
    if not meter.active:
        return "off"
    if meter.problem:
        return "failing"
    if meter.last_read is None:
        return "waiting"
    asked = meter.reads in ASKED and meter.last_read < now - QUIET
    return "quiet" if asked else "well"


def due(now: datetime) -> Sequence[int]:
    """Meters that are to be asked now: ids."""
    rows = Meter.objects.filter(reads__in=ASKED, active=True, next_read__lte=now)
    return list(rows.order_by("next_read").values_list("pk", flat=True)[:20])


def networks(organization: Organization) -> list[str]:
    """Networks a number can be credited to: our accounts', then all the table of referrers knows."""
    ours = list(dict.fromkeys(people.accounts(organization).values_list("network", flat=True)))
    known = set(registry.names(registry.NETWORKS))
    counted = Tally.objects.filter(meter__organization=organization).exclude(network="")
    seen = counted.order_by("network").values_list("network", flat=True).distinct()
    return [one for one in dict.fromkeys([*ours, *seen, *HOSTS]) if one in known]


def reader(organization: Organization) -> Callable[[str], str]:
    """Finds the network behind a referrer; the servers of our own accounts are known by name."""
    rows = people.accounts(organization).values_list("server", "network")
    ours = {urlsplit(server).hostname or "": network for server, network in rows}
    ours.pop("", None)
    return partial(network_of, ours=ours)


def token(meter: Meter) -> str:
    """What a counting address carries: signed, and another one once it was renewed."""
    return signing.dumps([meter.pk, meter.renewed.timestamp()], salt=_SALT)


def counting(said: str) -> Meter:
    """The meter behind a counting address. Raises Gone: there is none, it was renewed, or is off."""
    try:
        pk, renewed = signing.loads(said, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        pk, renewed = 0, 0.0
    found = Meter.objects.filter(pk=pk, reads=FORM, active=True).select_related("organization").first()
    if found is None or found.renewed.timestamp() != renewed:
        raise Gone(_("This counting address is not in use any more. Nothing was counted."))
    return found


@dataclass(frozen=True, slots=True)
class Typed:
    """One number that somebody typed for a week: what, how many, who and when."""

    network: str
    kind: str
    count: int
    by: str
    at: datetime


def typed(meter: Meter, monday: date) -> dict[tuple[str, str], Typed]:
    """What was typed for a week, by network and kind."""
    rows = Tally.objects.filter(meter=meter, day=monday).select_related("by")
    return {
        (row.network, row.kind): Typed(
            row.network, row.kind, row.count, str(row.by) if row.by else "", row.at
        )
        for row in rows
    }
