"""The second look: some of what was let stand goes to another person, and how often it was wrong."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.shortcuts import get_object_or_404

from leitstand.people import queries as people
from leitstand.speak.models import SecondLook, TriagePlan
from leitstand.vocabulary.errors import Refused
from leitstand.vocabulary.shares import wilson
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.people.models import Membership, Organization
    from leitstand.speak.models import Treatment

RIGHT, WRONG = "right", "wrong"


@dataclass(frozen=True, slots=True)
class Errors:
    """How many of `of` second looks disagreed, and the 80 % interval of that share (Wilson)."""

    wrong: int
    of: int
    low: float
    high: float

    @property
    def share(self) -> float:
        """The share that should not have been let stand, 0 to 1; of nothing, 0."""
        return self.wrong / self.of if self.of else 0.0

    @property
    def told(self) -> str:
        """The share as it is read."""
        return f"{100 * self.share:.0f}\u00a0%"

    @property
    def span(self) -> str:
        """Its interval as it is read."""
        return f"{100 * self.low:.0f}–{100 * self.high:.0f}\u00a0%"


def plan(organization: Organization) -> TriagePlan:
    """What this organisation assumes and draws; kept from the first use on, for its seed."""
    found, _made = TriagePlan.objects.get_or_create(organization=organization)
    return found


def drawn(seed: str, mention: int, percent: int) -> bool:
    """Is this one drawn? The same answer each time for a seed, spread evenly over mentions."""
    digest = hashlib.sha256(f"{seed}:{mention}".encode()).digest()
    return int.from_bytes(digest[:8]) < percent * 2**64 // 100


def draw(organization: Organization, row: Treatment, *, now: datetime) -> None:
    """Put what was just let stand before another person, if it is drawn."""
    rule = plan(organization)
    if drawn(rule.seed, row.mention_id, rule.percent):
        SecondLook.objects.get_or_create(
            mention_id=row.mention_id,
            defaults={"organization": organization, "first": row.by, "reason": row.reason, "drawn": now},
        )


def undraw(mention: int) -> None:
    """It is not let stand any more; a verdict that was given stays counted."""
    SecondLook.objects.filter(mention=mention, verdict="").delete()


def waiting(organization: Organization) -> QuerySet[SecondLook]:
    """What was drawn and nobody has looked at yet, the oldest first."""
    return (
        SecondLook.objects.filter(organization=organization, verdict="", mention__taken_down=None)
        .select_related("mention", "mention__source", "mention__story", "first")
        .prefetch_related("mention__watches")
        .order_by("drawn", "pk")
    )


def look(organization: Organization, id: int) -> SecondLook:
    """One of them; Http404 when it is not this organisation's."""
    found: SecondLook = get_object_or_404(
        SecondLook.objects.filter(organization=organization).select_related("mention"), pk=id
    )
    return found


@transaction.atomic
def judge(member: Membership, drawn: SecondLook, verdict: str, *, now: datetime) -> SecondLook:
    """Another person's verdict. Raises Refused for readers, for who let it stand, and where one was given."""
    people.require(member, people.EDITOR)
    row = SecondLook.objects.select_for_update().get(pk=drawn.pk)
    if row.first_id == member.person_id:
        raise Refused(_("You let this stand yourself. Nothing was changed; a second person must look."))
    if row.verdict:
        raise Refused(_("Somebody has looked at this already. Nothing was changed; reload the page."))
    row.verdict, row.by, row.at = WRONG if verdict == WRONG else RIGHT, member.person, now
    row.save()
    return row


@transaction.atomic
def change(member: Membership, minutes: int, percent: int) -> TriagePlan:
    """Choose the assumption and the share. Raises Refused for all but owners."""
    people.require(member, people.OWNER)
    row = plan(member.organization)
    row.minutes, row.percent = minutes, percent
    row.save(update_fields=["minutes", "percent"])
    return row


def errors(organization: Organization) -> Errors:
    """How often letting stand was wrong, as far as second looks tell."""
    told = SecondLook.objects.filter(organization=organization).aggregate(
        wrong=Count("pk", filter=Q(verdict=WRONG)), of=Count("pk", filter=~Q(verdict=""))
    )
    return Errors(told["wrong"], told["of"], *wilson(told["wrong"], told["of"]))
