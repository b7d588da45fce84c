"""How much was said for what: counts over a span, by aim and by network."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Count, QuerySet

from leitstand.speak.models import Delivery

if TYPE_CHECKING:
    from leitstand.people.models import Organization


@dataclass(frozen=True, slots=True)
class Sent:
    """One post or answer that went out to one account for one aim. Ids are those of the rows."""

    aim: int
    network: str
    delivery: int
    thought: int


def posts(organization: Organization, ids: Iterable[int], since: datetime, until: datetime) -> dict[int, int]:
    """By aim, the posts that went out in the span; one post on three networks counts once."""
    rows = _sent(organization, since, until).filter(variant__thought__aims__in=list(ids))
    told = (
        rows.order_by().values("variant__thought__aims").annotate(n=Count("variant__thought", distinct=True))
    )
    return _kept(told.values_list("variant__thought__aims", "n"), ids)


def answers(
    organization: Organization, ids: Iterable[int], since: datetime, until: datetime
) -> dict[int, int]:
    """Likewise, the answers that went out."""
    rows = _sent(organization, since, until).filter(reply__aims__in=list(ids))
    told = rows.order_by().values("reply__aims").annotate(n=Count("reply", distinct=True))
    return _kept(told.values_list("reply__aims", "n"), ids)


def sent(organization: Organization, ids: Iterable[int], since: datetime, until: datetime) -> list[Sent]:
    """Every first part of a post that went out in the span for one of these aims, by account."""
    rows = _sent(organization, since, until).filter(variant__thought__aims__in=list(ids), part=0)
    told = rows.values_list("variant__thought__aims", "account__network", "pk", "variant__thought")
    wanted = set(ids)
    return [Sent(aim, network, pk, thought) for aim, network, pk, thought in told if aim in wanted]


def _sent(organization: Organization, since: datetime, until: datetime) -> QuerySet[Delivery]:
    rows = Delivery.objects.filter(organization=organization, state="sent")
    return rows.filter(receipt_published__gte=since, receipt_published__lt=until)


def _kept(told: Iterable[tuple[int, int]], ids: Iterable[int]) -> dict[int, int]:
    """Joined rows may name other aims of the same post, too."""
    wanted = set(ids)
    return {aim: n for aim, n in told if aim in wanted}
