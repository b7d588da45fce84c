"""Everything is held: by one press, or by itself when a storm rises; effective before the next send."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from leitstand.listen.alarms import queries as alarms
from leitstand.people.queries import EDITOR, require
from leitstand.speak.hooks import events
from leitstand.speak.models import ApprovalPlan, Pause
from leitstand.vocabulary.errors import Refused
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.people.models import Membership, Organization


def pause(organization: Organization | int) -> Pause | None:
    """The pause that holds now; None: nothing is held."""
    return Pause.objects.filter(organization=organization, ended=None).select_related("by").first()


@transaction.atomic
def hold(member: Membership, reason: str, *, now: datetime) -> Pause:
    """Hold everything of the organisation. Pressed twice, it is held once. Raises Refused for readers."""
    require(member, EDITOR)
    found, made = Pause.objects.get_or_create(
        organization=member.organization,
        ended=None,
        defaults={"by": member.person, "since": now, "reason": reason.strip()[:300]},
    )
    if made:
        events.of_pause(found, now)
    return found


@transaction.atomic
def go_on(member: Membership, *, now: datetime) -> int:
    """End the pause: what is due goes out again. Raises Refused for readers and where nothing is held."""
    require(member, EDITOR)
    held = pause(member.organization)
    rows = Pause.objects.filter(organization=member.organization, ended=None)
    ended = rows.update(ended=now, ended_by=member.person)
    if held is None or not ended:
        raise Refused(_("Nothing is held. Nothing was changed; reload the page."))
    held.ended, held.ended_by = now, member.person
    events.of_pause(held, now)
    return ended


def hold_in_storms(now: datetime) -> int:
    """Hold organisations that want it when a storm rises; once a storm, so that a person's word stands."""
    held = 0
    for plan in ApprovalPlan.objects.filter(hold_in_storm=True).select_related("organization"):
        storm = alarms.open_alarms(plan.organization).filter(drill=None, state="open").first()
        last = Pause.objects.filter(organization=plan.organization).order_by("-since").first()
        if storm is None or (last and (last.ended is None or last.since >= storm.opened)):
            continue
        try:
            with transaction.atomic():
                made = Pause.objects.create(
                    organization=plan.organization, since=now, reason=storm.watch_name
                )
                events.of_pause(made, now)
        except IntegrityError:
            continue  # a person was quicker
        held += 1
    return held
