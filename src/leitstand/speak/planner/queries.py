"""Every read of the calendar: what stands on which day, and whose secret address asks for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from leitstand.listen import queries as listen
from leitstand.people import queries as people
from leitstand.speak.aiming import queries as aiming
from leitstand.speak.composing import queries as composing
from leitstand.speak.models import CalendarAddress, Delivery, Thought
from leitstand.speak.planner import gaps, spans
from leitstand.vocabulary.errors import Gone
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.listen.models import Mention
    from leitstand.people.models import Account, Membership, Organization, Person

FOUND, LATE = "found", "late"
"""States only the calendar knows: made on the network itself; should have gone out and has not."""

STATES = {
    composing.DRAFT: _("draft"),
    composing.WAITING: _("for approval"),
    composing.PLANNED: _("scheduled"),
    LATE: _("late"),
    composing.GOING: _("going out"),
    composing.PUBLISHED: _("published"),
    FOUND: _("made on the network"),
    composing.UNKNOWN: _("unknown"),
    composing.REFUSED: _("refused"),
}

PATIENCE = timedelta(minutes=1)
MOST = 500
_SALT = "leitstand.speak.calendar"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What somebody wants to see only; nothing given is everything."""

    account: int | None = None
    voice: int | None = None
    state: str = ""
    goal: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Something at a moment: a thought of ours over all its accounts, or a post made on the network."""

    at: datetime
    state: str
    words: str
    language: str
    accounts: Sequence[Account]
    thought: Thought | None = None
    delivery: Delivery | None = None
    mention: Mention | None = None

    @property
    def movable(self) -> bool:
        """Can its time still be changed?"""
        return self.state in (composing.DRAFT, composing.WAITING, composing.PLANNED, LATE)


def entries(
    organization: Organization, start: datetime, end: datetime, now: datetime, only: Filters | None = None
) -> list[Entry]:
    """Everything between two moments, the earliest first: ours, and what was made on the networks itself."""
    return wanted(everything(organization, start, end, now), only or Filters())


def everything(organization: Organization, start: datetime, end: datetime, now: datetime) -> list[Entry]:
    """Ours, and what was made on the networks itself, the earliest first."""
    mine = (_ours(one, now) for one in _thoughts(organization, start, end))
    ours = [one for one in mine if one is not None and start <= one.at < end]
    return sorted((*ours, *_found(organization, start, end)), key=lambda one: one.at)


def wanted(entries: Sequence[Entry], only: Filters) -> list[Entry]:
    """Those that somebody wants to see."""
    return [one for one in entries if _wanted(one, only)]


def _thoughts(organization: Organization, start: datetime, end: datetime) -> QuerySet[Thought]:
    """Thoughts that may stand there: by their own time, or by that of what became of them."""
    moment = Coalesce("receipt_published", "due")
    rows = Delivery.objects.filter(variant__thought=OuterRef("pk"), part=0).exclude(state="withdrawn")
    rows = rows.annotate(moment=moment).filter(moment__gte=start, moment__lt=end)
    return composing.thoughts(organization).filter(Q(due__gte=start, due__lt=end) | Exists(rows))[:MOST]


def _ours(thought: Thought, now: datetime) -> Entry | None:
    """A thought with its moment: of what went out when it did, else when it shall."""
    chosen = [one for one in thought.variants.all() if one.chosen]
    rows = [row for one in thought.variants.all() for row in one.deliveries.all()]
    bound = [row for row in rows if row.state != "withdrawn"]
    state = composing.state_of(bound)
    moments = [row.receipt_published or row.due for row in bound if row.part == 0]
    if state == composing.DRAFT or not moments:
        moments = [thought.due] if thought.due else []
    if not moments:
        return None
    at = min(moments)
    if state == composing.PLANNED and at < now - PATIENCE:
        state = LATE
    down = next((row for row in bound if hasattr(row, "takedown")), None)
    return Entry(
        at=at,
        state=state,
        words=thought.title or thought.content,
        language=thought.language,
        accounts=[one.account for one in chosen],
        thought=thought,
        delivery=down,
    )


def made_there(organization: Organization, accounts: Iterable[Account] | None = None) -> QuerySet[Mention]:
    """Posts of our accounts, no answers, that did not go out from here: each is one row already. In no order.

    They are found by the index of authors; an order would make SQLite read every mention of the time instead.
    """
    accounts = list(people.accounts(organization) if accounts is None else accounts)
    ours = Q(pk=None)
    for one in accounts:
        ours |= Q(network=one.network, author_id=one.actor_id)
    ours &= Q(author_id__in=[one.actor_id for one in accounts])
    same = Q(receipt_id=OuterRef("post_id")) | (Q(receipt_url=OuterRef("url")) & ~Q(receipt_url=""))
    sent = Delivery.objects.filter(same, organization=organization)
    rows = listen.mentions(organization).filter(in_reply_to="", taken_down=None)
    return rows.filter(ours, ~Exists(sent)).order_by()


def _found(organization: Organization, start: datetime, end: datetime) -> list[Entry]:
    accounts = {(one.network, one.actor_id): one for one in people.accounts(organization)}
    rows = made_there(organization, accounts.values()).filter(published__gte=start, published__lt=end)
    return [
        Entry(
            at=one.published,
            state=FOUND,
            words=one.name or one.text,
            language=one.language,
            accounts=[accounts[one.network, one.author_id]],
            mention=one,
        )
        for one in rows
    ]


def _wanted(one: Entry, only: Filters) -> bool:
    if only.account and only.account not in {account.pk for account in one.accounts}:
        return False
    if only.voice and (one.thought is None or one.thought.voice_id != only.voice):
        return False
    if only.goal and (one.thought is None or only.goal not in _ends(one.thought)):
        return False
    return not only.state or one.state == only.state


def _ends(thought: Thought) -> set[str]:
    """To what ends it was written: in its own words, and as goals of the charter."""
    return {thought.goal, *(aim.words for aim in thought.aims.all() if aim.kind == "goal")}


def goals(organization: Organization) -> list[str]:
    """The goals of the charter, then to what other ends thoughts were written so far."""
    charter = [one.words for one in aiming.usable(organization, "goal")]
    found = Thought.objects.filter(organization=organization, binned=None).exclude(goal="")
    written = found.values_list("goal", flat=True).distinct().order_by("goal")[:100]
    return list(dict.fromkeys([*charter, *written]))


def gap_days(
    organization: Organization, span: spans.Span, now: datetime, shown: Sequence[Entry]
) -> set[date]:
    """Days without a post where one is usual; `shown`: all entries of the span. See `gaps` for the rule."""
    today = spans.day_of(now, span.zone)
    since = spans.midnight(today - timedelta(weeks=gaps.WEEKS), span.zone)
    sent = Delivery.objects.filter(
        organization=organization, state="sent", reply=None, receipt_published__gte=since
    )
    went = [at for at in sent.values_list("receipt_published", flat=True) if at]
    there = made_there(organization).filter(published__gte=since)
    went += there.values_list("published", flat=True)
    posted = {spans.day_of(at, span.zone) for at in went}
    busy = {spans.day_of(one.at, span.zone) for one in shown}
    return gaps.gaps(span.days, busy, posted, today)


def address(member: Membership) -> CalendarAddress | None:
    """The address of this person here, if there is one."""
    return CalendarAddress.objects.filter(organization=member.organization, person=member.person).first()


def token(address: CalendarAddress) -> str:
    """What the address carries: signed, and another one after it was made anew."""
    return signing.dumps([address.pk, address.key.hex], salt=_SALT)


def by_token(said: str) -> tuple[CalendarAddress, Person]:
    """Whose address it is; raises Gone when it is forged, was ended or made anew, or they left."""
    try:
        pk, key = signing.loads(said, salt=_SALT)
        found = CalendarAddress.objects.select_related("organization", "person").get(pk=pk, key=key)
    except (
        signing.BadSignature,
        ValueError,
        TypeError,
        ValidationError,
        CalendarAddress.DoesNotExist,
    ) as error:
        raise Gone(_("This calendar address is not one of ours, or is no longer good.")) from error
    member = people.membership(found.person, found.organization_id)
    if member is None or member.organization_id != found.organization_id or not found.person.is_active:
        raise Gone(_("This calendar address is not one of ours, or is no longer good."))
    return found, found.person
