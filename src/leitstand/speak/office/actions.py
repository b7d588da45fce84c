"""Every write of the office: who holds it, who may decide what, handing over."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from leitstand.people.queries import EDITOR, OWNER, require
from leitstand.speak.models import Authority, Handover, Office
from leitstand.speak.office import queries
from leitstand.vocabulary.errors import Invalid, Refused
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.people.models import Membership, Person


@transaction.atomic
def fill(member: Membership, given: dict[str, Any]) -> Office:
    """Say who holds the office, its share of a post, and the deputy. Raises Refused for all but owners."""
    require(member, OWNER)
    if given.get("holder_id") is not None and given.get("holder_id") == given.get("deputy_id"):
        raise Invalid(_("Nobody is their own deputy. Nothing was kept; choose somebody else."))
    office, _made = Office.objects.update_or_create(organization=member.organization, defaults=given)
    return office


@transaction.atomic
def allow(member: Membership, given: dict[str, Any]) -> Authority:
    """Add a line to the list of authorities. Raises Refused for all but owners."""
    require(member, OWNER)
    return Authority.objects.create(organization=member.organization, **given)


@transaction.atomic
def end(member: Membership, id: int) -> int:
    """Take a line off the list of authorities."""
    require(member, OWNER)
    return Authority.objects.filter(organization=member.organization, pk=id).delete()[0]


@transaction.atomic
def hand_over(member: Membership, giver: Person, taker: Person, words: str, *, now: datetime) -> Handover:
    """Write down what is open in somebody's hands, for somebody else to take item by item.

    Raises Refused for readers and for handing over what is not one's own unless one is an owner; Invalid to
    oneself.
    """
    require(member, EDITOR)
    if giver.pk != member.person_id:
        require(member, OWNER)
    if giver.pk == taker.pk:
        raise Invalid(_("One cannot hand over to oneself. Nothing was kept; choose somebody else."))
    items = queries.kept(queries.open_items(member.organization, giver, now))
    return Handover.objects.create(
        organization=member.organization,
        giver=giver,
        taker=taker,
        at=now,
        items=items,
        words=words.strip()[:5000],
    )


@transaction.atomic
def take(member: Membership, row: Handover, number: int, *, now: datetime) -> Handover:
    """Take one item, or give it back; with the last one the handing over has ended."""
    require(member, EDITOR)
    fresh = Handover.objects.select_for_update().get(pk=row.pk)
    if not 0 <= number < len(fresh.items):
        raise Refused(_("This item is not here any more. Nothing was changed; reload the page."))
    item = fresh.items[number]
    item["done"], item["by"] = not item["done"], "" if item["done"] else str(member.person)
    fresh.ended = now if all(one["done"] for one in fresh.items) else None
    fresh.save(update_fields=["items", "ended"])
    return fresh
