"""Every read of who works here."""

from __future__ import annotations

from datetime import datetime

from django.core import signing
from django.db.models import QuerySet
from django.http import HttpRequest

from leitstand import registry
from leitstand.people.models import Account, Invitation, Membership, Organization, Person, Role
from leitstand.vocabulary.errors import Refused
from leitstand.vocabulary.network import Connection, Network, Offer
from leitstand.vocabulary.post import Actor
from leitstand.vocabulary.words import _

READER, EDITOR, OWNER = Role.READER.value, Role.EDITOR.value, Role.OWNER.value
_SALT = "leitstand.people.invitation"
_NEEDED: dict[str, str] = {
    Role.EDITOR.value: _(
        "Readers cannot do this. Nothing was changed; ask an owner of %(organization)s for another role."
    ),
    Role.OWNER.value: _("Only owners can do this. Nothing was changed; ask an owner of %(organization)s."),
}
_RANK = {Role.READER.value: 0, Role.EDITOR.value: 1, Role.OWNER.value: 2}


def membership(person: Person, organization_id: int | None) -> Membership | None:
    """The membership this session works in: the chosen one, else the oldest that is no demo."""
    mine = list(
        person.memberships.select_related("organization").order_by("organization__is_demo", "created")
    )
    return next((m for m in mine if m.organization_id == organization_id), mine[0] if mine else None)


def stays(member: Membership) -> bool:
    """Is this membership still there? An act may have ended it."""
    return Membership.objects.filter(pk=member.pk).exists()


def memberships(person: Person) -> list[Membership]:
    """All organisations a person may switch between."""
    return list(person.memberships.select_related("organization").order_by("organization__name"))


def here(request: HttpRequest) -> Membership:
    """The membership of this request; raises Refused for strangers."""
    found: Membership | None = getattr(request, "membership", None)
    if found is None:
        raise Refused(_("You belong to no organisation here. Ask an owner to invite you."))
    return found


def may(member: Membership | None, role: str) -> bool:
    """May this member do what needs `role`?"""
    return member is not None and _RANK[member.role] >= _RANK[role]


def require(member: Membership, role: str) -> None:
    """Raises Refused when this member's role is not enough; says whom to ask."""
    if not may(member, role):
        raise Refused(_NEEDED[role], organization=member.organization.name)


def anybody() -> bool:
    """Has the first person been made yet?"""
    return Person.objects.exists()


def members(organization: Organization) -> QuerySet[Membership]:
    """Who belongs to an organisation."""
    return organization.memberships.select_related("person").order_by("person__name", "person__email")


def accounts(organization: Organization) -> QuerySet[Account]:
    """The network accounts we speak as."""
    return organization.accounts.order_by("network", "handle")


def connection(account: Account) -> Connection:
    """What a wire needs to speak as this account."""
    return Connection(
        server=account.server,
        headers=account.headers,
        actor=Actor(
            id=account.actor_id, name=account.name or None, preferred_username=account.handle or None
        ),
        url=account.url,
        also=getattr(registry.network(account.network), "also", ()),
    )


def account(organization: Organization, account_id: int) -> Account:
    """One of our accounts; raises Refused when it is not ours."""
    found = organization.accounts.filter(pk=account_id).first()
    if found is None:
        raise Refused(_("This account is not here any more. Nothing was changed; reload the page."))
    return found


def speakers() -> list[Network]:
    """Networks that can be spoken on, by name."""
    found = [network for network in registry.networks().values() if Offer.PUBLISH in network.offers]
    return sorted(found, key=lambda network: network.title)


def to_reconnect(organization: Organization) -> QuerySet[Account]:
    """Accounts whose permission has ended, so that somebody must connect them again."""
    return accounts(organization).filter(state=Account.RECONNECT)


def invitations(organization: Organization, now: datetime) -> QuerySet[Invitation]:
    """Invitations that can still be used."""
    return organization.invitations.filter(expires__gt=now).order_by("email")


def token(invitation: Invitation) -> str:
    """What the link of an invitation carries: signed, and another one after it was renewed."""
    return signing.dumps([invitation.pk, invitation.created.timestamp()], salt=_SALT)


def invited(said: str, now: datetime) -> Invitation:
    """The invitation behind a link; raises Refused when it was used, taken back, renewed, or is too old."""
    try:
        pk, created = signing.loads(said, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        pk, created = 0, 0.0
    found = Invitation.objects.select_related("organization", "by").filter(pk=pk, expires__gt=now).first()
    if found is None or found.created.timestamp() != created:
        raise Refused(
            _("This invitation has been used or has ended. Ask the person who sent it for a new one.")
        )
    return found


def organizations() -> list[Organization]:
    """Every organisation there is, for work that is done for all of them."""
    return list(Organization.objects.order_by("pk"))
