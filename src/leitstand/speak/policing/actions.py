"""Every write of the policy: begin, change an article, bring a version back, acknowledge, train."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext

from leitstand import registry
from leitstand.people.queries import EDITOR, OWNER, members, require
from leitstand.speak.models import Acknowledgement, Circumstances, PolicyVersion, Training
from leitstand.speak.policing import files, queries
from leitstand.vocabulary import policy
from leitstand.vocabulary.errors import Invalid, Refused
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.people.models import Membership, Organization, Person
    from leitstand.vocabulary.policy import Article, Policy, Tried

EMPTY = '[policy]\nversion = "1"\nname.de = "Richtlinie"\nname.en = "Policy"\n'
PUBLIC = ("university", "city")


@transaction.atomic
def begin(member: Membership, starter: str, *, now: datetime) -> PolicyVersion:
    """Begin with a starter, or with an empty policy (""). Raises Refused where there is one already."""
    require(member, OWNER)
    if files.held(member.organization_id).texts:
        raise Refused(_("There is a policy already. Nothing was changed; reload the page."))
    if starter and starter not in policy.STARTERS:
        raise Invalid(_("There is no such policy to begin with. Choose one from the list."))
    text = policy.starter(starter) if starter else EMPTY
    if starter:
        known = {"kind": starter, "public_body": True if starter in PUBLIC else None}
        Circumstances.objects.get_or_create(organization=member.organization, defaults=known)
    return _saved(member, {files.FIRST: text}, gettext("Begun"), now)


@transaction.atomic
def change(
    member: Membership, article: Article | None, id: str, *, seen: str, now: datetime
) -> PolicyVersion:
    """Put an article in place of `id` ("": a new one), or take `id` out where it is None.

    `seen` is the hash of the policy that was changed. Raises Refused for all but owners, where somebody else
    was quicker, and where an example fails: it says which one. Unreadable for what cannot be read.
    """
    require(member, OWNER)
    checked_id(member.organization, article, id)
    found = queries.proposal(member.organization, article, id, now)
    if found.old.hash != seen:
        raise Refused(_("Somebody changed the policy meanwhile. Your words are kept below; look at both."))
    if found.failed:
        raise _refusal(found.failed[0])
    said = gettext("%(id)s removed") if article is None else gettext("%(id)s changed")
    words = said % {"id": article.id if article else id}
    return _saved(member, found.texts, words, now)


def checked_id(organization: Organization, article: Article | None, id: str) -> None:
    """Raises Invalid where a new article would take the place of another one."""
    held = files.held(organization.pk).policy
    known = {one.id for one in held.articles} if held else set()
    if article is not None and article.id != id and article.id in known:
        raise Invalid(_("There is an article %(id)s already. Give it another number."), id=article.id)


def _refusal(tried: Tried) -> Refused:
    if tried.kind == "bad":
        why = _("“%(text)s” is an example of what %(id)s forbids, and it passes. Nothing was saved.")
    else:
        why = _("“%(text)s” is an example of what %(id)s allows, and it is found. Nothing was saved.")
    return Refused(why, text=tried.example.text, id=tried.article)


@transaction.atomic
def bring_back(member: Membership, version: PolicyVersion, *, now: datetime) -> PolicyVersion:
    """Let an older version hold again. Raises Refused for all but owners, Unreadable."""
    require(member, OWNER)
    more = set(files.held(member.organization_id).texts) - set(version.texts)
    words = gettext("as of %(day)s") % {"day": version.at.date().isoformat()}
    row = _saved(member, version.texts, words, now)
    files.drop(member.organization_id, more)
    return row


def noticed(organization: Organization, *, now: datetime) -> PolicyVersion | None:
    """Write down a version that came into force by a change of the files outside this page."""
    held = files.held(organization.pk)
    if held.policy is None or held.problems:
        return None
    last = queries.versions(organization).first()
    if last and last.hash == held.policy.hash:
        return None
    return _row(organization, held.policy, held.texts, words=gettext("changed in the files"), by=None, at=now)


@transaction.atomic
def acknowledge(member: Membership, wording: str, *, now: datetime) -> Acknowledgement:
    """Say that one has read this wording. Raises Refused where another one holds by now."""
    held = files.held(member.organization_id).policy
    if held is None or held.wording != wording:
        raise Refused(
            _("The policy was changed while you read. Nothing was noted; please read the new words.")
        )
    row, _made = Acknowledgement.objects.get_or_create(
        organization=member.organization, person=member.person, wording=wording, defaults={"at": now}
    )
    return row


@transaction.atomic
def train(member: Membership, person: Person, day: date) -> Training:
    """Note when somebody was trained. Raises Refused for all but owners and for people from elsewhere."""
    require(member, OWNER)
    if not members(member.organization).filter(person=person).exists():
        raise Refused(_("This person does not work here. Nothing was noted."))
    row, _made = Training.objects.update_or_create(
        organization=member.organization, person=person, defaults={"day": day, "by": member.person}
    )
    return row


@transaction.atomic
def tell(member: Membership, given: dict[str, Any]) -> Circumstances:
    """Say what rules may know about the organisation. Raises Refused for all but owners."""
    require(member, OWNER)
    row, _made = Circumstances.objects.update_or_create(organization=member.organization, defaults=given)
    return row


def may_ask(member: Membership) -> None:
    """Raises Refused for readers: asking the policy is for who may write."""
    require(member, EDITOR)


def _saved(member: Membership, texts: Mapping[str, str], words: str, now: datetime) -> PolicyVersion:
    """The row first, then the files: where they cannot be written the row goes, too."""
    read = policy.read(texts, registry.rules())
    row = _row(member.organization, read, texts, words=words, by=member.person, at=now)
    try:
        files.write(member.organization_id, texts)
    except OSError as error:
        raise Refused(
            _("The policy's folder cannot be written: %(why)s. Nothing was changed."), why=error.strerror
        ) from error
    return row


def _row(
    organization: Organization,
    held: Policy,
    texts: Mapping[str, str],
    *,
    words: str,
    by: Person | None,
    at: datetime,
) -> PolicyVersion:
    return PolicyVersion.objects.create(
        organization=organization,
        hash=held.hash,
        wording=held.wording,
        texts=dict(texts),
        words=words[:300],
        by=by,
        at=at,
    )
