"""Every read of releases: what waits, who may say the word, and whether a word still stands."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core import signing
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from leitstand.people import queries as people
from leitstand.speak.models import Absence, ApprovalPlan, Delivery, Release
from leitstand.vocabulary.errors import Gone
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.people.models import Membership, Organization, Person

_SALT = "leitstand.speak.release"


def plan(organization: Organization) -> ApprovalPlan:
    """How this organisation approves; as we ship it until somebody has chosen."""
    found = (
        ApprovalPlan.objects.filter(organization=organization)
        .select_related("first", "deputy", "night")
        .first()
    )
    return found or ApprovalPlan(organization=organization)


def releases(organization: Organization) -> QuerySet[Release]:
    """All that anybody was asked for, the latest first."""
    return (
        Release.objects.filter(organization=organization)
        .select_related("thought", "thought__voice", "asked_by", "named", "deputy", "by")
        .prefetch_related("deliveries__account", "deliveries__author", "deliveries__reply__mention")
        .order_by("-asked", "-pk")
    )


def waiting(organization: Organization) -> QuerySet[Release]:
    """What waits for somebody's word now, the nearest deadline first."""
    return releases(organization).filter(state="asked").order_by("deadline", "pk")


def waiting_count(organization: Organization) -> int:
    """How many wait."""
    return Release.objects.filter(organization=organization, state="asked").count()


def release(organization: Organization, id: int) -> Release:
    """One of them; Http404 when it is not this organisation's."""
    found: Release = get_object_or_404(releases(organization), pk=id)
    return found


def seal(deliveries: Iterable[Delivery]) -> str:
    """One fingerprint of everything that would go out, in any order."""
    revisions = sorted(f"{one.account_id}:{one.part}:{one.revision}" for one in deliveries)
    return hashlib.sha256("\n".join(revisions).encode()).hexdigest()


def authors(release: Release) -> set[int]:
    """Who said it or asked for it: they never release it."""
    said = {one.author_id for one in release.deliveries.all()}
    voice = release.thought.voice_id if release.thought else None
    return {one for one in (*said, voice, release.asked_by_id) if one is not None}


def away(organization: Organization, day: date) -> set[int]:
    """People who are not there that day."""
    found = Absence.objects.filter(organization=organization, start__lte=day, end__gte=day)
    return set(found.values_list("person", flat=True))


def who_is_asked(release: Release, now: datetime) -> list[Person]:
    """Whose word is wanted now: the named one unless away or the author, then the deputy, else anybody."""
    organization = release.organization
    today = organization.day(now)
    gone, own = away(organization, today), authors(release)
    late = release.deadline is not None and now >= release.deadline and release.then == "deputy"
    able = [m.person for m in people.members(organization) if people.may(m, release.role)]
    there = [one for one in able if one.pk not in own | gone]
    for one in [release.deputy] if late else [release.named, release.deputy]:
        if one in there:
            return [one]
    return there


def may(member: Membership, release: Release, now: datetime) -> str:
    """Why this member may not release it, as a marked sentence; "" when they may."""
    if not people.may(member, release.role):
        return _("Your role does not release posts. Nothing was changed; ask somebody whose role does.")
    if member.person_id in authors(release):
        return _("Nobody releases their own words. Nothing was changed; a second person must look.")
    if release.state != "asked":
        return _("Somebody has decided on this already. Nothing was changed; reload the page.")
    if release.named_id or release.deputy_id:
        asked = {one.pk for one in who_is_asked(release, now)}
        if member.person_id not in asked | {release.named_id, release.deputy_id}:
            return _("Somebody else is asked for this. Nothing was changed; they or their deputy decide.")
    return ""


def may_invite(member: Membership, release: Release, now: datetime) -> str:
    """Why this member may not ask somebody outside, as a marked sentence; "" when they may."""
    why = may(member, release, now)
    alone = member.person_id == release.asked_by_id and not who_is_asked(release, now)
    return "" if alone and release.state == "asked" else why


def stands(delivery: Delivery) -> bool:
    """May this go out: was no release needed, or was exactly this released?"""
    if delivery.release is None:
        return True
    rows = (
        delivery.release.deliveries.all()
    )  # those that were taken back since included: they change no other
    return delivery.release.state == "released" and delivery.release.seal == seal(rows)


def token(release: Release) -> str:
    """What the link for a reviewer without an account carries."""
    return signing.dumps([release.pk, release.seal, release.mail], salt=_SALT)


def by_token(said: str, now: datetime) -> Release:
    """The release behind a link; raises Gone when it is forged, or what was asked about is no more."""
    try:
        pk, sealed, mail = signing.loads(said, salt=_SALT)
        found = Release.objects.select_related("organization", "thought").get(pk=pk, seal=sealed, mail=mail)
    except (signing.BadSignature, ValueError, TypeError, Release.DoesNotExist) as error:
        raise Gone(_("This link is not one of ours, or is no longer good.")) from error
    if found.state != "asked" or not found.mail or (found.deadline and now > found.deadline):
        raise Gone(_("This has been decided, changed or has run out. Thank you for looking."))
    return found
