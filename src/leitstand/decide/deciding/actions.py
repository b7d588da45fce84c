"""Every write of decisions: taken at once or by a group, looked back on, lapsed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from leitstand.decide.models import Decision, LookBack, Vote
from leitstand.people import queries as people
from leitstand.people.queries import EDITOR, require
from leitstand.speak.aiming import queries as aiming
from leitstand.vocabulary.errors import Invalid, Refused
from leitstand.vocabulary.lives import DECISION
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.people.models import Membership

TOLD = ("words", "reason", "alternatives", "evidence", "review", "hours_cap", "kill", "public")
VOTES = {"yes": _("yes"), "no": _("no"), "abstain": _("abstain")}
OUTCOMES = {"held": _("it held"), "changed": _("it was changed"), "wrong": _("it was wrong")}
WEEK_HOURS = 168


@transaction.atomic
def decide(
    member: Membership,
    told: Mapping[str, Any],
    aims: Iterable[int] = (),
    figures: list[dict[str, Any]] | None = None,
    *,
    now: datetime,
) -> Decision:
    """Write down what was decided now; `figures` are frozen with it. `told` as `TOLD`, and `owner_id`.

    Raises Refused for readers; Invalid where words, reason or an owner who works here are missing, or a cap
    is no hours of a week.
    """
    row = _written(member, told, figures, now)
    row.state, row.at, row.by = DECISION.step(row.state, "decided"), now, member.person
    return _kept(row, aims)


@transaction.atomic
def propose(
    member: Membership,
    told: Mapping[str, Any],
    aims: Iterable[int] = (),
    figures: list[dict[str, Any]] | None = None,
    *,
    deadline: datetime,
    now: datetime,
) -> Decision:
    """Ask the group. Until `deadline` everybody says a word, and the owner decides; else it lapses.

    Raises as `decide`, and Invalid for a deadline that does not lie ahead.
    """
    row = _written(member, told, figures, now)
    row.deadline = _ahead(deadline, now)
    return _kept(row, aims)


@transaction.atomic
def vote(member: Membership, decision: Decision, said: str, words: str, *, now: datetime) -> Vote:
    """Say yes, no or that one abstains; another word replaces it. Raises Refused, and Invalid for no word."""
    require(member, EDITOR)
    _still_open(_locked(decision), now)
    if said not in VOTES:
        raise Invalid(_("Say yes, no, or that you abstain. Nothing was kept."))
    row, _made = Vote.objects.update_or_create(
        decision=decision,
        person=member.person,
        defaults={"vote": said, "words": words.strip()[:300], "at": now},
    )
    return row


@transaction.atomic
def settle(member: Membership, decision: Decision, *, yes: bool, now: datetime) -> Decision:
    """The owner's word: decided or declined. Raises Refused for others, readers, and after the deadline."""
    require(member, EDITOR)
    row = _locked(decision)
    if row.owner_id != member.person_id:
        raise Refused(
            _("%(who)s owns this and decides. Nothing was changed; say your word beside it."),
            who=row.owner or _("Nobody"),
        )
    _still_open(row, now)
    row.state, row.at, row.by = DECISION.step(row.state, "decided" if yes else "declined"), now, member.person
    row.save()
    return row


@transaction.atomic
def withdraw(member: Membership, decision: Decision, *, now: datetime) -> Decision:
    """Take a proposal back: who made it, or its owner. Raises Refused for others and for readers."""
    require(member, EDITOR)
    row = _locked(decision)
    if member.person_id not in (row.proposed_by_id, row.owner_id):
        raise Refused(_("Only who proposed this or owns it takes it back. Nothing was changed."))
    row.state, row.at, row.by = DECISION.step(row.state, "withdrawn"), now, member.person
    row.save()
    return row


