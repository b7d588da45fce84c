"""Looks at who follows an account: some of them drawn by chance, of whom nothing but sums is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict
from datetime import datetime
from secrets import randbelow
from typing import TYPE_CHECKING

from leitstand import registry
from leitstand.analyses.coordination.audience import audit
from leitstand.listen.models import Audience
from leitstand.listen.voices import queries
from leitstand.people.queries import EDITOR, require
from leitstand.people.wires import open_wire
from leitstand.vocabulary.audience import Follower
from leitstand.vocabulary.errors import Invalid, LeitstandError, NetworkError, Refused
from leitstand.vocabulary.network import Network, Wire
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.people.models import Membership
    from leitstand.wire import HttpWire

Dice = Callable[[int], int]
"""A number below the given one, each with the same chance."""

PAGES = 100
"""So many pages of a list are read at most, from the end of those who followed last."""
LEAST = 50
"""Of fewer followers nothing is told: sums of so few would point at persons."""
TRIES = 3
ENDED = _("Leitstand stopped while it was looking, three times. Nothing was kept. Ask for it again.")


def ask(member: Membership, network: str, address: str, wanted: int, *, now: datetime) -> Audience:
    """Have a worker look at who follows an account. Raises Refused; Invalid: cannot be asked for there."""
    require(member, EDITOR)
    if network not in queries.telling():
        raise Invalid(_("This network does not list who follows an account. Nothing was asked."))
    if Audience.objects.filter(
        organization_id=member.organization_id,
        made=None,
        problem__isnull=True,
        network=network,
        address=address,
    ).exists():
        raise Refused(_("%(address)s is being looked at already. Wait for it."), address=address)
    return Audience.objects.create(
        organization_id=member.organization_id,
        network=network,
        address=address,
        wanted=wanted,
        asked=now,
        asked_by_id=member.person_id,
    )


def remove(member: Membership, id: int) -> None:
    """Keep nothing of it. Safe to repeat. Raises Refused."""
    require(member, EDITOR)
    Audience.objects.filter(pk=id, organization_id=member.organization_id).delete()


def look_due(now: datetime, opened: Callable[[], HttpWire] = open_wire) -> int:
    """Look at one audience that waits; says whether there was one."""
    row = Audience.objects.filter(made=None, problem__isnull=True).order_by("asked", "pk").first()
    if row is None:
        return 0
    row.tries += 1
    row.save(update_fields=["tries"])
    try:
        if row.tries > TRIES:
            raise Refused(ENDED)
        with closing(opened()) as wire:
            look(row, wire, now=now)
    except LeitstandError as error:
        facts = {name: str(fact) for name, fact in error.facts.items()}
        row.problem = {"sentence": error.sentence, "facts": facts}
    row.save()
    return 1


def look(row: Audience, wire: Wire, *, now: datetime, dice: Dice = randbelow) -> None:
    """Read the list, draw, look at those drawn, and write the sums. Raises LeitstandError."""
    network = registry.network(row.network)
    account = network.followed(wire, row.address)
    row.name, row.url, row.followers = account.name[:300], account.url[:2000], account.followers
    some, row.read = drawn(_pages(network, wire, account.id), row.wanted, dice)
    if row.read < LEAST:
        raise _too_few(row)
    found = audit(network.described(wire, some), row.read, now)
    row.content = {
        "looked_at": found.looked_at,
        "shares": {name: asdict(share) for name, share in found.shares.items()},
    }
    row.made = now


def drawn(pages: Iterator[Sequence[Follower]], wanted: int, dice: Dice) -> tuple[list[Follower], int]:
    """So many followers, each with the same chance, and how many were read (Vitter 1985, algorithm R).

    A list may shift while it is read; whoever comes twice counts once.
    """
    kept: list[Follower] = []
    seen: set[str] = set()
    for page in pages:
        for one in page:
            if one.id in seen:
                continue
            seen.add(one.id)
            place = len(kept) if len(kept) < wanted else dice(len(seen))
            if place < wanted:
                kept[place : place + 1] = [one]
    return kept, len(seen)


def _pages(network: Network, wire: Wire, id: str) -> Iterator[Sequence[Follower]]:
    """Pages up to our limit, or until the network has enough of us; the first one has to come."""
    pages, read = network.followers(wire, id), 0
    for _number in range(PAGES):
        try:
            page = next(pages, None)
        except NetworkError:
            if read < LEAST:
                raise
            return
        if page is None:
            return
        read += len(page)
        yield page


def _too_few(row: Audience) -> Refused:
    if row.followers and row.followers >= LEAST:
        return Refused(_("%(name)s does not show who follows it. Nothing was kept."), name=row.name)
    return Refused(
        _(
            "Fewer than %(least)s accounts follow %(name)s. Sums of so few would point at persons, so "
            "nothing is told and nothing was kept."
        ),
        least=LEAST,
        name=row.name,
    )
