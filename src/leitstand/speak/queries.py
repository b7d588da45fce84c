"""Every read of the inbox and of what we said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, When
from django.db.models.functions import Now
from django.shortcuts import get_object_or_404

from leitstand import registry
from leitstand.listen import queries as listen
from leitstand.listen.judging import queries as judging
from leitstand.people import queries as people
from leitstand.speak.models import Delivery, Pause, Takedown, Treatment
from leitstand.vocabulary.network import Limits, Offer

if TYPE_CHECKING:
    from leitstand.listen.models import Mention
    from leitstand.people.models import Account, Organization

OPEN, MINE, LATER, ANSWERED, LET_STAND = "open", "mine", "later", "answered", "let_stand"
TABS = (OPEN, MINE, LATER, ANSWERED, LET_STAND)
UNDECIDED = (OPEN, MINE, LATER)

MOST_COUNTED = 1000
"""So many open mentions are counted; nobody has to know how many more there are."""

_NOW = Now()


def _in(tab: str, person: int | None, now: datetime | None) -> Q:
    """Which mentions stand in a tab; `now` is the database's own clock unless it is given."""
    settled = Treatment.objects.filter(mention=OuterRef("pk"))
    match tab:
        case "mine":
            here = Q(treatment__until=None) | Q(treatment__until__lte=now or _NOW)
            return Q(treatment__state="new", treatment__assignee=person) & here
        case "later":
            return Q(treatment__state="new", treatment__until__gt=now or _NOW)
        case "open":
            # Not joined: PostgreSQL would take the join for nearly empty and read every mention.
            return ~Q(Exists(settled.filter(~Q(state="new") | Q(until__gt=now or _NOW))))
        case _:
            return Q(treatment__state=tab)


@dataclass(frozen=True, slots=True)
class Way:
    """One account by which a mention can be answered, and how much fits."""

    account: Account
    limits: Limits


BEST, NEWEST = "best", "newest"
ORDERS = (BEST, NEWEST)

_BEST = Case(
    When(judging.labelled("spam", "spam"), then=3),
    When(addressed=True, then=0),
    When(judging.labelled("relevant", "irrelevant"), then=3),
    When(judging.labelled("needs_answer", "answer"), then=1),
    default=2,
)
"""Addressed to us; what may need an answer; the rest; what is probably spam or not about us."""


def inbox(
    organization: Organization,
    tab: str = OPEN,
    order: str = BEST,
    *,
    person: int | None = None,
    now: datetime | None = None,
) -> QuerySet[Mention]:
    """Everything that might need us, best first (see `_BEST`) or newest first. Deleted posts need nobody.

    Best first sorts the latest MOST_COUNTED open posts; newest first goes back to the beginning. What was
    treated stands newest first, what was put off by when it comes back; `person` is whose MINE is.
    """
    found = (
        judging.with_labels(listen.mentions(organization))
        .filter(_in(tab, person, now), taken_down=None)
        .select_related("treatment", "treatment__by", "treatment__assignee", "source", "story")
    )
    if tab == LATER:
        return found.order_by("treatment__until", "pk")
    if order == NEWEST or tab in (ANSWERED, LET_STAND):
        return found.order_by("-published", "-pk")
    if tab == OPEN:
        found = found.filter(pk__in=_open(organization, now).values("pk")[:MOST_COUNTED])
    return found.annotate(rank=_BEST).order_by("rank", "-published", "-pk")


def _open(organization: Organization, now: datetime | None = None) -> QuerySet[Mention]:
    waiting = listen.mentions(organization).filter(_in(OPEN, None, now), taken_down=None)
    return waiting.order_by("-published", "-pk")


def open_count(organization: Organization, most: int = MOST_COUNTED, *, now: datetime | None = None) -> int:
    """How many mentions wait, up to `most`.

    Counting all that nobody looked at would take seconds with a million mentions, on every page.
    """
    return int(_open(organization, now).values("pk")[:most].count())


def counts(
    organization: Organization, *, person: int | None = None, now: datetime | None = None
) -> dict[str, int]:
    """How many mentions are in each tab of the inbox, up to MOST_COUNTED: a query each."""
    return {tab: count(organization, tab, MOST_COUNTED, person=person, now=now) for tab in TABS}


