"""Every read of webmentions: which pages are ours, what waits, what is told."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from leitstand.listen.models import LinkAsked, Linking, LinkTold
from leitstand.people import queries as people

if TYPE_CHECKING:
    from leitstand.people.models import Organization

OUR_SITES = ("ghost", "wordpress")
"""Networks whose accounts are sites of our own: their pages can be linked to, and can name our endpoint."""

FORGOTTEN = "disconnected"


def sites(organization: Organization) -> list[str]:
    """The beginnings of an organisation's own addresses, each ending with a slash."""
    rows = people.accounts(organization).filter(network__in=OUR_SITES).exclude(state=FORGOTTEN)
    said = {row.server for row in rows} | {row.url.partition("?")[0] for row in rows if _inside(row)}
    return sorted(f"{one.rstrip('/')}/" for one in said if one)


def ours() -> tuple[str, ...]:
    """The beginnings of all addresses of anybody here; a demo has none, for nothing leaves it."""
    return tuple(site for one in people.organizations() if not one.is_demo for site in sites(one))


def organizations_of(target: str) -> list[int]:
    """Whose page this is."""
    real = [one for one in people.organizations() if not one.is_demo]
    return [one.pk for one in real if any(target.startswith(site) for site in sites(one))]


def waiting() -> int:
    """How many webmentions wait to be looked at."""
    return LinkAsked.objects.exclude(due=None).count()


def due_asked(now: datetime) -> QuerySet[LinkAsked]:
    """Webmentions to look at now, longest waiting first."""
    return LinkAsked.objects.filter(due__lte=now).order_by("due", "pk")


def due_told(now: datetime) -> QuerySet[LinkTold]:
    """Pages to tell now, of organisations that want it."""
    wanted = Linking.objects.filter(since__isnull=False, organization__is_demo=False).values("organization")
    return LinkTold.objects.filter(due__lte=now, organization__in=wanted).order_by("due", "pk")


def still_linked(row: LinkAsked) -> bool:
    """Does the same page link to another of our pages, as far as we know?"""
    page = row.source.partition("#")[0]
    same = Q(source=page) | Q(source__startswith=f"{page}#")
    others = LinkAsked.objects.filter(same, organization=row.organization_id, state=LinkAsked.LINKED)
    return others.exclude(pk=row.pk).exists()


def linking(organization: Organization) -> Linking:
    """The choice of an organisation; an unsaved row, off, where it never chose."""
    return Linking.objects.filter(organization=organization).first() or Linking(organization=organization)


def telling() -> dict[int, datetime]:
    """Organisations that tell, and since when."""
    wanted = Linking.objects.filter(since__isnull=False, organization__is_demo=False)
    rows = wanted.values_list("organization", "since")
    return {pk: since for pk, since in rows if since}


def latest(organization: Organization) -> tuple[list[LinkAsked], list[LinkTold]]:
    """The newest of both, for the page."""
    asked = LinkAsked.objects.filter(organization=organization).order_by("-asked")[:20]
    told = LinkTold.objects.filter(organization=organization).order_by("-found")[:20]
    return list(asked), list(told)


def _inside(account: object) -> bool:
    """Is the account's address one of its own server's? A profile elsewhere is no site of ours."""
    url, server = getattr(account, "url", ""), getattr(account, "server", "")
    return bool(server) and url.startswith(f"{server.rstrip('/')}/")