@transaction.atomic
def again(member: Membership, decision: Decision, *, deadline: datetime, now: datetime) -> Decision:
    """Propose anew what lapsed; the words said about it stay. Raises Refused, and Invalid."""
    require(member, EDITOR)
    row = _locked(decision)
    row.state, row.deadline, row.at = DECISION.step(row.state, "proposed"), _ahead(deadline, now), None
    row.save()
    return row


@transaction.atomic
def look_back(
    member: Membership,
    decision: Decision,
    outcome: str,
    words: str,
    *,
    review: date | None,
    now: datetime,
) -> LookBack:
    """Say what became of it, and when to look again. Raises Refused, and Invalid without words."""
    require(member, EDITOR)
    if outcome not in OUTCOMES or not words.strip():
        raise Invalid(_("Say whether it held, and in a sentence how you see that. Nothing was kept."))
    row = _locked(decision)
    row.state = DECISION.step(row.state, outcome)
    row.review = None if outcome == "wrong" else review
    row.save()
    return LookBack.objects.create(
        decision=row, outcome=outcome, words=words.strip()[:1000], by=member.person, at=now
    )


@transaction.atomic
def show(member: Membership, decision: Decision, *, public: bool) -> None:
    """Mark it for the public page, or not. Raises Refused for readers."""
    require(member, EDITOR)
    Decision.objects.filter(pk=decision.pk).update(public=public)


@transaction.atomic
def name(member: Membership, decision: Decision, *, named: bool) -> None:
    """The owner agrees to be named in public, or no more. Raises Refused for everybody else."""
    row = _locked(decision)
    if row.owner_id != member.person_id:
        raise Refused(_("Only the owner says whether their name is shown. Nothing was changed."))
    Decision.objects.filter(pk=row.pk).update(named=named)


def lapse(now: datetime) -> int:
    """Proposals whose deadline passed without the owner's word, from now on visibly lapsed. Says how many."""
    moved = 0
    for row in Decision.objects.filter(state="proposed", deadline__lte=now):
        with transaction.atomic():
            fresh = _locked(row)
            if fresh.state == "proposed" and fresh.deadline and fresh.deadline <= now:
                fresh.state, fresh.at = DECISION.step(fresh.state, "lapsed"), now
                fresh.save(update_fields=["state", "at"])
                moved += 1
    return moved


def _written(
    member: Membership, told: Mapping[str, Any], figures: list[dict[str, Any]] | None, now: datetime
) -> Decision:
    require(member, EDITOR)
    owner = told.get("owner_id")
    if owner not in {one.person_id for one in people.members(member.organization)}:
        raise Invalid(_("A decision needs an owner who works here. Nothing was kept; choose one."))
    if not str(told.get("words") or "").strip() or not str(told.get("reason") or "").strip():
        raise Invalid(_("A decision needs its words and a reason. Nothing was kept."))
    cap = told.get("hours_cap")
    if cap is not None and not 0 <= cap <= WEEK_HOURS:
        raise Invalid(_("A week has 168 hours. Nothing was kept; give a cap between 0 and 168."))
    return Decision(
        organization=member.organization,
        owner_id=owner,
        proposed=now,
        proposed_by=member.person,
        figures=figures or [],
        **{field: told[field] for field in TOLD if field in told},
    )


def _kept(row: Decision, aims: Iterable[int]) -> Decision:
    row.save()
    row.aims.set(one.pk for one in aiming.ours(row.organization, aims))
    return row


def _locked(decision: Decision) -> Decision:
    return Decision.objects.select_for_update(of=("self",)).select_related("owner").get(pk=decision.pk)


def _ahead(deadline: datetime, now: datetime) -> datetime:
    if deadline <= now:
        raise Invalid(_("The deadline has passed already. Nothing was kept; choose one that lies ahead."))
    return deadline


def _still_open(row: Decision, now: datetime) -> None:
    if row.state != "proposed":
        raise Refused(_("This is not open any more. Nothing was changed; reload the page to see why."))
    if row.deadline and row.deadline <= now:
        raise Refused(_("The deadline has passed, so this lapses. Nothing was changed; propose it anew."))
