"""Every read of thoughts and their variants."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.shortcuts import get_object_or_404

from leitstand import registry
from leitstand.people import queries as people
from leitstand.speak.models import Delivery, Thought, Version
from leitstand.vocabulary.network import Offer

if TYPE_CHECKING:
    from leitstand.people.models import Account, Organization, Person

OVER = ("withdrawn", "refused")
"""States in which a delivery binds its thought no longer."""

DRAFT, WAITING, PLANNED, GOING, PUBLISHED, UNKNOWN, REFUSED = (
    "draft",
    "waiting",
    "planned",
    "going",
    "published",
    "unknown",
    "refused",
)
_OF = {
    "waiting": WAITING,
    "due": PLANNED,
    "claimed": GOING,
    "preparing": GOING,
    "sending": GOING,
    "sent": PUBLISHED,
    "unknown": UNKNOWN,
    "refused": REFUSED,
}
_FIRST = (UNKNOWN, REFUSED, WAITING, GOING, PLANNED, PUBLISHED)


def thoughts(organization: Organization) -> QuerySet[Thought]:
    """All thoughts that are not in the bin, the latest change first."""
    return (
        Thought.objects.filter(organization=organization, binned=None)
        .select_related("voice", "by")
        .prefetch_related("variants__account", "variants__deliveries__takedown", "uses__medium", "aims")
        .order_by("-changed", "-pk")
    )


def drafts(organization: Organization) -> QuerySet[Thought]:
    """Thoughts of which nothing is on its way or published."""
    return thoughts(organization).filter(~Exists(_bound()))


def planned(organization: Organization) -> QuerySet[Thought]:
    """Thoughts that wait for their moment or for a release, the nearest first."""
    # Read once, not asked of each thought: SQLite would walk all that waits for every one of them.
    waiting = Delivery.objects.filter(organization=organization, state__in=["due", "waiting"])
    them = waiting.filter(variant__isnull=False).order_by().values("variant__thought")
    return thoughts(organization).filter(pk__in=them).order_by("due", "pk")


def _bound() -> QuerySet[Delivery]:
    return Delivery.objects.filter(variant__thought=OuterRef("pk")).exclude(state__in=OVER)


def thought(organization: Organization, id: int) -> Thought:
    """One thought; Http404 when it is not this organisation's or in the bin."""
    found: Thought = get_object_or_404(thoughts(organization), pk=id)
    return found


def deliveries(thought: Thought) -> list[Delivery]:
    """What became of it, by account and part; of what was planned twice, the latest."""
    found = Delivery.objects.filter(variant__thought=thought).select_related("account", "takedown", "author")
    return list(found.order_by("account__network", "account", "part", "-pk"))


def bound(thought: Thought) -> bool:
    """Is something of it on its way or published, so that its words must not change?"""
    return Delivery.objects.filter(variant__thought=thought).exclude(state__in=OVER).exists()


def state_of(rows: Iterable[Delivery]) -> str:
    """What a thought is, in one word, by its deliveries: what needs somebody comes first."""
    states = {_OF[row.state] for row in rows if row.state in _OF}
    if states == {REFUSED}:
        return REFUSED
    return next((state for state in _FIRST if state in states), DRAFT)


def versions(thought: Thought) -> QuerySet[Version]:
    """Its history, the latest first."""
    return thought.versions.select_related("by").order_by("-number")


def speakers(organization: Organization) -> list[Account]:
    """Accounts that can publish, those that need to be connected anew included."""
    able = [name for name, one in registry.networks().items() if Offer.PUBLISH in one.offers]
    return list(people.accounts(organization).filter(network__in=able).exclude(state="disconnected"))


def voices(organization: Organization) -> list[Person]:
    """In whose name one may write: members who are more than readers."""
    return [one.person for one in people.members(organization) if people.may(one, people.EDITOR)]


@dataclass(frozen=True, slots=True)
class Taken:
    """When something goes out already, and where."""

    at: datetime
    account: int


def taken(organization: Organization, after: datetime, until: datetime) -> Sequence[Taken]:
    """Everything that is planned between two moments."""
    found = Delivery.objects.filter(
        Q(state__in=["due", "waiting"], part=0), organization=organization, due__range=(after, until)
    )
    return [Taken(at, account) for at, account in found.values_list("due", "account")]
