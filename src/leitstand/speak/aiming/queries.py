"""Every read of what posts and answers can point to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from leitstand.speak.models import Aim

if TYPE_CHECKING:
    from leitstand.people.models import Organization

KINDS = (Aim.GOAL, Aim.SENTENCE, Aim.AUDIENCE)
"""In the order in which they are offered."""


def usable(organization: Organization, kind: str | None = None) -> list[Aim]:
    """What the charter has now, goals first, each kind in the order it was written."""
    return [one for one in known(organization) if one.usable and kind in (None, one.kind)]


def known(organization: Organization) -> list[Aim]:
    """All that was ever there: old words may still point to what the charter has no more."""
    rows = Aim.objects.filter(organization=organization).order_by("pk")
    return sorted((one for one in rows if one.kind in KINDS), key=lambda one: KINDS.index(one.kind))


def ours(organization: Organization, ids: Iterable[int]) -> list[Aim]:
    """Those among these numbers that are this organisation's."""
    return list(Aim.objects.filter(organization=organization, pk__in=set(ids)).order_by("pk"))
