"""Who takes back a yes, or leaves, takes small sums of hours along, from reports too; odd weeks fall not."""

import datetime as dt

import pytest
from django.urls import reverse

from leitstand.learn.hours import actions, queries, tidying
from leitstand.learn.models import Mark, Told, WeekReport
from leitstand.learn.reports import actions as reports
from leitstand.learn.reports import facts, weeks
from tests.speak.conftest import NOW, member_of

WEEK = weeks.named("2026-W45")
LATER = NOW + dt.timedelta(days=1)


@pytest.fixture
def owner(organization):
    return member_of(organization, "owner", "Vera Kern")


@pytest.fixture
def told(organization, owner, editor):
    """Two who agreed, their hours of a closed week, and the report of it that somebody has read."""
    for one, minutes in ((owner, 60), (editor, 240)):
        actions.agree(one, on=True, now=NOW)
        actions.correct(one, (WEEK.monday, "mastodon", "answer"), minutes, now=NOW)
    tidying.close(organization, WEEK.monday, NOW)
    row = reports.freeze(organization, WEEK, NOW)
    assert facts.read(row.figures).deeds.hours == {"answer": 5.0}
    return row


def kept():
    return facts.read(WeekReport.objects.get(week=WEEK.name).figures)


def test_who_takes_back_their_yes_is_in_no_kept_report_any_more(told, editor):
    actions.agree(editor, on=False, now=LATER)
    assert kept().deeds.hours is None
    assert (kept().deeds.hours_low, kept().deeds.hours_high) == (0, 0)
    assert not {"talks"} & {*kept().measured, *kept().expected}


def test_who_left_is_in_no_kept_report_any_more(told, organization, editor):
    editor.delete()
    assert queries.weekly(organization, WEEK.monday, WEEK.sunday) == []
    tidying.forget(organization, LATER)
    assert kept().deeds.hours is None
    assert not Told.objects.exists()


def test_sums_of_three_stay_as_they_were_read(organization, owner, editor, reader):
    for one in (owner, editor, reader):
        actions.agree(one, on=True, now=NOW)
        actions.correct(one, (WEEK.monday, "mastodon", "answer"), 60, now=NOW)
    actions.correct(owner, (WEEK.monday, "linkedin", "write"), 120, now=NOW)
    tidying.close(organization, WEEK.monday, NOW)
    reports.freeze(organization, WEEK, NOW)
    actions.agree(owner, on=False, now=LATER)
    assert kept().deeds.hours == {"answer": 3.0}


@pytest.mark.parametrize("week", ["0001-01-01", "1999-12-31", "9999-12-31", "²"])
def test_a_week_that_is_none_shows_this_one(client, editor, week):
    client.force_login(editor.person)
    assert client.get(reverse("learn:hours"), {"week": week}).status_code == 200


def test_numbers_that_are_none_are_none(client, owner, editor, organization):
    actions.switch(owner, on=True, now=NOW)
    client.force_login(editor.person)
    answer = client.post(reverse("learn:hours"), {"act": "withdraw", "correction": "²"})
    assert answer.status_code == 409
    actions.note(editor, "speak:inbox", {}, "²", now=NOW)
    assert Mark.objects.get(minute=NOW).network == ""
