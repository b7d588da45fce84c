"""Every write of what we listen to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext

from leitstand import registry
from leitstand.listen import memory
from leitstand.listen.intake import take_in
from leitstand.listen.models import Source, Watch
from leitstand.people.queries import require
from leitstand.vocabulary.errors import Invalid, LeitstandError, NetworkError, Refused
from leitstand.vocabulary.network import Found, Network, Offer, Wire
from leitstand.vocabulary.watch import read_query
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.people.models import Account, Membership

__all__ = [
    "add_source",
    "add_watch",
    "ask_now",
    "change_watch",
    "find_sources",
    "listen_to_account",
    "pause_source",
    "remove_source",
    "remove_watch",
    "resume_source",
    "take_in",
]

EDITOR = "editor"
LONGEST_NAME = 100


def find_sources(wire: Wire, address: str) -> list[tuple[str, Found]]:
    """The ways to listen to an address, as (network, way): every network that can read is asked.

    Raises Invalid when nobody knows what to do with it; what the networks said stands in `why`.
    """
    address = address.strip()
    if not address:
        raise Invalid(
            _("Type an address, for example of a blog, an account or a hashtag. Nothing was added yet.")
        )
    found: list[tuple[str, Found]] = []
    troubles: list[LeitstandError] = []
    for name, network in registry.networks().items():
        if network.offers & (Offer.READ | Offer.STREAM):
            found += ((name, way) for way in _asked(network, wire, address, troubles))
    if not found:
        raise _nothing_found(address, troubles)
    return found


def _asked(network: Network, wire: Wire, address: str, troubles: list[LeitstandError]) -> Iterator[Found]:
    try:
        yield from network.find(wire, address)
    except (Invalid, NetworkError) as error:
        troubles.append(error)


def _nothing_found(address: str, troubles: list[LeitstandError]) -> Invalid:
    reasons = list(dict.fromkeys(_told(one) for one in troubles))
    if reasons:
        return Invalid(
            _("Nothing to listen to was found at %(address)s. Nothing was added. What came back: %(why)s"),
            address=address,
            why=" ".join(reasons),
        )
    return Invalid(
        _(
            "Nothing to listen to was found at %(address)s. Nothing was added. Type the address of a site or "
            "feed (https://…), an account (@name@server) or a hashtag page."
        ),
        address=address,
    )


def _told(trouble: LeitstandError) -> str:
    """In the language of whoever asked, for it becomes a part of another sentence."""
    said = gettext(trouble.sentence)
    return said % trouble.facts if trouble.facts else said


def add_source(
    member: Membership, network: str, found: Found, account: Account | None = None, *, now: datetime
) -> Source:
    """Listen to one of the ways that were found, from now on. Raises Refused; Invalid: we do already."""
    require(member, EDITOR)
    try:
        with transaction.atomic():
            return Source.objects.create(
                organization_id=member.organization_id,
                account=account,
                network=network,
                source=found.source,
                name=found.name[:300] or found.source[:300],
                live=found.live,
                keep=Source.ALL if found.keep_all else Source.MATCHES,
                next_fetch=now,
                created=now,
            )
    except IntegrityError as error:
        raise Invalid(
            _("You listen to %(name)s already. Nothing was added; you find it in the list of sources."),
            name=found.name or found.source,
        ) from error


def listen_to_account(account: Account, *, now: datetime) -> Source | None:
    """Hear what is said to an account of ours; None where its network does not tell. Safe to repeat."""
    if not registry.network(account.network).offers & Offer.NOTIFY:
        return None
    source, _made = Source.objects.get_or_create(
        organization_id=account.organization_id,
        account=account,
        network=account.network,
        source=Source.NOTIFICATIONS,
        defaults={
            "name": (account.handle or account.name)[:300],
            "keep": Source.ALL,
            "next_fetch": now,
            "created": now,
        },
    )
    return source


def remove_source(member: Membership, source: Source) -> None:
    """Listen no longer. What was heard from it stays until its time is over."""
    _may_change(member, source)
    source.delete()


def pause_source(member: Membership, source: Source) -> None:
    """Ask it no more until somebody says so."""
    _may_change(member, source)
    source.state = Source.PAUSED
    source.save(update_fields=["state"])


def resume_source(member: Membership, source: Source, *, now: datetime) -> None:
    """Go on where the cursor stands."""
    _may_change(member, source)
    source.state, source.failures, source.problem, source.next_fetch = Source.WORKING, 0, None, now
    source.save(update_fields=["state", "failures", "problem", "next_fetch"])


def ask_now(member: Membership, source: Source, *, now: datetime) -> None:
    """Ask before its time. The reader takes it up within seconds. Raises Refused for a paused source."""
    _may_change(member, source)
    if source.state == Source.PAUSED:
        raise Refused(
            _("%(name)s is paused, so it is not asked. Nothing was changed; resume it first."),
            name=source.name,
        )
    source.next_fetch = now
    source.save(update_fields=["next_fetch"])


def add_watch(member: Membership, name: str, query: str, *, now: datetime) -> Watch:
    """Tell us from now on when this is said. Raises Refused, Mistake (with its column), or Invalid."""
    require(member, EDITOR)
    watch = Watch(
        organization_id=member.organization_id, name=name, query=query, created_by=member.person, created=now
    )
    return _kept(watch)


def change_watch(
    member: Membership,
    watch: Watch,
    *,
    name: str | None = None,
    query: str | None = None,
    active: bool | None = None,
) -> Watch:
    """Change what is given; what it found before stays with it. Raises as `add_watch`."""
    _may_change(member, watch)
    watch.name = watch.name if name is None else name
    watch.query = watch.query if query is None else query
    watch.active = watch.active if active is None else active
    return _kept(watch)


def remove_watch(member: Membership, watch: Watch) -> None:
    """Look for it no longer. Mentions it found stay until their time is over."""
    _may_change(member, watch)
    with transaction.atomic():
        watch.delete()
        memory.watches_changed(member.organization_id)


def _may_change(member: Membership, row: Source | Watch) -> None:
    require(member, EDITOR)
    if row.organization_id != member.organization_id:
        raise Refused(_("This belongs to another organisation. Nothing was changed."))


def _kept(watch: Watch) -> Watch:
    watch.name, watch.query = watch.name.strip(), watch.query.strip()
    if not watch.name:
        raise Invalid(_("A watch needs a name, so that you know later why a post is here."))
    if len(watch.name) > LONGEST_NAME:
        raise Invalid(_("A name of at most %(longest)s characters fits here."), longest=LONGEST_NAME)
    read_query(watch.query)
    try:
        with transaction.atomic():
            watch.save()
            memory.watches_changed(watch.organization_id)
    except IntegrityError as error:
        raise Invalid(
            _("There is a watch of the name “%(name)s” already. Give this one another name."), name=watch.name
        ) from error
    return watch
