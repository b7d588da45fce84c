"""Every read of what was taken back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from leitstand.speak.models import Delivery, Recall, Takedown

if TYPE_CHECKING:
    from leitstand.people.models import Organization

GONE, ACCEPTED, REQUESTED, UNKNOWN, IMPOSSIBLE = "gone", "accepted", "requested", "unknown", "impossible"
STATES = (GONE, ACCEPTED, REQUESTED, UNKNOWN, IMPOSSIBLE)


def recalls(organization: Organization) -> QuerySet[Recall]:
    """Everything that was taken back, the latest first."""
    return (
        Recall.objects.filter(organization=organization)
        .select_related("by", "thought", "correction")
        .prefetch_related("takedowns__delivery__account")
        .order_by("-at", "-pk")
    )


def recall(organization: Organization, id: int) -> Recall:
    """One of them; Http404 when it is not this organisation's."""
    found: Recall = get_object_or_404(recalls(organization), pk=id)
    return found


def open_count(organization: Organization) -> int:
    """How many take-downs are not yet seen gone, nor known to be impossible."""
    rows = Takedown.objects.filter(delivery__organization=organization)
    return rows.exclude(state__in=[GONE, IMPOSSIBLE]).count()


def of_thought(thought_id: int) -> list[Delivery]:
    """All that a thought became, withdrawn and refused posts aside."""
    rows = Delivery.objects.filter(variant__thought=thought_id).exclude(state__in=["withdrawn", "refused"])
    return list(rows.select_related("account", "variant__thought"))


def counts(takedowns: Iterable[Takedown]) -> dict[str, int]:
    """How many ways stand where."""
    states = [one.state for one in takedowns]
    return {state: states.count(state) for state in STATES}
