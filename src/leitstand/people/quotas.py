"""What is left of what a network grants an account, and when more comes; counted here, call by call."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F, Sum

from leitstand import registry
from leitstand.people.models import Account, Spent
from leitstand.vocabulary.errors import TryLater
from leitstand.vocabulary.network import quotas
from leitstand.vocabulary.quota import Charge, Quota
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from django.db.models import QuerySet

SLOTS = 24
"""A period without a beginning of its own is counted in so many slots, so that old calls fall out of it."""

RESERVE = 0.05
"""So much of a quota only a take-down may use: whoever has to take something back must always be able to."""

_urgent: ContextVar[bool] = ContextVar("urgent", default=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """One quota of one account: `units` left of `of` until `resets`; None where only money ends it."""

    quota: Quota
    used: int
    left: int | None
    resets: datetime

    @property
    def dollars(self) -> float:
        """What was used costs so much, by the published price."""
        return self.used * self.quota.micro_dollars / 1_000_000


@contextmanager
def urgent() -> Iterator[None]:
    """Within this, calls may use the reserve too: something is being taken down."""
    token = _urgent.set(True)
    try:
        yield
    finally:
        _urgent.reset(token)


def left(account: Account, now: datetime) -> list[Left]:
    """Every quota of an account's network, as far as we know: another program's calls are not counted."""
    if account.network not in registry.names(registry.NETWORKS):
        return []
    return [_left(account, quota, now) for quota in quotas(registry.network(account.network))]


def allow(account: Account, charge: Charge, now: datetime) -> None:
    """Raises TryLater until more comes, when this call would use more than is left."""
    quota = _quota(account, charge)
    if quota is None or quota.units is None:
        return
    there = _left(account, quota, now)
    kept = 0 if _urgent.get() else reserve(quota)
    if there.left is not None and there.left - charge.units < kept:
        raise TryLater(
            _(
                "What %(network)s grants is used up: %(used)s of %(granted)s (%(unit)s). "
                "Nothing was sent; it goes on by itself when more comes."
            ),
            max(there.resets - now, timedelta(minutes=1)),
            network=registry.network(account.network).title,
            used=there.used,
            granted=quota.units,
            unit=quota.bucket,
        )


def spend(account: Account, charge: Charge, now: datetime) -> None:
    """Count one call. What fell out of every period is forgotten on the way."""
    quota = _quota(account, charge)
    if quota is None:
        return
    begins = _slot(quota, now)
    with transaction.atomic():
        row, _made = Spent.objects.get_or_create(account=account, bucket=charge.bucket, begins=begins)
        Spent.objects.filter(pk=row.pk).update(units=F("units") + charge.units)
        _rows(account, quota).filter(begins__lt=now - quota.period - timedelta(days=2)).delete()


def reserve(quota: Quota) -> int:
    """How many units of it are kept for take-downs."""
    return 0 if quota.units is None else max(1, int(quota.units * RESERVE)) if quota.units > 1 else 0


def _left(account: Account, quota: Quota, now: datetime) -> Left:
    since, resets = _period(quota, now)
    rows = _rows(account, quota).filter(begins__gte=since)
    used = int(rows.aggregate(sum=Sum("units"))["sum"] or 0)
    if not quota.zone and (oldest := rows.order_by("begins").first()):
        resets = oldest.begins + quota.period + _width(quota)
    rest = None if quota.units is None else max(quota.units - used, 0)
    return Left(quota=quota, used=used, left=rest, resets=resets)


def _rows(account: Account, quota: Quota) -> QuerySet[Spent]:
    return Spent.objects.filter(account=account, bucket=quota.bucket)


def _quota(account: Account, charge: Charge) -> Quota | None:
    granted = quotas(registry.network(account.network))
    return next((quota for quota in granted if quota.bucket == charge.bucket), None)


def _period(quota: Quota, now: datetime) -> tuple[datetime, datetime]:
    """Since when is counted, and when what was used first comes back.

    Without a zone a slot counts until its last moment has left the period: rather too much than too little.
    """
    if not quota.zone:
        return now - quota.period - _width(quota) + timedelta(microseconds=1), now + quota.period
    here = now.astimezone(ZoneInfo(quota.zone))
    begins = here.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    days = max(quota.period.days, 1)
    return begins.astimezone(UTC), (begins + timedelta(days=days)).astimezone(UTC)


def _slot(quota: Quota, now: datetime) -> datetime:
    """The moment under which a call is counted now."""
    if quota.zone:
        return _period(quota, now)[0]
    width = _width(quota).total_seconds()
    return datetime.fromtimestamp(now.timestamp() // width * width, UTC)


def _width(quota: Quota) -> timedelta:
    return quota.period / SLOTS
