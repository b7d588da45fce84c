"""Every write of what posts and answers can point to, and of the pointing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from leitstand.people.queries import EDITOR, require
from leitstand.speak.aiming import queries
from leitstand.speak.models import Aim

if TYPE_CHECKING:
    from leitstand.people.models import Membership, Organization
    from leitstand.speak.models import Reply, Thought

LONGEST = 300
"""So many characters of an aim's words are kept; the charter takes no longer ones."""


def declare(organization: Organization, kind: str, words: str, *, now: datetime) -> Aim:
    """Something that can be pointed to from now on. The charter alone calls this."""
    return Aim.objects.create(organization=organization, kind=kind, words=words[:LONGEST], created=now)


def reword(aim: Aim, words: str) -> None:
    """Other words for the same aim: what pointed to it still does."""
    Aim.objects.filter(pk=aim.pk).update(words=words[:LONGEST], usable=True)


def retire(aim: Aim) -> None:
    """Nothing new points to it; what did goes on saying so."""
    Aim.objects.filter(pk=aim.pk).update(usable=False)


@transaction.atomic
def point(member: Membership, act: Thought | Reply, ids: Iterable[int]) -> None:
    """Say what this is for, also after it went out; no words change. Raises Refused for readers.

    What is not the organisation's is left out, and what the charter has no more stays only where it was.
    """
    require(member, EDITOR)
    had = set(act.aims.values_list("pk", flat=True))
    act.aims.set(one for one in queries.ours(act.organization, ids) if one.usable or one.pk in had)


def brought(organization: Organization, kind: str, words: str, *, now: datetime) -> Aim | None:
    """The aim a file names by kind and words; one that nobody here has is kept, but not offered.

    None for a kind there is not.
    """
    if kind not in queries.KINDS or not words:
        return None
    found = Aim.objects.filter(organization=organization, kind=kind, words=words[:LONGEST])
    row = found.order_by("-usable", "pk").first()
    return row or Aim.objects.create(
        organization=organization, kind=kind, words=words[:LONGEST], usable=False, created=now
    )
