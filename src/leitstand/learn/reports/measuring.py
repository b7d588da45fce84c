"""Counts one week: what was heard and asked, what we did, what our rules cost, how long people waited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet, Sum

from leitstand import registry
from leitstand.learn.hours import queries as hours
from leitstand.learn.models import Tally
from leitstand.learn.reports import weeks
from leitstand.learn.reports.facts import Deeds, Facts, Friction, Measured
from leitstand.learn.reports.figures import SHELF, expect
from leitstand.learn.reports.weeks import Week
from leitstand.listen import queries as listen
from leitstand.listen.alarms.queries import CRITICAL, TONE
from leitstand.listen.judging import queries as judging
from leitstand.speak import queries as speak
from leitstand.speak.approving import friction as approving
from leitstand.speak.recalling import queries as recalling
from leitstand.speak.triage import looks
from leitstand.vocabulary.shares import middle

if TYPE_CHECKING:
    from leitstand.listen.models import Mention
    from leitstand.people.models import Organization
    from leitstand.speak.models import Delivery

SETTLED = ("answered", "let_stand")
WAITED_WEEKS = 4
VISIT = "visit"
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Span:
    """What is looked at: from when to when, on whose clocks, perhaps on one network; `now` is the look."""

    organization: Organization
    start: datetime
    end: datetime
    zone: ZoneInfo
    now: datetime
    network: str = ""

    @property
    def until(self) -> datetime:
        """The end, or now while it is not over."""
        return min(self.end, self.now)

    def back(self, weeks_: int) -> Span:
        """The same end, and a beginning so many weeks before it."""
        start = weeks.midnight((self.end.astimezone(self.zone) - timedelta(weeks=weeks_)).date(), self.zone)
        return Span(self.organization, start, self.end, self.zone, self.now, self.network)


def span(organization: Organization, week: Week, now: datetime, network: str = "") -> Span:
    """One week where the organisation is."""
    zone = ZoneInfo(organization.time_zone)
    return Span(organization, *week.span(zone), zone, now, network)


def measure(
    organization: Organization,
    week: Week,
    now: datetime,
    *,
    past: Sequence[Facts] = (),
    began: Week | None = None,
) -> Facts:
    """Everything that is known of a week now, beside the weeks before it (oldest first).

    `began`: the week in which listening began; its own counts are of a part of it and say nothing.
    """
    here = span(organization, week, now)
    worked = _hours(organization, week)
    deeds = _deeds(here, worked, past)
    measured = {} if began is not None and week <= began else measured_in(here, deeds)
    return Facts(
        week=week.name,
        measured=measured,
        expected=expect(measured, past),
        deeds=deeds,
        friction=_friction(here),
        answers=waits(here.back(WAITED_WEEKS)),
        line=[(one.week, one.measured["mentions"].hits) for one in past if "mentions" in one.measured],
    )


def measured_in(here: Span, deeds: Deeds) -> dict[str, Measured]:
    """The seven figures, but those that nobody could count."""
    heard = _heard(here)
    counted = heard.aggregate(n=Count("pk"), voices=listen.voices(here.organization))
    asked = [(at, state, done) for at, state, done in questions(here) if _day_over(at, here)]
    same = sum(_same_day(at, state, done, here.zone) for at, state, done in asked)
    found = {
        "mentions": Measured(counted["n"]),
        "voices": Measured(counted["voices"], counted["n"]),
        "questions": Measured(deeds.questions),
        "same_day": Measured(same, len(asked)),
    }
    judged = heard.filter(judging.answered(TONE)).count()
    if judged:
        found["critical"] = Measured(heard.filter(judging.labelled(TONE, CRITICAL)).count(), judged)
    if deeds.hours:
        found["talks"] = Measured(deeds.answered, sum(deeds.hours.values()))
    if (visits := _visits(here)) is not None:
        found["visits"] = Measured(visits)
    return found


def questions(here: Span) -> list[tuple[datetime, str | None, datetime | None]]:
    """What was asked of us: when, what became of it, and when."""
    asked = Q(addressed=True) | judging.labelled("needs_answer", "answer")
    rows = _heard(here).filter(asked).exclude(judging.labelled("spam", "spam"))
    return list(rows.values_list("heard", "treatment__state", "treatment__at"))


def waits(here: Span) -> dict[str, Any]:
    """How long questions waited, with those that wait still; as estimates.answers says it, for keeping."""
    found = []
    for at, state, done in questions(here):
        settled = state in SETTLED and done is not None and done <= here.until
        end = done if settled and done is not None else here.until
        found.append((max((end - at) / _HOUR, 0.0), settled))
    return waited(found, max(round((here.end - here.start).days / 7), 1))


def waited(found: Sequence[tuple[float, bool]], weeks_: int) -> dict[str, Any]:
    """How long (hours, settled?) of so many weeks waited, for keeping; empty of nothing."""
    curve = registry.module(SHELF, "answers").curve(found)
    if curve is None:
        return {}
    return {
        "steps": [[one.at, one.share, one.low, one.high, one.waiting] for one in curve.steps],
        "median": curve.median,
        "low": curve.low,
        "high": curve.high,
        "settled": curve.settled,
        "n": curve.n,
        "weeks": weeks_,
    }


def said(here: Span) -> QuerySet[Delivery]:
    """What went out then."""
    rows = speak.deliveries(here.organization).filter(
        state="sent", receipt_published__gte=here.start, receipt_published__lt=here.end
    )
    return rows.filter(account__network=here.network) if here.network else rows


def _heard(here: Span) -> QuerySet[Mention]:
    rows = listen.heard(here.organization).filter(heard__gte=here.start, heard__lt=here.end)
    return rows.filter(network=here.network) if here.network else rows


def _same_day(at: datetime, state: str | None, done: datetime | None, zone: ZoneInfo) -> bool:
    settled = state in SETTLED and done is not None
    return settled and done is not None and done.astimezone(zone).date() == at.astimezone(zone).date()


def _day_over(at: datetime, here: Span) -> bool:
    """Has the day on which it came ended? Else nobody knows yet whether it is settled the same day."""
    return at.astimezone(here.zone).date() < here.now.astimezone(here.zone).date()


def _visits(here: Span) -> float | None:
    """Visits from networks by web statistics; None while nothing counts them."""
    first, last = here.start.astimezone(here.zone).date(), here.end.astimezone(here.zone).date()
    rows = Tally.objects.filter(
        meter__organization=here.organization, kind=VISIT, day__gte=first, day__lt=last
    ).exclude(network="")
    if here.network:
        rows = rows.filter(network=here.network)
    found = rows.aggregate(n=Sum("count"))["n"]
    return None if found is None else float(found)


def _hours(organization: Organization, week: Week) -> tuple[dict[str, float], float, float]:
    """Hours by kind of work and between what their sum lies; nothing when none may be told."""
    found: dict[str, float] = {}
    spent = hours.weekly(organization, week.monday, week.sunday)
    for one in spent:
        found[one.kind] = found.get(one.kind, 0.0) + one.hours
    return found, sum(one.low for one in spent), sum(one.high for one in spent)


def rehoured(told: Facts, organization: Organization) -> Facts:
    """The same week with the hours that may be told of it now, and what hangs on them."""
    hours_, low, high = _hours(organization, weeks.named(told.week))
    measured, expected = dict(told.measured), dict(told.expected)
    if hours_ and "talks" in measured:
        measured["talks"] = Measured(measured["talks"].hits, sum(hours_.values()))
    elif not hours_:
        measured.pop("talks", None)
        expected.pop("talks", None)
    deeds = replace(told.deeds, hours=hours_ or None, hours_low=low, hours_high=high)
    return replace(told, measured=measured, expected=expected, deeds=deeds)


def _deeds(here: Span, worked: tuple[dict[str, float], float, float], past: Sequence[Facts]) -> Deeds:
    rows = said(here)
    thoughts = rows.exclude(variant=None)
    let_stand = _treated(here, "let_stand").exclude(treatment__reason__in=["spam", "removed"])
    recalls = recalling.recalls(here.organization).filter(at__gte=here.start, at__lt=here.end)
    return Deeds(
        hours=worked[0] or None,
        hours_low=worked[1],
        hours_high=worked[2],
        budget=hours.budget(here.organization),
        questions=len(questions(here)),
        answered=rows.exclude(reply=None).values("reply__mention").distinct().order_by().count(),
        let_stand=let_stand.count(),
        minutes=_minutes(here.organization, past),
        published=thoughts.values("variant__thought").distinct().order_by().count(),
        released=thoughts.exclude(release=None).values("variant__thought").distinct().order_by().count(),
        taken_back=recalls.count(),
    )


def _treated(here: Span, state: str) -> QuerySet[Mention]:
    rows = listen.heard(here.organization).filter(
        treatment__state=state, treatment__at__gte=here.start, treatment__at__lt=here.end
    )
    return rows.filter(network=here.network) if here.network else rows


def _minutes(
    organization: Organization, past: Sequence[Facts]
) -> tuple[float, float | None, float | None, int]:
    """What an answer takes: measured from the weeks before where there are enough, else as assumed."""
    each = [
        60 * week.deeds.hours["answer"] / week.deeds.answered
        for week in past[-8:]
        if week.deeds.hours and week.deeds.hours.get("answer") and week.deeds.answered
    ]
    found = middle(each)
    if found is None or found.low is None:
        return float(looks.plan(organization).minutes), None, None, 0
    return found.value, found.low, found.high, found.count


def _friction(here: Span) -> Friction:
    told = approving.friction(here.organization, here.start, here.end)
    return Friction(
        said=told.said,
        waited=told.waited,
        middle=(told.middle.value, told.middle.low, told.middle.high) if told.middle else None,
        longest=told.longest,
        lost_hours=told.hours,
        decided=told.decided,
        needless=told.needless,
        unseen=told.unseen,
    )
