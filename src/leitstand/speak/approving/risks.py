"""What is known about something that is about to go out, and how risky that makes it here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from leitstand import registry
from leitstand.listen.alarms import queries as alarms
from leitstand.speak.approving import queries
from leitstand.speak.models import Delivery
from leitstand.vocabulary import risk
from leitstand.vocabulary.network import Offer

if TYPE_CHECKING:
    from leitstand.people.models import Account, Organization, Person
    from leitstand.vocabulary.finding import Finding


def of(
    organization: Organization,
    accounts: Sequence[Account],
    findings: Sequence[Finding],
    *,
    voice: Person | None,
    due: datetime,
    now: datetime,
) -> risk.Risk:
    """The risk of saying something on these accounts at `due`."""
    storm = alarms.open_alarms(organization).filter(drill=None).first()
    said = Delivery.objects.filter(organization=organization, author=voice, state="sent")
    networks = {one.network: registry.network(one.network) for one in accounts}
    return risk.risk(
        risk.Facts(
            findings=findings,
            storm=storm.watch_name if storm else "",
            night=is_night(organization, due),
            voice_posts=said.count() if voice else None,
            account_days=min(((now - one.connected).days for one in accounts), default=None),
            lasting=[one.title for one in networks.values() if Offer.DELETE not in one.offers],
        )
    )


def is_night(organization: Organization, at: datetime) -> bool:
    """Is nobody there at this moment, by the hours the organisation has chosen?"""
    plan = queries.plan(organization)
    clock = at.astimezone(ZoneInfo(organization.time_zone)).time()
    return between(plan.night_from, clock, plan.night_to)


def between(start: time, clock: time, end: time) -> bool:
    """Does this hour lie in a span that may pass midnight?"""
    return start <= clock < end if start <= end else clock >= start or clock < end