def count(
    organization: Organization,
    tab: str,
    most: int,
    *,
    person: int | None = None,
    now: datetime | None = None,
) -> int:
    """How many mentions are in a tab, up to `most`."""
    if tab == OPEN:
        return open_count(organization, most, now=now)
    ours = listen.heard(organization).filter(pk=OuterRef("mention_id"), taken_down=None)
    rows = Treatment.objects.filter(Exists(ours))
    match tab:
        case "mine":
            here = Q(until=None) | Q(until__lte=now or _NOW)
            rows = rows.filter(here, state="new", assignee=person, assignee__isnull=False)
        case "later":
            rows = rows.filter(state="new", until__gt=now or _NOW)
        case _:
            rows = rows.filter(state=tab)
    return int(rows.values("pk")[:most].count())


def is_open(mention: Mention) -> bool:
    """Has nobody decided on it yet?"""
    return not Treatment.objects.filter(mention=mention).exclude(state="new").exists()


def treatment(mention: Mention) -> Treatment | None:
    """What became of a mention so far."""
    return Treatment.objects.filter(mention=mention).select_related("by").first()


def accounts_for(mention: Mention) -> list[Account]:
    """The working accounts that can answer this mention on its own network."""
    if mention.network not in registry.names(registry.NETWORKS):
        return []
    network = registry.network(mention.network)
    if Offer.REPLY not in network.offers:
        return []
    ours = people.accounts(mention.organization).filter(network=mention.network, state="working")
    return [account for account in ours if network.federated or _at_home(account, mention)]


def _at_home(account: Account, mention: Mention) -> bool:
    """Is the post on this account's own server? Only there can a network that is no federation answer."""
    return any(place.startswith(account.server) for place in (mention.post_id, mention.url))


def answers(mention: Mention) -> QuerySet[Delivery]:
    """What we said to this mention, newest first."""
    return deliveries(mention.organization).filter(reply__mention=mention)


def deliveries(organization: Organization) -> QuerySet[Delivery]:
    """The ledger of an organisation, newest first."""
    return (
        Delivery.objects.filter(organization=organization)
        .select_related("author", "reply", "reply__mention", "account", "takedown")
        .order_by("-created", "-pk")
    )


def delivery(organization: Organization, id: int) -> Delivery:
    """One line of the ledger with its steps; Http404 when it is not this organisation's."""
    found: Delivery = get_object_or_404(
        deliveries(organization).prefetch_related("steps", "steps__by"), pk=id
    )
    return found


def published(after: datetime | None = None) -> QuerySet[Delivery]:
    """Everything that stands in public now, of all organisations; for reading outcomes."""
    found = Delivery.objects.filter(state="sent").select_related("account")
    return found.filter(receipt_published__gte=after) if after else found


def unsure(organization: Organization) -> QuerySet[Delivery]:
    """Deliveries and take-downs of which nobody knows the end, for the desk."""
    return deliveries(organization).filter(
        Q(state="unknown") | Q(takedown__state__in=["unknown", "impossible"])
    )


def on_the_way(organization: Organization) -> QuerySet[Delivery]:
    """What is going out right now."""
    return deliveries(organization).filter(state__in=["due", "claimed", "preparing", "sending"])


def due(now: datetime) -> Sequence[int]:
    """Deliveries that could be sent: ids, oldest first."""
    found = Delivery.objects.filter(state="due", due__lte=now, account__state="working")
    found = found.filter(Q(after=None) | Q(after__state="sent"))
    found = found.filter(~Exists(Pause.objects.filter(organization=OuterRef("organization"), ended=None)))
    return list(found.order_by("due", "pk").values_list("pk", flat=True)[:50])


def held(states: tuple[str, ...]) -> QuerySet[Delivery]:
    """Deliveries that some process claimed and has not finished."""
    return Delivery.objects.filter(state__in=states).order_by("pk")


def to_look_for(now: datetime) -> Sequence[int]:
    """Deliveries of unknown end whose next look is due: ids."""
    found = Delivery.objects.filter(state="unknown", next_look__lte=now, account__state="working")
    return list(found.order_by("next_look").values_list("pk", flat=True)[:50])


def takedowns_due(now: datetime) -> Sequence[int]:
    """Take-downs whose next step is due: ids."""
    found = Takedown.objects.filter(next_step__lte=now, delivery__account__state="working")
    return list(found.order_by("next_step").values_list("pk", flat=True)[:50])
