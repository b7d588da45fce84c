"""Every write of the charter: drafts are written by many, decided by an owner, and kept for good."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from leitstand.decide.charter import drafts, queries
from leitstand.decide.models import Audience, Charter, CharterVersion, Goal, Sentence, Stance
from leitstand.people import queries as people
from leitstand.people.queries import EDITOR, OWNER, require
from leitstand.speak.aiming import actions as aiming
from leitstand.vocabulary.errors import Invalid, Refused
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.people.models import Membership, Organization, Person

MODELS: Mapping[str, Any] = {"sentences": Sentence, "goals": Goal, "audiences": Audience}
FIELDS = {
    "sentences": ("kind", "words", "decided_by"),
    "goals": ("words", "sign_of_success", "sign_of_failure"),
    "audiences": ("kind", "words"),
}
KINDS = {"sentences": "sentence", "goals": "goal", "audiences": "audience"}


@transaction.atomic
def begin(member: Membership, content: drafts.Content | None = None) -> Charter:
    """Begin a draft with these words, else with what holds; one that is there stays. Raises Refused."""
    require(member, EDITOR)
    row = _locked(member.organization)
    if row.draft is None:
        row.draft = content or queries.content(member.organization)
        row.draft_number, row.draft_by = row.draft_number + 1, member.person
        row.save()
    return row


@transaction.atomic
def keep(member: Membership, part: str, said: Any, *, seen: int) -> Charter:
    """Keep one part of the draft as it was written upon `seen`. Nothing is decided by that.

    Raises Refused for readers, where there is no draft, and where somebody else changed it meanwhile.
    """
    require(member, EDITOR)
    row = _drafted(member.organization, seen)
    row.draft = drafts.with_part(row.draft or drafts.empty(), part, said)
    row.draft_number, row.draft_by = row.draft_number + 1, member.person
    row.save()
    return row


@transaction.atomic
def drop(member: Membership) -> None:
    """Throw the draft away; what was decided holds. Raises Refused for readers."""
    require(member, EDITOR)
    row = _locked(member.organization)
    row.draft, row.draft_number = None, row.draft_number + 1
    row.save()


@transaction.atomic
def decide(
    member: Membership,
    reason: str,
    *,
    decided_by: str,
    review: date | None,
    seen: int,
    now: datetime,
) -> CharterVersion:
    """Make the draft the charter. Only owners do, and every version has its reason.

    Raises Refused for others and where somebody changed the draft meanwhile; Invalid where it lacks
    something. Nothing is decided then, and the draft stays.
    """
    require(member, OWNER)
    organization = member.organization
    row = _drafted(organization, seen)
    content = row.draft or drafts.empty()
    drafts.check(content)
    _owned(organization, content)
    if not reason.strip():
        raise Invalid(_("Say why this changes. Nothing was decided; the draft is still here."))
    for part in drafts.PARTS:
        _apply(organization, part, content[part], decided_by, now)
    _answered(organization, content["questions"], decided_by, member.person, now)
    row.version, row.decided, row.review, row.draft = row.version + 1, now, review, None
    row.draft_number += 1
    row.save()
    return CharterVersion.objects.create(
        organization=organization,
        number=row.version,
        at=now,
        by=member.person,
        reason=reason.strip()[:1000],
        decided_by=decided_by.strip()[:200],
        review=review,
        content=queries.content(organization),
    )


@transaction.atomic
def answer(member: Membership, person: Person, said: Mapping[str, str], *, now: datetime) -> Stance | None:
    """Answer the three questions for oneself, or as an owner for somebody who works here.

    The same words again add nothing. Raises Refused for readers and for others' answers.
    """
    require(member, EDITOR)
    if person.pk != member.person_id:
        require(member, OWNER)
    if person.pk not in {one.person_id for one in people.members(member.organization)}:
        raise Refused(_("This person does not work here any more. Nothing was changed; reload the page."))
    last = queries.stances(member.organization).filter(person=person).first()
    told = _told(said)
    if not any(told.values()) or (last and _told(vars(last)) == told):
        return last
    return Stance.objects.create(
        organization=member.organization, person=person, by=member.person, at=now, **told
    )


@transaction.atomic
def publish(member: Membership, *, public: bool, words: str, now: datetime) -> Charter:
    """Switch the public page of decisions on or off. Raises Refused for all but owners."""
    require(member, OWNER)
    row = _locked(member.organization)
    row.public, row.public_words, row.public_changed = public, words.strip()[:500], now
    row.save()
    return row


def _locked(organization: Organization) -> Charter:
    Charter.objects.get_or_create(organization=organization)
    return Charter.objects.select_for_update(of=("self",)).get(organization=organization)


def _drafted(organization: Organization, seen: int) -> Charter:
    """The charter with its draft, ours until the transaction ends."""
    row = _locked(organization)
    if row.draft is None:
        raise Refused(
            _("There is no draft any more: it was decided or thrown away meanwhile. Nothing was changed.")
        )
    if row.draft_number != seen:
        raise Refused(
            _(
                "%(who)s has changed the draft since you opened it, so nothing was overwritten. "
                "Your words are still in the page: compare, then save again."
            ),
            who=row.draft_by or _("Somebody"),
        )
    return row


def _apply(
    organization: Organization, part: str, rows: Sequence[drafts.Row], decided_by: str, now: datetime
) -> None:
    """Make the tables say what the draft says; what it has no more is ended, never deleted."""
    there = {one.pk: one for one in MODELS[part].objects.filter(organization=organization, ended=None)}
    kept = set()
    for position, said in enumerate(rows):
        told = {name: said[name] for name in FIELDS[part]} | {"position": position}
        if part == "sentences":
            told["decided_by"] = told["decided_by"] or decided_by.strip()[:200]
        if part == "goals":
            told |= {"due": date.fromisoformat(said["due"]), "owner_id": said["owner"]}
        row = there.get(said.get("id") or 0)
        if row is None:
            aim = aiming.declare(organization, KINDS[part], said["words"], now=now)
            row = MODELS[part].objects.create(organization=organization, aim=aim, since=now, **told)
        else:
            MODELS[part].objects.filter(pk=row.pk).update(**told)
            aiming.reword(row.aim, said["words"])
        kept.add(row.pk)
    for row in there.values():
        if row.pk not in kept:
            MODELS[part].objects.filter(pk=row.pk).update(ended=now)
            aiming.retire(row.aim)


def _owned(organization: Organization, content: drafts.Content) -> None:
    """Whoever owns a goal works here."""
    here = {one.person_id for one in people.members(organization)}
    for goal in content["goals"]:
        if goal["owner"] not in here:
            raise Invalid(drafts.MISSING["owner"], words=goal["words"])


def _told(said: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(said.get(name) or "").strip()[:500] for name in drafts.QUESTIONS}


def _answered(
    organization: Organization, said: Mapping[str, str], decided_by: str, by: Person, now: datetime
) -> None:
    """The whole organisation's answers, where they are others than before."""
    last, told = queries.stance(organization), _told(said)
    if any(told.values()) and (last is None or _told(vars(last)) != told):
        Stance.objects.create(
            organization=organization, decided_by=decided_by.strip()[:200], by=by, at=now, **told
        )
