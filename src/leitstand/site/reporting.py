"""Hands reports what decide knows: experiments that run, and networks that could fall asleep."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext

from leitstand.decide.portfolio import queries as portfolio
from leitstand.decide.trials import queries as trials
from leitstand.decide.trials import telling
from leitstand.learn.reports import beside
from leitstand.learn.reports.beside import Beside, Running, Sleeping
from leitstand.vocabulary.trial import Unit, Verdict
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.decide.models import SleepForecast
    from leitstand.people.models import Organization

STEPS = {
    Unit.POST.value: _("Post %(n)s of %(of)s."),
    Unit.DAY.value: _("Day %(n)s of %(of)s."),
    Unit.WEEK.value: _("Week %(n)s of %(of)s."),
}
MOST = 4
"""So many networks are named; the likeliest to fall asleep."""


def hand_in() -> None:
    """Reports ask us from now on. Called where pages and letters are made."""
    beside.hand_in(told)


def told(organization: Organization, now: datetime) -> Beside:
    """What decide knows at this moment, in the language of the page."""
    return Beside(_running(organization), _sleeping(organization), _record(organization))


def _running(organization: Organization) -> tuple[Running, ...]:
    return tuple(_experiment(one) for one in trials.running(organization))


def _experiment(one: trials.Now) -> Running:
    found = one.reading.compared[0].estimate if one.reading.compared else None
    open_ = one.reading.verdict in (Verdict.NOT_YET, Verdict.UNTOLD)
    says = (
        gettext("Nothing can be said yet. You may look at any time, that spoils nothing.")
        if open_
        else gettext("There is an answer; it stands on the experiment's page.")
    )
    return Running(
        name=one.question,
        step=gettext(STEPS[one.unit]) % {"n": one.unit_number, "of": one.units},
        unit=gettext(telling.PER[one.unit]),
        difference=found.mean if found else None,
        low=found.low if found else None,
        high=found.high if found else None,
        says=says,
        url=reverse("decide:experiment", args=[one.id]),
    )


def _sleeping(organization: Organization) -> tuple[Sleeping, ...]:
    """The latest forecast of each account, the likeliest first."""
    latest: dict[int, SleepForecast] = {}
    for one in portfolio.forecasts(organization):
        latest.setdefault(one.account_id, one)
    rows = sorted(latest.values(), key=lambda one: -one.mean)[:MOST]
    return tuple(Sleeping(one.account.network, one.mean, one.low, one.high, one.n) for one in rows)


def _record(organization: Organization) -> str:
    kept = portfolio.kept_word(organization)
    if not kept.n:
        return ""
    return gettext("Of %(n)s such forecasts above 50 %% %(true)s came true.") % {
        "n": kept.n,
        "true": kept.came_true,
    }
