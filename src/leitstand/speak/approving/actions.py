"""Every write of approval: ask, release, decline, and what happens when nobody answers in time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import transaction

from leitstand.people import queries as people
from leitstand.people.queries import OWNER, require
from leitstand.speak import ledger
from leitstand.speak.approving import mails, queries
from leitstand.speak.hooks import events
from leitstand.speak.models import Absence, ApprovalPlan, Delivery, Release
from leitstand.speak.treating import reopen
from leitstand.vocabulary.errors import Gone, Invalid, Refused
from leitstand.vocabulary.lives import RELEASE
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.people.models import Membership, Organization, Person
    from leitstand.speak.models import Thought
    from leitstand.vocabulary.risk import Risk

SOON = timedelta(seconds=8)
"""What was due while it waited goes out so long after the word, so that it can be stopped."""


def needed(organization: Organization, risk: Risk) -> bool:
    """Does this much risk need a second person here?"""
    return risk.value >= queries.plan(organization).limit


@transaction.atomic
def ask(
    member: Membership,
    deliveries: Sequence[Delivery],
    risk: Risk,
    *,
    now: datetime,
    thought: Thought | None = None,
) -> Release:
    """Ask for a second person's word on these deliveries, which must be waiting, and tell by mail."""
    plan = queries.plan(member.organization)
    due = min(one.due for one in deliveries)
    deadline = now + timedelta(minutes=plan.minutes)
    release = Release.objects.create(
        organization=member.organization,
        thought=thought,
        seal=queries.seal(deliveries),
        risk=round(risk.value, 3),
        reasons=[{"sentence": s.sentence, "facts": _plain(s.facts), "weight": s.weight} for s in risk.signs],
        role=plan.role,
        named=plan.first,
        deputy=plan.deputy,
        asked_by=member.person,
        asked=now,
        deadline=min(deadline, due) if due > now + timedelta(minutes=5) else deadline,
        then=plan.then,
    )
    Delivery.objects.filter(pk__in=[one.pk for one in deliveries]).update(release=release)
    events.of_release(release, now)
    transaction.on_commit(lambda: mails.ask(release, queries.who_is_asked(release, now)))
    return release


@transaction.atomic
def release(member: Membership, asked: Release, words: str = "", *, now: datetime) -> Release:
    """A second person's yes to exactly what was asked about: it goes out at its time, or soon.

    Raises Refused for authors, for who is not asked, and where what would go out is not what was asked about.
    """
    row = _locked(asked)
    why = queries.may(member, row, now)
    if why:
        raise Refused(why)
    return _released(row, member.person, words, now)


@transaction.atomic
def decline(member: Membership, asked: Release, words: str, *, now: datetime) -> Release:
    """A second person's no, with why: nothing goes out, and the thought is a draft again."""
    row = _locked(asked)
    why = queries.may(member, row, now)
    if why:
        raise Refused(why)
    if not words.strip():
        raise Invalid(_("Say in a few words why not, so that it can be written better."))
    return _declined(row, member.person, words, now)


@transaction.atomic
def answer_by_link(token: str, yes: bool, words: str, *, now: datetime) -> Release:
    """The word of a reviewer without an account. Raises Gone for a link that is no longer good."""
    row = _locked(queries.by_token(token, now))
    if row.state != "asked":
        raise Gone(_("This has been decided, changed or has run out. Thank you for looking."))
    if not yes and not words.strip():
        raise Invalid(_("Say in a few words why not, so that it can be written better."))
    return _released(row, None, words, now) if yes else _declined(row, None, words, now)


