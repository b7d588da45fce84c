"""Every read of decisions."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import F, Q, QuerySet
from django.shortcuts import get_object_or_404

from leitstand.decide.charter import queries as charter
from leitstand.decide.models import Charter, Decision
from leitstand.listen.fronts import queries as fronts
from leitstand.vocabulary.errors import Gone
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.listen.models import FrontPage
    from leitstand.people.models import Organization

OPEN = ("decided", "held", "changed")
"""Taken and not found wrong: they are looked at again."""


def decisions(organization: Organization) -> QuerySet[Decision]:
    """All there are, the latest first."""
    rows = Decision.objects.filter(organization=organization).select_related("owner", "by", "proposed_by")
    return rows.prefetch_related("aims", "votes__person", "looks__by").order_by("-proposed", "-pk")


def decision(organization: Organization, id: int) -> Decision:
    """One of them; Http404 when it is not this organisation's."""
    found: Decision = get_object_or_404(decisions(organization), pk=id)
    return found


def proposed(organization: Organization) -> QuerySet[Decision]:
    """What waits for its owner's word, the nearest deadline first."""
    return decisions(organization).filter(state="proposed").order_by("deadline", "pk")


def to_look_at(organization: Organization, today: date) -> QuerySet[Decision]:
    """What was to be looked at again by today, the longest due first."""
    return decisions(organization).filter(state__in=OPEN, review__lte=today).order_by("review", "pk")


def needing(organization: Organization, today: date, limit: int) -> list[Decision]:
    """What the desk shows: proposals that wait for their owner's word, and decisions to look at again."""
    due = Q(state="proposed") | Q(state__in=OPEN, review__lte=today)
    rows = Decision.objects.filter(due, organization=organization).select_related("owner")
    return list(rows.order_by(F("deadline").asc(nulls_last=True), "review", "pk")[:limit])


def votes(decision: Decision) -> Counter[str]:
    """How many said yes, no, and that they abstain."""
    return Counter(one.vote for one in decision.votes.all())


def public(slug: str) -> tuple[FrontPage, Charter]:
    """Whose decisions stand at a public address. Raises Gone, whether off or never there."""
    front = fronts.addressed(slug)
    found = front and Charter.objects.filter(organization=front.organization, public=True).first()
    if not front or not found:
        raise Gone(_("There is no public page at this address, or it has been switched off."))
    return front, found


def shown(organization: Organization) -> list[Decision]:
    """What everybody may read: taken, and marked for it."""
    rows = decisions(organization).filter(public=True, state__in=charter.TAKEN)
    return list(rows.order_by("-at", "-pk")[:200])
