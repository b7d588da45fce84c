"""Words that stay in the house, and words that are needed again and again."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from leitstand.people.queries import EDITOR, require
from leitstand.speak.models import Aside, SavedReply
from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.listen.models import Mention
    from leitstand.people.models import Membership, Organization

PLACES = ("name", "handle", "organisation")
_PLACE = re.compile(r"\{(\w*)\}")


def tell(member: Membership, mention: Mention, content: str, *, now: datetime) -> Aside:
    """Leave a word for colleagues. Raises Refused for readers, Invalid when nothing is said."""
    require(member, EDITOR)
    if not content.strip():
        raise Invalid(_("The note is empty. Write what your colleagues should know."))
    return Aside.objects.create(
        mention=mention, author=member.person, content=content.strip()[:2000], created=now
    )


def asides(mention: Mention) -> QuerySet[Aside]:
    """What colleagues said about it, the first first."""
    return Aside.objects.filter(mention=mention).select_related("author").order_by("created", "pk")


def saved(organization: Organization) -> QuerySet[SavedReply]:
    """All saved replies by name."""
    return SavedReply.objects.filter(organization=organization).select_related("by").order_by("name")


def one(organization: Organization, id: int) -> SavedReply:
    """One of them; Http404 when it is not this organisation's."""
    found: SavedReply = get_object_or_404(saved(organization), pk=id)
    return found


def keep(
    member: Membership, name: str, content: str, language: str, *, now: datetime, row: SavedReply | None
) -> SavedReply:
    """Keep a saved reply, a new one or `row` changed.

    Raises Refused for readers; Invalid where a placeholder is none of `PLACES` or the name is taken.
    """
    require(member, EDITOR)
    unknown = [place for place in _PLACE.findall(content) if place not in PLACES]
    if unknown:
        raise Invalid(
            _(
                "Nobody knows what {%(place)s} stands for. Nothing was kept; "
                "use {name}, {handle} or {organisation}."
            ),
            place=unknown[0],
        )
    row = row or SavedReply(organization=member.organization)
    row.name, row.content, row.language = name, content, language
    row.by, row.changed = member.person, now
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Invalid(
            _("There is a saved reply of this name already. Nothing was kept; choose another one.")
        ) from error
    return row


def drop(member: Membership, row: SavedReply) -> None:
    """Remove a saved reply; answers that were written with it stay."""
    require(member, EDITOR)
    row.delete()


def filled(row: SavedReply, mention: Mention) -> str:
    """Its words for the author of this mention."""
    name = mention.author_name or mention.author_handle or ""
    known = {
        "name": name,
        "handle": mention.author_handle or name,
        "organisation": mention.organization.name,
    }
    return _PLACE.sub(lambda found: known.get(found[1], found[0]), row.content)
