"""From a thought to the ledger and back: plan, take back, move to another time, the next free slot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from leitstand.people.queries import EDITOR, require
from leitstand.speak import ledger
from leitstand.speak.actions import UNDO
from leitstand.speak.approving import actions as approving
from leitstand.speak.approving import risks
from leitstand.speak.composing import actions, checking, queries, said
from leitstand.speak.composing.said import Said
from leitstand.speak.models import Delivery, Step, Thought, Use
from leitstand.vocabulary import moments
from leitstand.vocabulary.errors import Invalid, Refused
from leitstand.vocabulary.finding import Level
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.people.models import Account, Membership
    from leitstand.vocabulary.risk import Risk

SLOTS = (time(9), time(12), time(16))
"""When something may go out on a working day, where nobody chose other times."""

APART = timedelta(minutes=45)
"""Two posts of one account are at least so far apart in free slots."""

LATE = timedelta(minutes=1)


@transaction.atomic
def plan(member: Membership, thought: Thought, *, seen: int, now: datetime) -> list[Delivery]:
    """Hand a thought to the ledger: exactly these words, on each chosen account, at its time or at once.

    What the policy wants a second person for waits. Raises Refused for readers, where something stands
    against it (see `checking`), and where it is planned already; Invalid for a time that has passed.
    """
    require(member, EDITOR)
    row = actions.locked(thought, seen)
    if queries.bound(row):
        raise Refused(_("This is planned already. Nothing was done twice."))
    what = said.of(row)
    uses = list(row.uses.select_related("medium"))
    checked = _checked(row, what, uses, now)
    checking.voiced(row, what, actions.authors(row))
    due = moment(what, now)
    told = risk_of(row, checked, due, now)
    waits = approving.needed(row.organization, told)
    made: list[Delivery] = []
    for variant in checked:
        state = "waiting" if waits else "due"
        made += _entered(row, what, variant, due, now, state=state, by=member, uses=uses)
    if waits:
        approving.ask(member, made, told, thought=row, now=now)
    return made


def risk_of(row: Thought, checked: Sequence[checking.Checked], due: datetime, now: datetime) -> Risk:
    """How risky it is to say this there and then."""
    accounts = [one.account for one in checked]
    findings = [finding for one in checked for finding in one.findings]
    return risks.of(row.organization, accounts, findings, voice=row.voice, due=due, now=now)


def moment(what: Said, now: datetime) -> datetime:
    """When it goes out: at its time, never before its embargo, else soon (so that it can be undone)."""
    if what.due is None:
        return max(now + UNDO, what.embargo or now)
    if what.due < now - LATE:
        raise Invalid(
            _("The time chosen has passed. Nothing was sent; choose a later one, or none for at once.")
        )
    if what.embargo and what.due < what.embargo:
        raise Invalid(_("The time chosen lies before the embargo. Nothing was planned; choose a later one."))
    return what.due


def _checked(row: Thought, what: Said, uses: Sequence[Use], now: datetime) -> list[checking.Checked]:
    chosen = [one for one in queries.speakers(row.organization) if one.pk in what.variants]
    if not chosen:
        raise Refused(_("No account is chosen. Nothing was sent; choose where it shall be said."))
    done = [checking.variant(account, what, uses_of(uses, account), now=now) for account in chosen]
    for one in done:
        if one.problem:
            raise one.problem
    _may_go(done)
    return done


def _may_go(checked: Sequence[checking.Checked]) -> None:
    """Raises Refused with the first thing that the policy stops."""
    stops = [finding for one in checked for finding in one.findings if finding.level is Level.STOP]
    if stops:
        raise Refused(stops[0].why, **stops[0].facts)


def risk_at(row: Thought, due: datetime, now: datetime) -> Risk:
    """How risky it is to say this thought at another time. Raises Refused where the policy stops it then."""
    what, uses = replace(said.of(row), due=due), list(row.uses.select_related("medium"))
    chosen = [one for one in queries.speakers(row.organization) if one.pk in what.variants]
    checked = [checking.variant(account, what, uses_of(uses, account), now=now) for account in chosen]
    _may_go(checked)
    return risk_of(row, checked, due, now)


def uses_of(uses: Sequence[Use], account: Account) -> list[Use]:
    """The pictures for this account: those of the thought that are not kept for other variants."""
    return [use for use in uses if not use.variants.exists() or use.variants.filter(account=account).exists()]


def _entered(
    row: Thought,
    what: Said,
    checked: checking.Checked,
    due: datetime,
    now: datetime,
    *,
    state: str,
    by: Membership,
    uses: Sequence[Use],
) -> list[Delivery]:
    """The rows of one variant: a part each, every one behind the one before."""
    variant = row.variants.get(account=checked.account)
    shown = uses_of(uses, checked.account)
    made: list[Delivery] = []
    for number, part in enumerate(checked.parts):
        note = said.note(what, checked.account.pk, shown if number == 0 else [])
        delivery = Delivery.objects.create(
            organization=row.organization,
            variant=variant,
            part=number,
            after=made[-1] if made else None,
            account=checked.account,
            author=row.voice,
            content=part.content,
            language=what.language,
            note=note,
            created=now,
            revision=said.revision(part.content, what.language, note),
            state=state,
            due=due,
        )
        Step.objects.create(delivery=delivery, at=now, what="delivery", there=state, by=by.person)
        made.append(delivery)
    return made


@transaction.atomic
def take_back(member: Membership, thought: Thought, *, now: datetime) -> int:
    """Make it a draft again: withdraw what has not gone out. Says how many posts were withdrawn.

    Raises Refused where everything has gone out already; a release that was asked for is void.
    """
    require(member, EDITOR)
    rows = Delivery.objects.filter(variant__thought=thought, state__in=["due", "waiting"]).order_by("-part")
    taken = [ledger.move(one, "withdrawn", now, by=member.person) for one in rows]
    if not taken and queries.bound(thought):
        raise Refused(_("It has gone out already. Take it down instead; nothing was changed."))
    thought.releases.filter(state__in=["asked", "released"]).update(state="void")
    return len(taken)


@transaction.atomic
def move(member: Membership, thought: Thought, due: datetime, *, now: datetime) -> Thought:
    """Another time for a thought, planned or not; its words and a release stay as they are.

    Raises Refused for readers, where something of it has gone out, and where the policy stops it at that
    time or wants a second person whom nobody has asked; Invalid as `moment`.
    """
    require(member, EDITOR)
    row = Thought.objects.select_for_update().get(pk=thought.pk)
    going = Delivery.objects.filter(variant__thought=row).exclude(state__in=[*queries.OVER, "due", "waiting"])
    if going.exists():
        raise Refused(_("A part of this has gone out already, so it cannot be moved. Nothing was changed."))
    what = replace(said.of(row), due=due)
    moment(what, now)
    if not queries.bound(row):
        return actions.save(member, row, what, seen=row.version, now=now)
    unasked = Delivery.objects.filter(variant__thought=row, state="due", release=None).exists()
    if unasked and approving.needed(row.organization, risk_at(row, due, now)):
        raise Refused(
            _(
                "At that time a second person looks first. Nothing was moved; "
                "take it back to the drafts and hand it in for that time."
            )
        )
    row.due, row.changed = due, now
    row.save(update_fields=["due", "changed"])
    Delivery.objects.filter(variant__thought=row, state__in=["due", "waiting"]).update(due=due)
    return row


def free_slot(thought: Thought, accounts: set[int], *, now: datetime) -> datetime:
    """The next of the `SLOTS` of working days, in the thought's zone, at which its accounts are silent."""
    zone = moments.zone_of(thought.time_zone)
    taken = queries.taken(thought.organization, now - APART, now + timedelta(days=60))
    day = now.astimezone(zone).date()
    for ahead in range(60):
        date = day + timedelta(days=ahead)
        for clock in SLOTS if date.weekday() < 5 else ():
            at = datetime.combine(date, clock, tzinfo=zone).astimezone(UTC)
            near = any(abs(one.at - at) < APART and one.account in accounts for one in taken)
            if at > now + LATE and not near and (thought.embargo is None or at >= thought.embargo):
                return at
    raise Refused(_("The next sixty days are full. Choose a time yourself."))
