"""Every read of the voices: the mentions they are worked out from, and what was worked out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING

from leitstand import registry
from leitstand.listen.models import Audience, Mention, Owner, VoicesReport
from leitstand.listen.outlets import keys
from leitstand.people import queries as people
from leitstand.vocabulary.network import Offer

if TYPE_CHECKING:
    from leitstand.people.models import Organization

SPANS = (7, 30, 90)
"""Days that a report may look back."""
MOST = 50_000
"""So many mentions at most are looked at, the latest; the page says when there were more."""
PIECE = 500
SHOWN = 50
SOON, SELDOM = timedelta(minutes=10), timedelta(hours=20)
SHARE = 100
"""A report may take a hundredth of the time at most."""


def heard(organization_id: int, now: datetime) -> Iterator[list[Mention]]:
    """What was heard in the longest span and still stands, in the order of hearing, in pieces."""
    rows = Mention.objects.filter(
        organization=organization_id, taken_down=None, published__gte=now - timedelta(days=max(SPANS))
    )
    latest = rows.order_by("-pk").values_list("pk", flat=True)[MOST : MOST + 1]
    if beyond := list(latest):
        rows = rows.filter(pk__gt=beyond[0])
    stream = rows.order_by("heard", "pk").iterator(chunk_size=PIECE)
    while piece := list(islice(stream, PIECE)):
        yield piece


def owners(organization_id: int) -> dict[str, str]:
    """The owner's name for each of their outlets, by host, handle and author id."""
    rows = Owner.objects.filter(organization=organization_id)
    return {key: owner.name for owner in rows for key in keys(owner.outlets)}


def ours(organization: Organization) -> frozenset[str]:
    """Everything that our own accounts go by: ids, handles with and without @, addresses."""
    names: set[str] = set()
    for account in people.accounts(organization):
        handle = account.handle.removeprefix("@")
        names |= {account.actor_id, account.url, handle, f"@{handle}" if handle else ""}
    return frozenset(names - {""})


def due(organization: Organization, now: datetime) -> bool:
    """Whether its voices are to be worked out: something new was heard, or a day has passed."""
    rows = Mention.objects.filter(organization=organization).order_by("-heard")
    newest = rows.values_list("heard", flat=True).first()
    if newest is None:
        return False
    made = VoicesReport.objects.filter(organization=organization, kind=VoicesReport.ORIGIN, days=max(SPANS))
    last = made.defer("content").first()
    if last is None or last.made > now:  # none yet, or the clock was set back since
        return True
    wait = max(SOON, SHARE * timedelta(seconds=last.took_seconds))
    return now - last.made > (wait if newest > last.made else max(wait, SELDOM))


def report(organization: Organization, kind: str, days: int) -> VoicesReport | None:
    """What was worked out last, None before the first time: one query."""
    return VoicesReport.objects.filter(organization=organization, kind=kind, days=days).first()


def mentions(organization: Organization, post_ids: Iterable[str]) -> Mapping[str, Mention]:
    """The mentions of these posts that are still here and still stand, by post: two queries."""
    rows = Mention.objects.filter(organization=organization, post_id__in=set(post_ids), taken_down=None)
    whole = rows.select_related("source").prefetch_related("watches").defer("post")
    return {row.post_id: row for row in whole}


def telling() -> dict[str, str]:
    """The networks that list who follows an account, by name, with their titles."""
    return {
        name: network.title
        for name, network in registry.networks().items()
        if Offer.FOLLOWERS in network.offers
    }


def audiences(organization: Organization) -> list[Audience]:
    """Whose followers were looked at, the latest first: one query."""
    rows = Audience.objects.filter(organization=organization).select_related("asked_by")
    return list(rows.order_by("-asked", "-pk")[:SHOWN])
