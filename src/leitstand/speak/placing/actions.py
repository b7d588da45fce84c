"""Every write of places: what is wanted of a voice or an account, and what an author says of a thought."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from leitstand.people.queries import EDITOR, OWNER, require
from leitstand.speak.models import Place, Thought, Wanted
from leitstand.speak.placing.shares import Point
from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.people.models import Account, Membership, Person

TOLERANCE = 50
"""So many points a post may lie from what is wanted before that is said, unless agreed otherwise."""


@transaction.atomic
def want(
    member: Membership,
    whom: Person | Account,
    point: Point,
    *,
    now: datetime,
    tolerance: int = TOLERANCE,
    words: str = "",
) -> Wanted:
    """Agree on the shares a voice or an account is meant to have; what was agreed before is kept.

    One's own shares every editor may set, those of others and of accounts only owners. Raises Refused;
    Invalid for anything but 0 to 100, and for somebody who is not of this organisation.
    """
    person = getattr(whom, "memberships", None) is not None
    require(member, EDITOR if person and whom.pk == member.person_id else OWNER)
    _percent(point.professional, point.public, tolerance)
    ours = member.organization.memberships.filter(person_id=whom.pk) if person else None
    if not (ours.exists() if ours is not None else member.organization.accounts.filter(pk=whom.pk).exists()):
        raise Invalid(_("This voice or account is not of this organisation. Nothing was kept."))
    return Wanted.objects.create(
        organization=member.organization,
        person_id=whom.pk if person else None,
        account_id=None if person else whom.pk,
        professional=round(point.professional),
        public=round(point.public),
        tolerance=tolerance,
        words=words.strip()[:300],
        at=now,
        by=member.person,
    )


@transaction.atomic
def say(member: Membership, thought: Thought, professional: int | None, *, now: datetime) -> Place | None:
    """Say how professional a thought is, in percent; None takes the word back. Raises Refused, Invalid."""
    require(member, EDITOR)
    if professional is None:
        Place.objects.filter(thought=thought).delete()
        return None
    _percent(professional)
    if Place.objects.filter(thought=thought, professional=professional).exists():
        return Place.objects.get(thought=thought)
    place, _made = Place.objects.update_or_create(
        thought=thought, defaults={"professional": professional, "at": now, "by": member.person}
    )
    return place


def _percent(*shares: float) -> None:
    if not all(0 <= one <= 100 for one in shares):
        raise Invalid(_("A share is a number from 0 to 100. Nothing was kept; choose one of these."))
