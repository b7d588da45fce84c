"""Every write of the calendar: another time for a thought, and the address under which it is fetched."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from leitstand.people.queries import EDITOR, require
from leitstand.speak.composing import planning
from leitstand.speak.models import CalendarAddress, Thought
from leitstand.vocabulary.errors import Refused
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.people.models import Membership


@transaction.atomic
def move(
    member: Membership, thought: Thought, due: datetime, *, was: datetime | None, now: datetime
) -> Thought:
    """Another time for a thought that was seen at `was`.

    Raises Refused for readers, where somebody else has moved it meanwhile and where something of it has
    gone out; Invalid for a time that has passed or lies before the embargo. Nothing is changed then.
    """
    require(member, EDITOR)
    row = Thought.objects.select_for_update().get(pk=thought.pk)
    if row.due != was:
        raise Refused(
            _("Somebody has moved this meanwhile, so nothing was changed. Look where it stands now.")
        )
    return planning.move(member, row, due, now=now)


@transaction.atomic
def renew(member: Membership, *, now: datetime) -> CalendarAddress:
    """An address for this person; the one before, if any, is worth nothing from now on."""
    found, _made = CalendarAddress.objects.update_or_create(
        organization=member.organization,
        person=member.person,
        defaults={"key": uuid.uuid4(), "created": now, "asked": None},
    )
    return found


def end(member: Membership) -> None:
    """No address any more; whoever has it reads nothing."""
    CalendarAddress.objects.filter(organization=member.organization, person=member.person).delete()


def fetched(address: CalendarAddress, *, now: datetime) -> None:
    """Remember that a calendar has asked, so that its person sees whether it is used."""
    CalendarAddress.objects.filter(pk=address.pk).update(asked=now)
