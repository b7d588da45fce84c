"""Falling asleep: more silence is more sleep, short histories are wide, what happened is held against it."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leitstand.estimates import sleep

TODAY = dt.date(2026, 11, 17)
WEEKS = st.lists(st.integers(0, 7), min_size=sleep.FEWEST, max_size=sleep.WEEKS)


@settings(max_examples=50)
@given(WEEKS)
def test_every_forecast_is_a_probability_with_its_interval_and_its_weeks(weeks):
    told = sleep.asleep(weeks)
    if not any(weeks):
        assert told is None
        return
    assert 0 <= told.low <= told.mean <= told.high <= 1
    assert told.n == len(weeks)


@pytest.mark.parametrize("steady", [1, 2, 5])
def test_each_silent_week_makes_sleep_more_probable_and_a_post_wakes(steady):
    means = [sleep.asleep([steady] * 26 + [0] * silent).mean for silent in range(7)]
    assert means == sorted(means)
    assert means[0] < 0.1
    assert means[6] > 0.5
    assert sleep.asleep([steady] * 26 + [0] * 6 + [steady]).mean < means[6] / 2


def test_a_short_history_is_wider_than_a_long_one():
    short, long = sleep.asleep([1] * 6), sleep.asleep([1] * 80)
    assert short.high - short.low > 2 * (long.high - long.low)


@pytest.mark.parametrize("weeks", [[], [3] * (sleep.FEWEST - 1), [0] * 30])
def test_with_too_little_nothing_is_said(weeks):
    assert sleep.asleep(weeks) is None


def test_a_longer_horizon_is_never_more_probably_silent():
    weeks = [2, 0, 1, 0, 0, 3, 0, 0, 1, 0]
    means = [sleep.asleep(weeks, horizon).mean for horizon in (1, 2, 4, 8)]
    assert means == sorted(means, reverse=True)


def test_weeks_end_today_count_days_once_and_leave_out_what_is_not_whole():
    since = TODAY - dt.timedelta(20)
    days = [TODAY, TODAY, TODAY - dt.timedelta(6), TODAY - dt.timedelta(7), since, TODAY + dt.timedelta(1)]
    assert sleep.weekly(days, since, TODAY) == [1, 1, 2]
    assert sleep.weekly(days, since + dt.timedelta(1), TODAY) == [1, 2]


def test_continuity_names_the_share_the_longest_gap_and_the_silence():
    since = TODAY - dt.timedelta(69)
    days = [since + dt.timedelta(n) for n in (0, 7, 14, 50)]
    told = sleep.continuity(days, since, TODAY)
    assert (told.weeks, told.weeks_with, told.longest, told.silent) == (10, 4, 36, 19)
    assert told.share.mean == 0.4
    assert told.share.low < 0.4 < told.share.high


def test_young_accounts_have_no_share_yet_but_a_gap():
    told = sleep.continuity([], TODAY - dt.timedelta(10), TODAY)
    assert told.share is None
    assert (told.longest, told.silent) == (10, 10)


def test_a_forecast_came_true_only_if_nothing_was_said_in_its_weeks():
    made = TODAY
    assert sleep.slept([made], made)
    assert not sleep.slept([made + dt.timedelta(28)], made)
    assert sleep.slept([made + dt.timedelta(29)], made)


def test_a_letter_each_fourth_week_is_expected_and_three_missed_ones_are_not_overlooked():
    monthly = [1, 0, 0, 0] * 12
    assert sleep.asleep(monthly).mean < 0.15
    assert sleep.asleep([*monthly, *[0] * 12]).mean > 0.5
