"""Who is writing an answer right now, so that two people never write the same."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from leitstand.people.queries import EDITOR, require
from leitstand.speak.models import Claim
from leitstand.speak.treating import locked

if TYPE_CHECKING:
    from leitstand.listen.models import Mention
    from leitstand.people.models import Membership, Person

LASTS = timedelta(minutes=3)
"""So long after the last key somebody still counts as writing."""


@transaction.atomic
def claim(member: Membership, mention: Mention, *, now: datetime, take: bool = False) -> Claim:
    """The claim that stands then: ours, or of somebody who writes already (unless we `take` it)."""
    require(member, EDITOR)
    locked(mention)
    found = Claim.objects.filter(mention=mention).select_related("person").first()
    if found and found.person_id != member.person_id and not take and _fresh(found, now):
        return found
    row, _made = Claim.objects.update_or_create(
        mention=mention, defaults={"person": member.person, "seen": now}
    )
    return row


def renew(member: Membership, mention: Mention, *, now: datetime) -> None:
    """Still writing: a claim of ours goes on. Nobody else's is touched."""
    Claim.objects.filter(mention=mention, person=member.person).update(seen=now)


def leave(member: Membership, mention: Mention) -> None:
    """We write no longer."""
    Claim.objects.filter(mention=mention, person=member.person).delete()


def other(member: Membership, mention: Mention, *, now: datetime) -> Person | None:
    """Who else is writing an answer to this right now."""
    return others(member, [mention.pk], now=now).get(mention.pk)


def others(member: Membership, mentions: Iterable[int], *, now: datetime) -> dict[int, Person]:
    """Who else is writing, for many mentions at once: one query."""
    found = Claim.objects.filter(mention__in=list(mentions), seen__gt=now - LASTS)
    return {
        one.mention_id: one.person for one in found.exclude(person=member.person_id).select_related("person")
    }


def _fresh(claim: Claim, now: datetime) -> bool:
    return now - claim.seen < LASTS
