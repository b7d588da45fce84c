"""Every write of the explorer: views that are kept, shared and removed."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from leitstand.listen.models import SavedView
from leitstand.people.queries import EDITOR, require
from leitstand.vocabulary.errors import Invalid, Refused
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.people.models import Membership

LONGEST = 2000


def keep_view(
    member: Membership, name: str, narrowed: str, *, shared: bool = False, now: datetime
) -> SavedView:
    """Keep what a list is narrowed to; sharing needs an editor. Raises Refused, or Invalid about the name."""
    if shared:
        require(member, EDITOR)
    name = " ".join(name.split())
    if not name:
        raise Invalid(_("A view needs a name, so that you find it again. Nothing was kept yet."))
    if len(narrowed) > LONGEST:
        raise Invalid(_("This view is too long to be kept. Narrow the list by fewer words."))
    try:
        with transaction.atomic():
            return SavedView.objects.create(
                organization_id=member.organization_id,
                owner_id=member.person_id,
                name=name[:100],
                narrowed=narrowed,
                shared=shared,
                created=now,
            )
    except IntegrityError as error:
        raise Invalid(
            _("You have a view of the name “%(name)s” already. Give this one another name."), name=name
        ) from error


def remove_view(member: Membership, view: SavedView) -> None:
    """Forget a view; the mentions stay. Somebody else's is removed by its owner alone."""
    if view.owner_id != member.person_id:
        raise Refused(_("Only the person who kept this view can remove it. Nothing was changed."))
    view.delete()
