"""Every read of the media library."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.shortcuts import get_object_or_404

from leitstand.speak.models import Delivery, Medium

if TYPE_CHECKING:
    from leitstand.people.models import Organization


STANDS = ("sent", "due", "waiting")
"""States of a post that stands in public or will."""


def media(organization: Organization, words: str = "") -> QuerySet[Medium]:
    """The library, the latest first; `words` in title, author, source."""
    found = Medium.objects.filter(organization=organization, binned=None).select_related("by")
    for word in words.split():
        found = found.filter(Q(title__icontains=word) | Q(author__icontains=word) | Q(source__icontains=word))
    return found.annotate(used=Count("uses")).order_by("-created", "-pk")


def medium(organization: Organization, id: int) -> Medium:
    """One of them; Http404 when it is not this organisation's."""
    found: Medium = get_object_or_404(media(organization), pk=id)
    return found


def in_drafts(medium: Medium) -> bool:
    """Does a thought use it of which nothing is on its way or published?"""
    bound = Delivery.objects.filter(variant__thought=OuterRef("thought")).exclude(
        state__in=["withdrawn", "refused"]
    )
    return medium.uses.filter(~Exists(bound), thought__binned=None).exists()


def kept(organization: Organization, id: int) -> Medium:
    """One of them for those who see a post with it, in the library or not any more; else Http404."""
    found: Medium = get_object_or_404(Medium, organization=organization, pk=id)
    return found


@dataclass(frozen=True, slots=True)
class Place:
    """Where a medium stands in public or will."""

    delivery: Delivery
    public: bool


def places(medium: Medium) -> Sequence[Place]:
    """Every post it goes out with, the latest first; those that are seen gone aside."""
    found = Delivery.objects.filter(variant__thought__uses__medium=medium).exclude(
        state__in=["withdrawn", "refused"]
    )
    shown = found.exclude(takedown__state="gone").select_related("account", "takedown").distinct()
    return [Place(one, one.state in ("sent", "unknown")) for one in shown.order_by("-due")]


def out_of_right(organization: Organization, today: date) -> list[Medium]:
    """Media whose licence or whose consent has ended while they stand in public or are planned."""
    # Few media can have ended at all; only of those it is asked where they stand.
    may_have = Q(expires__lt=today) | ~Q(consents=[])
    found = [one for one in media(organization).filter(may_have) if ended(one, today)]
    return [one for one in found if any(place.delivery.state in STANDS for place in places(one))]


def ended(medium: Medium, today: date) -> bool:
    """Has its licence, or the consent of somebody shown, come to an end?"""
    if medium.expires and medium.expires < today:
        return True
    untils = [one.get("until") for one in medium.consents]
    return any(until and date.fromisoformat(until) < today for until in untils) or any(
        one.get("state") in ("refused", "withdrawn") for one in medium.consents
    )
