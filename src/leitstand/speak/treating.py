"""The row that says what became of a mention: locked, and moved by lawful steps only."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from leitstand.speak.models import Treatment
from leitstand.vocabulary.errors import Refused
from leitstand.vocabulary.lives import MENTION
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.listen.models import Mention
    from leitstand.people.models import Person


def locked(mention: Mention) -> Treatment:
    """The mention's row, ours until the transaction ends: of two people, the second waits and then sees."""
    try:
        with transaction.atomic():
            Treatment.objects.get_or_create(mention=mention)
    except IntegrityError as error:
        raise Refused(_("Somebody else is deciding on this post right now. Reload the page.")) from error
    return Treatment.objects.select_for_update().get(mention=mention)


def treat(row: Treatment, by: Person | None, there: str, now: datetime) -> Treatment:
    """Take one step; what is settled is no longer put off."""
    row.state = MENTION.step(row.state, there)
    row.by, row.at = by, now
    if there != MENTION.start:
        row.until = None
    row.save()
    return row


def reopen(mention: Mention, now: datetime) -> None:
    """The answer to it will not go out: it is in the inbox again, unless there is another one."""
    row = locked(mention)
    alive = mention.replies.exclude(deliveries__state__in=["withdrawn", "refused"])
    if row.state == "answered" and not alive.exists():
        treat(row, None, "new", now)
