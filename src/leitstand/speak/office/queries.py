"""What is open in somebody's hands, for handing over; and who may decide what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse

from leitstand.listen.alarms import queries as alarms
from leitstand.people import queries as people
from leitstand.speak import holding
from leitstand.speak.approving import queries as approving
from leitstand.speak.composing import queries as composing
from leitstand.speak.models import Authority, Delivery, Handover, Office, Takedown
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.people.models import Organization, Person

MOST = 50
SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Item:
    """One open thing: what kind (a marked sentence), in whose words, where it is."""

    kind: str
    words: str
    url: str
    done: bool = False
    by: str = ""


def office(organization: Organization) -> Office:
    """The office of this organisation; an empty one until somebody fills it."""
    found = Office.objects.filter(organization=organization).select_related("holder", "deputy").first()
    return found or Office(organization=organization)


def authorities(organization: Organization) -> QuerySet[Authority]:
    """Who may decide what."""
    return Authority.objects.filter(organization=organization).select_related("person", "deputy")


def handovers(organization: Organization) -> QuerySet[Handover]:
    """All handings over, the latest first."""
    rows = Handover.objects.filter(organization=organization)
    return rows.select_related("giver", "taker").order_by("-at", "-pk")


def handover(organization: Organization, id: int) -> Handover:
    """One of them; Http404 when it is not this organisation's."""
    found: Handover = get_object_or_404(handovers(organization), pk=id)
    return found


def open_items(organization: Organization, person: Person, now: datetime) -> list[Item]:
    """Everything that is open and in this person's hands, or in nobody's."""
    return [
        *_waiting(organization, person, now),
        *_written(organization, person),
        *_unsettled(organization),
        *_standing(organization, person),
    ]


def kept(items: list[Item]) -> list[dict[str, Any]]:
    """As a handing over keeps them."""
    return [asdict(one) for one in items]


def _waiting(organization: Organization, person: Person, now: datetime) -> Iterator[Item]:
    """Storms nobody has ended, questions for a second person, everything held."""
    if held := holding.pause(organization):
        yield Item(_("Everything is held"), held.reason, reverse("speak:hold"))
    for alarm in alarms.open_alarms(organization).filter(drill=None)[:MOST]:
        yield Item(_("A storm that is not over"), alarm.watch_name, reverse("listen:alarms"))
    for release in approving.waiting(organization)[:MOST]:
        if person in approving.who_is_asked(release, now):
            words = release.thought.title if release.thought else str(release.asked_by)
            yield Item(_("Waits for a word"), words, reverse("speak:release", args=[release.pk]))


def _written(organization: Organization, person: Person) -> Iterator[Item]:
    """Drafts and planned posts in this person's voice."""
    planned, drafts = composing.planned(organization), composing.drafts(organization)
    for kind, rows in ((_("Scheduled in this voice"), planned), (_("A draft in this voice"), drafts)):
        for thought in rows.filter(voice=person)[:MOST]:
            yield Item(kind, str(thought)[:120], reverse("speak:thought", args=[thought.pk]))


def _unsettled(organization: Organization) -> Iterator[Item]:
    """Posts and take-downs of which nobody knows the end."""
    for delivery in Delivery.objects.filter(organization=organization, state="unknown")[:MOST]:
        url = reverse("speak:publication", args=[delivery.pk])
        yield Item(_("Nobody knows whether it went out"), delivery.content[:120], url)
    rows = Takedown.objects.filter(delivery__organization=organization).exclude(
        state__in=["gone", "impossible"]
    )
    for takedown in rows.select_related("delivery")[:MOST]:
        url = reverse("speak:publication", args=[takedown.delivery_id])
        yield Item(_("Not yet seen gone"), takedown.delivery.content[:120], url)


def _standing(organization: Organization, person: Person) -> Iterator[Item]:
    """Accounts this person connected, and what they may decide."""
    for account in people.accounts(organization).filter(connected_by=person).exclude(state="disconnected"):
        yield Item(_("Connected by this person"), str(account), reverse("people:accounts"))
    for one in authorities(organization).filter(person=person):
        yield Item(_("May decide"), one.what, reverse("speak:office"))
