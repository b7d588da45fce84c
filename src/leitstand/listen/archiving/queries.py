"""Every read of the archive's settings and of the backfills."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from leitstand.listen import keeping
from leitstand.listen.models import Archiving, Backfill, Watch
from leitstand.vocabulary.errors import Gone, Invalid
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.people.models import Organization

LEASE = timedelta(minutes=15)
"""A backfill whose worker gave no sign for so long is taken up by another."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What the archive holds: bytes on the disk, and posts by day (those of the last minutes not yet)."""

    size: int
    days: dict[date, int]

    @property
    def posts(self) -> int:
        """All of them."""
        return sum(self.days.values())


def choice(organization: Organization) -> Archiving:
    """What the organisation chose; without a row: off."""
    found = Archiving.objects.filter(organization=organization).select_related("changed_by").first()
    return found or Archiving(organization=organization)


def chosen() -> dict[int, int]:
    """For how many days each organisation that wants it keeps everything."""
    return dict(Archiving.objects.filter(active=True).values_list("organization", "days"))


def kept(organization: Organization) -> Kept:
    """What lies on the disk."""
    there = keeping.archive(organization.pk)
    return Kept(there.size(), there.counts())


def backfills(organization: Organization) -> QuerySet[Backfill]:
    """The latest first."""
    rows = Backfill.objects.filter(organization=organization).select_related("watch", "asked_by")
    return rows.order_by("-created", "-pk")


def backfill_of(watch: Watch) -> Backfill | None:
    """The latest of a watch."""
    return Backfill.objects.filter(watch=watch).order_by("-created", "-pk").first()


def due(now: datetime) -> QuerySet[Backfill]:
    """Asked for, or left behind by a worker that went away; the longest waiting first."""
    rows = Backfill.objects.filter(Q(state="asked") | Q(state="running", claimed__lt=now - LEASE))
    return rows.select_related("watch").order_by("claimed", "pk")


def backfill(organization: Organization, id: int) -> Backfill:
    """One of them. Raises Gone."""
    found = backfills(organization).filter(pk=id).first()
    if found is None:
        raise Gone(_("This backfill is not here any more; its watch was removed. What it found stays."))
    return found


def watch_named(said: str, organization: str = "") -> Watch:
    """A watch by its name or key, for whoever sits at the machine. Raises Invalid: none, or several."""
    rows = Watch.objects.select_related("organization")
    named = rows.filter(Q(name=said) | Q(pk=int(said) if said.isdecimal() and len(said) < 19 else 0))
    if organization:
        named = named.filter(organization__name=organization)
    found = list(named[:2])
    if not found:
        names = ", ".join(rows.order_by("name").values_list("name", flat=True)[:20])
        raise Invalid(_("There is no watch “%(said)s”. There are: %(names)s."), said=said, names=names or "–")
    if len(found) > 1:
        raise Invalid(
            _("Several organisations have a watch “%(said)s”. Say which with --organization."), said=said
        )
    return found[0]