@transaction.atomic
def invite(member: Membership, asked: Release, name: str, mail: str, *, now: datetime) -> Release:
    """Ask somebody without an account, who gets a link; the link of who was asked before ends.

    Raises Refused unless one may release it, or asked and no colleague may: else a link to oneself would
    pass the second person by. Refused, too, for the address of somebody who works here.
    """
    row = _locked(asked)
    if why := queries.may_invite(member, row, now):
        raise Refused(why)
    if any(one.person.email.casefold() == mail.casefold() for one in people.members(row.organization)):
        raise Refused(_("Whoever works here says the word here, not by a link. No letter was sent."))
    row.reviewer, row.mail = name.strip()[:150], mail
    row.save(update_fields=["reviewer", "mail"])
    transaction.on_commit(lambda: mails.invite(row))
    return row


@transaction.atomic
def change_plan(member: Membership, given: dict[str, Any]) -> ApprovalPlan:
    """Choose how the organisation approves. Raises Refused for all but owners."""
    require(member, OWNER)
    plan, _made = ApprovalPlan.objects.update_or_create(organization=member.organization, defaults=given)
    return plan


@transaction.atomic
def be_away(member: Membership, person: Person, start: Any, end: Any) -> Absence:
    """Note holidays of oneself, or as an owner of anybody. Raises Invalid when they end before they begin."""
    if person.pk != member.person_id:
        require(member, OWNER)
    if end < start:
        raise Invalid(_("The last day lies before the first. Nothing was kept; exchange them."))
    return Absence.objects.create(organization=member.organization, person=person, start=start, end=end)


def void(delivery: Delivery) -> None:
    """What was asked about an answer is no question any more: it was taken back before a word was said."""
    if delivery.release is not None:
        Release.objects.filter(pk=delivery.release.pk, thought=None, state="asked").update(state="void")


def lapse(now: datetime) -> int:
    """Deadlines that have passed: the deputy is asked, or nothing goes out, as was chosen. Says how many."""
    moved = 0
    for row in Release.objects.filter(state="asked", told=None, deadline__lte=now).select_related(
        "organization"
    ):
        with transaction.atomic():
            fresh = _locked(row)
            if fresh.state != "asked" or fresh.told:
                continue
            if fresh.then == "withdraw":
                _declined(fresh, None, "", now)
            elif fresh.then == "deputy":
                asked = queries.who_is_asked(fresh, now)
                transaction.on_commit(partial(mails.ask, fresh, asked))
            Release.objects.filter(pk=fresh.pk).update(told=now)
            moved += 1
    return moved


def _locked(asked: Release) -> Release:
    """The release as it is now, held; its deliveries first, as in taking back: so no two wait in a ring."""
    list(asked.deliveries.select_for_update().order_by("pk").values_list("pk"))
    return (
        Release.objects.select_for_update(of=("self",))
        .select_related("organization", "thought")
        .get(pk=asked.pk)
    )


def _released(row: Release, by: Person | None, words: str, now: datetime) -> Release:
    rows = list(row.deliveries.order_by("part"))
    left = [one for one in rows if one.state != "withdrawn"]
    if row.seal != queries.seal(rows) or not left or any(one.state != "waiting" for one in left):
        raise Refused(
            _("What would go out is not what was asked about any more. Nothing was released; look again.")
        )
    for one in left:
        ledger.move(one, "due", now, by=by, due=max(one.due, now + SOON))
    return _decided(row, "released", by, words, now)


def _declined(row: Release, by: Person | None, words: str, now: datetime) -> Release:
    for one in row.deliveries.filter(state="waiting").order_by("-part"):
        ledger.move(one, "withdrawn", now, by=by)
        if one.reply:
            reopen(one.reply.mention, now)
    decided = _decided(row, "declined", by, words, now)
    transaction.on_commit(lambda: mails.declined(decided))
    return decided


def _decided(row: Release, state: str, by: Person | None, words: str, now: datetime) -> Release:
    row.state, row.by, row.at, row.words = RELEASE.step(row.state, state), by, now, words.strip()[:1000]
    row.save(update_fields=["state", "by", "at", "words"])
    events.of_release(row, now)
    return row


def _plain(facts: dict[str, object]) -> dict[str, str]:
    return {name: str(fact) for name, fact in facts.items()}
