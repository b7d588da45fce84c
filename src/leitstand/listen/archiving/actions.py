"""Every write about the archive: keep it, let it go, erase from it, look into it again."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from leitstand.listen import keeping
from leitstand.listen.archiving.backfill import OPEN, paused
from leitstand.listen.models import Archiving, Backfill
from leitstand.people.queries import EDITOR, OWNER, require
from leitstand.vocabulary.errors import Invalid, Refused
from leitstand.vocabulary.lives import BACKFILL
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.listen.models import Watch
    from leitstand.people.models import Membership

LONGEST_DAYS = 90


def change(member: Membership, *, active: bool, purpose: str, days: int, now: datetime) -> Archiving:
    """Keep everything for so many days and for this purpose, or nothing. Switching off deletes what is there.

    Owners only. Raises Refused; Invalid without a purpose, or for too many days.
    """
    require(member, OWNER)
    purpose = " ".join(purpose.split())
    if active and not purpose:
        raise Invalid(
            _(
                "An archive of other people's posts needs a purpose. Write in a sentence what you keep them "
                "for. Nothing is kept yet."
            )
        )
    if not 1 <= days <= LONGEST_DAYS:
        raise Invalid(_("Between 1 and %(most)s days can be kept. Nothing was changed."), most=LONGEST_DAYS)
    said = {"active": active, "purpose": purpose[:500], "days": days, "changed": now}
    row, _made = Archiving.objects.update_or_create(
        organization_id=member.organization_id, defaults={**said, "changed_by_id": member.person_id}
    )
    if not active:
        keeping.archive(member.organization_id).remove()
    return row


def erase(member: Membership, whom: str) -> int:
    """Take a post (by its id), or all posts of a person (by id or handle), out; says how many went."""
    require(member, OWNER)
    whom = whom.strip()
    if not whom:
        raise Invalid(_("Write the id of a post, or the id or handle of a person. Nothing was erased."))
    return keeping.archive(member.organization_id).erase(posts=[whom], people=[whom])


def ask_backfill(member: Membership, watch: Watch, *, now: datetime) -> Backfill:
    """Look for a watch in the archive; a worker does it. Raises Refused: nothing to look in, or begun."""
    require(member, EDITOR)
    if watch.organization_id != member.organization_id:
        raise Refused(_("This belongs to another organisation. Nothing was changed."))
    return ask(watch, now=now, by=member.person_id)


def ask(watch: Watch, *, now: datetime, state: str = BACKFILL.start, by: int | None = None) -> Backfill:
    """The same for whoever sits at the machine; with the state "running" it is theirs to do."""
    if not watch.active:
        raise paused(watch)
    if not keeping.archive(watch.organization_id).days():
        raise Refused(
            _(
                "There is no archive to look in. It is switched on on the page “Archive”; what is heard from "
                "then on can be looked through."
            )
        )
    try:
        with transaction.atomic():
            return Backfill.objects.create(
                organization_id=watch.organization_id,
                watch=watch,
                asked_by_id=by,
                created=now,
                state=state,
                claimed=None if state == BACKFILL.start else now,
            )
    except IntegrityError as error:
        raise Refused(
            _("The archive is being looked through for “%(name)s” already. Wait for it, or stop it."),
            name=watch.name,
        ) from error


def stop_backfill(member: Membership, backfill: Backfill) -> None:
    """Look no further; what was found stays. Safe to repeat."""
    require(member, EDITOR)
    Backfill.objects.filter(pk=backfill.pk, organization=member.organization_id, state__in=OPEN).update(
        state="stopped"
    )
