"""What decide hands to reports: the latest forecast of each account, and how good such forecasts were."""

import datetime as dt

import pytest

from leitstand.decide.models import SleepForecast
from leitstand.people.models import Account, Organization
from leitstand.site import reporting

NOW = dt.datetime(2026, 11, 17, 9, tzinfo=dt.UTC)


@pytest.fixture
def organization(db):
    return Organization.objects.create(name="Hochschule Auenried")


def forecast(organization, network, days_ago, mean, slept=None):
    account, _made = Account.objects.get_or_create(
        organization=organization, network=network, actor_id=network, server=f"https://{network}.example"
    )
    made = NOW.date() - dt.timedelta(days=days_ago)
    SleepForecast.objects.create(
        account=account, made=made, mean=mean, low=mean - 0.1, high=mean + 0.1, n=40, slept=slept
    )


def test_the_latest_forecast_of_each_network_is_told_the_likeliest_first(organization):
    forecast(organization, "mastodon", 3, 0.1)
    forecast(organization, "youtube", 40, 0.2, slept=True)
    forecast(organization, "youtube", 5, 0.64)
    found = reporting.told(organization, NOW)
    assert [(one.network, one.chance) for one in found.sleeping] == [("youtube", 0.64), ("mastodon", 0.1)]
    assert not found.record, "no forecast above one half is over yet"
    assert not found.running


def test_forecasts_that_came_due_are_counted_also_the_wrong_ones(organization):
    forecast(organization, "youtube", 60, 0.7, slept=True)
    forecast(organization, "youtube", 50, 0.8, slept=False)
    assert reporting.told(organization, NOW).record == "Of 2 such forecasts above 50 % 1 came true."
