"""Every change to how an organisation's front page is made and who may read it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from leitstand.listen.fronts import queries
from leitstand.listen.models import FrontPage, Owner
from leitstand.listen.outlets import keys
from leitstand.people.queries import require
from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.people.models import Membership

EDITOR = "editor"
LEAST_OUTLETS = 2
CHOSEN = ("halved_hours", "spread", "stranger")


def weigh(member: Membership, chosen: Mapping[str, Any], seeds: Collection[int], *, now: datetime) -> None:
    """Other weights and seeds from now on. Raises Refused."""
    require(member, EDITOR)
    row = _changed(member, now)
    for name in CHOSEN:
        setattr(row, name, chosen[name])
    with transaction.atomic():
        row.save()
        row.seeds.set(queries.sources(member.organization).filter(pk__in=seeds))


def weigh_as_usual(member: Membership, *, now: datetime) -> None:
    """Back to the weights the program brought along, and no seeds. Raises Refused."""
    fresh = FrontPage()
    usual = {name: getattr(fresh, name) for name in CHOSEN}
    weigh(member, usual, (), now=now)


def own(member: Membership, name: str, outlets: str, *, now: datetime) -> Owner:
    """Somebody owns these outlets, one a line; a name that is there gets the new list.

    Raises Refused; Invalid for fewer than two outlets, or one that belongs to another owner already.
    """
    require(member, EDITOR)
    lines = list(dict.fromkeys(filter(None, map(str.strip, outlets.splitlines()))))
    if len(keys(lines)) < LEAST_OUTLETS or len(lines) < LEAST_OUTLETS:
        raise Invalid(
            _("An owner needs two outlets or more, one a line: hosts, handles, addresses. Nothing was kept.")
        )
    mine = set(keys(lines))
    for other in queries.owners(member.organization).exclude(name=name):
        if both := mine & set(keys(other.outlets)):
            raise Invalid(
                _("%(outlet)s belongs to %(owner)s already. Nothing was kept; take it out there first."),
                outlet=min(both),
                owner=other.name,
            )
    with transaction.atomic():
        _changed(member, now).save()
        row, _made = Owner.objects.update_or_create(
            organization=member.organization, name=name, defaults={"outlets": lines}
        )
    return row


def disown(member: Membership, owner: Owner) -> None:
    """Its outlets count one by one again. Raises Refused."""
    require(member, EDITOR)
    owner.delete()


def publish(member: Membership, chosen: Mapping[str, Any], *, now: datetime) -> FrontPage:
    """Switch the public page on or off, and say what it is called.

    Raises Refused; Invalid when it has no address, or another organisation's.
    """
    require(member, EDITOR)
    row = _changed(member, now)
    row.public, row.indexed = chosen["public"], chosen["indexed"]
    row.slug, row.title, row.about = chosen["slug"] or None, chosen["title"], chosen["about"]
    if row.public and not row.slug:
        raise Invalid(_("A public page needs an address. It is still off; type one, for example our-name."))
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Invalid(
            _("The address “%(slug)s” is taken. Nothing was changed; choose another one."), slug=row.slug
        ) from error
    return row


def _changed(member: Membership, now: datetime) -> FrontPage:
    row = queries.front_page(member.organization)
    row.changed, row.changed_by = now, member.person
    return row
