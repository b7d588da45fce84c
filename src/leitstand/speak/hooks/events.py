"""What hooks are told: written in the transaction of what happened, so that none is lost or made up."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse

from leitstand import registry
from leitstand.speak.models import Hook, Message
from leitstand.vocabulary.network import is_internal
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.people.models import Organization
    from leitstand.speak.models import Delivery, Pause, Release, Takedown

DELIVERY, TAKEDOWN, RELEASE, PAUSE = "delivery", "takedown", "release", "pause"
KINDS = {
    DELIVERY: _("every step of a post: due, waiting, preparing, sending, sent, unknown, refused, withdrawn"),
    TAKEDOWN: _("every step of a take-down: requested, accepted, gone, unknown, impossible"),
    RELEASE: _("a second person is asked, has released or declined"),
    PAUSE: _("everything is held, and goes on"),
}
TEST = "test"


def of_delivery(row: Delivery, here: str, now: datetime) -> None:
    """A post has taken a step; `here` is where it came from. Its words are not told, only where they are."""
    tell(row.organization_id, DELIVERY, row.state, lambda: _facts(row) | {"was": here}, now)


def of_takedown(row: Takedown, here: str, now: datetime) -> None:
    """A take-down has taken a step."""

    def facts() -> dict[str, Any]:
        return _facts(row.delivery) | {"was": here, "reason": row.reason, "witness": row.witness}

    tell(row.delivery.organization_id, TAKEDOWN, row.state, facts, now)


def of_release(row: Release, now: datetime) -> None:
    """A second person was asked, or has said a word."""

    def facts() -> dict[str, Any]:
        page = _page("speak:release", row.pk)
        return {
            "id": row.pk,
            "deadline": row.deadline and row.deadline.isoformat(),
            "risk": row.risk,
            "page": page,
        }

    tell(row.organization_id, RELEASE, row.state, facts, now)


def of_pause(row: Pause, now: datetime) -> None:
    """Everything is held, or goes on."""

    def facts() -> dict[str, Any]:
        return {"since": row.since.isoformat(), "reason": row.reason, "by_itself": row.by_id is None}

    tell(row.organization_id, PAUSE, "began" if row.ended is None else "ended", facts, now)


def tell(
    organization: Organization | int, kind: str, what: str, facts: Callable[[], dict[str, Any]], now: datetime
) -> None:
    """Write it down for every hook that wants to hear of this kind."""
    for hook in Hook.objects.filter(organization=organization, active=True):
        if kind in hook.kinds:
            to(hook, f"{kind}.{what}", facts(), now)


def to(hook: Hook, event: str, data: dict[str, Any], now: datetime) -> Message:
    """Write one event down for one hook."""
    body = json.dumps(
        {"type": event, "timestamp": now.isoformat(), "data": data}, ensure_ascii=False, sort_keys=True
    )
    return Message.objects.create(hook=hook, event=event, body=body, created=now, next_try=now)


def _facts(row: Delivery) -> dict[str, Any]:
    known = row.account.network in registry.names(registry.NETWORKS)
    inside = known and is_internal(registry.network(row.account.network))
    return {
        "id": row.pk,
        "key": str(row.key),
        "network": row.account.network,
        "account": row.account.handle or row.account.name,
        "due": row.due.isoformat(),
        "url": "" if inside else row.receipt_url,
        "page": _page("speak:publication", row.pk),
    }


def _page(name: str, pk: int) -> str:
    return f"{settings.CONFIG.origin}{reverse(name, args=[pk])}"
