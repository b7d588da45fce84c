"""Every write of who works here and as whom we speak."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import available_timezones

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext

from leitstand import registry
from leitstand.people import queries
from leitstand.people.models import Account, Invitation, Membership, Organization, Person, Role
from leitstand.vocabulary.errors import Invalid, LeitstandError, Reconnect, Refused, TryLater
from leitstand.vocabulary.network import Connection, Offer, Wire
from leitstand.vocabulary.words import _

OWN = frozenset({"name", "language", "time_zone", "theme", "density", "single_keys"})
OURS = frozenset({"name", "language", "time_zone", "retention_days", "measuring"})
INVITED_FOR = timedelta(days=7)
RENEWING, BRIEFLY = timedelta(minutes=2), timedelta(seconds=5)


@transaction.atomic
def begin(organization: str, *, name: str, email: str, password: str, language: str) -> Membership:
    """The first person and their organisation. Raises Refused once there is somebody, Invalid."""
    if queries.anybody():
        raise Refused(
            _("Somebody works here already. Nothing was changed; ask an owner for an invitation."),
        )
    person = _person(email, name=name, password=password, language=language)
    ours = Organization.objects.create(name=organization, language=language)
    return Membership.objects.create(person=person, organization=ours, role=Role.OWNER)


@transaction.atomic
def change_me(person: Person, **wishes: object) -> None:
    """What somebody chose for themselves: any of `OWN`."""
    _change(person, wishes, OWN)


@transaction.atomic
def change_organization(member: Membership, **wishes: object) -> None:
    """What holds for the whole organisation: any of `OURS`. Owners only."""
    queries.require(member, Role.OWNER)
    _change(member.organization, wishes, OURS)


@transaction.atomic
def invite(member: Membership, email: str, role: str, *, now: datetime) -> Invitation:
    """A link for one e-mail address, good for a week; inviting again renews it. Owners only."""
    queries.require(member, Role.OWNER)
    address = email.strip().lower()
    if member.organization.memberships.filter(person__email=address).exists():
        raise Invalid(_("%(email)s is a member already. Nobody was invited."), email=address)
    made, _new = Invitation.objects.update_or_create(
        organization=member.organization,
        email=address,
        defaults={"role": _role(role), "by": member.person, "created": now, "expires": now + INVITED_FOR},
    )
    return made


@transaction.atomic
def take_back(member: Membership, invitation_id: int) -> None:
    """End an invitation that nobody has used yet. Owners only."""
    queries.require(member, Role.OWNER)
    member.organization.invitations.filter(pk=invitation_id).delete()


@transaction.atomic
def join(
    invitation: Invitation, person: Person | None, *, name: str = "", password: str = "", language: str = ""
) -> Membership:
    """Use an invitation up: as `person` who is signed in under its address, else as somebody new.

    Raises Refused when the address belongs to somebody who is not signed in, Invalid for a weak password.
    """
    if person is None:
        if Person.objects.filter(email=invitation.email).exists():
            raise Refused(
                _("%(email)s can sign in here already. Sign in, then open the invitation again."),
                email=invitation.email,
            )
        person = _person(
            invitation.email,
            name=name,
            password=password,
            language=language or invitation.organization.language,
        )
    elif person.email != invitation.email:
        raise Refused(
            _("This invitation is for %(email)s. Sign out, then open it again; it stays good."),
            email=invitation.email,
        )
    member, _new = Membership.objects.get_or_create(
        person=person, organization=invitation.organization, defaults={"role": invitation.role}
    )
    invitation.delete()
    return member


@transaction.atomic
def change_role(member: Membership, membership_id: int, role: str) -> Membership:
    """Give another role to a member. Owners only; the last owner stays one."""
    queries.require(member, Role.OWNER)
    other = _other(member, membership_id)
    if role != Role.OWNER:
        _keep_an_owner(other)
    other.role = _role(role)
    other.save(update_fields=["role"])
    return other


@transaction.atomic
def remove_member(member: Membership, membership_id: int) -> Person:
    """Take somebody out of the organisation; what they wrote stays. Owners only, or oneself."""
    other = _other(member, membership_id)
    if other.pk != member.pk:
        queries.require(member, Role.OWNER)
    _keep_an_owner(other)
    other.delete()
    return other.person


def connect(member: Membership, network: str, given: Mapping[str, str], *, wire: Wire) -> Account:
    """Check what the connect form was given with the network itself and keep it, encrypted. Owners only.

    An account that is there already is connected anew. `wire` carries no credentials. Raises Invalid when
    an answer is missing, Reconnect or Rejected when the network does not accept it, TryLater.
    """
    queries.require(member, Role.OWNER)
    speaks = registry.network(network)
    if Offer.PUBLISH not in speaks.offers:
        raise Refused(
            _("%(network)s is only listened to; there is nothing to connect."), network=speaks.title
        )
    answers = {ask.name: (given.get(ask.name) or ask.initial).strip() for ask in speaks.needs}
    if missing := [gettext(ask.label) for ask in speaks.needs if not answers[ask.name]]:
        raise Invalid(_("Please fill in: %(fields)s."), fields=", ".join(missing))
    made = speaks.connect(wire, answers)
    with transaction.atomic():
        before = Account.objects.filter(
            organization=member.organization, network=network, server=made.server, actor_id=made.actor.id
        ).first()
        account, _new = Account.objects.update_or_create(
            organization=member.organization,
            network=network,
            server=made.server,
            actor_id=made.actor.id,
            defaults={
                "name": made.actor.name or "",
                "handle": made.actor.preferred_username or "",
                "url": made.url,
                "given": (before.given if before else {}) | answers | _told(made.given),
                "headers": dict(made.headers),
                "state": Account.WORKING,
                "problem": None,
                "connected_by": member.person,
                **_times(made),
            },
        )
    return account


@transaction.atomic
def hold_account(member: Membership, account_id: int) -> Account:
    """Nothing is asked or sent as this account until somebody resumes it. Owners only."""
    return _set_state(member, account_id, Account.PAUSED)


@transaction.atomic
def resume_account(member: Membership, account_id: int) -> Account:
    """Use the account again. Owners only; one that must be connected again cannot be resumed."""
    account = queries.account(member.organization, account_id)
    if account.state in (Account.RECONNECT, Account.DISCONNECTED):
        raise Refused(
            _("The permission of %(name)s has ended. Connect the account again."), name=account.handle
        )
    return _set_state(member, account_id, Account.WORKING)


@transaction.atomic
def disconnect(member: Membership, account_id: int) -> Account:
    """Forget every credential of the account. What was published stays known, and stays published."""
    account = _set_state(member, account_id, Account.DISCONNECTED)
    account.given, account.headers, account.problem = {}, {}, None
    account.save(update_fields=["given", "headers", "problem"])
    return account


@transaction.atomic
def remove_demo(member: Membership) -> None:
    """Delete the sample organisation with everything in it. Never deletes a real one."""
    organization = member.organization
    if not organization.is_demo:
        raise Refused(_("%(name)s holds no sample data. Nothing was deleted."), name=organization.name)
    organization.delete()
    # The owner that the demo brought along has nothing else here; whoever came otherwise stays.
    Person.objects.filter(memberships=None, email__endswith="@auenried.example").delete()


def renew(account: Account, wire: Wire) -> bool:
    """Connect again with what was given, for networks whose permission is short-lived. False: its owner must.

    `wire` is an open wire without credentials. Network errors other than Reconnect are the caller's. What the
    network gave in place of an answer (a refresh token is often good once) is kept before anything else, and
    the old until then; when somebody else has renewed it meanwhile, theirs holds. Raises TryLater while
    somebody else is at it: a lease on the row, for no transaction may wait for a network.
    """
    ours = dict(account.headers)
    account.refresh_from_db(fields=["given", "headers"])
    if account.headers != ours:
        return True
    if not _lease(account):
        raise TryLater(_("This permission is just being renewed. Nothing was sent; we ask again."), BRIEFLY)
    try:
        return _renew(account, wire)
    finally:
        Account.objects.filter(pk=account.pk).update(renewing=None)


def being_renewed(account: Account) -> bool:
    """Does somebody else ask for a new permission just now?"""
    return Account.objects.filter(pk=account.pk, renewing__gt=Now() - RENEWING).exists()


def _lease(account: Account) -> bool:
    free = Q(renewing=None) | Q(renewing__lte=Now() - RENEWING)
    return bool(Account.objects.filter(free, pk=account.pk).update(renewing=Now()))


def _renew(account: Account, wire: Wire) -> bool:
    network, given = registry.network(account.network), dict(account.given)
    try:
        made = (network.renew if Offer.RENEW in network.offers else network.connect)(wire, given)
    except Reconnect as error:
        account.refresh_from_db(fields=["given", "headers"])
        if account.given != given:
            return True
        pause_account(account, error)
        return False
    account.given, account.headers = given | _told(made.given), dict(made.headers)
    account.state, account.problem = Account.WORKING, None
    for name, value in _times(made, account).items():
        setattr(account, name, value)
    account.save(
        update_fields=["given", "headers", "state", "problem", "expires", "ends", "renew_at", "warned"]
    )
    return True


def _told(given: Mapping[str, str]) -> dict[str, str]:
    """What a network really gave: where it gave nothing, what we have is kept."""
    return {name: value for name, value in given.items() if value}


def _times(made: Connection, before: Account | None = None) -> dict[str, object]:
    """When a permission has to be renewed and when it ends; warned of is only the same end once."""
    same = before is not None and before.ends == made.ends
    warned = before.warned if before is not None and same else None
    return {"expires": made.expires, "ends": made.ends, "renew_at": None, "warned": warned}


@transaction.atomic
def pause_account(account: Account, why: LeitstandError) -> None:
    """The permission ended: nothing is asked or sent as this account until its owner connects it again."""
    account.state = Account.RECONNECT
    account.problem = {"sentence": why.sentence, "facts": {k: str(v) for k, v in why.facts.items()}}
    account.save(update_fields=["state", "problem"])


def _person(email: str, *, name: str, password: str, language: str) -> Person:
    person = Person(email=email.strip().lower(), name=name.strip(), language=language)
    try:
        password_validation.validate_password(password, person)
    except ValidationError as error:
        raise Invalid(" ".join(error.messages).replace("%", "%%")) from error
    person.set_password(password)
    person.save()
    return person


def _change(row: Person | Organization, wishes: Mapping[str, object], lawful: frozenset[str]) -> None:
    if strange := set(wishes) - lawful:
        raise ValueError(f"nobody may change {', '.join(sorted(strange))} this way")
    zone = wishes.get("time_zone")
    if zone is not None and zone not in available_timezones():
        raise Invalid(_("“%(zone)s” is no time zone. Write one such as Europe/Berlin."), zone=str(zone))
    for name, value in wishes.items():
        setattr(row, name, value)
    row.save(update_fields=list(wishes))


def _role(role: str) -> str:
    if role not in Role.values:
        raise Invalid(_("“%(role)s” is no role. Choose reader, editor or owner."), role=role)
    return role


def _other(member: Membership, membership_id: int) -> Membership:
    found = member.organization.memberships.select_related("person").filter(pk=membership_id).first()
    if found is None:
        raise Refused(_("This person is no member any more. Nothing was changed."))
    return found


def _keep_an_owner(leaving: Membership) -> None:
    others = leaving.organization.memberships.filter(role=Role.OWNER).exclude(pk=leaving.pk)
    if leaving.role == Role.OWNER and not others.exists():
        raise Refused(
            _("%(name)s is the last owner. Nothing was changed; make somebody else owner first."),
            name=str(leaving.person),
        )


def _set_state(member: Membership, account_id: int, state: str) -> Account:
    queries.require(member, Role.OWNER)
    account = queries.account(member.organization, account_id)
    account.state = state
    account.save(update_fields=["state"])
    return account


@transaction.atomic
def begin_demo(name: str, email: str, password: str, *, now: datetime) -> Membership:
    """A demo organisation with an owner who can sign in; everybody who is here already may look at it too."""
    organization = Organization.objects.create(name=name, is_demo=True, created=now, retention_days=3650)
    owner = Person.objects.create_user(email, password, name="Aylin Demirbas")
    for person in Person.objects.exclude(pk=owner.pk):
        Membership.objects.create(person=person, organization=organization, role=Role.OWNER, created=now)
    return Membership.objects.create(person=owner, organization=organization, role=Role.OWNER, created=now)


@transaction.atomic
def demo_person(member: Membership, name: str, email: str, *, now: datetime) -> Membership:
    """Another editor of the demo, who cannot sign in and goes with it."""
    if not member.organization.is_demo:
        raise Refused(_("Only a demo has demo people."))
    person, _made = Person.objects.get_or_create(email=email, defaults={"name": name, "password": "!"})
    made, _new = Membership.objects.get_or_create(
        person=person, organization=member.organization, defaults={"role": Role.EDITOR, "created": now}
    )
    return made


@transaction.atomic
def demo_account(member: Membership, network: str, handle: str, *, now: datetime) -> Account:
    """An account of the demo. It is paused and has no credentials: nothing can leave the machine."""
    if not member.organization.is_demo:
        raise Refused(_("Only a demo has demo accounts."))
    return Account.objects.create(
        organization=member.organization,
        network=network,
        actor_id=handle,
        name=member.organization.name,
        handle=handle,
        server="https://auenried.example",
        state=Account.PAUSED,
        connected_by=member.person,
        connected=now,
    )
