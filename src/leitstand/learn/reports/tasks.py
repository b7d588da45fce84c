"""Counts weeks that are over, and sends the report of the week that ended: once, and never in silence."""

from __future__ import annotations

import logging
import smtplib
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils import translation

from leitstand.learn.reports import actions, mails, queries, weeks
from leitstand.learn.reports.looking import look
from leitstand.people import queries as people
from leitstand.vocabulary.errors import LeitstandError, Refused, Rejected, Uncertain
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.learn.models import ReportLetter, ReportPlan

AGAIN, HELD = timedelta(minutes=10), timedelta(minutes=15)
MOST_ATTEMPTS = 36
"""So often a letter is tried, about six hours long; then somebody decides."""

_ENDED = _(
    "The program ended while it handed this letter over. Nobody knows whether it arrived; it is not sent "
    "again by itself. Ask, or send it again."
)
_UNWANTED = _("Whoever it was for is no longer here or does not want it any more, so it was not sent.")
_log = logging.getLogger(__name__)


def keep_due(now: datetime) -> int:
    """Count the weeks that are over and were not counted yet, a few at a time; how many."""
    kept = 0
    for organization in people.organizations():
        for week in queries.missing(organization, now)[:4]:
            actions.keep(organization, week, now)
            kept += 1
    return kept


def send_due(now: datetime) -> int:
    """Write the letters whose time has come and send those that are due; how many moved."""
    moved = recover(now) + sum(_write(plan, now) for plan in queries.plans())
    for letter in queries.letters_due(now)[:20]:
        moved += _send(letter, now)
    return moved


def recover(now: datetime) -> int:
    """What was being sent when a worker ended is unknown: nobody hands a letter over for so long."""
    held = queries.letters_held(now - HELD)
    return sum(actions.move(one, "unknown", problem={"sentence": _ENDED, "facts": {}}) for one in held)


def clock_went_back(_by: timedelta, now: datetime) -> None:
    """The clock was ahead until now: letters that wait by it are tried now, or found to be unknown."""
    queries.letters_ahead(now).update(due=now)


def due_at(plan: ReportPlan, week: weeks.Week) -> datetime:
    """When the report of this week is sent: on the chosen day of the week after, where they are."""
    zone = ZoneInfo(plan.organization.time_zone)
    day = week.after().monday + timedelta(days=plan.weekday)
    return datetime.combine(day, plan.hour, tzinfo=zone)


def _write(plan: ReportPlan, now: datetime) -> int:
    """Letters of the latest week whose time has come; weeks that a stopped program missed come late."""
    zone = ZoneInfo(plan.organization.time_zone)
    last = weeks.of(now, zone).before()
    first = max(weeks.named(plan.since) if plan.since else last, last.before(3))
    wanted = [first.after(n) for n in range((last.monday - first.monday).days // 7 + 1)]
    return sum(
        actions.plan_letters(plan, week, due_at(plan, week)) for week in wanted if due_at(plan, week) <= now
    )


def _send(letter: ReportLetter, now: datetime) -> int:
    """One letter: claimed first, so that no second process sends it too."""
    if not actions.move(letter, "sending", attempts=letter.attempts + 1, due=now):
        return 0
    if not queries.wants(letter):
        actions.move(letter, "failed", problem={"sentence": _UNWANTED, "facts": {}})
        return 1
    organization, week = letter.organization, weeks.named(letter.week)
    actions.freeze(organization, week, now, sent=True)
    try:
        with translation.override(letter.person.language or organization.language):
            mails.send(letter, look(organization, week, now))
    except (Refused, Rejected) as error:
        actions.move(letter, "failed", problem=_kept(error))
    except Uncertain as error:
        actions.move(letter, "unknown", problem=_kept(error))
    except (OSError, smtplib.SMTPException) as error:
        _log.warning("report not sent: %s", error)
        last = letter.attempts >= MOST_ATTEMPTS
        said = _("The mail server did not take the letter: %(why)s")
        problem = {"sentence": said, "facts": {"why": str(error)}}
        actions.move(letter, "failed" if last else "due", problem=problem, due=now + AGAIN)
    else:
        actions.move(letter, "sent", sent=now, problem=None)
    return 1


def _kept(error: LeitstandError) -> dict[str, object]:
    return {"sentence": error.sentence, "facts": {name: str(value) for name, value in error.facts.items()}}
