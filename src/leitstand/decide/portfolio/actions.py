"""Every write of the portfolio: a network named, its terms, its state, the steps of its exit, forecasts."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction

from leitstand.decide.models import ExitStep, Presence, PresenceTurn, SleepForecast
from leitstand.decide.portfolio import exits, queries
from leitstand.decide.portfolio import terms as agreed
from leitstand.decide.portfolio.terms import Terms
from leitstand.estimates import sleep
from leitstand.people.queries import EDITOR, OWNER, require
from leitstand.speak.aiming import queries as aiming
from leitstand.vocabulary.errors import Invalid, Refused
from leitstand.vocabulary.lives import PORTFOLIO
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from leitstand.people.models import Membership


def folded(title: str) -> str:
    """A name without case and spaces: "Tik Tok" and "tiktok" are one network. As long as kept."""
    return "".join(title.casefold().split())[:60]


@transaction.atomic
def name(member: Membership, title: str, given: Terms, *, now: datetime) -> Presence:
    """Write down a network as a candidate. Raises Refused for readers; Invalid for a name that is here."""
    require(member, EDITOR)
    title = " ".join(title.split())
    if not title:
        raise Invalid(_("Which network? Give it the name by which you call it."))
    _lawful(given, member.organization.day(now))
    network = next((n for n, t in queries.titles().items() if folded(title) in (folded(t), n)), folded(title))
    title = queries.titles().get(network, title)
    taken = queries.presences(member.organization)
    same = taken.filter(folded=folded(title)).first() or taken.filter(network=network).first()
    if same is not None:
        raise Invalid(
            _("“%(title)s” is in the list already. Nothing was added; change what stands there."), title=same
        )
    row = Presence(organization=member.organization, network=network, title=title[:60])
    row.folded, row.created = folded(title), now
    _write(row, given, now)
    _turn(member, row, "", given.reason, now=now)
    return row


@transaction.atomic
def agree(
    member: Membership,
    presence: Presence,
    given: Terms,
    words: str,
    aims: Iterable[int] = (),
    *,
    now: datetime,
) -> Presence:
    """Change what is agreed, saying why. Raises Refused for all but owners, Invalid for what cannot hold."""
    require(member, OWNER)
    row, today = _locked(presence), member.organization.day(now)
    _lawful(given, today, agreed.of(row))
    if row.state == queries.TRIAL:
        _first(agreed.for_trial(given, today, agreed.of(row)))
    _write(row, given, now)
    ours = {one.pk for one in aiming.usable(row.organization)}
    row.aims.set(ours & set(aims))
    _turn(member, row, row.state, words.strip() or given.reason, now=now)
    return row


@transaction.atomic
def move(member: Membership, presence: Presence, there: str, words: str, *, now: datetime) -> Presence:
    """Take a network to another state, with the reason. Raises Refused where that is not lawful, for all but
    owners, and while an exit has open steps; Invalid without a reason or for a trial without its terms.
    """
    require(member, OWNER)
    row = _locked(presence)
    here, there = row.state, PORTFOLIO.step(row.state, there)
    if not words.strip():
        raise Invalid(_("Say why, in one sentence. Nothing was changed yet."))
    if there == queries.TRIAL:
        _first(agreed.for_trial(agreed.of(row), member.organization.day(now)))
    if here == queries.LEAVING and there == queries.LEFT:
        _settled(row)
    if there == queries.LEAVING:
        row.leaving_since = now
    row.state, row.changed = there, now
    row.save(update_fields=["state", "changed", "leaving_since"])
    _turn(member, row, here, words, now=now)
    return row


@transaction.atomic
def step(
    member: Membership, presence: Presence, step: str, outcome: str, evidence: str, *, now: datetime
) -> ExitStep:
    """A person's word on one step of the exit. Raises Refused for readers and while nothing is being left;
    Invalid without evidence.
    """
    require(member, EDITOR)
    row = _locked(presence)
    if row.state != queries.LEAVING:
        raise Refused(_("%(network)s is not being left. Nothing was changed."), network=row.title)
    if step not in exits.NAMES or outcome not in (ExitStep.DONE, ExitStep.IMPOSSIBLE, ExitStep.OPEN):
        raise Invalid(_("There is no such step. Nothing was changed; reload the page."))
    if not evidence.strip():
        raise Invalid(
            _(
                "Say what you saw: an address, a place, a sentence. "
                "Without it nobody can check the step later."
            )
        )
    return ExitStep.objects.create(
        presence=row, step=step, outcome=outcome, evidence=evidence.strip()[:1000], at=now, by=member.person
    )


@transaction.atomic
def foretell(lives: Iterable[queries.Life], today: date) -> int:
    """Write down how probable it is that each account falls asleep; a day's forecast is never overwritten."""
    rows = [
        SleepForecast(
            account=one.account,
            made=today,
            weeks=sleep.HORIZON,
            mean=one.asleep.mean,
            low=one.asleep.low,
            high=one.asleep.high,
            n=one.asleep.n,
        )
        for one in lives
        if one.asleep is not None
    ]
    return len(SleepForecast.objects.bulk_create(rows, ignore_conflicts=True))


@transaction.atomic
def judge(forecasts: Iterable[SleepForecast], posted: Mapping[int, set[date]]) -> int:
    """Hold forecasts against what happened: `posted` says on which days, by the account's number."""
    rows = list(forecasts)
    for one in rows:
        one.slept = sleep.slept(posted.get(one.account_id, set()), one.made, one.weeks)
    return SleepForecast.objects.bulk_update(rows, ["slept"])


def _locked(presence: Presence) -> Presence:
    return Presence.objects.select_for_update().get(pk=presence.pk)


def _lawful(given: Terms, today: date, before: Terms | None = None) -> None:
    _first(agreed.problems(given, today, before))


def _first(problems: Iterable[agreed.Problem]) -> None:
    """Raises the first of them."""
    for _field, problem in problems:
        raise problem


def _settled(row: Presence) -> None:
    """Raises Refused while a step of the exit is open."""
    still = [one.step.label for one in queries.exit_steps(row) if not one.settled]
    if still:
        raise Refused(
            _(
                "%(n)s of %(all)s steps of the exit are still open. "
                "Nothing was changed; settle them, or say that one is impossible."
            ),
            n=len(still),
            all=len(exits.STEPS),
        )


def _write(row: Presence, given: Terms, now: datetime) -> None:
    for field in agreed.NAMES:
        setattr(row, field, getattr(given, field))
    row.changed = now
    row.save()


def _turn(member: Membership, row: Presence, here: str, words: str, *, now: datetime) -> None:
    PresenceTurn.objects.create(
        presence=row,
        at=now,
        by=member.person,
        here=here,
        there=row.state,
        words=words.strip()[:500],
        terms=agreed.told(agreed.of(row)),
    )
