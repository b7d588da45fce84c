"""Who is told of an alarm, by which way and when: the notices, made in the transaction of what they tell."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from leitstand.listen.alarms import devices, queries
from leitstand.listen.alarms.quiet import until_loud, zone_of
from leitstand.listen.models import Alarm, AlarmEvent, AlarmNotice, AlarmPlan, AlarmReach
from leitstand.people import queries as people

if TYPE_CHECKING:
    from leitstand.people.models import Membership, Person

OWNER = "owner"
Way = tuple[str, int]
"""By what, and for a push to which device."""


def of_alarm(alarm: Alarm, plan: AlarmPlan, event: AlarmEvent | None, now: datetime) -> None:
    """Tell whom the plan names first (else the owners), who wants every alarm, and of an event its people.

    The sample organisation's own storms are told to nobody: its people do not exist. A drill is told.
    """
    if alarm.organization.is_demo and alarm.drill_id is None:
        return
    members = _members(alarm)
    if plan.first_id and plan.first_id in members:
        told: set[int] = {plan.first_id}
    else:
        told = {pk for pk, member in members.items() if member.role == OWNER}
    told |= queries.wanting(alarm.organization_id)
    if event is not None:
        told |= {pk for pk in (event.person_id, plan.press_id) if pk}
    if alarm.drill_id is not None and alarm.drill and alarm.drill.by_id:
        told = {alarm.drill.by_id}
    whom = [members[pk].person for pk in told if pk in members]
    _tell(alarm, AlarmNotice.ALARM, whom, now, awake=alarm.drill_id is not None)
    if deputies(alarm, plan, members):
        alarm.escalate = now + timedelta(minutes=plan.escalate_minutes)


def of_silence(alarm: Alarm, plan: AlarmPlan, now: datetime) -> None:
    """Nobody took the alarm: tell the deputy."""
    members = _members(alarm)
    _tell(alarm, AlarmNotice.DEPUTY, [members[pk].person for pk in deputies(alarm, plan, members)], now)


def of_calm(alarm: Alarm, now: datetime) -> None:
    """It is calm again: tell those who heard of the alarm, by the same ways; nobody is woken for that."""
    heard = alarm.notices.filter(state="sent").exclude(reason=AlarmNotice.CALM).select_related("person")
    still_on = {0, *devices.names(one.device for one in heard)}
    told: dict[tuple[int, Way], Person] = {
        (one.person_id, (one.way, one.device)): one.person for one in heard if one.device in still_on
    }
    reaches = queries.reaches(alarm.organization_id, {pk for pk, _way in told})
    rows = [
        _notice(alarm, AlarmNotice.CALM, person, way, _when(person, reaches[pk], now, wake=False), now=now)
        for (pk, way), person in told.items()
    ]
    AlarmNotice.objects.bulk_create(rows, ignore_conflicts=True)


def grew_urgent(alarm: Alarm, now: datetime) -> None:
    """What waited for the morning goes out now, to those who want that."""
    waiting = alarm.notices.filter(state="due", waited=True)
    people_waiting = set(waiting.values_list("person", flat=True))
    reaches = queries.reaches(alarm.organization_id, people_waiting)
    woken = [pk for pk in people_waiting if reaches[pk].urgent_passes]
    waiting.filter(person__in=woken).update(due=now, waited=False)


def deputies(alarm: Alarm, plan: AlarmPlan, members: dict[int, Membership] | None = None) -> list[int]:
    """Who is told when nobody took the alarm: the deputy of the plan, if they still work here."""
    members = _members(alarm) if members is None else members
    return [plan.deputy_id] if plan.deputy_id and plan.deputy_id in members else []


def ways(reach: AlarmReach, on: Iterable[int] = ()) -> list[Way]:
    """By what somebody can be reached, as they chose; `on` are the devices they turned on."""
    found: list[Way] = [(AlarmNotice.MAIL, 0)] * reach.mail + [(AlarmNotice.CHAT, 0)] * bool(reach.chat)
    return found + [(AlarmNotice.PUSH, device) for device in on]


def _members(alarm: Alarm) -> dict[int, Membership]:
    return {one.person_id: one for one in people.members(alarm.organization) if one.person.is_active}


def _tell(alarm: Alarm, reason: str, whom: Iterable[Person], now: datetime, *, awake: bool = False) -> None:
    """Notices that are not there yet; repeating it changes nothing. Who began a drill is awake."""
    them = list(whom)
    reaches = queries.reaches(alarm.organization_id, [person.pk for person in them])
    turned_on = devices.by_person(person.pk for person in them)
    rows = []
    for person in them:
        reach = reaches[person.pk]
        due = _when(person, reach, now, wake=awake or (alarm.urgent and reach.urgent_passes))
        by = ways(reach, turned_on.get(person.pk, ()))
        rows += [_notice(alarm, reason, person, way, due, now=now) for way in by]
    AlarmNotice.objects.bulk_create(rows, ignore_conflicts=True)


def _when(person: Person, reach: AlarmReach, now: datetime, *, wake: bool) -> datetime:
    if wake or not reach.quiet:
        return now
    return until_loud(now, zone_of(person.time_zone), reach.quiet_from, reach.quiet_to)


def _notice(
    alarm: Alarm, reason: str, person: Person, way: Way, due: datetime, *, now: datetime
) -> AlarmNotice:
    return AlarmNotice(
        alarm=alarm, reason=reason, person=person, way=way[0], device=way[1], due=due, waited=due > now
    )
