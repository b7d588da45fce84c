"""Every read of how an organisation's front page is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from leitstand.listen.models import FrontPage, Owner, Source
from leitstand.vocabulary.errors import Gone
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.people.models import Organization


def front_page(organization: Organization) -> FrontPage:
    """The choice of an organisation; an unsaved row of the usual one where it never chose."""
    return FrontPage.objects.filter(organization=organization).first() or FrontPage(organization=organization)


def seeds(front_page: FrontPage) -> list[int]:
    """The keys of the sources that are seeds."""
    return list(front_page.seeds.order_by("pk").values_list("pk", flat=True)) if front_page.pk else []


def owners(organization: Organization) -> QuerySet[Owner]:
    """Who has several outlets, by name."""
    return Owner.objects.filter(organization=organization).order_by("name")


def owner(organization: Organization, id: int) -> Owner:
    """One of them. Raises Gone."""
    found = owners(organization).filter(pk=id).first()
    if found is None:
        raise Gone(_("This owner is not in the list any more. Nothing was changed; reload the page."))
    return found


def sources(organization: Organization) -> QuerySet[Source]:
    """What may be a seed, by name: everything public we listen to."""
    rows = Source.objects.filter(organization=organization).exclude(source=Source.NOTIFICATIONS)
    return rows.order_by("name", "pk")


def public(slug: str) -> FrontPage:
    """The page behind a public address. Raises Gone, in the same words whether it never was or is off."""
    row = FrontPage.objects.filter(slug=slug, public=True).select_related("organization").first()
    if row is None:
        raise Gone(_("There is no public page at this address, or it has been switched off."))
    return row


def addressed(slug: str) -> FrontPage | None:
    """Whose public address this is, whether its stories are public or not; for what others show there."""
    return FrontPage.objects.filter(slug=slug).select_related("organization").first()
