"""Every write of hours: what was done, what is corrected, planned, allowed and paused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction

from leitstand.learn.hours import own, queries, routes, untelling
from leitstand.learn.hours.counting import KINDS, LONG, MINUTE, Cell
from leitstand.learn.hours.parting import FEWEST
from leitstand.learn.models import Choice, Correction, Mark, Plan, Told
from leitstand.people import actions as people
from leitstand.people.queries import EDITOR, OWNER, require
from leitstand.speak.aiming import queries as aiming
from leitstand.vocabulary.errors import Invalid, Refused
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.people.models import Membership

DAYS_CORRECTED = 90
A_DAY, A_WEEK = 24, 168


def note(member: Membership, name: str, where: Mapping[str, Any], post: str, *, now: datetime) -> bool:
    """Somebody did something on the page of this route name: at most three queries.

    Nothing is kept while the organisation does not measure or the person has paused. A thought for several
    networks counts for each of them in turn, minute by minute.
    """
    kind = routes.kind_of(name)
    if kind is None or not _measured(member):
        return False
    about = queries.networks_of(member.organization, name, where, post)
    network = about[int(now.timestamp() // 60) % len(about)] if about else ""
    return _keep(member, kind, network, now)


def beat(member: Membership, name: str, *, now: datetime) -> bool:
    """Somebody types or scrolls on a page: of the same network as the page just before, if of its kind."""
    kind = routes.kind_of(name)
    if kind is None or not _measured(member):
        return False
    last = own.last_mark(member, now - LONG * MINUTE)
    return _keep(member, kind, last.network if last and last.kind == kind else "", now)


def _measured(member: Membership) -> bool:
    return member.organization.measuring is not None and queries.choice(member).paused is None


def _keep(member: Membership, kind: str, network: str, now: datetime) -> bool:
    minute = now.replace(second=0, microsecond=0)
    Mark.objects.bulk_create(
        [Mark(membership=member, minute=minute, kind=kind, network=network)], ignore_conflicts=True
    )
    return True


def switch(member: Membership, *, on: bool, now: datetime) -> None:
    """Begin or end measuring for the organisation. Owners only."""
    if on == (member.organization.measuring is not None):
        require(member, OWNER)
        return
    people.change_organization(member, measuring=now if on else None)


def pause(member: Membership, *, on: bool, now: datetime) -> None:
    """Pause one's own measuring, or go on. Nobody else can see which."""
    Choice.objects.update_or_create(membership=member, defaults={"paused": now if on else None})


@transaction.atomic
def agree(member: Membership, *, on: bool, now: datetime) -> None:
    """Let one's hours be told in sums of fewer than three, or no more: then those sums go, everywhere."""
    Choice.objects.update_or_create(membership=member, defaults={"agreed": now if on else None})
    if not on:
        small = Told.objects.filter(agreed__membership=member, people__lt=FEWEST)
        mondays = set(small.values_list("closing__monday", flat=True))
        small.delete()
        untelling.say(member.organization, mondays)


@transaction.atomic
def correct(
    member: Membership, cell: Cell, minutes: int, reason: str = "", *, now: datetime
) -> Correction | None:
    """Add minutes to one's own day, or take them away. Raises Invalid; None where nothing changes."""
    day, network, kind = cell
    today = member.organization.day(now)
    if kind not in KINDS:
        raise Invalid(_("“%(kind)s” is no kind of work. Choose one of the list."), kind=kind)
    if day > today:
        raise Invalid(_("This day has not come yet. Nothing was kept; choose today or an earlier day."))
    if day < today - timedelta(days=DAYS_CORRECTED):
        raise Invalid(
            _(
                "Only the last %(days)s days can be corrected: what is older is kept by week. Nothing was "
                "changed."
            ),
            days=DAYS_CORRECTED,
        )
    if not minutes:
        return None
    _bounds(own.lines(member, day, day + timedelta(days=1)), cell, minutes)
    return Correction.objects.create(
        membership=member,
        day=day,
        network=network[:40],
        kind=kind,
        minutes=minutes,
        reason=reason.strip()[:200],
        made=now,
    )


def _bounds(there: list[own.Line], cell: Cell, minutes: int) -> None:
    """Raises Invalid for a day of more than 24 hours, and for taking away more than there is."""
    all_day = sum(one.total.minutes for one in there) + minutes
    if all_day > A_DAY * 60:
        raise Invalid(
            _(
                "That would make %(hours)s hours on this day, and a day has 24. Nothing was kept; write "
                "fewer hours, or spread them over several days."
            ),
            hours=round(all_day / 60, 1),
        )
    here = sum(one.total.minutes for one in there if (one.day, one.network, one.kind) == cell)
    if here + minutes < 0:
        raise Invalid(
            _(
                "Only %(there)s minutes stand there, so %(minutes)s cannot be taken away. Nothing was "
                "changed."
            ),
            there=here,
            minutes=-minutes,
        )


@transaction.atomic
def withdraw(member: Membership, id: int) -> None:
    """Take back one of one's own corrections."""
    found = Correction.objects.filter(membership=member, pk=id).first()
    if found is None:
        raise Refused(_("This correction is not here any more. Nothing was changed; reload the page."))
    there = own.lines(member, found.day, found.day + timedelta(days=1))
    _bounds(there, (found.day, found.network, found.kind), -found.minutes)
    found.delete()


@transaction.atomic
def plan(
    member: Membership,
    voice: Membership | None,
    network: str,
    hours: float,
    *,
    today: date,
    aims: Sequence[int] | None = None,
) -> Plan | None:
    """Mean so many hours a week for a network; 0 ends the plan. What was meant before stays in the history.

    `aims`: what of the charter they are for; None: as it was.
    Editors plan for themselves, owners for everybody. Raises Refused, Invalid above 168 hours a week.
    """
    require(member, EDITOR if voice is not None and voice.pk == member.pk else OWNER)
    organization = member.organization
    if not 0 <= hours <= A_WEEK:
        raise Invalid(
            _("A week has 168 hours; %(hours)s cannot be planned. Nothing was changed."), hours=f"{hours:g}"
        )
    rows = Plan.objects.select_for_update().filter(organization=organization, voice=voice, ended=None)
    others = rows.exclude(network=network).values_list("hours", flat=True)
    if voice is not None and (together := sum(others) + hours) > A_WEEK:
        raise Invalid(
            _(
                "That would be %(hours)s hours a week for one person, and a week has 168. Nothing was "
                "changed."
            ),
            hours=f"{together:g}",
        )
    now = rows.filter(network=network).first()
    serves = list(now.aims.all()) if now is not None else []
    if aims is not None:
        serves = aiming.ours(organization, aims)
    if now is not None and now.hours == hours:
        now.aims.set(serves)
        return now
    if now is not None:
        now.ended = today
        now.save(update_fields=["ended"])
    if not hours:
        return None
    made = Plan.objects.create(
        organization=organization,
        voice=voice,
        network=network[:40],
        hours=hours,
        since=today,
        by=member.person,
    )
    made.aims.set(serves)
    return made
