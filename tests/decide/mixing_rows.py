"""Weeks of hours and value of a team that does not exist, as rows of the program's own tables."""

import datetime as dt

import numpy as np

from leitstand.decide.mixing.material import week_of
from leitstand.learn.models import Closing, Meter, Plan, Tally, Told, Worth
from leitstand.people.models import Membership, Organization, Person

NOW = dt.datetime(2026, 11, 18, 9, tzinfo=dt.UTC)  # a Wednesday
LAST = dt.date(2026, 11, 9)  # the Monday of the last closed week
TODAY = {"mastodon": 4.0, "bluesky": 3.0, "linkedin": 5.0, "facebook": 6.0}
WORTH = {"mastodon": 40.0, "bluesky": 24.0, "linkedin": 12.0, "facebook": 4.0}


def member(organization: Organization, role: str = "owner", name: str = "Aylin Demirbas") -> Membership:
    mail = f"{role}-{name.partition(' ')[0].lower()}@auenried.example"
    person = Person.objects.create_user(mail, name=name)
    return Membership.objects.create(person=person, organization=organization, role=role)


def plan(organization: Organization, hours: dict[str, float] = TODAY) -> None:
    since = LAST - dt.timedelta(weeks=80)
    Plan.objects.bulk_create(
        Plan(organization=organization, network=name, hours=one, since=since) for name, one in hours.items()
    )


def worth(organization: Organization, amount: float = 1.0) -> Meter:
    meter, _made = Meter.objects.get_or_create(organization=organization, name="Zählung", reads="hand")
    made = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    Worth.objects.create(organization=organization, kind="visit", amount=amount, since=made.date(), made=made)
    return meter


def weeks(n: int, last: dt.date = LAST) -> list[dt.date]:
    return [last - dt.timedelta(weeks=i) for i in reversed(range(n))]


def spend(organization: Organization, mondays: list[dt.date], hours: dict[str, float], seed: int = 3) -> None:
    """These weeks were closed with about these hours, told by four people."""
    dice = np.random.default_rng(seed)
    for monday in mondays:
        closing = Closing.objects.create(organization=organization, monday=monday)
        Told.objects.bulk_create(
            Told(
                closing=closing, network=name, kind="answer", people=4, low=0, high=0,
                minutes=round(60 * one * dice.uniform(0.6, 1.4)),
            )
            for name, one in hours.items()
        )  # fmt: skip


def bring(
    meter: Meter, mondays: list[dt.date], best: dict[str, float], seed: int = 4, factor: float = 1.0
) -> None:
    """What these weeks brought: less for every further hour, with the ups and downs of real weeks."""
    dice = np.random.default_rng(seed)
    spent = {
        (row.closing.monday, row.network): row.minutes / 60
        for row in Told.objects.filter(closing__monday__in=mondays).select_related("closing")
    }
    for monday in mondays:
        for name, most in best.items():
            hours = spent.get((monday, name), 0.0)
            mean = factor * (1 + most * hours / (hours + 4))
            count = int(dice.negative_binomial(6, 6 / (6 + mean)))
            Tally.objects.create(meter=meter, day=monday, network=name, kind="visit", count=count)


def team(organization: Organization, n: int = 26) -> Meter:
    """A team with so many weeks behind it, whose Facebook brings little for its many hours."""
    meter = worth(organization)
    plan(organization)
    mondays = weeks(n)
    spend(organization, mondays, TODAY)
    bring(meter, mondays, WORTH)
    return meter


def names(mondays: list[dt.date]) -> list[str]:
    return [week_of(one) for one in mondays]
