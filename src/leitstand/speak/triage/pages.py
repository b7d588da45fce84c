"""What the inbox shows beside its posts: colleagues, times, time, and what second looks tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from leitstand.people import queries as people
from leitstand.speak.models import Aside, Moderation, SavedReply
from leitstand.speak.triage import claims, looks, minutes, moderating, words
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.listen.models import Mention
    from leitstand.people.models import Membership, Organization, Person

MORNING = time(8)


@dataclass(frozen=True, slots=True)
class Together:
    """What colleagues do with one mention, and what may be done with it."""

    writing: Person | None
    asides: Sequence[Aside]
    colleagues: Sequence[Person]
    times: Sequence[tuple[str, str, datetime]]
    saved: Sequence[SavedReply]
    acts: Sequence[tuple[str, str]]
    asked: Sequence[Moderation]


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside the whole inbox."""

    writing: Mapping[int, Person]
    week: minutes.Week
    saved: minutes.Saved
    drawn: int
    errors: looks.Errors
    colleagues: Sequence[Person]
    times: Sequence[tuple[str, str, datetime]]


def together(member: Membership, mention: Mention, now: datetime) -> Together:
    """Everything the chosen mention shows of colleagues."""
    return Together(
        writing=claims.other(member, mention, now=now),
        asides=list(words.asides(mention)),
        colleagues=colleagues(member),
        times=times(member.organization, now),
        saved=list(words.saved(member.organization)),
        acts=list(moderating.acts(mention).items()),
        asked=list(moderating.asked(mention)[:3]),
    )


def beside(member: Membership, shown: Sequence[int], now: datetime) -> Beside:
    """Everything the list shows besides posts; `shown` are the mentions on this page."""
    return Beside(
        writing=claims.others(member, shown, now=now),
        week=minutes.week(member, now=now),
        saved=minutes.saved(member.organization, now=now),
        drawn=looks.waiting(member.organization).count(),
        errors=looks.errors(member.organization),
        colleagues=colleagues(member),
        times=times(member.organization, now),
    )


def colleagues(member: Membership) -> list[Person]:
    """Who may answer here, oneself first."""
    able = [one.person for one in people.members(member.organization) if people.may(one, people.EDITOR)]
    return sorted(able, key=lambda one: one.pk != member.person_id)


def times(organization: Organization, now: datetime) -> list[tuple[str, str, datetime]]:
    """When something put off may come back: a name, its words, and the moment it stands for."""
    zone = ZoneInfo(organization.time_zone)
    today = now.astimezone(zone).date()
    tomorrow, monday = today + timedelta(days=1), today + timedelta(days=7 - today.weekday())
    return [
        ("hours", _("In three hours"), now + timedelta(hours=3)),
        ("tomorrow", _("Tomorrow morning"), datetime.combine(tomorrow, MORNING, tzinfo=zone)),
        ("monday", _("On Monday"), datetime.combine(monday, MORNING, tzinfo=zone)),
    ]
