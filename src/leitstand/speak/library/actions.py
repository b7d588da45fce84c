"""Every write of the media library: take in, describe, forget."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from leitstand.people.queries import EDITOR, require
from leitstand.speak.library import intake, licences, queries, scanning, store
from leitstand.speak.models import Medium
from leitstand.vocabulary.errors import Invalid, Refused
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.people.models import Membership

RIGHTS = ("title", "author", "source", "licence", "expires", "alt", "consents", "ai_made")


@transaction.atomic
def take(member: Membership, content: bytes, rights: dict[str, Any], *, now: datetime) -> Medium:
    """Take a picture or film in. The same bytes twice are one medium, with the newer rights.

    Raises Refused for readers, Invalid for what is no picture, infected, or has no licence or author.
    """
    require(member, EDITOR)
    checked(rights)
    scanning.scan(content)
    taken = intake.take(content)
    kept = {
        **{name: rights[name] for name in RIGHTS if name in rights},
        "media_type": taken.media_type,
        "size": len(taken.content),
        "width": taken.width,
        "height": taken.height,
        "binned": None,
    }
    medium, _made = Medium.objects.update_or_create(
        organization=member.organization,
        sha256=store.put(taken.content),
        defaults=kept,
        create_defaults={**kept, "by": member.person, "created": now},
    )
    return medium


def checked(rights: dict[str, Any]) -> None:
    """Raises Invalid for a picture without a licence, or a licence without what it asks for."""
    licence, author = rights.get("licence", ""), str(rights.get("author", "")).strip()
    if licence not in licences.LICENCES:
        raise Invalid(_("Say under which licence you may use it. Nothing was kept."))
    if licences.needs_author(licence) and not author:
        raise Invalid(_("Name who made it; this licence asks for it. Nothing was kept."))
    if licence.startswith("CC-BY") and not str(rights.get("source", "")).strip():
        raise Invalid(_("Say where it comes from; this licence asks for it. Nothing was kept."))
    for one in rights.get("consents", []):
        if one.get("until"):
            try:
                date.fromisoformat(one["until"])
            except ValueError as error:
                raise Invalid(_("A consent ends on a day such as 2027-12-31. Nothing was kept.")) from error


@transaction.atomic
def describe(member: Membership, medium: Medium, rights: dict[str, Any]) -> Medium:
    """Change title, author, source, licence, end, alternative texts or consents."""
    require(member, EDITOR)
    checked({**{name: getattr(medium, name) for name in RIGHTS}, **rights})
    for name in RIGHTS:
        if name in rights:
            setattr(medium, name, rights[name])
    medium.save(update_fields=list(RIGHTS))
    return medium


@transaction.atomic
def put_away(member: Membership, medium: Medium, *, now: datetime) -> Medium:
    """Take it out of the library; posts that show it stay. Raises Refused where a draft uses it."""
    require(member, EDITOR)
    if queries.in_drafts(medium):
        raise Refused(_("A draft uses it. Take it out of the draft first; nothing was changed."))
    medium.binned = now
    medium.save(update_fields=["binned"])
    return medium
