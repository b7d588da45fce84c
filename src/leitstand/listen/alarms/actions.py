"""Every write that a person makes in this room: taking and closing an alarm, plan, reach, drills."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.core import signing
from django.db import IntegrityError, transaction

from leitstand.listen.alarms import queries
from leitstand.listen.models import Alarm, AlarmDrill, AlarmPlan, AlarmReach, Watch
from leitstand.people import queries as people
from leitstand.vocabulary.errors import Gone, Invalid, Refused
from leitstand.vocabulary.lives import ALARM
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.people.models import Membership, Person

EDITOR, OWNER = "editor", "owner"
PLANNED = frozenset({"false_a_month", "first", "deputy", "press", "escalate_minutes"})
REACHED = frozenset({"always", "mail", "chat", "quiet", "quiet_from", "quiet_to", "urgent_passes"})
LINK_GOOD_FOR = timedelta(days=7)
_SALT = "leitstand.listen.alarms.take"


def token(alarm: Alarm, person: Person) -> str:
    """What the link in a notice carries: which alarm, and who takes it."""
    return signing.dumps([alarm.pk, person.pk], salt=_SALT)


def taken_by_link(said: str) -> tuple[Alarm, Person]:
    """The alarm and the person behind such a link. Raises Gone when it is too old or leads nowhere."""
    gone = Gone(_("This link has ended or was changed on its way. Sign in; the alarms stand under Listen."))
    try:
        pk, person_pk = signing.loads(said, salt=_SALT, max_age=LINK_GOOD_FOR)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise gone from error
    alarm = Alarm.objects.select_related("organization", "acknowledged_by", "drill").filter(pk=pk).first()
    members = people.members(alarm.organization) if alarm else []
    person = next(
        (one.person for one in members if one.person_id == person_pk and one.person.is_active), None
    )
    if alarm is None or person is None:
        raise gone
    return alarm, person


@transaction.atomic
def acknowledge(alarm: Alarm, person: Person, *, now: datetime) -> Alarm:
    """Somebody has it in hand: nobody else is woken. Taking it twice changes nothing; Refused: over."""
    held = Alarm.objects.select_for_update().get(pk=alarm.pk)
    if held.state != "acknowledged":
        held.state = ALARM.step(held.state, "acknowledged")
        held.acknowledged, held.acknowledged_by, held.escalate = now, person, None
        held.save(update_fields=["state", "acknowledged", "acknowledged_by", "escalate"])
        held.notices.filter(state="due").update(state="dropped")
    return held


def take(member: Membership, alarm: Alarm, *, now: datetime) -> Alarm:
    """Take an alarm of one's own organisation, on the page."""
    _ours(member, alarm.organization_id)
    return acknowledge(alarm, member.person, now=now)


@transaction.atomic
def close(member: Membership, alarm: Alarm, verdict: str, *, now: datetime) -> Alarm:
    """Done with it, and whether there was something to it. No second alarm comes while the storm blows."""
    people.require(member, EDITOR)
    _ours(member, alarm.organization_id)
    if verdict not in (Alarm.REAL, Alarm.NOTHING):
        raise Invalid(_("Say whether there was something to it or not."))
    held = Alarm.objects.select_for_update().get(pk=alarm.pk)
    if held.state != "closed":
        held.state = ALARM.step(held.state, "closed")
        held.closed, held.closed_by = now, member.person
    held.verdict, held.escalate = verdict, None
    held.save(update_fields=["state", "closed", "closed_by", "verdict", "escalate"])
    held.notices.filter(state="due").update(state="dropped")
    return held


@transaction.atomic
def change_plan(member: Membership, **wishes: Any) -> AlarmPlan:
    """What holds for all alarms of the organisation: any of `PLANNED`. Owners only."""
    people.require(member, OWNER)
    plan = queries.plan(member.organization_id)
    _change(plan, wishes, PLANNED)
    return plan


@transaction.atomic
def change_reach(member: Membership, **wishes: Any) -> AlarmReach:
    """By what a member wants to be reached, and when not: any of `REACHED`."""
    reach = queries.reach(member)
    _change(reach, wishes, REACHED)
    return reach


def begin_drill(member: Membership, watch: Watch, *, now: datetime) -> AlarmDrill:
    """Inject a storm over a watch, a moment from now. One drill at a time. Raises Refused."""
    people.require(member, EDITOR)
    _ours(member, watch.organization_id)
    if not watch.active:
        raise Refused(
            _("“%(name)s” is paused, so no storm over it is noticed. Resume it first."), name=watch.name
        )
    try:
        with transaction.atomic():
            return AlarmDrill.objects.create(
                organization_id=member.organization_id,
                watch=watch,
                watch_name=watch.name,
                by=member.person,
                asked=now,
            )
    except IntegrityError as error:
        raise Refused(_("A drill is under way already. Nothing was begun; take its alarm first.")) from error


def _change(row: AlarmPlan | AlarmReach, wishes: Mapping[str, Any], lawful: frozenset[str]) -> None:
    if strange := set(wishes) - lawful:
        raise ValueError(f"nobody may change {', '.join(sorted(strange))} this way")
    for name, value in wishes.items():
        setattr(row, name, value)
    row.save()


def _ours(member: Membership, organization_id: int) -> None:
    if organization_id != member.organization_id:
        raise Refused(_("This belongs to another organisation. Nothing was changed."))
