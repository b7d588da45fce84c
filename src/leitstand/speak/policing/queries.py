"""Every read of the policy: what a change would have done, who has read it, what is planned and public."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from leitstand import registry
from leitstand.people import queries as people
from leitstand.speak.models import (
    Acknowledgement,
    Delivery,
    LinkLook,
    Medium,
    PolicyVersion,
    ProfileLook,
    Training,
)
from leitstand.speak.policing import files, situations
from leitstand.vocabulary import policy
from leitstand.vocabulary.errors import Refused
from leitstand.vocabulary.finding import Situation
from leitstand.vocabulary.policy import Article, Change, Planned, Policy, Tried
from leitstand.vocabulary.post import Note
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.people.models import Membership, Organization, Person

YEAR = timedelta(days=365)
MOST = 2000
"""So many posts of the last year are asked again, the latest first; it takes about a second."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """The policy as it would be, the examples that speak against it, and the posts it would have changed."""

    old: Policy
    new: Policy
    texts: Mapping[str, str]
    failed: Sequence[Tried]
    stopped: Sequence[tuple[Change, Delivery]]
    freed: Sequence[tuple[Change, Delivery]]
    looked: int


def proposal(organization: Organization, article: Article | None, id: str, now: datetime) -> Proposal:
    """What it would mean to have this article instead of `id`, or `id` no more where it is None.

    Raises Refused while the files cannot be read, Unreadable where the new policy could not be.
    """
    held = files.held(organization.pk)
    if held.policy is None or held.problems:
        raise Refused(
            _("The policy's files cannot be read. Nothing was changed; mend the line named above first.")
        )
    texts = _texts(held.texts, article, id)
    new = policy.read(texts, registry.rules())
    rows = published(organization, now)
    by = {str(row.pk): row for row in rows}
    posts = list(planned(organization, rows))
    changes = list(policy.changed(held.policy, new, posts, registry.rules()))
    return Proposal(
        old=held.policy,
        new=new,
        texts=texts,
        failed=_failed(held.policy, new),
        stopped=[(one, by[one.id]) for one in changes if one.stopped],
        freed=[(one, by[one.id]) for one in changes if one.freed],
        looked=len(rows),
    )


def _texts(texts: Mapping[str, str], article: Article | None, id: str) -> dict[str, str]:
    """The files with this one article changed: in the file that has it, else in the last one."""
    made = dict(texts)
    name = next((one for one in made if id and policy.without(made[one], id) != made[one]), max(made))
    if article is None or article.id != id:
        made[name] = policy.without(made[name], id)
    if article is not None:
        made[name] = policy.rewritten(made[name], article)
    return made


def _failed(old: Policy, new: Policy) -> list[Tried]:
    """Examples that fail now and did not fail before."""
    rules = registry.rules()
    known = {
        (one.article, one.kind, one.example.text, old.article(one.article).hash)
        for one in policy.tests(old, rules)
        if not one.passed
    }
    tried = [one for one in policy.tests(new, rules) if not one.passed]
    return [
        one
        for one in tried
        if (one.article, one.kind, one.example.text, new.article(one.article).hash) not in known
    ]


def published(organization: Organization, now: datetime) -> list[Delivery]:
    """What went out in the last year, the latest first."""
    rows = Delivery.objects.filter(organization=organization, state="sent", due__gte=now - YEAR)
    return list(rows.select_related("account", "author").order_by("-due", "-pk")[:MOST])


def planned(organization: Organization, rows: Sequence[Delivery]) -> Iterator[Planned]:
    """Ledger rows as the policy is asked about them, each at the moment it went out."""
    house = situations.around(organization)
    ids = {one.get("medium") for row in rows for one in row.note.get("pictures", ())}
    library = Medium.objects.filter(organization=organization).in_bulk([id for id in ids if id])
    for row in rows:
        at = row.receipt_published or row.published or row.due
        note = Note(
            content=row.content,
            published=at,
            language=row.language,
            in_reply_to=row.note.get("in_reply_to"),
            name=row.note.get("name"),
            summary=row.note.get("summary", ""),
        )
        situation = Situation(
            now=at,
            network=row.account.network,
            moment=at,
            zone=organization.time_zone,
            voice=str(row.author or ""),
            reply=row.reply_id is not None,
            media=situations.pictures(row.note, library, row.language),
        )
        # a storm or a lost imprint of today says nothing about last year
        then = house.past().filled(situation, row.account, row.content)
        yield Planned(str(row.pk), note, then)


def versions(organization: Organization) -> QuerySet[PolicyVersion]:
    """All saved versions, the latest first."""
    rows = PolicyVersion.objects.filter(organization=organization)
    return rows.select_related("by").order_by("-at", "-pk")


def version(organization: Organization, id: int) -> PolicyVersion:
    """One of them; Http404 when it is not this organisation's."""
    found: PolicyVersion = get_object_or_404(versions(organization), pk=id)
    return found


@dataclass(frozen=True, slots=True)
class Reader:
    """How somebody stands to the policy: which day trained, when this wording acknowledged."""

    person: Person
    trained: Training | None
    acknowledged: Acknowledgement | None

    @property
    def ready(self) -> bool:
        """Trained, and has read this wording?"""
        return self.trained is not None and self.acknowledged is not None


def readers(organization: Organization) -> list[Reader]:
    """Everybody who may write, and whether they have read the policy in force; nobody without a policy."""
    held = files.held(organization.pk).policy
    if held is None:
        return []
    read = Acknowledgement.objects.filter(organization=organization, wording=held.wording)
    acknowledged = {one.person_id: one for one in read}
    trained = {one.person_id: one for one in Training.objects.filter(organization=organization)}
    return [
        Reader(one.person, trained.get(one.person_id), acknowledged.get(one.person_id))
        for one in people.members(organization)
        if people.may(one, people.EDITOR)
    ]


def unread(member: Membership) -> bool:
    """Is this member to be asked to read the policy? Three questions at most; nobody is stopped by it."""
    held = files.held(member.organization_id).policy
    if held is None or not people.may(member, people.EDITOR):
        return False
    read = Acknowledgement.objects.filter(organization=member.organization_id, person=member.person_id)
    return not read.filter(wording=held.wording).exists()


def asked(organization: Organization, voice: Person | None) -> Reader | None:
    """How the voice of a thought stands to the policy; None where there is nothing to ask of it."""
    if voice is None:
        return None
    found = next((one for one in readers(organization) if one.person == voice), None)
    return None if found is None or found.ready else found


def looks(organization: Organization) -> list[ProfileLook]:
    """The last look at each account's profile."""
    rows = ProfileLook.objects.filter(account__organization=organization).select_related("account")
    return list(rows.order_by("account__name", "pk"))


def bad_links(organization: Organization, now: datetime) -> list[LinkLook]:
    """Addresses of planned posts that did not answer as they should when somebody last looked."""
    rows = Delivery.objects.filter(organization=organization, state__in=["due", "waiting"], due__gte=now)
    asked = {url for text in rows.values_list("content", flat=True)[:500] for url in situations.urls(text)}
    found = LinkLook.objects.filter(organization=organization, url__in=asked)
    return [one for one in found.order_by("url") if one.gone or (one.status or 0) >= 400]
